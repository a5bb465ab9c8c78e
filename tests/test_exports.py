"""Every list as a file: the rows of its page, nobody else's, text that stays text, written down with its purpose."""

import csv
import re
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from config import listing
from households.models import Resident
from teams.actions import invite
from tests.factories import (
    ask_exclusion,
    days_ago,
    make_call,
    make_data_request,
    make_draft,
    make_household,
    make_import,
    make_label,
    make_launch,
    make_paper,
    make_renamed,
    make_village,
    see,
)
from tests.households.books import book_of, press, upload
from tests.test_queries import add_doubles, grow
from villages import bulk
from villages.models import DataExport

PURPOSE = "Làm báo cáo, gửi cấp trên"
# name of the page, of the file, what stands in the address, filter, and the headings that tell its rows apart
LISTS = [
    ("village-list", "village-export", None, "", ["Tên"]),
    ("official-list", "official-export", None, "?q=ly", ["Họ và tên"]),
    ("legal-basis-list", "legal-basis-export", None, "", ["Số, ký hiệu"]),
    ("team-list", "team-export", None, "", ["Tổ"]),
    ("register-list", "register-export", None, "?loai=Kế+hoạch", ["Số, ký hiệu văn bản"]),
    ("decision-list", "decision-export", None, "?trang_thai=ISSUED", ["Số, ký hiệu"]),
    ("published-list", "published-export", None, "?q=thanh+lap", ["Số, ký hiệu", "Cơ quan ban hành"]),
    ("launch-list", "launch-export", None, "", ["Hội nghị"]),
    ("target-detail", "target-export", "target", "?nhom=chua-ro", ["Họ và tên"]),
    ("target-detail", "target-export", "target", "", ["Họ và tên"]),
    ("household-list", "household-export", None, "?q=trieu", ["Thôn", "Số hộ"]),
    ("household-list", "household-export", None, "?xem=chua-tham", ["Thôn", "Số hộ"]),
    ("visit-list", "visit-export", None, "", ["Mã biên nhận"]),
    ("review-list", "review-export", None, "", ["Mã biên nhận"]),
    ("call-list", "call-export", None, "", ["Họ và tên"]),
    ("exclusion-list", "exclusion-export", None, "", ["Chủ hộ", "Số hộ"]),
    ("data-request-list", "data-request-export", None, "", ["Họ và tên"]),
    ("bulk-run-list", "bulk-run-export", None, "", ["Việc"]),
    ("duplicate-list", "duplicate-export", None, "", ["Họ và tên người thứ nhất", "Năm sinh người thứ hai"]),
    ("import-list", "import-export", None, "", ["Tệp"]),
    ("reorganisation-list", "reorganisation-export", None, "", ["Việc", "Theo văn bản"]),
]
FILES = [*dict.fromkeys(line[1] for line in LISTS), "access-export", "board-export", "export-export"]
OF_A_ROW = {
    "attendee-export": "launch",
    "timesheet-export": "team",
    "target-export": "target",
}


@pytest.fixture
def filled(world):
    """Something in every list."""
    launch = world.rows.launch = make_launch(world.here, world.decision)
    invite(launch, by=world.officer)
    make_launch(world.there, title="Hội nghị xã khác")
    make_paper(world.here, by=world.officer, number=8)
    make_household(world.village, "002", ["Lý Thị Dung"], by=world.officer)
    see(world.household, world.person, by=world.member, at=days_ago(2))
    make_call(world.team, world.person)
    make_label(world.visit, answered_at=timezone.now())
    ask_exclusion(world.household, by=world.member)
    ask_exclusion(world.foreign_household, by=world.foreign_team_leader)
    make_data_request(world.person, by=world.officer)
    add_doubles(world.household, 1981, by=world.officer)
    add_doubles(world.foreign_household, 1981, by=world.foreign_officer)
    make_renamed(make_village(world.here, "Khe Cũ"), by=world.officer)
    make_renamed(make_village(world.there, "Khe Liêu Hạ"), by=world.foreign_officer)
    make_import(world.here, by=world.officer)
    make_import(world.there, by=world.foreign_officer, file=book_of(name="Quảng La.xlsx"))
    bulk.start("Nhập hộ", communes=[world.here], by=world.officer)
    bulk.start("Việc của Quảng La", communes=[world.there], by=world.foreign_officer)
    DataExport.objects.create(what="Sổ cũ", purpose=PURPOSE, by=world.officer).communes.add(world.here)
    return world


@pytest.fixture
def take(as_user):
    def post(user, name, row=None, query="", **data):
        kind = {} if "excel" in data else {"csv": ""}
        return as_user(user).post(address(name, row) + query, {"purpose": PURPOSE} | kind | data)

    return post


def address(name, row=None):
    return reverse(name, args=[row.pk] if row else [])


