"""Tập dượt: everything as in earnest, and nothing left of it."""

from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from households.models import GuidanceTally, Skill, Tally, Visit
from households.sheet import blocks_of
from tests.factories import make_household

SWITCH = reverse("rehearsal-switch")
STRIPE = "TẬP DƯỢT"


@pytest.fixture
def rehearsing(world, as_user):
    client = as_user(world.member)
    client.post(SWITCH, {"tap-duot": "1"})
    return client


def url(world):
    return reverse("visit-create", args=[world.household.pk])


def answers(world, **fields):
    skill = Skill.objects.get(code="thanh-toan")
    return {"uuid": str(uuid4()), "outcome": "GUIDED", "place": "HOME", f"g-{world.person.pk}-{skill.pk}": "2"} | fields


def numbers():
    """Whatever is counted, and all that a visit leaves."""
    tallies = [list(model.objects.order_by("pk").values_list()) for model in (Tally, GuidanceTally)]
    return tallies, Visit.objects.count(), LogEntry.objects.filter(action=LogEntry.Action.CREATE).count()


def test_rehearsed_visit_shows_its_receipt_and_the_next_household_and_leaves_nothing(world, rehearsing):
    following = make_household(world.village, "002", members=["Lưu Thị Tiếp"], by=world.officer)
    before = numbers()

    response = rehearsing.post(url(world), answers(world))

    assert response.status_code == 200
    assert "Tập dượt – không lưu, không tính" in response.text
    assert "Đã lưu lúc" not in response.text
    assert "làm được khi có người giúp" in response.text
    assert reverse("visit-create", args=[following.pk]) in response.text
    assert numbers() == before


def test_rehearsed_lesson_leaves_nothing(world, rehearsing):
    before = numbers()
    lesson = reverse("lesson-create", args=[world.village.pk])

    response = rehearsing.post(lesson, answers(world, place="HALL", nguoi=[world.person.pk]))

    assert "Tập dượt – không lưu, không tính" in response.text
    assert numbers() == before


def test_rehearsed_lane_leaves_nothing(world, rehearsing):
    before = numbers()
    lane = f"{reverse('lane-nobody', args=[world.village.pk])}?ngo="

    response = rehearsing.post(lane, {"uuid": str(uuid4()), "ho": [world.household.pk]}, follow=True)

    assert "Tập dượt: 1 lượt không ai ở nhà, không lưu, không tính." in response.text
    assert numbers() == before


def test_rehearsed_tap_that_nobody_is_at_home_leaves_nothing(world, rehearsing):
    before = numbers()

    response = rehearsing.post(reverse("visit-nobody", args=[world.household.pk]), {"uuid": str(uuid4())})

    assert "Tập dượt – không lưu, không tính" in response.text
    assert "Hoàn tác" not in response.text
    assert numbers() == before


def test_rehearsal_refuses_what_is_refused_in_earnest(world, rehearsing):
    response = rehearsing.post(url(world), answers(world, outcome="NOBODY_HOME"))

    assert "không đi cùng việc hướng dẫn" in response.text
    assert "Chưa lưu" in response.text


def test_stripe_is_on_every_page_until_switched_off(world, rehearsing):
    pages = ["/", reverse("board"), url(world), reverse("visit-list")]
    shown = [rehearsing.get(page).text for page in pages]

    rehearsing.post(SWITCH)

    assert all(STRIPE in page and " data-rehearsal>" in page for page in shown)
    assert not any(STRIPE in rehearsing.get(page).text for page in pages)
    assert rehearsing.post(url(world), answers(world)).status_code == 302
    assert Visit.objects.count() == 2


def test_page_kept_on_the_phone_is_never_drawn_in_a_rehearsal(world, rehearsing):
    page = rehearsing.get(reverse("visit-queue")).text

    assert STRIPE not in page
    assert "data-rehearsal" not in page


def test_signing_out_ends_the_rehearsal(world, rehearsing):
    rehearsing.post(reverse("logout"))
    rehearsing.force_login(world.member)

    assert STRIPE not in rehearsing.get("/").text


def test_switching_on_twice_is_once(world, rehearsing):
    rehearsing.post(SWITCH, {"tap-duot": "1"})
    rehearsing.post(SWITCH)

    assert STRIPE not in rehearsing.get("/").text


def test_form_of_a_rehearsal_that_is_over_is_not_stored_unasked(world, as_user):
    before = numbers()

    response = as_user(world.member).post(url(world), answers(world, **{"tap-duot": "1"}))

    assert "Bấm Lưu lần nữa thì lượt này được lưu thật" in response.text
    assert 'name="tap-duot" value="1"' not in response.text
    assert numbers() == before


def test_sheet_is_not_stored_in_a_rehearsal(world, rehearsing):
    page = reverse("sheet-enter", args=[world.village.pk])
    code = next(block.code for block in blocks_of([world.household]))
    before = Visit.objects.count()

    response = rehearsing.post(page, {"uuid": str(uuid4()), "line-1": f"{code} k", "save": ""})

    assert "Đang tập dượt nên phiếu chưa được lưu" in response.text
    assert "bấm Lưu các dòng" not in response.text
    assert Visit.objects.count() == before
