"""The printed giấy giới thiệu: whose cards somebody gets, what is on them, and that the QR holds just the address."""

import re
from datetime import timedelta

import pytest
import segno
from django.urls import reverse
from django.utils import timezone

from teams.codes import show_code
from teams.models import Appointment, Dismissal, Team, TeamRole
from tests.factories import issue_decision, make_draft, make_official, make_village
from villages.models import Access

TODAY = timezone.localdate()
SITE = "https://cds.danchu.example"


def cards(client, team):
    return client.get(reverse("team-cards", args=[team.pk]))


def names(response):
    return [card.membership.official.full_name for card in response.context["cards"]]


def matrix_of(svg):
    """The modules that a QR's SVG draws as horizontal lines, without its margin of four."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg).group(1))
    dark = set()
    x, y = 0, 0.0
    for command, numbers in re.findall(r"([Mmhlv])([-\d. ]*)", re.search(r'\sd="([^"]+)"', svg).group(1)):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = int(values[0]), values[1]
        elif command == "m":
            x, y = x + int(values[0]), y + values[1]
        elif command == "h":
            dark |= {(column, int(y)) for column in range(x, x + int(values[0]))}
            x += int(values[0])
    return [[int((column, row) in dark) for column in range(4, size - 4)] for row in range(4, size - 4)]


def test_qr_holds_exactly_the_address_of_the_member(world, as_user, settings):
    settings.SITE_URL = SITE
    member = world.member_official.memberships.get()

    page = cards(as_user(world.member), world.team).text

    drawn = re.search(r'<svg[^>]*class="qr".*?</svg>', page, re.DOTALL).group(0)
    expected = segno.make(f"{SITE}/xac-nhan/{show_code(member.code)}/", error="m", micro=False)
    assert matrix_of(drawn) == [list(row) for row in expected.matrix]


def test_qr_needs_no_exception_in_the_policy(world, as_user):
    response = cards(as_user(world.member), world.team)

    assert not re.findall(r"\sstyle=|<style|\son\w+=|<script(?! type=\"module\" src=\"/static)", response.text)
    assert "default-src 'self'" in response["Content-Security-Policy"].split("; ")


def test_card_says_who_by_what_and_what_a_team_never_asks(world, as_user, settings):
    settings.SITE_URL = SITE
    member = world.member_official.memberships.get()

    page = cards(as_user(world.member), world.team).text

    assert "Lý Thị Dung" in page
    assert world.team.name in page
    assert world.decision.symbol in page
    assert show_code(member.code) in page
    assert "cds.danchu.example/xac-nhan" in page
    assert "không hỏi mật khẩu, mã OTP, không thu tiền" in page


def test_leader_and_officer_print_all_and_a_member_his_own(world, as_user):
    everyone = ["Đặng Văn Cường", "Lý Thị Dung"]

    assert names(cards(as_user(world.officer), world.team)) == everyone
    assert names(cards(as_user(world.team_leader), world.team)) == everyone
    assert names(cards(as_user(world.member), world.team)) == ["Lý Thị Dung"]
    assert names(as_user(world.member).get(reverse("own-cards"))) == ["Lý Thị Dung"]
    assert names(as_user(world.team_leader).get(reverse("own-cards"))) == ["Đặng Văn Cường"]


@pytest.mark.parametrize("role", ["leader", "observer", "other_team_leader", "outsider", "foreign_team_leader"])
def test_cards_of_others_are_for_nobody_else(world, as_user, role):
    user = as_user(world.users[role])

    assert cards(user, world.team).status_code == 404
    assert "Lý Thị Dung" not in user.get(reverse("own-cards")).text


def test_who_has_left_gets_no_card_and_who_comes_gets_one_with_its_day(world, as_user):
    decision = make_draft(world.officer, world.here, kind="REFORM")
    Dismissal.objects.create(decision=decision, membership=world.member_official.memberships.get())
    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    later = make_draft(world.officer, world.here, kind="REFORM", effective_on=tomorrow)
    joining = make_official(world.here, "Trần Văn Khoa")
    Appointment.objects.create(decision=later, team=world.team, official=joining, role=TeamRole.MEMBER)
    issue_decision(later, officer=world.officer, leader=world.leader, on=TODAY)

    response = cards(as_user(world.officer), world.team)

    assert names(response) == ["Đặng Văn Cường", "Trần Văn Khoa"]
    assert f"{tomorrow:%d/%m/%Y}" in response.text
    assert as_user(world.member).get(reverse("own-cards")).context["cards"] == []
    assert cards(as_user(world.member), world.team).status_code == 404


def test_leader_of_one_village_gets_no_cards_of_a_team_of_the_commune(world, as_user):
    new = make_village(world.here, "9")
    official = make_official(world.here, "Trần Văn Khoa", world.observer)
    decision = make_draft(world.officer, world.here, villages=[new], leaders=[official])
    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY)
    team = decision.founded_teams.get()
    Team.objects.filter(pk=team.pk).update(village=None)
    Access.objects.filter(village=new).update(village=None)

    assert cards(as_user(world.team_leader), team).status_code == 404
    assert names(cards(as_user(world.officer), team)) == ["Trần Văn Khoa"]
    assert names(cards(as_user(world.observer), team)) == ["Trần Văn Khoa"]


def test_many_cards_are_pages_that_cost_the_same(world, as_user):
    officer = as_user(world.officer)
    cards(officer, world.team)
    cards(officer, world.team)
    few = len(officer.queries)
    decision = make_draft(world.officer, world.here, kind="REFORM")
    for number in range(40):
        joining = make_official(world.here, f"Trần Văn {number}")
        Appointment.objects.create(decision=decision, team=world.team, official=joining, role=TeamRole.MEMBER)
    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY)

    response = cards(officer, world.team)

    assert len(officer.queries) == few <= 15
    assert len(response.context["cards"]) == 24
    assert len(officer.get(f"{response.request['PATH_INFO']}?trang=2").context["cards"]) == 18


def test_team_page_leads_to_the_cards_of_those_who_may(world, as_user):
    link = reverse("team-cards", args=[world.team.pk])

    assert link in as_user(world.team_leader).get(world.team.get_absolute_url()).text
    assert link not in as_user(world.observer).get(world.team.get_absolute_url()).text
