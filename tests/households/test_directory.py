"""What a phone keeps of one village: whole, then only what changed, and one line about who took it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from households.actions.registry import depart, move_household, move_resident
from households.actions.visit import log_visit, observe, withdraw_visit
from households.directory import OVERLAP
from households.models import Household, LatestVisit, Resident, Skill, Trait
from tests.factories import content_of, make_household, make_visit, teach

LONG_BEFORE = 2 * OVERLAP


@pytest.fixture
def take(world, as_user):
    def take(user=None, **query):
        return as_user(user or world.member).get(reverse("village-directory", args=[world.village.pk]), query)

    return take


@pytest.fixture
def homes(world):
    """Two households of which nothing has changed for a while, and the version of a phone that knows them so."""
    homes = [make_household(world.village, f"00{n}", [f"Vi Thị {n}"], by=world.officer) for n in (7, 8)]
    past = timezone.now() - LONG_BEFORE
    Household.objects.update(changed_at=past)
    LatestVisit.objects.update(changed_at=past)
    return homes


def version():
    return int(timezone.now().timestamp() * 1000)


def ids(response):
    return [household["id"] for household in response.json()["households"]]


def test_directory_holds_the_village_and_nothing_else(world, take):
    teach(world.household, world.person, by=world.member, skill="an-toan", level=2)

    response = take()

    directory = response.json()
    (own,) = [one for one in directory["households"] if one["id"] == world.household.pk]
    (person,) = [one for one in own["people"] if one["id"] == world.person.pk]
    skill = next(one["id"] for one in directory["skills"] if "không gian mạng" in one["name"])
    assert (own["number"], person["name"], person["levels"][str(skill)]) == ("001", world.person.full_name, 2)
    assert directory["whole"]
    here = Household.objects.filter(village=world.village).values_list("pk", flat=True)
    assert sorted(ids(response)) == sorted(here)
    assert response["X-User-Tag"] == world.member.tag


def test_taking_it_leaves_one_line_and_nothing_new_leaves_none(world, take, homes):
    reading = LogEntry.objects.filter(action=LogEntry.Action.ACCESS, additional_data__what="tải danh bạ thôn")

    take()
    take(tu=version())

    (entry,) = reading
    assert (entry.actor, entry.object_pk) == (world.member, str(world.village.pk))


def visited(world, home):
    make_visit(home, by=world.member)


def visited_long_ago(world, home):
    make_visit(home, by=world.member, visited_at=timezone.now() - timedelta(days=3))


def lesson_in_the_hall(world, home):
    skill = Skill.objects.get(code="an-toan").pk
    said = content_of(home, outcome="GUIDED", place="HALL", guidances=((home.head.pk, skill, 2, True),))
    log_visit(replace(said, household=None), by=world.member)


def seen_by_the_office(world, home):
    trait = Trait.objects.get(code="dien-thoai").pk
    observe(home, observations=[(None, home.head.pk, trait, True)], by=world.officer)


def gained_somebody(world, home):
    move_resident(world.person, to=home, relation="OTHER", by=world.officer)


def lost_somebody(world, home):
    depart(home.head, state=Resident.State.DEAD, by=world.officer)


@pytest.mark.parametrize(
    "change", [visited, visited_long_ago, lesson_in_the_hall, seen_by_the_office, gained_somebody, lost_somebody]
)
def test_difference_holds_the_household_that_changed(change, world, take, homes):
    known = version()

    change(world, homes[0])

    response = take(tu=known)
    assert not response.json()["whole"]
    assert homes[0].pk in ids(response)
    assert homes[1].pk not in ids(response)


def test_difference_holds_the_household_whose_visit_was_withdrawn(world, take, homes):
    visit = make_visit(homes[0], by=world.member)
    past = timezone.now() - LONG_BEFORE
    LatestVisit.objects.update(changed_at=past)
    Household.objects.update(changed_at=past)
    known = version()

    withdraw_visit(visit, reason="nhầm", by=world.member)

    assert ids(take(tu=known)) == [homes[0].pk]
    assert "visited_at" not in take(tu=known).json()["households"][0]


def test_household_that_left_is_taken_off_the_phone(world, take, homes):
    known = version()

    move_household(homes[0], to=world.other_village, by=world.officer)

    response = take(tu=known)
    assert (response.json()["gone"], ids(response)) == ([homes[0].pk], [])


@pytest.mark.parametrize("old", ["0", "1600000000000", "x", "-5", "9" * 20, "²"])
def test_version_too_old_or_unreadable_is_answered_whole(old, take):
    assert take(tu=old).json()["whole"]
