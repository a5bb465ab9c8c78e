"""Bảng ngày công: which days count for whom, and who sees whose."""

import re
import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions.review import strike
from households.actions.visit import withdraw_visit
from households.timesheet import timesheet_of
from teams.models import Membership
from tests.factories import make_label, make_visit, moment

MARCH = date(2026, 3, 1)
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def march(world):
    """The member went out on 3, 4 and twice on 9 March, on 9 with the tổ trưởng; what was withdrawn or struck too."""
    leader = world.official.memberships.get()
    for day in (3, 4, 9):
        make_visit(world.household, by=world.member, at=moment(date(2026, 3, day)))
    make_visit(world.household, by=world.member, at=moment(date(2026, 3, 9), 15), companions=(leader.pk,))
    wrong = make_visit(world.household, by=world.member, at=moment(date(2026, 3, 20)))
    withdraw_visit(wrong, reason="nhầm", by=world.member)
    struck = make_visit(world.household, by=world.member, at=moment(date(2026, 3, 21)))
    make_label(struck, answered_at=timezone.now())
    strike(struck, reason="không có thật", by=world.officer)
    make_visit(world.household, by=world.member, at=moment(date(2026, 4, 1), 0))


def url(world, month="2026-03", name="timesheet"):
    return f"{reverse(name, args=[world.team.pk])}?thang={month}"


def test_days_count_once_for_the_author_and_who_went_along(world, march):
    lines = timesheet_of(Membership.objects.filter(team=world.team), MARCH).lines

    assert {line.name: line.days for line in lines} == {"Đặng Văn Cường": [9], "Lý Thị Dung": [3, 4, 9]}
    assert [line.role for line in lines] == ["Tổ trưởng", "Tổ viên"]


def test_day_begins_at_local_midnight(world, march):
    april = timesheet_of(Membership.objects.filter(team=world.team), date(2026, 4, 1))

    assert [line.days for line in april.lines] == [[], [1]]
    assert len(april.days) == 30


def test_member_sees_his_own_line_and_others_the_whole_team(world, as_user, march):
    seen = {
        name: set(re.findall("Lý Thị Dung|Đặng Văn Cường", _table(as_user(world.users[name]).get(url(world)).text)))
        for name in ("member", "team_leader", "officer", "leader")
    }

    assert seen.pop("member") == {"Lý Thị Dung"}
    assert all(names == {"Lý Thị Dung", "Đặng Văn Cường"} for names in seen.values())


def _table(page):
    return page.split("<table")[1].split("</table>")[0]


def test_who_held_two_posts_in_a_month_has_one_line(world, march):
    first = world.member_official.memberships.get()
    Membership.objects.filter(pk=first.pk).update(ends_on=date(2026, 3, 9))
    Membership.objects.create(
        team=world.team, official=world.member_official, role="DEPUTY", starts_on=date(2026, 3, 9),
        started_by=world.decision,
    )  # fmt: skip

    lines = timesheet_of(Membership.objects.filter(team=world.team), MARCH).lines

    assert ("Lý Thị Dung", "Tổ phó", [3, 4, 9]) in [(line.name, line.role, line.days) for line in lines]


def test_workbook_holds_the_same_days(world, as_user, march):
    response = as_user(world.officer).post(url(world, name="timesheet-export"), {"purpose": "Lưu hồ sơ của xã"})

    rows = {row[1]: row for row in _rows(response) if len(row) > 3}
    assert [number for number, mark in enumerate(rows["Lý Thị Dung"][3:34], start=1) if mark == "x"] == [3, 4, 9]
    assert (rows["Lý Thị Dung"][34], rows["Cộng"][34]) == ("3", "4")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="bang-ngay-cong-')


def _rows(response):
    """The cells of the sheet as shown: what a formula gave when it was written, not the formula."""
    with zipfile.ZipFile(BytesIO(response.getvalue())) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for formula in list(sheet.iter(f"{CELL}f")):
        formula.text = ""
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{CELL}row")]


def test_month_of_nobody_says_so(world, as_user):
    assert "không có thành viên nào" in as_user(world.officer).get(url(world, "2025-03")).text