def row_of(name, world):
    return getattr(world, OF_A_ROW[name]) if name in OF_A_ROW else None


def as_typed(value):
    """What the other file may have for a cell of Excel."""
    if isinstance(value, datetime):
        return {f"{value:%d/%m/%Y}", f"{value:%d/%m/%Y %H:%M}"}
    return {"" if value is None else str(value)}


def csv_of(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))


def excel_of(response):
    sheet = load_workbook(BytesIO(response.getvalue()), data_only=True).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def columns_of(lines, headings):
    places = [lines[0].index(heading) for heading in headings]
    return [tuple(line[place] for place in places) for line in lines[1:]]


def test_file_holds_the_rows_of_its_page(filled, take, as_user):
    for listed, name, named, query, headings in LISTS:
        row = getattr(filled, named) if named else None
        shown = as_user(filled.officer).get(address(listed, row) + query)
        keys = set(columns_of(csv_of(take(filled.officer, name, row, query)), headings))

        assert len(keys) == shown.context["page"].paginator.count > 0, name
        assert all(value in shown.text for key in keys for value in key), name
        assert address(name, row) in shown.text


def test_nothing_of_another_commune_is_in_a_file(filled, take):
    Resident.objects.filter(village=filled.foreign_village).update(full_name="Người Xã Khác")

    for name in FILES:
        text = take(filled.officer, name, row_of(name, filled)).getvalue().decode()

        assert "Người Xã Khác" not in text
        assert "Khe Liêu" not in text
        assert name == "published-export" or "Quảng La" not in text, name


def test_excel_says_the_same_as_csv(filled, take):
    for name in [*FILES, *OF_A_ROW]:
        lines = csv_of(take(filled.officer, name, row_of(name, filled)))
        book = excel_of(take(filled.officer, name, row_of(name, filled), excel=""))

        assert len(lines) > 1, name
        for line in lines[1:]:
            assert any(set().union(*map(as_typed, other)) >= set(line) for other in book), (name, line)
        assert len(book) >= len(lines), name


def test_file_can_be_corrected_and_brought_back(world, take, as_user):
    make_household(world.village, "002", ["Lý Thị Dung", "=1+1"], by=world.officer, lane="Ngõ 2")
    found = {}

    for name, sheet in [("household", "households"), ("village", "villages"), ("official", "officials")]:
        book = load_workbook(BytesIO(take(world.officer, f"{name}-export", excel="").getvalue()))
        for cell in (cell for row in book.active.iter_rows() for cell in row if cell.value == "Lý Thị Dung"):
            cell.value = "Lý Thị Hoa"
        stream = BytesIO()
        book.save(stream)
        one = upload(as_user(world.officer), SimpleUploadedFile("ds.xlsx", stream.getvalue()), sheet)
        found[sheet] = one.numbers["verdicts"]
        press(as_user(world.officer), "import-drop", one)

    assert found["households"] == {"CHANGED": 1, "SAME": 3}
    assert found["villages"] == {"SAME": 2}
    assert found["officials"].keys() == {"CHANGED", "SAME"}


def test_team_leader_takes_his_village_only(world, take):
    other = world.other_village

    for query in ("", f"?thon={other.pk}", f"?thon={world.foreign_village.pk}", "?thon=9999999999999999999"):
        lines = csv_of(take(world.team_leader, "household-export", query=query))
        assert set(columns_of(lines, ["Thôn", "Mã hộ trong cổng"])) == {("Thôn 1", str(world.household.pk))}


def test_observer_takes_contacts_and_numbers_but_no_residents(world, take, as_user):
    answer = take(world.observer, "household-export")
    teams = csv_of(take(world.observer, "team-export"))

    assert "Danh sách này trống" in answer.text
    assert not DataExport.objects.filter(what="Hộ dân").exists()
    assert len(teams) > 1
    assert take(world.observer, "target-export", world.target).status_code == 404


def test_text_never_becomes_a_formula(world, take):
    typed = ["=1+1", "+84", "-2", "@SUM(A1)"]
    make_household(world.village, "008", typed, by=world.officer)

    lines = csv_of(take(world.officer, "household-export"))
    book = load_workbook(BytesIO(take(world.officer, "household-export", excel="").getvalue())).active

    names = [name for (name,) in columns_of(lines, ["Họ và tên"])]
    assert {f"'{name}" for name in typed} <= set(names)
    kinds = {cell.value: cell.data_type for row in book.iter_rows() for cell in row if cell.value in typed}
    assert kinds == dict.fromkeys(typed, "s")


