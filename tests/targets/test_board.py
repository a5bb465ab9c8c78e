"""The board, and a target's page, of a day and of what has no number."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.models import Target
from tests.factories import grant, make_village, see

TODAY = timezone.localdate()


@pytest.mark.parametrize("role", ["leader", "officer", "observer"])
def test_village_without_targets_is_on_the_board(world, as_user, role):
    bare = make_village(world.here, "Khe Mó")

    page = as_user(getattr(world, role)).get(reverse("board"))

    assert list(page.context["unassigned"]) == [bare]
    assert page.text.count("chưa giao chỉ tiêu") == 1
    assert world.foreign_village not in page.context["unassigned"]


def test_villages_are_on_a_board_without_any_target(world, as_user):
    Target.objects.update(ended_on=TODAY)

    page = as_user(world.leader).get(reverse("board"))

    assert list(page.context["unassigned"]) == [world.village, world.other_village]
    assert page.text.count("chưa giao chỉ tiêu") == 2


def test_villages_of_several_communes_are_told_apart(world, as_user):
    pages = [reverse("board"), reverse("team-list"), "/"]
    Target.objects.update(due_on=TODAY + timedelta(days=1))
    see(world.household, world.person, by=world.member, has=False)
    see(world.foreign_household, world.foreign_person, by=world.users["foreign_team_leader"], has=False)

    alone = [as_user(world.leader).get(page).text.partition("<main")[2] for page in pages]
    grant(world.leader, "LEADER", world.there)
    both = [as_user(world.leader).get(page).text.partition("<main")[2] for page in pages]

    assert [page.casefold().count("xã quảng la") for page in alone] == [0, 0, 0]
    assert all("xã quảng la" in page.casefold() and "xã dân chủ" in page.casefold() for page in both)


def test_village_that_is_gone_or_to_come_is_not_on_the_board(world, as_user):
    make_village(world.here, "Cũ", valid_to=TODAY)
    make_village(world.here, "Mới", valid_from=TODAY + timedelta(days=1))

    assert list(as_user(world.leader).get(reverse("board")).context["unassigned"]) == []


def test_day_that_has_not_come_is_said_to_be_shown_as_today(world, as_user):
    later = TODAY + timedelta(days=3)

    page = as_user(world.leader).get(reverse("board"), {"ngay": f"{later:%d/%m/%Y}"})

    assert f"Ngày {later:%d/%m/%Y} chưa đến: xem hôm nay." in page.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda target: target.starts_on - timedelta(days=1), "trước khi giao chỉ tiêu này: xem ngày gần nhất."),
        (lambda target: TODAY + timedelta(days=1), "sau ngày cuối có số liệu của chỉ tiêu này: xem ngày gần nhất."),
        (lambda target: target.starts_on, ""),
        (lambda target: TODAY, ""),
    ],
)
def test_day_outside_a_targets_time_is_said_not_to_be_shown(world, as_user, asked, said):
    target = Target.objects.get(pk=world.target.pk)
    day = asked(target)

    page = as_user(world.leader).get(target.get_absolute_url(), {"ngay": f"{day:%d/%m/%Y}"})

    assert ("xem ngày gần nhất" in page.text) == bool(said)
    assert not said or f"Ngày {day:%d/%m/%Y} {said}" in page.text
