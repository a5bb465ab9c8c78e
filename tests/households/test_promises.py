"""A promised day: it comes back with its note, can be moved or given up, and outlives the member who made it."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.actions.promise import move_promise
from households.actions.visit import withdraw_visit
from households.derive import derive_latest_visit
from households.models import LatestVisit, PromiseMove, Visit
from tests.factories import days_ago, make_household, make_promise, make_visit

NOTE = "giúp bà cài VNeID"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def promised(world):
    """A household, promised for yesterday by the member."""
    household = make_household(world.village, "003", by=world.officer)
    return make_promise(household, by=world.member, at=days_ago(3), on=in_days(-1), note=NOTE)


def latest(household):
    return LatestVisit.objects.get(household=household)


def move(household):
    return reverse("promise-move", args=[household.pk])


def test_promise_due_stands_on_the_desk_of_another_member_with_its_note(promised, world, as_user):
    page = as_user(world.team_leader).get(reverse("home"))

    assert page.context["team"].promised == [promised]
    assert NOTE in page.text
    assert "quá 1 ngày" in page.text
    assert move(promised) in page.text


def test_promises_are_listed_with_note_and_days_overdue(promised, world, as_user):
    page = as_user(world.officer).get(reverse("household-list"), {"xem": "hen"})

    assert NOTE in page.text
    assert "quá 1 ngày" in page.text
    assert move(promised) not in page.text


def test_promise_for_later_is_not_overdue(world, as_user):
    make_promise(world.household, by=world.member, on=in_days(2))

    page = as_user(world.member).get(world.household.get_absolute_url())

    assert "quá" not in page.text
    assert move(world.household) in page.text


@pytest.mark.parametrize("field", ["promise", "promised_on"])
def test_moved_promise_returns_on_its_new_day(field, promised, world, as_user):
    day = in_days(7)
    typed = day.isoformat() if field == "promise" else f"{day:%d/%m/%Y}"

    response = as_user(world.team_leader).post(move(promised), {field: typed})

    assert response.url == promised.get_absolute_url()
    assert latest(promised).promised_on == day
    assert latest(promised).promised_in.note == NOTE
    assert PromiseMove.objects.get().by == world.team_leader
    assert as_user(world.member).get(reverse("home")).context["team"].promised == []


def test_derived_anew_a_promise_is_where_it_was_moved_to(promised, world):
    move_promise(promised, to=in_days(7), by=world.member)

    derive_latest_visit(promised.pk)

    assert latest(promised).promised_on == in_days(7)


def test_moved_promise_stays_open_while_nobody_is_at_home(promised, world):
    move_promise(promised, to=in_days(7), by=world.member)

    make_visit(promised, by=world.member, outcome=Visit.Outcome.NOBODY_HOME)

    assert latest(promised).promised_on == in_days(7)
    assert latest(promised).promised_in.note == NOTE


def test_promise_given_up_is_gone_and_stays_gone(promised, world, as_user):
    response = as_user(world.member).post(move(promised), {"promise": "thoi"}, follow=True)
    derive_latest_visit(promised.pk)

    assert "Đã ghi thôi hẹn" in response.text
    assert latest(promised).promised_on is None
    assert PromiseMove.objects.get().promised_on is None


def test_second_tap_moves_nothing(promised, world):
    for _ in "ab":
        move_promise(promised, to=in_days(7), by=world.member)

    assert PromiseMove.objects.count() == 1


ON_DAYS_BEFORE = [(4, "PROMISED"), (3, "NOBODY_HOME"), (3, "GONE"), (2, "NOBODY_HOME")]


@pytest.mark.parametrize("order", list(permutations(ON_DAYS_BEFORE)))
def test_visits_that_arrive_in_any_order_leave_what_is_derived_from_all(order, world):
    household, now = make_household(world.village, "003", by=world.officer), days_ago(0)
    rows = LatestVisit.objects.filter(household=household).values("visit", "visited_at", "promised_on", "promised_in")

    for days, outcome in order:
        promised_on = in_days(5) if outcome == "PROMISED" else None
        at = now - timedelta(days=days)
        make_visit(household, by=world.member, at=at, outcome=outcome, promised_on=promised_on)
        kept = rows.get()
        derive_latest_visit(household.pk)
        assert rows.get() == kept


def test_withdrawn_visit_takes_its_moved_promise_along(promised, world):
    move_promise(promised, to=in_days(7), by=world.member)

    withdraw_visit(Visit.objects.get(note=NOTE), reason="nhầm nhà", by=world.member)

    assert not LatestVisit.objects.filter(household=promised).exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Hãy chọn ngày hẹn mới"),
        ({"promised_on": "31/02/2027"}, "Ngày chưa đúng"),
        ({"promised_on": "01/01/2020"}, "từ hôm nay trở đi"),
        ({"promised_on": "01/01/2199"}, "trong vòng một năm"),
        ({"promise": "2020-01-01"}, "từ hôm nay trở đi"),
        ({"promise": "2020-99-99"}, "Ngày chưa đúng"),
        ({"promise": "x"}, "x"),
        ({"promise": "thoi", "promised_on": "01/01/2099"}, "để trống ô này"),
    ],
)
def test_bad_day_gets_a_message_and_moves_nothing(data, message, promised, world, as_user):
    response = as_user(world.member).post(move(promised), {"csrf": "", **data})

    assert response.status_code == 200
    assert message in response.text
    assert not PromiseMove.objects.exists()


def test_household_without_a_promise_says_so(world, as_user):
    response = as_user(world.member).post(move(world.household), {"promise": in_days(1).isoformat()}, follow=True)

    assert "không còn hẹn nào đang mở" in response.text


def test_promise_kept_meanwhile_cannot_be_moved(promised, world):
    make_visit(promised, by=world.member, outcome=Visit.Outcome.REFUSED)

    with pytest.raises(ValidationError, match="không còn hẹn"):
        move_promise(promised, to=in_days(7), by=world.member)
