"""The list of households narrowed by lane, by promise, by what somebody there should still learn."""

import pytest
from django.urls import reverse
from django.utils import timezone

from households.models import Resident, Skill
from tests.factories import days_ago, grant, make_household, make_village, make_visit, teach
from villages.models import Role

YEAR = timezone.localdate().year


def found(client, **query):
    """Numbers of the households listed."""
    return [household.number for household in client.get(reverse("household-list"), query).context["page"]]


def test_team_of_one_village_chooses_among_its_lanes(world, as_user):
    for number, lane in [("010", "Ngõ 12"), ("011", "Ngõ 2"), ("012", "ngõ 2")]:
        make_household(world.village, number, by=world.officer, lane=lane)
    make_household(world.other_village, "013", by=world.officer, lane="Xóm Khác")
    client = as_user(world.member)

    lanes = client.get(reverse("household-list")).context["filters"].fields["ngo"].choices

    assert [lane.casefold() for lane, _ in lanes] == ["", "ngõ 12", "ngõ 2"]
    assert found(client, ngo="Ngõ 12") == ["010"]
    assert found(client, ngo=lanes[2][0]) == ["011", "012"]


def test_office_chooses_a_lane_after_the_village(world, as_user):
    make_household(world.village, "010", by=world.officer, lane="Ngõ 2")
    client = as_user(world.officer)

    assert "ngo" not in client.get(reverse("household-list")).context["filters"].fields
    assert found(client, thon=world.village.pk, ngo="Ngõ 2") == ["010"]
    assert found(client, thon=world.other_village.pk, ngo="Ngõ 2") == ["001"]


@pytest.mark.parametrize(
    ("level", "person", "needs"),
    [
        (None, {"birth_year": 1980}, True),
        (0, {"birth_year": 1980}, True),
        (2, {"birth_year": None}, True),
        (3, {"birth_year": 1980}, False),
        (None, {"birth_year": YEAR - 15}, True),
        (None, {"birth_year": YEAR - 14}, False),
        (None, {"birth_year": 1980, "state": "DEAD"}, False),
    ],
)
def test_household_needs_a_skill_while_someone_cannot_do_it_alone(world, as_user, level, person, needs):
    learner = Resident(full_name="Lý A Học", **person)
    household = make_household(world.village, "010", [learner], by=world.officer)
    skill = Skill.objects.get(code="an-toan")
    if level is not None:
        teach(household, learner, by=world.member, skill="an-toan", level=level)
    teach(household, learner, by=world.member, level=3)

    assert ("010" in found(as_user(world.member), can=skill.pk)) == needs


def test_filters_go_together_and_chips_keep_them(world, as_user):
    skill = Skill.objects.get(code="an-toan")
    for number in ("010", "011", "012"):
        make_household(world.village, number, by=world.officer, lane="Ngõ 2")
    make_visit(world.village.households.get(number="011"), by=world.member, at=days_ago(1))
    client = as_user(world.member)

    page = client.get(reverse("household-list"), {"ngo": "Ngõ 2", "can": skill.pk, "xem": "chua-tham"}).text

    assert found(client, ngo="Ngõ 2", can=skill.pk, xem="chua-tham") == ["010", "012"]
    assert f'?ngo=Ng%C3%B5+2&amp;can={skill.pk}&amp;xem=lau-nhat"' in page
    assert '<input type="hidden" name="xem" value="chua-tham"' in page


def test_skill_of_another_commune_narrows_nothing(world, as_user):
    foreign = Skill.objects.create(commune=world.there, code="rieng", name="Riêng")
    client = as_user(world.member)

    assert foreign.name not in client.get(reverse("household-list")).text
    assert found(client, can=foreign.pk) == found(client, can="9" * 30) == ["001"]


def test_village_without_lanes_asks_for_none(world, as_user):
    make_village(world.here, "9")

    assert "ngo" not in as_user(world.member).get(reverse("household-list")).context["filters"].fields


def test_villages_of_one_name_are_told_apart_by_their_communes(world, as_user):
    home = make_household(world.village, "010", by=world.officer)
    forms = [
        (reverse("household-list"), lambda context: context["filters"].fields["thon"]),
        (reverse("household-create"), lambda context: context["form"].fields["village"]),
        (reverse("household-move", args=[home.pk]), lambda context: context["form"].fields["to"]),
        (reverse("household-merge", args=[home.pk]), lambda context: context["form"].fields["village"]),
        (reverse("resident-move", args=[world.person.pk]), lambda context: context["form"].fields["village"]),
    ]
    client = as_user(world.officer)

    of_one = [dict(field(client.get(url).context).choices) for url, field in forms]
    make_village(world.there, "2")
    grant(world.officer, Role.OFFICER, world.there)
    of_two = [dict(field(client.get(url).context).choices) for url, field in forms]

    assert all("Thôn 2" in names.values() for names in of_one)
    assert all({"Thôn 2, xã Dân Chủ", "Thôn 2, xã Quảng La"} <= set(names.values()) for names in of_two)
