"""What stands behind a number: the people or households that were counted, those that were not and why, and the
visits from which it is known."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from config.days import day_begins
from households.models import (
    Ability,
    Exclusion,
    ExclusionSubject,
    Guidance,
    Household,
    Residence,
    Resident,
    Skill,
    TraitValue,
)
from households.models.ability import Level
from households.standing import EVERYTHING, latest_guidance, latest_observations, standing_on
from targets.models import Indicator
from targets.populations import age_band, excused_keys_of, keys_of
from targets.progress import period
from targets.served import ever_served, villages_of

Measure, Population = Indicator.Measure, Indicator.Population


@dataclass(frozen=True)
class Group:
    code: str
    label: str


GROUPS = [
    Group("da-tinh", "Đã tính"),
    Group("chua-dat", "Đã biết, chưa đạt"),
    Group("chua-ro", "Chưa rõ"),
    Group("mien-tinh", "Miễn tính"),
    Group("chua-ro-nam-sinh", "Chưa rõ có thuộc độ tuổi"),
]
COUNTED, NOT_YET, UNKNOWN, EXCLUDED, AGELESS = GROUPS


def sizes(count):
    """How many stand in each of GROUPS."""
    return [count.counted, count.not_yet, count.unknown, count.excluded, count.ageless]


def members(target, group, on):
    """Queryset of the people (or households) of `target` that are in `group` on the day `on`."""
    indicator, villages = target.indicator, villages_of(target, on)
    household = indicator.population == Population.HOUSEHOLDS
    if on < timezone.localdate():
        return _past_members(indicator, group, villages, on)
    if household:
        everyone = Household.objects.present().filter(village__in=villages)
    else:
        band = age_band(indicator.population, on)
        present = Resident.objects.present().filter(village__in=villages)
        if group == AGELESS:
            return present.filter(band.open_q(None))
        everyone = present.filter(band.as_q())
    counted, known = _tests(indicator, "household" if household else "resident", villages)
    excluded = _excluded(indicator, villages)
    return {
        COUNTED: everyone.filter(counted),
        NOT_YET: everyone.filter(known).exclude(counted).exclude(excluded),
        UNKNOWN: everyone.exclude(known).exclude(excluded),
        EXCLUDED: everyone.filter(excluded).exclude(counted),
    }.get(group, everyone.none())


def _excluded(indicator, villages):
    """Condition under which a row is excluded today."""
    about = _exclusions_from(indicator, timezone.localdate())
    homes = about.filter(household__village__in=villages).values("household")
    if indicator.population == Population.HOUSEHOLDS:
        return Q(pk__in=homes)
    return Q(household__in=homes) | Q(pk__in=about.filter(resident__village__in=villages).values("resident"))


def _exclusions_from(indicator, on):
    """Those in force on the day `on` that take somebody out of `indicator`, in no order."""
    if indicator.measure == Measure.BASIC_SKILLS:
        named = ExclusionSubject.objects.filter(skill__basic=True).order_by().values("exclusion")
        every = Skill.objects.filter(basic=True).order_by().values("basic").annotate(number=Count("pk"))
        complete = named.annotate(number=Count("pk")).filter(number=Subquery(every.values("number")))
        about = Q(pk__in=complete.values("exclusion"))
    else:
        about = Q(subjects__skill=indicator.skill_id) if indicator.skill_id else Q(subjects__trait=indicator.trait_id)
    return Exclusion.objects.in_force(on).filter(Q(subjects=None) | about).order_by()


def exclusions(target, rows, on):
    """{row id: Exclusion} of the people or households on a page that are excluded on the day `on`."""
    found = _exclusions_from(target.indicator, on)
    if target.indicator.population == Population.HOUSEHOLDS:
        own = found.filter(household__in=[row.pk for row in rows]).select_related("household")
        return {exclusion.household_id: exclusion for exclusion in own}
    homes = {row.pk: row.household_id for row in rows}
    if on < timezone.localdate():
        lived = Residence.objects.in_force(on).filter(resident__in=homes)
        homes |= dict(lived.values_list("resident", "household"))
    named = Q(household__in=homes.values()) | Q(resident__in=homes)
    own = list(found.filter(named).select_related("household", "resident"))
    of_home = {exclusion.household_id: exclusion for exclusion in own if exclusion.household_id}
    of_person = {exclusion.resident_id: exclusion for exclusion in own if exclusion.resident_id}
    both = {row.pk: of_person.get(row.pk) or of_home.get(homes[row.pk]) for row in rows}
    return {pk: exclusion for pk, exclusion in both.items() if exclusion}


def _tests(indicator, owner, villages):
    """Conditions under which a row is counted, and is known either way."""
    if indicator.measure == Measure.TRAIT:
        values = TraitValue.objects.filter(trait=indicator.trait_id, **{owner: OuterRef("pk")})
        return Exists(values.filter(value=True)), Exists(values)
    abilities = Ability.objects.order_by()
    if indicator.measure == Measure.SKILL:
        own = abilities.filter(skill=indicator.skill_id, resident=OuterRef("pk"))
        return Exists(own.filter(level__gte=indicator.level)), Exists(own)
    # Counted once for the villages, not again for every row.
    basic = abilities.filter(resident__village__in=villages, resident__state=Resident.State.PRESENT, skill__basic=True)
    able = (
        basic.filter(level__gte=indicator.level)
        .values("resident")
        .annotate(reached=Count("pk"))
        .filter(reached__gte=indicator.at_least)
        .values("resident")
    )
    if owner == "household":
        able = Resident.objects.filter(pk__in=able).order_by().values("household")
    return Q(pk__in=able), Q(pk__in=basic.values("resident__household" if owner == "household" else "resident"))


def _past_members(indicator, group, villages, on):
    standing = standing_on(villages, on)
    people, households = standing.keys()
    if indicator.population == Population.HOUSEHOLDS:
        model, keys = Household, households
    else:
        band = age_band(indicator.population, on)
        model, keys = Resident, {}
        for resident, own in people.items():
            person = standing.people[resident]
            if (band.leaves_open if group == AGELESS else band.holds)(person.birth_year, person.sex):
                keys[resident] = own
    counted, known, _ = map(set, keys_of(indicator))
    subject = excused_keys_of(indicator)[0][1].removeprefix("x")
    excused = standing.excused()[model is Household]

    def group_of(pk, own):
        if counted & own:
            return COUNTED
        if {EVERYTHING, subject} & excused.get(pk, {}).keys():
            return EXCLUDED
        return NOT_YET if known & own else UNKNOWN

    if group == AGELESS:
        return model.objects.filter(pk__in=[] if model is Household else list(keys))
    return model.objects.filter(pk__in=[pk for pk, own in keys.items() if group_of(pk, set(own)) == group])


def lessons(target, on):
    """The guidance that a flow counts: taught by the team in the period that `on` lies in."""
    begins, ends = period(target, on)
    lessons = Guidance.objects.counting().filter(
        taught=True,
        visit__membership__team=target.team_id,
        visit__village__in=ever_served([target]),
        visit__visited_at__gte=day_begins(begins),
        visit__visited_at__lt=day_begins(min(ends, on) + timedelta(days=1)),
    )
    if target.indicator.skill_id:
        lessons = lessons.filter(skill=target.indicator.skill_id)
    return lessons.select_related("resident", "skill", "visit__membership__official").order_by(
        "-visit__visited_at", "pk"
    )


@dataclass(frozen=True)
class Source:
    """From where it is known: what was noted, on which day, in whose visit (None: noted by the office)."""

    text: str
    day: str
    visit: UUID | None
    visitor: str


def sources(target, rows, on):
    """{row id: [Source]} for the people or households on a page (ids), as known at the end of the day `on`."""
    indicator = target.indicator
    household = indicator.population == Population.HOUSEHOLDS
    day = on if on < timezone.localdate() else None
    found = defaultdict(list)
    if indicator.measure == Measure.TRAIT:
        owner = "household" if household else "resident"
        facts, fact = (latest_observations(day), "") if day else (TraitValue.objects.order_by("pk"), "observation__")
        facts = facts.filter(trait=indicator.trait_id, **{f"{owner}__in": rows})
        for who, name, value, at, *visit in facts.values_list(
            f"{owner}_id", "trait__name", "value", f"{fact}observed_at", *_visit(fact)
        ):
            found[who].append(Source(f"{name}: {'có' if value else 'không'}", _shown(at), *visit))
        return found
    owner = "resident__household" if household else "resident"
    skills = {"skill__basic": True} if indicator.measure == Measure.BASIC_SKILLS else {"skill": indicator.skill_id}
    if household:  # of a whole household only what reaches the level is worth its line
        skills["level__gte"] = indicator.level
    facts, fact = (latest_guidance(day), "") if day else (Ability.objects.order_by("skill__order", "pk"), "guidance__")
    for who, person, skill, level, at, *visit in facts.filter(**skills, **{f"{owner}__in": rows}).values_list(
        owner, "resident__full_name", "skill__name", "level", f"{fact}visit__visited_at", *_visit(fact)
    ):
        text = f"{skill}: {Level(level).label}"
        found[who].append(Source(f"{person}, {text}" if household else text, _shown(at), *visit))
    return found


def _visit(fact):
    return [f"{fact}visit__uuid", f"{fact}visit__membership__official__full_name"]


def _shown(moment):
    return f"{timezone.localtime(moment):%d/%m/%Y}"
