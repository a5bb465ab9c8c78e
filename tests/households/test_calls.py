"""Gọi xác minh: whom the commune calls, what they say, and where the rate is shown."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from config.days import month_after, month_before
from households.actions.calls import draw_calls, record_call
from households.actions.visit import withdraw_visit
from households.calls import last_finished_month
from households.models import Resident, VerificationCall
from tests.factories import grant, make_call, make_household, moment, teach
from villages.models import Role

LIST = reverse("call-list")


def last_month(day=10):
    return moment(last_finished_month() + timedelta(days=day - 1))


@pytest.fixture
def taught(world):
    """41 people taught last month by the team of the village, in one household."""
    names = [f"Triệu Văn {number}" for number in range(41)]
    household = make_household(world.village, "099", members=names, by=world.officer)
    people = list(household.residents.order_by("pk"))
    for person in people:
        teach(household, person, by=world.member, at=last_month())
    return people


def drawn(team):
    return set(team.verification_calls.values_list("resident", flat=True))


def test_one_in_twenty_is_drawn_once(world, taught):
    draw_calls(world.team, month=last_finished_month(), by=world.officer)
    first = drawn(world.team)

    again = draw_calls(world.team, month=last_finished_month(), by=world.officer)

    assert len(first) == 3  # 5 % of 41, rounded up
    assert again == []
    assert drawn(world.team) == first
    assert first <= {person.pk for person in taught}


def test_same_people_are_drawn_again_whatever_was_deleted(world, taught):
    draw_calls(world.team, month=last_finished_month(), by=world.officer)
    first = drawn(world.team)

    VerificationCall.objects.all().delete()
    draw_calls(world.team, month=last_finished_month(), by=None)

    assert drawn(world.team) == first


def test_one_person_taught_is_the_one_drawn_and_nobody_where_nobody_was(world):
    teach(world.household, world.person, by=world.member, at=last_month())
    gone = teach(
        world.other_household, world.other_household.residents.get(), by=world.other_team_leader, at=last_month()
    )
    withdraw_visit(gone, reason="nhầm", by=world.other_team_leader)

    call_command("draw_calls", stdout=StringIO())

    assert [call.resident for call in VerificationCall.objects.all()] == [world.person]


def test_month_that_is_not_over_is_not_drawn(world):
    this_month = timezone.localdate().replace(day=1)

    with pytest.raises(ValidationError, match="tháng đã hết"):
        draw_calls(world.team, month=this_month, by=world.officer)
    with pytest.raises(CommandError, match="tháng đã hết"):
        call_command("draw_calls", f"--month={this_month:%Y-%m}")


def test_officer_draws_calls_and_records_with_one_tap(world, as_user):
    teach(world.household, world.person, by=world.member, at=last_month())
    Resident.objects.filter(pk=world.person.pk).update(phone="+84912345678")
    client = as_user(world.officer)

    client.post(reverse("call-draw"), {"thang": f"{last_finished_month():%Y-%m}"})
    call = VerificationCall.objects.get()
    shown = client.get(LIST).text
    response = client.post(reverse("call-record", args=[call.pk]), {"result": "CONFIRMED", "trang": "1"})

    assert 'href="tel:+84912345678"' in shown
    assert "Dịch vụ công" in shown or "dịch vụ công" in shown
    assert f"#goi-{call.pk}" in response.url
    assert "đã gọi 1, xác nhận 1 (100%)" in client.get(LIST).text
    call.refresh_from_db()
    assert (call.result, call.by) == ("CONFIRMED", world.officer)


def test_result_is_changed_and_taken_back(world, as_user):
    call = make_call(world.team, world.person)
    client = as_user(world.officer)
    url = reverse("call-record", args=[call.pk])

    client.post(url, {"result": "CONFIRMED"})
    client.post(url, {"result": "NOT_CONFIRMED", "note": "chưa ai đến nhà"})
    changed = client.get(LIST).text
    client.post(url, {"result": ""})

    call.refresh_from_db()
    assert "đã gọi 1, xác nhận 0 (0%)" in changed
    assert "chưa ai đến nhà" in changed
    assert (call.result, call.note, call.by, call.at) == ("", "", None, None)


def test_crafted_result_is_refused(world, as_user):
    call = make_call(world.team, world.person)
    client = as_user(world.officer)

    for data in ({"result": "RICH"}, {"result": "CONFIRMED", "note": "x" * 301}):
        client.post(reverse("call-record", args=[call.pk]), data)

    call.refresh_from_db()
    assert call.result == ""


def test_person_without_phone_says_so(world, as_user):
    make_call(world.team, world.person)

    assert "Chưa ghi số điện thoại" in as_user(world.officer).get(LIST).text


def test_nobody_verifies_visits_of_his_own(world, as_user):
    grant(world.member, Role.OFFICER, world.here)
    teach(world.household, world.person, by=world.member, at=last_month())
    call = make_call(world.team, world.person)
    other_month = make_call(world.team, world.person, month_before(last_finished_month()))

    assert (
        as_user(world.member).post(reverse("call-record", args=[call.pk]), {"result": "CONFIRMED"}).status_code == 404
    )
    assert list(VerificationCall.objects.recordable_by(world.member)) == [other_month]
    assert call in VerificationCall.objects.recordable_by(world.officer)


def test_rate_stands_beside_the_counts_of_its_term_only(world, as_user):
    record_call(make_call(world.team, world.person), result="CONFIRMED", by=world.officer)
    record_call(make_call(world.team, world.person, date(2025, 12, 1)), result="NOT_CONFIRMED", by=world.officer)
    pages = [reverse("board"), world.target.get_absolute_url(), world.village.get_absolute_url()]

    for user in (world.leader, world.member, world.observer):
        for page in pages:
            assert "đã gọi 1, xác nhận 1 (100%)" in as_user(user).get(page).text


def test_rate_of_a_past_day_leaves_later_months_out(world, as_user):
    make_call(world.team, world.person)
    month = last_finished_month()

    before = as_user(world.leader).get(f"{reverse('board')}?ngay={month - timedelta(days=1):%d/%m/%Y}").text
    within = as_user(world.leader).get(f"{reverse('board')}?ngay={month:%d/%m/%Y}").text

    assert "Gọi xác minh: rút thăm 1, chưa gọi được ai" in within
    assert "Gọi xác minh:" not in before


def test_officer_draws_for_his_own_commune_only(world, as_user):
    teach(world.household, world.person, by=world.member, at=last_month())

    as_user(world.foreign_officer).post(reverse("call-draw"))

    assert not VerificationCall.objects.exists()


def test_late_visits_add_people_and_change_none(world, taught):
    first = {call.resident_id for call in draw_calls(world.team, month=last_finished_month(), by=world.officer)}
    late = make_household(world.village, "098", members=[f"Lâm Văn {number}" for number in range(20)], by=world.officer)
    for person in late.residents.all():
        teach(late, person, by=world.member, at=last_month(20))

    added = draw_calls(world.team, month=last_finished_month(), by=world.officer)

    assert len(added) == 1  # 5 % of 61, rounded up, is 4
    assert drawn(world.team) == first | {added[0].resident_id}


def test_months_go_on_over_the_year():
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_before(date(2027, 1, 1)) == date(2026, 12, 1)


def test_page_of_calls_takes_any_month(world, as_user):
    client = as_user(world.leader)

    assert {
        client.get(f"{LIST}?thang={month}").status_code for month in ("2026-01", "9999-12", "x", "2026-13", "")
    } == {200}
