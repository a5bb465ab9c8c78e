"""Bàn giao: what the successor of a member takes over, on one page."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from households.actions.visit import withdraw_visit
from households.models import VisitLabel
from tests.factories import days_ago, make_household, make_promise, make_visit


def open_page(world, client):
    return client.get(reverse("team-handover", args=[world.team.pk]))


def test_successor_reads_what_a_member_who_left_had_promised(world, as_user):
    household = make_household(world.village, "003", by=world.officer, lane="Ngõ 2", phone="+84912345678")
    day = timezone.localdate() - timedelta(days=2)
    make_promise(household, by=world.member, at=days_ago(4), on=day, note="giúp bà cài VNeID")
    world.decision.started_memberships.filter(official=world.member_official).update(ends_on=timezone.localdate())

    page = open_page(world, as_user(world.team_leader))

    assert page.context["handover"].promises == [household]
    for shown in ("giúp bà cài VNeID", "Lý Thị Dung", "Ngõ 2", "0912 345 678", "quá 2 ngày", f"{day:%d/%m/%Y}"):
        assert shown in page.text


def test_households_that_refused_are_listed_until_they_are_met(world, as_user):
    refuses, was_won = (make_household(world.village, number, by=world.officer) for number in ("003", "004"))
    for household in (refuses, was_won):
        make_visit(household, by=world.member, at=days_ago(4), outcome="REFUSED", note="sợ lừa đảo")
    make_visit(was_won, by=world.member, at=days_ago(2), outcome="NOBODY_HOME")

    page = open_page(world, as_user(world.team_leader))

    assert page.context["handover"].refused == [refuses]
    assert "sợ lừa đảo" in page.text


def test_lanes_tell_how_many_households_were_never_visited(world, as_user):
    for number, lane in [("003", "Ngõ 2"), ("004", "Ngõ 2"), ("005", "Ngõ 3")]:
        make_household(world.village, number, by=world.officer, lane=lane)
    make_visit(make_household(world.village, "006", by=world.officer, lane="Ngõ 2"), by=world.member)

    page = open_page(world, as_user(world.team_leader))

    lanes = [(lane["lane"], lane["never"], lane["all"]) for lane in page.context["handover"].lanes]
    assert lanes == [("Ngõ 2", 2, 3), ("Ngõ 3", 1, 1)]
    assert "Ngõ 2: 2/3 hộ" in page.text


def test_open_labels_of_the_teams_visits_are_listed(world, as_user):
    seen, taken_back = (make_visit(world.household, by=world.member, at=days_ago(days)) for days in (1, 0))
    VisitLabel.objects.all().delete()  # of this hour of the night
    VisitLabel.objects.create(visit=world.visit, kind="CLOCK", detail="nhanh 3 giờ")
    VisitLabel.objects.create(visit=seen, kind="NIGHT", verdict="SEEN", by=world.officer, at=timezone.now())
    VisitLabel.objects.create(visit=taken_back, kind="MANY")
    withdraw_visit(taken_back, reason="nhầm", by=world.member)

    page = open_page(world, as_user(world.team_leader))

    assert [label.visit for label in page.context["handover"].labels] == [world.visit]
    assert f"{world.visit.receipt_code}</a>" in page.text
    assert "nhanh 3 giờ" in page.text


def test_signs_are_not_told_to_colleagues_before_the_author_has_explained(world, as_user):
    VisitLabel.objects.all().delete()
    VisitLabel.objects.create(visit=make_visit(world.household, by=world.member), kind="EARLY")

    assert open_page(world, as_user(world.team_leader)).context["handover"].labels == []
    assert open_page(world, as_user(world.member)).context["handover"].labels


def test_late_arrivals_are_counted_member_by_member(world, as_user):
    for days, received in [(5, 1), (3, 1), (1, 1), (40, 30)]:
        make_visit(world.household, by=world.member, visited_at=days_ago(days), at=days_ago(received, hour=10))

    page = open_page(world, as_user(world.team_leader))

    arrivals = {line.membership.official: line for line in page.context["handover"].arrivals}
    late = arrivals[world.member_official]
    assert (late.late, late.longest_days) == (2, 4)
    assert late.last == world.visit.received_at
    assert (arrivals[world.official].late, arrivals[world.official].last) == (0, None)
    assert "2 lượt, muộn nhất 4 ngày" in page.text


def test_member_who_left_long_ago_is_not_listed(world, as_user):
    memberships = world.decision.started_memberships.filter(official=world.member_official)
    memberships.update(ends_on=timezone.localdate() - timedelta(days=100))

    page = open_page(world, as_user(world.team_leader))

    assert [line.membership.official for line in page.context["handover"].arrivals] == [world.official]


def test_page_shows_the_progress_of_the_teams_targets(world, as_user):
    page = open_page(world, as_user(world.officer))

    assert {line.target.team_id for line in page.context["progress"]} == {world.team.pk}
    assert "NGƯỜI GIAO" in page.text


def test_team_page_leads_those_who_may_read_it_to_the_hand_over(world, as_user):
    address = reverse("team-handover", args=[world.team.pk])

    linked = {name: address in as_user(world.users[name]).get(world.team.get_absolute_url()).text
              for name in ("team_leader", "member", "officer", "leader", "observer")}  # fmt: skip

    assert linked == {"team_leader": True, "member": True, "officer": True, "leader": True, "observer": False}
