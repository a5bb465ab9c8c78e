"""What is said of a visit: its author explains, the tổ trưởng has seen, the commune accepts or strikes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions.review import strike
from households.models import Ability, Visit, VisitLabel
from households.tally import rebuild
from targets.models import Target
from targets.progress import count_for
from tests.factories import days_ago, grant, make_label, make_visit, teach
from villages.models import Role


def url(name, visit):
    return reverse(name, args=[visit.uuid])


@pytest.fixture
def answered(world):
    """A visit whose author has explained it."""
    return make_label(world.visit, answer="Bà hẹn buổi tối", answered_at=timezone.now()).visit


def test_sign_is_shown_to_its_author_first(world, as_user):
    make_label(world.visit)

    shown = {
        name: world.visit.receipt_code in as_user(world.users[name]).get(reverse("review-list")).text
        for name in ("member", "team_leader", "officer", "leader")
    }

    assert shown == {"member": True, "team_leader": False, "officer": False, "leader": False}
    assert "1 lượt thăm" in as_user(world.member).get("/").text
    assert "Vào giờ đêm khuya" in as_user(world.member).get(world.visit.get_absolute_url()).text
    assert "Vào giờ đêm khuya" not in as_user(world.officer).get(world.visit.get_absolute_url()).text


def test_answer_brings_the_sign_to_the_officer(world, as_user):
    make_label(world.visit)

    as_user(world.member).post(url("visit-answer", world.visit), {"answer": "Gia đình về muộn"})
    again = as_user(world.member).post(url("visit-answer", world.visit), {"answer": "khác"})

    page = as_user(world.officer).get(reverse("review-list")).text
    assert world.visit.receipt_code in page
    assert "Gia đình về muộn" in page
    assert again.url == reverse("review-list")
    assert "Cần xem lại" not in as_user(world.member).get("/").text


def test_empty_answer_is_asked_for(world, as_user):
    make_label(world.visit)

    response = as_user(world.member).post(url("visit-answer", world.visit), {"answer": "  "})

    assert "Hãy ghi một câu giải thích" in response.text


def test_sign_comes_to_the_officer_when_the_authors_time_is_over(world):
    received = timezone.localtime(world.visit.received_at)
    make_label(world.visit)

    judgeable = VisitLabel.objects.filter(visit=world.visit)
    tomorrow, day_after = (received.replace(hour=23, minute=59) + timedelta(days=days) for days in (1, 2))

    assert not judgeable.ripe(tomorrow).exists()
    assert judgeable.ripe(day_after).exists()
    assert Visit.objects.withdrawable_by(world.member, tomorrow).filter(pk=world.visit.pk).exists()
    assert not Visit.objects.withdrawable_by(world.member, day_after).filter(pk=world.visit.pk).exists()


def test_accepted_visit_counts_on_and_is_not_asked_again(world, as_user, answered):
    client = as_user(world.officer)

    client.post(url("visit-judge", answered), {"verdict": "ACCEPTED", "reason": ""})

    label = answered.labels.get()
    assert (label.verdict, label.by) == ("ACCEPTED", world.officer)
    assert Visit.objects.counting().filter(pk=answered.pk).exists()
    assert "Không có lượt thăm nào" in client.get(reverse("review-list")).text
    assert client.post(url("visit-judge", answered), {"verdict": "STRUCK", "reason": "x"}).status_code == 302
    assert Visit.objects.counting().filter(pk=answered.pk).exists()


def test_struck_visit_counts_no_more_and_says_so(world, as_user, answered):
    lessons = Target.objects.get(indicator__code="DP-12")
    before = count_for(lessons, timezone.localdate()).counted

    as_user(world.officer).post(url("visit-judge", answered), {"verdict": "STRUCK", "reason": "không có ai ở nhà"})

    assert (before, count_for(lessons, timezone.localdate()).counted) == (1, 0)
    assert not Ability.objects.filter(resident=world.person).exists()
    assert rebuild([world.village.pk]) == 0
    assert answered.labels.get().verdict == "STRUCK"
    for page in (answered.get_absolute_url(), reverse("visit-list"), world.household.get_absolute_url()):
        text = as_user(world.member).get(page).text
        assert "Xã gạch bỏ lúc" in text
        assert "không tính. Lý do: không có ai ở nhà" in text
        assert "Đã rút lại" not in text


def test_striking_asks_for_a_reason_and_a_button(world, as_user, answered):
    client = as_user(world.officer)

    silent = client.post(url("visit-judge", answered), {"verdict": "STRUCK", "reason": " "})
    nothing = client.post(url("visit-judge", answered), {"reason": "vì thế"})

    assert "Hãy ghi vì sao gạch bỏ" in silent.text
    assert "Hãy bấm Chấp nhận hoặc Gạch bỏ" in nothing.text
    assert "vì thế" in nothing.text
    assert not hasattr(Visit.objects.get(pk=answered.pk), "cancellation")


def test_visit_withdrawn_meanwhile_is_not_struck(world, as_user, answered):
    as_user(world.member).post(url("visit-withdraw", answered), {"reason": "ghi nhầm"})

    strike(answered, reason="lạ", by=world.officer)

    assert Visit.objects.get(pk=answered.pk).cancellation.kind == "WITHDRAWN"
    assert answered.labels.get().verdict == ""
    assert as_user(world.officer).get(url("visit-judge", answered)).status_code == 404


def test_nobody_judges_a_visit_of_his_own(world, as_user):
    grant(world.member, Role.OFFICER, world.here)
    own = make_label(world.visit, answered_at=timezone.now()).visit
    along = make_visit(world.household, by=world.team_leader, companions=(world.member_official.memberships.get().pk,))
    make_label(along, answered_at=timezone.now())

    statuses = [as_user(world.member).get(url("visit-judge", visit)).status_code for visit in (own, along)]

    assert statuses == [404, 404]
    assert not VisitLabel.objects.judgeable_by(world.member).exists()


def test_team_leader_settles_how_visits_of_his_villages_arrived(world, as_user):
    make_label(world.visit, "CLOCK")
    client = as_user(world.team_leader)

    first, second = (client.post(url("visit-settle", world.visit)) for _ in "ab")

    label = world.visit.labels.get(kind="CLOCK")
    assert (label.verdict, label.by) == ("SEEN", world.team_leader)
    assert first.url == second.url == reverse("review-list")
    assert as_user(world.other_team_leader).post(url("visit-settle", world.visit)).status_code == 404


def test_commune_settles_how_visits_of_a_team_leader_arrived(world, as_user):
    visit = teach(world.household, world.person, by=world.team_leader, at=days_ago(1))
    make_label(visit, "MOVED")

    own = as_user(world.team_leader).post(url("visit-settle", visit)).status_code
    as_user(world.officer).post(url("visit-settle", visit))

    assert own == 404
    assert visit.labels.get(kind="MOVED").by == world.officer


def test_settling_leaves_signs_alone(world):
    make_label(world.visit, "CLOCK")
    make_label(world.visit)

    assert [label.kind for label in VisitLabel.objects.settleable_by(world.team_leader)] == ["CLOCK"]