def test_list_is_read_a_part_at_a_time(world, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(listing, "PART", 2)
    for number in range(4):
        make_household(world.village, f"10{number}", [f"Lý Văn {number}"], by=world.officer)
    client = Client()
    client.force_login(world.officer)
    response = client.post(reverse("household-export"), {"purpose": PURPOSE, "csv": ""})

    parts = iter(response.streaming_content)
    with django_assert_max_num_queries(0):
        heading = next(parts)
    first = next(parts)

    assert response.streaming
    assert heading.startswith("\ufeff".encode())
    assert first.count(b"\r\n") == 2
    assert [part.count(b"\r\n") for part in parts] == [2, 2]


def test_file_costs_the_same_for_more_rows(filled, take, client):
    def queries():
        numbers = {}
        for name in FILES:
            take(filled.officer, name, row_of(name, filled))
            numbers[name] = len(client.queries)
        return numbers

    village = make_village(filled.here, "9")
    draft = make_draft(filled.officer, filled.here, villages=[village], leaders=[filled.official])
    queries()  # fills the caches of content types
    few = queries()
    grow(filled, draft, 0)
    grow(filled, draft, 1)

    assert queries() == few


@pytest.mark.parametrize(("name", "table"), [("household", "households_household"), ("official", "villages_official")])
def test_rows_of_a_file_are_read_and_counted_once(name, table, filled, take, client):
    take(filled.officer, f"{name}-export")

    read = [sql for sql in client.queries if f'FROM "{table}"' in sql[: sql.find("WHERE")]]
    assert len([sql for sql in read if f'"{table}"."version"' in sql]) == 1
    assert len([sql for sql in read if "COUNT(" in sql]) == 1


def test_who_took_whom_what_for_is_written_down(world, take, as_user):
    make_household(world.village, "002", ["Lý Thị Dung"], by=world.officer, lane="Ngõ 2")

    take(world.team_leader, "household-export", query="?ngo=Ngõ+2&q=ly+thi", detail="họp thôn ngày 20/11")

    export = DataExport.objects.get()
    assert (export.what, export.by, export.rows) == ("Hộ dân", world.team_leader, 1)
    assert export.purpose == f"{PURPOSE}: họp thôn ngày 20/11"
    assert export.residents == [Resident.objects.get(full_name="Lý Thị Dung").pk]
    assert "Ngõ 2" in export.query
    assert "ly thi" not in export.query
    entry = LogEntry.objects.get(content_type=ContentType.objects.get_for_model(DataExport))
    assert entry.actor == world.team_leader
    shown = as_user(world.leader).get(reverse("export-list")).text
    assert "họp thôn ngày 20/11" in shown
    assert "họp thôn ngày 20/11" not in as_user(world.foreign_officer).get(reverse("export-list")).text
    assert as_user(world.team_leader).get(reverse("export-list")).status_code == 404
    looked = [
        as_user(world.leader).get(reverse("resident-looks", args=[pk])).text
        for pk in (export.residents[0], world.person.pk)
    ]
    assert ["họp thôn ngày 20/11" in text for text in looked] == [True, False]


def test_list_of_files_does_not_load_whom_they_name(world, take, as_user):
    take(world.officer, "household-export")
    client = as_user(world.officer)

    client.get(reverse("export-list"))
    queries = client.queries
    lines = csv_of(take(world.officer, "export-export"))
    queries += client.queries

    assert ("Hộ dân", "2") in columns_of(lines, ["Danh sách", "Số người có tên"])
    assert not [sql for sql in queries if re.search(r'"villages_dataexport"."residents"(?!\))', sql)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"purpose": ""}, "Hãy chọn."),
        ({"purpose": "Bán đi"}, "Bán đi"),
        ({"purpose": "Việc khác"}, "Hãy ghi rõ dùng danh sách vào việc gì."),
        ({"detail": "x" * 151}, "150"),
        ({"detail": "tìm thẻ 022062001234"}, "giống số căn cước"),
    ],
)
def test_nothing_is_taken_without_a_purpose(data, message, world, take):
    answer = take(world.officer, "household-export", **data)

    assert message in answer.text
    assert not DataExport.objects.exists()


def test_what_narrows_a_list_unasked_is_said(filled, as_user, take):
    today = timezone.localdate()

    for name, said in [
        ("visit-export", f"Từ ngày: {today - timedelta(days=30):%d/%m/%Y}; Đến ngày: {today:%d/%m/%Y}"),
        ("exclusion-export", "chờ trả lời"),
    ]:
        page = as_user(filled.officer).get(reverse(name)).text
        take(filled.officer, name)

        assert f"Đã lọc: {said}." in page
        assert DataExport.objects.latest("pk").query == said


def test_page_says_what_will_be_taken(world, as_user):
    make_household(world.village, "002", ["Lý Thị Dung", "Lý Văn Út"], by=world.officer, lane="Ngõ 2")

    page = as_user(world.team_leader).get(reverse("household-export") + "?ngo=Ngõ+2").text

    assert "2 dòng" in page
    assert "thông tin cá nhân của 2 người" in page
    assert "Ngõ, xóm: Ngõ 2" in page
