"""What the visit form asks about each person and household, with the answers given so far."""

from dataclasses import dataclass

from django.utils import timezone

from config.vietnamese import capitalise_first
from households.models.ability import AGE_OF_LEARNERS, Level


def spoken(choices):
    """Choices as they stand alone on a button: 'Đã hướng dẫn'."""
    return [(value, capitalise_first(label)) for value, label in choices]


LEVEL_OPTIONS = spoken([("", "không ghi"), *((str(level.value), level.label) for level in Level)])
YES_NO = spoken([("", "không ghi"), ("1", "có"), ("0", "không")])


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    checked: bool
    id: str


@dataclass(frozen=True)
class Question:
    name: str
    label: str
    options: list[Option]
    known: str = ""  # what is known of it before this visit


@dataclass(frozen=True)
class PersonRow:
    """One person in the visit form: what he was taught, what was seen of him."""

    person: object
    skills: list[Question]
    traits: list[Question]
    noted_name: str
    noted: bool
    open: bool
    able: int = 0  # how many of the skills he is known to do alone

    @property
    def turn(self):
        """Sorts those who should still learn something before children and those who can do it all."""
        year = self.person.birth_year
        child = bool(year) and timezone.localdate().year - year < AGE_OF_LEARNERS
        return child or (bool(self.skills) and self.able == len(self.skills))


def question_of(data, name, label, options, known=""):
    answer = data.get(name, "")
    drawn = [Option(value, text, value == answer, f"{name}-{value}") for value, text in options]
    return Question(name, label, drawn, known)


def person_row(data, person, skills, traits, levels, *, open_anyway):
    """`levels`: {(person, skill) as ids: level} as known now."""
    asked = [
        question_of(data, f"g-{person.pk}-{skill.pk}", skill.name, LEVEL_OPTIONS, _said(levels, person, skill))
        for skill in skills
    ]
    seen = [question_of(data, f"t-r-{person.pk}-{trait.pk}", trait.name, YES_NO) for trait in traits]
    noted = f"noted-{person.pk}"
    answered = any(not question.options[0].checked for question in [*asked, *seen])
    able = sum(levels.get((person.pk, skill.pk)) == Level.ALONE for skill in skills)
    return PersonRow(person, asked, seen, noted, noted in data, answered or open_anyway, able)


def _said(levels, person, skill):
    level = levels.get((person.pk, skill.pk))
    return "" if level is None else Level(level).label
