"""Derives what is now so (Ability, TraitValue, LatestVisit) from the facts that are not cancelled."""

from collections import Counter

from django.db import connection

from households.models import Ability, LatestVisit, TraitValue, Visit
from households.standing import latest_guidance, latest_observations


def derive_abilities(standing, pairs):
    """Brings the abilities of `pairs` ({(resident, skill)}) up to date, in the database and in `standing`."""
    if not pairs:
        return
    facts = latest_guidance().filter(
        resident__in={resident for resident, _ in pairs}, skill__in={skill for _, skill in pairs}
    )
    latest = {
        (resident, skill): (level, source)
        for resident, skill, level, source in facts.values_list("resident", "skill", "level", "pk")
    }
    new, gone = set(), []
    for pair in pairs:
        if pair not in latest:
            if standing.levels.pop(pair, None):
                gone.append(pair)
        elif standing.levels.get(pair) != latest[pair]:
            standing.levels[pair] = latest[pair]
            new.add(pair)
    for resident, skill in gone:
        Ability.objects.filter(resident=resident, skill=skill).delete()
    _keep_abilities(standing, new)


def add_abilities(standing, guidances):
    """Brings the abilities of those taught in new visits up to date: what was known stays unless it is older."""
    changed = set()
    for guidance in sorted(guidances, key=lambda one: (one.visit.visited_at, one.pk)):
        pair, moment = (
            (guidance.resident_id, guidance.skill_id),
            (guidance.visit.visited_at, guidance.visit.received_at),
        )
        if pair not in standing.moments or standing.moments[pair] <= moment:
            standing.levels[pair], standing.moments[pair] = (guidance.level, guidance.pk), moment
            changed.add(pair)
    _keep_abilities(standing, changed)


def _keep_abilities(standing, pairs):
    Ability.objects.bulk_create(
        (
            Ability(resident_id=resident, skill_id=skill, level=level, guidance_id=source)
            for (resident, skill), (level, source) in ((pair, standing.levels[pair]) for pair in pairs)
        ),
        update_conflicts=True,
        unique_fields=["resident", "skill"],
        update_fields=["level", "guidance"],
    )


def derive_traits(standing, owners):
    """Brings the trait values of `owners` ({(household or None, resident or None, trait)}) up to date."""
    if not owners:
        return
    households, residents, traits = (set(ids) - {None} for ids in zip(*owners, strict=True))
    latest = {}
    for ids in ({"household__in": households}, {"resident__in": residents}):
        facts = latest_observations().filter(trait__in=traits, **ids)
        for household, resident, trait, value, source in facts.values_list(
            "household", "resident", "trait", "value", "pk"
        ):
            latest[household, resident, trait] = (value, source)
    new = []
    for owner in owners:
        household, resident, trait = owner
        if standing.values.get(owner) == latest.get(owner):
            continue
        if standing.values.pop(owner, None):
            TraitValue.objects.filter(household=household, resident=resident, trait=trait).delete()
        if owner in latest:
            standing.values[owner] = latest[owner]
            value, source = latest[owner]
            new.append(
                TraitValue(
                    household_id=household, resident_id=resident, trait_id=trait, value=value, observation_id=source
                )
            )
    TraitValue.objects.bulk_create(new)


def add_latest_visits(visits):
    """Makes each new visit the latest of its household, unless a later one is known."""
    several = {home for home, number in Counter(visit.household_id for visit in visits).items() if number > 1}
    single = [visit for visit in visits if visit.household_id not in several]
    kept = [visit for visit in single if _keeps_promise(visit)]
    latest = _put_latest(kept, ["visit_id", "visited_at"])
    latest |= _put_latest([visit for visit in single if visit not in kept], LATEST)
    late = {visit.household_id: visit for visit in single if latest[visit.household_id] != visit.pk}
    for household in sorted(several | _open_to(late, latest)):
        derive_latest_visit(household)


LATEST = ["visit_id", "visited_at", "promised_on", "promised_in_id"]


def _put_latest(visits, columns):
    """Writes `columns` where the visit is newer than what is there, in one statement: {household: latest visit}."""
    if not visits:
        return {}
    table, adapted = connection.ops.quote_name(LatestVisit._meta.db_table), connection.ops.adapt_datetimefield_value
    rows = [
        [
            visit.household_id,
            visit.pk,
            adapted(visit.visited_at),
            visit.promised_on,
            visit.promised_on and visit.pk,
            adapted(visit.received_at),
        ]
        for visit in sorted(visits, key=lambda visit: visit.household_id)
    ]
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    newer = f"CASE WHEN {table}.visited_at < excluded.visited_at THEN excluded.{{0}} ELSE {table}.{{0}} END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (household_id, {', '.join(LATEST)}, changed_at) "
            f"VALUES {', '.join([one] * len(rows))} ON CONFLICT (household_id) DO UPDATE "
            f"SET changed_at = excluded.changed_at, {', '.join(f'{name} = {newer.format(name)}' for name in columns)} "
            "RETURNING household_id, visit_id",
            [value for row in rows for value in row],
        )
        return dict(cursor.fetchall())


def _open_to(late, latest):
    """Which households ({household: new visit}) an older visit may matter to: nobody was at home at the `latest`, or
    both were at the same moment."""
    if not late:
        return set()
    rows = Visit.objects.filter(pk__in=[latest[household] for household in late])
    return {
        household
        for household, outcome, visited_at in rows.values_list("household", "outcome", "visited_at")
        if outcome == Visit.Outcome.NOBODY_HOME or visited_at == late[household].visited_at
    }


def _keeps_promise(visit):
    """Whether an earlier promise stays open after `visit`: nobody was at home."""
    return visit.outcome == Visit.Outcome.NOBODY_HOME and not visit.promised_on


def derive_latest_visit(household):
    """The latest visit of `household` (id); a promise stays open while nobody was at home since, on the day it was
    last moved to."""
    visits = list(
        Visit.objects.counting()
        .filter(household=household)
        .order_by("-visited_at", "-received_at", "-pk")
        .only("pk", "visited_at", "outcome", "promised_on")[:20]
    )
    if not visits:
        LatestVisit.objects.filter(household=household).delete()
        return
    met = next((visit for visit in visits if not _keeps_promise(visit)), visits[0])
    moved = met.promise_moves.last() if met.promised_on else None
    promised_on = moved.promised_on if moved else met.promised_on
    latest = LatestVisit(
        household_id=household,
        visit=visits[0],
        visited_at=visits[0].visited_at,
        promised_on=promised_on,
        promised_in=met if promised_on else None,
    )
    LatestVisit.objects.bulk_create(
        [latest],
        update_conflicts=True,
        unique_fields=["household"],
        update_fields=["visit", "visited_at", "promised_on", "promised_in", "changed_at"],
    )
