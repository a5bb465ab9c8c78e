from datetime import date

from django.urls import reverse
from django.utils import timezone

from teams.models import Appointment, Dismissal, Launch, Membership
from tests.factories import issue_decision, make_draft, make_official


def reform(world, *, leaving=(), joining=()):
    decision = make_draft(world.officer, world.here, kind="REFORM")
    for official in leaving:
        Dismissal.objects.create(decision=decision, membership=Membership.objects.get(official=official))
    for official in joining:
        Appointment.objects.create(decision=decision, team=world.team, official=official, role="MEMBER")
    return issue_decision(decision, officer=world.officer, leader=world.leader, on=timezone.localdate())


def test_team_list_shows_own_teams_with_their_leader(world, as_user):
    response = as_user(world.member).get(reverse("team-list"))

    assert [team.village for team in response.context["page"]] == [world.village]
    assert "Đặng Văn Cường" in response.text


def test_two_leaders_of_a_team_stand_on_lines_of_their_own(world, as_user):
    Membership.objects.filter(team=world.team).update(role="LEADER")

    text = as_user(world.officer).get(reverse("team-list")).text

    assert "<div>Đặng Văn Cường</div><div>Lý Thị Dung</div>" in text


def test_team_list_hides_teams_of_drafts(world, as_user):
    make_draft(world.officer, world.here, villages=[world.village], leaders=[world.official])

    assert len(as_user(world.officer).get(reverse("team-list")).context["page"]) == 2


def test_team_page_lists_members_in_rank_and_links_the_decision(world, as_user):
    response = as_user(world.member).get(world.team.get_absolute_url())

    names = [member.official.full_name for member in response.context["members"]]
    assert names == ["Đặng Văn Cường", "Lý Thị Dung"]
    assert reverse("decision-detail", args=[world.decision.pk]) in response.text
    assert world.official.get_absolute_url() not in response.text


def test_team_page_keeps_who_left_with_both_decisions(world, as_user):
    decision = reform(world, leaving=[world.member_official], joining=[make_official(world.here, "Trần Văn Khoa")])

    response = as_user(world.officer).get(world.team.get_absolute_url())

    assert [member.official.full_name for member in response.context["history"]] == ["Lý Thị Dung"]
    assert f"Quyết định {decision.symbol}" in response.text.replace('<span class="symbol">', "")
    assert "Trần Văn Khoa" in response.text


def test_team_pages_cost_the_same_for_many_members(world, as_user):
    client = as_user(world.officer)
    few = {}
    for page in (reverse("team-list"), world.team.get_absolute_url()):
        client.get(page)
        few[page] = len(client.queries)
    reform(
        world,
        joining=[make_official(world.here, f"Lý Văn {n}", positions=[("VETERANS", world.village)]) for n in range(9)],
    )

    for page, queries in few.items():
        client.get(page)
        assert len(client.queries) == queries, page


def test_launch_is_a_plain_public_page(world, client):
    launch = Launch.objects.create(
        commune=world.here,
        decision=world.decision,
        title="Hội nghị ra mắt",
        held_on=date(2022, 6, 7),
        part_of_day="chiều",
        body="Đoạn một.\n\n<script>alert(1)</script>",
    )

    response = client.get(launch.get_absolute_url())

    assert "Chiều ngày 07 tháng 6 năm 2022" in response.text
    assert "<p>Đoạn một.</p>" in response.text
    assert "<script>alert" not in response.text
    assert reverse("decision-detail", args=[world.decision.pk]) not in response.text
