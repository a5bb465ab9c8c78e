"""The sheet of a lane: its households and people with their codes, on paper."""

from collections import defaultdict
from dataclasses import dataclass

from households.models import Household, Residence, Resident, Skill, Trait
from households.models.ability import Level
from households.sheet_codes import household_code, person_code
from households.sheet_lines import HAS, OUTCOMES

EXAMPLE = 6_512  # whoever copies its code is told that it is not of his village


@dataclass(frozen=True)
class Block:
    """A household on the sheet: [(code, resident)]."""

    household: Household
    code: str
    people: list[tuple[str, Resident]]


@dataclass(frozen=True)
class Legend:
    """What the letters and numbers of a line mean: [(sign, meaning)]."""

    skills: list[tuple[str, str]]
    household_traits: list[tuple[str, str]]
    person_traits: list[tuple[str, str]]
    outcomes = [(letter, outcome.label) for letter, outcome in OUTCOMES.items()]
    levels = [(str(level.value), level.label) for level in Level]
    has = [(letter, "có" if has else "không") for letter, has in HAS.items()]

    @property
    def examples(self):
        """[(line, what it shows)], with the numbers of this commune."""
        home, person = household_code(EXAMPLE), person_code(2, EXAMPLE)
        taught = " ".join(f"{number}-3" for number, _ in self.skills[:2])
        seen = "".join(f" c{number}" for number, _ in self.person_traits[:1])
        of_home = "".join(f" c{number}" for number, _ in self.household_traits[:1])
        return [
            (f"25/11 {home} h {person} {taught}{seen} ; bà cần kính", "hướng dẫn một người hai nội dung"),
            (f"{home} k", "không ghi ngày thì như dòng trên"),
            (f"{home} l 28/11 ; giúp bà cài VNeID", "ngày thứ hai là ngày hẹn"),
            (f"{home} h{of_home} {person} {taught}", "đặc điểm của hộ ghi trước mã người đầu tiên"),
            (f"{home} h {person} g {taught}", "g là biết từ trước, hôm nay chỉ ghi nhận"),
        ]


def legend_of(commune_id):
    """Numbers of skills and traits are their ids: a sheet is typed back after others were added or dropped."""
    traits = list(Trait.objects.of_commune(commune_id))
    return Legend(
        [(str(skill.pk), skill.name) for skill in Skill.objects.of_commune(commune_id)],
        [(str(trait.pk), trait.name) for trait in traits if trait.owner == Trait.Owner.HOUSEHOLD],
        [(str(trait.pk), trait.name) for trait in traits if trait.owner == Trait.Owner.RESIDENT],
    )


def blocks_of(households):
    """[Block] of `households`, with those of their people who are present."""
    people = people_of([household.pk for household in households])
    return [
        Block(
            household,
            household_code(household.pk),
            [
                (person_code(number, household.pk), person)
                for number, person in enumerate(people[household.pk], start=1)
                if person.is_present and not person.erased_at and person.household_id == household.pk
            ],
        )
        for household in households
    ]


def people_of(households):
    """{household: everyone who ever lived there}, in the order in which they were entered, which never changes."""
    found = defaultdict(dict)
    for residence in Residence.objects.filter(household__in=households).order_by("pk").select_related("resident"):
        found[residence.household_id].setdefault(residence.resident_id, residence.resident)
    return defaultdict(list, {household: list(people.values()) for household, people in found.items()})
