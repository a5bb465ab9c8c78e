"""What was said of a row that turned out to be another one entered twice goes over to the one kept. Only who the facts
are of changes: visits keep what they were sent as (their digest), so that a phone may send them again."""

from collections import Counter
from contextlib import contextmanager
from datetime import date

from django.db.models import Count, Q, UniqueConstraint
from django.utils import timezone

from households.derive import derive_abilities, derive_latest_visit, derive_traits
from households.models import (
    Ability,
    DistinctPair,
    Guidance,
    Household,
    HouseholdVillage,
    LatestVisit,
    LifeEvent,
    LifeEventPerson,
    Observation,
    Residence,
    Resident,
    TraitValue,
)
from households.standing import Standing
from households.tally import add_difference, add_guidances, kept_in_step
from villages import bulk

# What follows from facts, or is history of the row itself, stays where it is.
STAYING = {Ability, TraitValue, LatestVisit, HouseholdVillage, Residence, Resident, Household, DistinctPair}
STAYING |= {LifeEvent, LifeEventPerson}
# Said twice in one visit of one person, it was one lesson: the one in which he got further stays.
ONE_STAYS = {
    Guidance: lambda row: (row.taught, row.level, row.pk),
    Observation: lambda row: row.pk,
}


@contextmanager
def reckoned_anew(people, homes):
    """Around a change of whom the facts of `people` and `homes` (ids) are of: derives what follows from them."""
    villages = set(Household.objects.filter(pk__in=homes).values_list("village", flat=True))
    owned = Q(resident__in=people) | Q(household__in=homes)
    with kept_in_step(homes):
        taught = _taught(people)
        Ability.objects.filter(resident__in=people).delete()
        TraitValue.objects.filter(owned).delete()
        yield
        known = Guidance.objects.filter(resident__in=people).order_by().values_list("resident", "skill")
        derive_abilities(Standing(), set(known))
        seen = Observation.objects.filter(owned).order_by().values_list("household", "resident", "trait")
        derive_traits(Standing(), set(seen))
        for home in sorted(homes):
            derive_latest_visit(home)
        difference = _taught(people)
        difference.subtract(taught)
        add_guidances(difference)
        Household.objects.filter(pk__in=homes).update(changed_at=timezone.now())
    add_difference(Counter(), Counter(), villages)


def _taught(people):
    """Counter of (team, day, skill): times that `people` (ids) were taught."""
    lessons = Guidance.objects.counting().filter(taught=True, resident__in=people).order_by()
    rows = lessons.values_list("visit__membership__team", "visit__visited_at__date", "skill").annotate(Count("pk"))
    return Counter({tuple(key): number for *key, number in rows})


def pass_on_facts(run, kept, merged):
    """All that was said of `merged` is said of `kept`."""
    for relation in bulk.relations_to(merged):
        if relation.related_model not in STAYING:
            _pass_on(run, relation.related_model, relation.field, kept, merged)


def _pass_on(run, model, field, kept, merged):
    """The rows of `model` that name `merged` in `field` name `kept`; of one that `kept` has already one stays behind,
    or goes."""
    rows = {row.pk: row for row in model._base_manager.filter(**{field.name: merged.pk}).order_by("pk")}
    dropped = []
    for mine, theirs in _twins(model, field, kept, merged):
        if model in ONE_STAYS:
            worse = min(mine, theirs, key=ONE_STAYS[model])
            dropped.append(worse)
            if worse is mine:
                rows.pop(mine.pk, None)
        else:
            rows.pop(mine.pk, None)
    bulk.delete(run, dropped)
    for row in rows.values():
        setattr(row, field.attname, kept.pk)
    bulk.change(run, rows.values(), [field.name])


def _twins(model, field, kept, merged):
    """Pairs of rows, of `merged` and of `kept`, that could not both name `kept`."""
    for constraint in model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or field.name not in constraint.fields:
            continue
        names = [model._meta.get_field(name).attname for name in constraint.fields if name != field.name]
        rows = model._base_manager.filter(constraint.condition or Q())
        theirs = {_key(row, names): row for row in rows.filter(**{field.name: kept.pk})}
        for row in rows.filter(**{field.name: merged.pk}):
            if None not in _key(row, names) and _key(row, names) in theirs:
                yield row, theirs[_key(row, names)]


def _key(row, names):
    return tuple(getattr(row, name) for name in names)


def extend_history(run, model, owner, kept, merged, **instead):
    """`kept` was also where `merged` was, on days of which nothing else is known of it: more rows of `model`
    (HouseholdVillage, Residence), with other values `instead` where given."""
    known = list(model.objects.filter(**{owner: kept}))
    added = []
    for period in model.objects.filter(**{owner: merged}):
        for starts_on, ends_on in uncovered(period, known):
            row = model(**{field.attname: getattr(period, field.attname) for field in model._meta.concrete_fields})
            row.pk, row.starts_on, row.ends_on = None, starts_on, ends_on
            for name, value in ({owner: kept} | instead).items():
                setattr(row, name, value)
            added.append(row)
            known.append(row)
    bulk.create(run, added)


def uncovered(period, others):
    """[(from, until)] of the parts of `period` that none of `others` covers; until None: still."""
    parts = [(period.starts_on, period.ends_on or date.max)]
    for other in others:
        begins, ends = other.starts_on, other.ends_on or date.max
        parts = [
            (first, last)
            for whole in parts
            for first, last in ((whole[0], min(whole[1], begins)), (max(whole[0], ends), whole[1]))
            if first < last
        ]
    return [(first, None if last == date.max else last) for first, last in parts]


def pass_on_late(standing, people, households):
    """Visits that were on their way when those they name were merged: what they say goes where the rest went."""
    people, households = people & standing.merged_people.keys(), households & standing.merged_homes.keys()
    if not people and not households:
        return
    named = [*Resident.objects.filter(pk__in=people), *Household.objects.filter(pk__in=households)]
    for row in named:
        while row.merged_into_id:
            kept = row.merged_into
            of_people = isinstance(row, Resident)
            homes = {row.household_id, kept.household_id} if of_people else {row.pk, kept.pk}
            with reckoned_anew({row.pk, kept.pk} if of_people else set(), homes):
                pass_on_facts(row.merged_in, kept, row)
            row = kept
