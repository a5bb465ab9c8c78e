"""Where some households stand: who lives in them, what each person can do and has. Read from the derived rows
for now, from the facts for a past day; both give the same shape, so that both are counted by the same code."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property

from config.days import day_begins
from households.models import (
    Exclusion,
    Guidance,
    Household,
    HouseholdVillage,
    Observation,
    Residence,
    Resident,
    Skill,
    TraitValue,
)
from households.models.ability import Level
from households.models.tally import FOREVER


class Person(NamedTuple):
    household: int
    birth_year: int  # 0: not known
    sex: str
    present: bool


class Excused(NamedTuple):
    """An exclusion that was granted."""

    household: int | None
    resident: int | None
    until: date
    subjects: tuple[str, ...]  # as they begin keys: `t7`, `s4`; (EVERYTHING,)


@dataclass
class Standing:
    villages: dict[int, int | None] = field(default_factory=dict)  # household → village, None: it left
    people: dict[int, Person] = field(default_factory=dict)  # resident → person
    # Those that were entered twice → what they were merged into, which may be merged itself; known now only
    merged_homes: dict[int, int] = field(default_factory=dict)
    merged_people: dict[int, int] = field(default_factory=dict)
    levels: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # (resident, skill) → (level, source)
    # (resident, skill) → when the source was visited and received; known now only
    moments: dict[tuple[int, int], tuple[datetime, datetime]] = field(default_factory=dict)
    taught: set[tuple[int, int]] = field(default_factory=set)  # those whose source was taught, not only noted; likewise
    # (household or None, resident or None, trait) → (has it, source)
    values: dict[tuple[int | None, int | None, int], tuple[bool, int]] = field(default_factory=dict)
    exclusions: list[Excused] = field(default_factory=list)

    def kept_home(self, household):
        """What `household` (id) was merged into in the end, as far as it was read; itself if it was not."""
        while household in self.merged_homes:
            household = self.merged_homes[household]
        return household

    def kept_person(self, resident):
        """Likewise."""
        while resident in self.merged_people:
            resident = self.merged_people[resident]
        return resident

    def counted(self):
        """Counter of (village, key, birth year, sex, until) → number of those who are present; a household's birth
        year is 0 and its sex ''. The keys of those excluded bear an x, and count before the day `until` only; of all
        others it is FOREVER."""
        numbers: Counter = Counter()
        people, households = self.keys()
        excused_people, excused_households = self.excused()
        for resident, keys in people.items():
            person = self.people[resident]
            for key in keys:
                numbers[self.villages[person.household], key, person.birth_year, person.sex, FOREVER] += 1
            for key, until, sign in excused_keys(keys, excused_people.get(resident)):
                numbers[self.villages[person.household], key, person.birth_year, person.sex, until] += sign
        for household, keys in households.items():
            for key in keys:
                numbers[self.villages[household], key, 0, "", FOREVER] += 1
            for key, until, sign in excused_keys(keys, excused_households.get(household)):
                numbers[self.villages[household], key, 0, "", until] += sign
        return numbers

    def excused(self):
        """({resident: {subject: until}}, {household: {subject: until}}): the latest day of each subject. Whoever
        lives in an excluded household is excluded with it."""
        people: dict[int, dict[str, date]] = {}
        households: dict[int, dict[str, date]] = {}
        if not self.exclusions:
            return people, households
        members: dict[int, list[int]] = {}
        for resident, person in self.people.items():
            members.setdefault(person.household, []).append(resident)
        for one in self.exclusions:
            if one.household:
                owned = [subject and f"h{subject}" for subject in one.subjects]
                _lengthen(households.setdefault(one.household, {}), owned, one.until)
            for resident in members.get(one.household, ()) if one.household else [one.resident]:
                _lengthen(people.setdefault(resident, {}), one.subjects, one.until)
        return people, households

    def keys(self):
        """({resident: keys}, {household: keys}) of those present. The keys: `p` a person, `t7:1` he has trait 7
        (`t7:0` has not), `s4:3` he is at level 3 of skill 4, `b2:5` he has 5 basic skills at level 2 or higher;
        `h` a household, `ht7:1` it has trait 7, `hb2:5` its ablest member has 5 basic skills at level 2 or higher.
        """
        households = {household: ["h"] for household, village in self.villages.items() if village}
        people = {
            resident: ["p"]
            for resident, person in self.people.items()
            if person.present and person.household in households
        }
        for (household, resident, trait), (value, _) in self.values.items():
            if household in households:
                households[household].append(f"ht{trait}:{value:d}")
            elif resident in people:
                people[resident].append(f"t{trait}:{value:d}")
        for (resident, skill), (level, _) in self.levels.items():
            if resident in people:
                people[resident].append(f"s{skill}:{level}")
        best: dict[int, list[int]] = {}
        for resident, counts in self._basic_skills_reached().items():
            if resident in people:
                people[resident] += [f"b{level}:{counts[level]}" for level in LEVELS]
                household = self.people[resident].household
                best[household] = list(map(max, counts, best.get(household, counts)))
        for household, counts in best.items():
            households[household] += [f"hb{level}:{counts[level]}" for level in LEVELS]
        return people, households

    @cached_property
    def basic_skills(self):
        return set(Skill.objects.filter(basic=True).values_list("pk", flat=True))

    def _basic_skills_reached(self):
        """resident → for each level the number of basic skills known at it or higher; without the unknown."""
        basic = self.basic_skills if self.levels else set()
        reached: dict[int, list[int]] = {}
        for (resident, skill), (level, _) in self.levels.items():
            if skill in basic:
                counts = reached.setdefault(resident, [0] * len(Level))
                for lower in range(1, level + 1):
                    counts[lower] += 1
        return reached


def _lengthen(days, subjects, until):
    days |= {subject: max(until, days.get(subject, until)) for subject in subjects}


def excused_keys(keys, days):
    """(key, until, 1 or -1) of what an excluded person or household with `keys` and {subject: until} adds to the
    tallies: who is excluded from everything `x` with each key; from one subject only `xt7`, and `xt7:1` where it is
    known. After both, -1 so that nobody is taken out twice."""
    if not days:
        return
    always = days.get(EVERYTHING)
    if always:
        yield from ((f"x{key}", always, 1) for key in keys)
    for subject, until in days.items():
        if subject == EVERYTHING or (always and until <= always):
            continue
        for key in [subject, *(key for key in keys if key.startswith(f"{subject}:"))]:
            yield f"x{key}", until, 1
            if always:
                yield f"x{key}", always, -1


EVERYTHING = ""
LEVELS = [level.value for level in Level if level]
PERSON = ["pk", "household", "birth_year", "sex", "state", "merged_into"]
EXCLUSION = ["pk", "household", "resident", "ends_on", "subjects__skill", "subjects__trait"]
SOURCE = "abilities__guidance"
ABILITY = [
    "abilities__skill",
    "abilities__level",
    SOURCE,
    f"{SOURCE}__taught",
    f"{SOURCE}__visit__visited_at",
    f"{SOURCE}__visit__received_at",
]


def standing_now(households, people=(), *, levels=True, values=True):
    """Standing of `households` and of those in which `people` live now (ids); their rows stay locked until the
    transaction ends. Whoever changes no level, or no value, need not load them: they drop out of the difference."""
    locked = Household.objects.select_for_update().filter(pk__in=households).order_by("pk")
    rows = list(locked.values_list("pk", "village", "state", "merged_into")) if households else []
    standing = Standing({pk: village if state == Household.State.PRESENT else None for pk, village, state, _ in rows})
    standing.merged_homes = {pk: kept for pk, *_, kept in rows if kept}
    inside = {"household__in": standing.villages}
    members = Resident.objects.filter(**inside).order_by().values_list(*PERSON, *(ABILITY if levels else ()))
    for resident, household, year, sex, state, kept, *ability in members:
        standing.people[resident] = Person(household, year or 0, sex, state == Resident.State.PRESENT)
        if kept:
            standing.merged_people[resident] = kept
        if ability and ability[0]:
            skill, level, source, taught, *moment = ability
            standing.levels[resident, skill] = (level, source)
            if taught:
                standing.taught.add((resident, skill))
            standing.moments[resident, skill] = tuple(moment)
    if missing := set(people) - standing.people.keys():
        homes = set(Resident.objects.filter(pk__in=missing).values_list("household", flat=True))
        if homes - standing.villages.keys():
            return standing_now({*households, *homes}, people, levels=levels, values=values)
    owners = [inside, {"resident__household__in": standing.villages}]
    if values:
        fields = ["household", "resident", "trait", "value", "observation"]
        for *owner, value, source in _of_either(TraitValue.objects, owners, fields):
            standing.values[tuple(owner)] = (value, source)
    if levels or values:
        # Read after the lock: one may have been granted while we waited. Those that are over stay in the tallies.
        _add_exclusions(standing, _of_either(Exclusion.objects.granted(), owners, EXCLUSION))
    return standing


def _of_either(rows, owners, fields):
    """Values of the `rows` that one of the two conditions `owners` is true of: each half by an index of its own."""
    own, others = (rows.filter(**condition).order_by().values_list(*fields) for condition in owners)
    return own.union(others, all=True)


def _add_exclusions(standing, exclusions):
    """`exclusions`: values of EXCLUSION."""
    found: dict[int, tuple] = {}
    for pk, household, resident, ends_on, skill, trait in exclusions:
        _, skills, traits = found.setdefault(pk, ((household, resident, ends_on or FOREVER), set(), set()))
        skills |= {skill} - {None}
        traits |= {trait} - {None}
    for whose, skills, traits in found.values():
        subjects = [f"s{skill}" for skill in skills] + [f"t{trait}" for trait in traits]
        if skills and standing.basic_skills <= skills:
            subjects += [f"b{level}" for level in LEVELS]
        standing.exclusions.append(Excused(*whose, tuple(subjects) or (EVERYTHING,)))


def standing_on(villages, day):
    """Standing of all households of `villages` (ids) at the end of the past `day`, as known today."""
    homes = HouseholdVillage.objects.in_force(day).filter(village__in=villages)
    homes = homes.exclude(household__state=Household.State.MERGED)
    standing = Standing(dict(homes.values_list("household", "village")))
    lived = Residence.objects.in_force(day).filter(household__villages__in=homes)
    lived = lived.exclude(resident__state=Resident.State.MERGED)
    for resident, household, year, sex in lived.values_list(
        "resident", "household", "resident__birth_year", "resident__sex"
    ):
        standing.people[resident] = Person(household, year or 0, sex, True)
    residents = lived.values("resident")
    for resident, skill, level, source in (
        latest_guidance(day).filter(resident__in=residents).values_list("resident", "skill", "level", "pk")
    ):
        standing.levels[resident, skill] = (level, source)
    rows = ["household", "resident", "trait", "value", "pk"]
    for household, resident, trait, value, source in [
        *latest_observations(day).filter(resident__in=residents).values_list(*rows),
        *latest_observations(day).filter(household__in=homes.values("household")).values_list(*rows),
    ]:
        standing.values[household, resident, trait] = (value, source)
    owners = [{"resident__in": residents}, {"household__in": homes.values("household")}]
    _add_exclusions(standing, _of_either(Exclusion.objects.in_force(day), owners, EXCLUSION))
    return standing


def latest_guidance(day=None):
    """For each person and skill the guidance that counts (at the end of `day`): latest visited, then received."""
    return _latest(
        Guidance.objects.counting(),
        "visit__visited_at",
        "visit__received_at",
        day,
        ["resident", "skill"],
    )


def latest_observations(day=None):
    """For each household or person and trait the observation that counts (at the end of `day`)."""
    return _latest(
        Observation.objects.counting(), "observed_at", "received_at", day, ["household", "resident", "trait"]
    )


def _latest(facts, seen, received, day, owner):
    if day:
        facts = facts.filter(**{f"{seen}__lt": day_begins(day + timedelta(days=1))})
    order = [F(seen).desc(), F(received).desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F(name) for name in owner], order_by=order)
    return facts.annotate(place=place).filter(place=1).order_by()
