"""Households and residents of the demo: families as they are usual there, of people who do not exist."""

import random
from datetime import date
from itertools import count

from households.actions.registry import add_member, create_household
from households.invented_names import LANES, full_name, phone, surname
from households.models import Household, LifeEvent, Resident

SEED = 7051
REGISTERED_ON = date(2020, 1, 1)
RESIDENTS = 1000
# village → households, lanes
VILLAGES = {"1": (150, LANES[6:]), "2": (120, LANES[:6])}
FIRST_PHONE = 100  # the numbers below belong to the officials
R = Resident.Relation
CHILDREN = (R.CHILD, R.GRANDCHILD)


def create_registry(stage):
    rng = random.Random(SEED)
    numbers = count(FIRST_PHONE)
    households, everyone = sum(number for number, _ in VILLAGES.values()), []
    families = sized_families(rng, households)
    for name, (number, lanes) in VILLAGES.items():
        for place in range(number):
            household = Household(
                village=stage.villages[name], number=f"{place + 1:03}", lane=lanes[place * len(lanes) // number]
            )
            everyone.append((household, families.pop()))
    for household, family in everyone:
        residents = people_of(rng, family, stage.today.year, numbers)
        household.phone = residents[0].phone
        _move_in(household, residents, by=stage.users["congchuc"])


def _move_in(household, residents, by):
    """The family lives there since the registry begins, a younger child since its year of birth."""
    first = [one for one in residents if (one.birth_year or 0) < REGISTERED_ON.year]
    create_household(household, residents=first, head=first[0], by=by, on=REGISTERED_ON)
    for child in residents[:]:
        if child not in first:
            add_member(household, resident=child, kind=LifeEvent.Kind.BORN, by=by, on=date(child.birth_year, 1, 1))


def sized_families(rng, number):
    """`number` families, RESIDENTS people in all; a family is [(relation, sex, age)], its head first."""
    families = [family(rng) for _ in range(number)]
    while sum(map(len, families)) > RESIDENTS:
        some = rng.choice(families)
        if len(some) > 3 and some[-1][0] in (*CHILDREN, R.PARENT):
            some.pop()
    while sum(map(len, families)) < RESIDENTS:
        some = rng.choice(families)
        if len(some) < 4 and 28 <= some[0][2] <= 50:
            some.append((R.CHILD, rng.choice("MF"), rng.randint(1, min(20, some[0][2] - 25))))
    return families


def family(rng):
    kind = rng.choices([_young, _middle, _three_generations, _old], [23, 40, 18, 19])[0]
    return kind(rng)


def _couple(rng, age, together=0.92):
    sex = "M" if rng.random() < 0.82 else "F"
    people = [(R.HEAD, sex, age)]
    if rng.random() < together:
        gap = rng.randint(-1, 5)
        people.append((R.SPOUSE, "F" if sex == "M" else "M", max(20, age - gap if sex == "M" else age + gap)))
    return people


def _children(rng, relation, number, oldest, youngest=0):
    return [(relation, rng.choice("MF"), rng.randint(youngest, max(youngest, oldest))) for _ in range(number)]


def _young(rng):
    age = rng.randint(26, 38)
    people = _couple(rng, age) + _children(rng, R.CHILD, rng.choices([0, 1, 2, 3], [2, 5, 4, 1])[0], age - 24)
    return people + _parent(rng, age, 0.25)


def _middle(rng):
    age = rng.randint(37, 55)
    oldest = min(age - 22, 23)
    people = _couple(rng, age) + _children(rng, R.CHILD, rng.choices([1, 2, 3], [3, 6, 2])[0], oldest, 7)
    return people + _parent(rng, age, 0.25)


def _three_generations(rng):
    age = rng.randint(48, 64)
    people = _couple(rng, age, 0.85)
    sex, grown = rng.choice("MMMF"), rng.randint(23, min(36, age - 21))
    people.append((R.CHILD, sex, grown))
    people.append((R.CHILD_IN_LAW, "F" if sex == "M" else "M", max(20, grown - rng.randint(-3, 4))))
    return people + _children(rng, R.GRANDCHILD, rng.choices([1, 2, 3], [5, 5, 1])[0], grown - 22)


def _old(rng):
    people = _couple(rng, rng.randint(62, 86), 0.68)
    return people + (_children(rng, R.GRANDCHILD, 1, 15, 6) if rng.random() < 0.25 else [])


def _parent(rng, age, chance):
    if rng.random() > chance:
        return []
    return [(R.PARENT, "F" if rng.random() < 0.7 else "M", age + rng.randint(20, 30))]


def people_of(rng, family, year, numbers):
    """Unsaved residents of `family`, the head first; a few old people do not know their year of birth."""
    names = _names(rng, family)
    residents = []
    for (relation, sex, age), name in zip(family, names, strict=True):
        unknown = relation != R.HEAD and age > 45 and rng.random() < 0.08
        residents.append(
            Resident(
                full_name=name,
                sex=sex,
                relation=relation,
                birth_year=None if unknown else year - age,
                birth_year_estimated=not unknown and age > 55 and rng.random() < 0.12,
                phone=phone(next(numbers)) if 15 <= age <= 75 and rng.random() < 0.5 else "",
            )
        )
    return residents


def _names(rng, family):
    """Children bear their father's surname; who married in, and a mother, has her own."""
    own, fathers, names = surname(rng), {}, []
    for relation, sex, _ in family:
        if relation in (R.SPOUSE, R.CHILD_IN_LAW) or (relation == R.PARENT and sex == "F"):
            bears = surname(rng)
        elif relation in CHILDREN:
            bears = fathers.get(relation, own)
        else:
            bears = own
        if sex == "M" and relation in (R.HEAD, R.SPOUSE):
            fathers[R.CHILD] = bears
            fathers.setdefault(R.GRANDCHILD, bears)
        if sex == "M" and relation in (R.CHILD, R.CHILD_IN_LAW):
            fathers[R.GRANDCHILD] = bears
        names.append(_unused(rng, sex, bears, names))
    return names


def _unused(rng, sex, bears, names):
    while (name := full_name(rng, sex, bears)) in names:
        pass
    return name
