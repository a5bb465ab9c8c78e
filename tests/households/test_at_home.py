"""When somebody of a household is usually met, told from its own visits."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from households.actions.visit import withdraw_visit
from households.at_home import at_home_hint
from tests.factories import days_ago, make_visit, moment

SUNDAY = date(2026, 6, 7)


def visits(*rows):
    """[(visited_at, outcome)] of (days after a Sunday, hour, outcome)."""
    return [(moment(SUNDAY + timedelta(days=days), hour), outcome) for days, hour, outcome in rows]


@pytest.mark.parametrize(
    ("rows", "hint"),
    [
        ([], ""),
        ([(1, 9, "NOBODY_HOME")], ""),
        ([(1, 9, "GUIDED")], ""),
        ([(1, 9, "GUIDED"), (2, 9, "NOBODY_HOME")], ""),
        ([(1, 9, "NOBODY_HOME"), (2, 19, "GUIDED")], "buổi tối"),
        ([(1, 19, "NOBODY_HOME"), (2, 8, "REFUSED")], "buổi sáng"),
        ([(1, 19, "NOBODY_HOME"), (2, 11, "PROMISED")], "trưa và chiều"),
        ([(1, 9, "NOBODY_HOME"), (0, 19, "GUIDED")], "buổi tối, Chủ nhật"),
        ([(1, 9, "NOBODY_HOME"), (0, 9, "GUIDED")], "Chủ nhật"),
        ([(0, 9, "NOBODY_HOME"), (3, 9, "GUIDED")], "ngày thường"),
        ([(1, 9, "NOBODY_HOME"), (2, 19, "GUIDED"), (3, 19, "NOBODY_HOME")], ""),
        ([(1, 9, "NOBODY_HOME"), (2, 19, "GONE")], ""),
        ([(1, 9, "NOBODY_HOME"), (2, 9, "GUIDED"), (3, 9, "GUIDED"), (4, 19, "GUIDED")], "buổi tối"),
    ],
)
def test_hint_needs_a_meeting_then_and_a_closed_door_at_another_time(rows, hint):
    assert at_home_hint(visits(*rows)) == hint


def test_hint_is_shown_where_nobody_was_met_the_last_time(world, as_user):
    make_visit(world.household, by=world.member, at=days_ago(3, hour=19), outcome="REFUSED")
    closed = [make_visit(world.household, by=world.member, at=days_ago(days, hour=8)) for days in (2, 1)]
    withdraw_visit(world.visit, reason="nhầm", by=world.member)
    client = as_user(world.member)
    addresses = [reverse("home"), reverse("household-list"), reverse("visit-create", args=[world.household.pk])]
    addresses += [world.household.get_absolute_url(), reverse("lane-nobody", args=[world.village.pk])]

    shown = ["buổi tối" in client.get(address).text for address in addresses]
    for visit in closed:
        withdraw_visit(visit, reason="nhầm", by=world.member)
    later = ["buổi tối" in client.get(address).text for address in addresses]

    assert shown == [True] * 5
    assert later == [False] * 5
