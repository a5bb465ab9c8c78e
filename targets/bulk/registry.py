"""Invented households and the people in them."""

from datetime import timedelta

from households.invented_names import LANES, full_name, phone, surname
from households.models import Household, HouseholdVillage, Residence, Resident
from targets.bulk.rows import continue_numbering, gather_statistics, write

Relation, State = Resident.Relation, Resident.State
SIZES, WEIGHTS = [1, 2, 3, 4, 5, 6, 7], [4, 10, 18, 32, 20, 11, 5]
PER_BATCH = 10_000
OTHER_SEX = {"M": "F", "F": "M"}


def make_registry(rng, villages, *, residents, since, today):
    """Writes households of `residents` people in all, who live in `villages` since that day; a few have left."""
    sizes = [rng.uniform(0.5, 1.5) for _ in villages]
    last_numbers = dict.fromkeys((village.pk for village in villages), 0)
    households, people, made, made_households = [], [], 0, 0
    while made < residents:
        village = villages[made_households] if made_households < len(villages) else rng.choices(villages, sizes)[0]
        made_households += 1
        last_numbers[village.pk] += 1
        household = _household(rng, made_households, village, last_numbers[village.pk])
        size = min(rng.choices(SIZES, WEIGHTS)[0], residents - made)
        family = list(_family(rng, household, size, first=made + 1, this_year=today.year))
        household.head = family[0]
        made += size
        households.append(household)
        people += family
        if len(people) >= PER_BATCH or made == residents:
            _write(rng, households, people, since=since, today=today)
            households, people = [], []
    continue_numbering([Household, Resident, HouseholdVillage, Residence])
    gather_statistics()


def _household(rng, pk, village, number):
    household = Household(pk=pk, village=village, number=f"{number:03}", lane=rng.choice(LANES))
    household.address = f"Số nhà {number}"
    household.state = Household.State.LEFT if rng.random() < 0.01 else Household.State.PRESENT
    household.derive_keys()
    return household


def _family(rng, household, size, *, first, this_year):
    """The head, mostly a wife or husband, then children, parents and grandchildren as the ages allow."""
    age, sex, family = rng.randint(24, 78), rng.choices("MF", [3, 1])[0], surname(rng)
    for number, (relation, age_now, own_sex, own_family) in enumerate(_roles(rng, size, age, sex, family), start=first):
        resident = Resident(
            pk=number,
            household=household,
            village=household.village,
            full_name=full_name(rng, own_sex, own_family),
            birth_year=None if rng.random() < 0.01 else this_year - age_now,
            birth_year_estimated=age_now > 70 and rng.random() < 0.3,
            sex=own_sex,
            relation=relation,
            phone=phone(number) if age_now >= 15 and rng.random() < 0.6 else "",
            state=_state(rng, household, relation, age_now),
        )
        resident.derive_keys()
        yield resident


def _roles(rng, size, age, sex, family):
    """(relation, age, sex, surname or None) of each member of a household whose head is of `age` and `sex`."""
    yield Relation.HEAD, age, sex, family
    if size > 1:
        yield Relation.SPOUSE, max(18, age + rng.randint(-6, 4)), OTHER_SEX[sex], None
    for place in range(2, size):
        own_sex = rng.choice("MF")
        chance = rng.random()
        if age < 55 and chance < 0.15:
            yield Relation.PARENT, age + rng.randint(20, 34), own_sex, family if own_sex == "M" else None
        elif age > 50 and chance < 0.25 and place > 2:
            yield Relation.GRANDCHILD, rng.randint(0, max(1, age - 44)), own_sex, family
        elif age > 48 and chance < 0.4:
            yield Relation.CHILD_IN_LAW, rng.randint(19, max(20, age - 22)), own_sex, None
        else:
            yield Relation.CHILD, rng.randint(max(0, age - 45), max(0, age - 20)), own_sex, family


def _state(rng, household, relation, age):
    if not household.is_present:
        return State.LEFT
    if relation == Relation.HEAD or rng.random() > 0.02:
        return State.PRESENT
    return State.DEAD if age > 60 else State.LEFT


def _write(rng, households, people, *, since, today):
    went = {}
    for household in households:
        if not household.is_present:
            went[household.pk] = _some_day(rng, since, today)
    write(Household, households)
    write(Resident, people)
    write(
        HouseholdVillage,
        [
            HouseholdVillage(
                pk=household.pk,
                household=household,
                village_id=household.village_id,
                starts_on=since,
                ends_on=went.get(household.pk),
            )
            for household in households
        ],
    )
    write(
        Residence,
        [
            Residence(
                pk=resident.pk,
                resident=resident,
                household_id=resident.household_id,
                starts_on=since,
                ends_on=None
                if resident.is_present
                else went.get(resident.household_id) or _some_day(rng, since, today),
            )
            for resident in people
        ],
    )


def _some_day(rng, since, today):
    return since + timedelta(days=rng.randint(1, (today - since).days))
