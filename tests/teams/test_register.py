"""The register of outgoing documents: decisions enter by themselves, the văn thư enters what lives on paper."""

import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from targets.actions import sign, submit
from targets.decision_text import compose, digest_of
from teams.actions import next_number
from teams.models import Numbering, RegisterEntry
from tests.factories import FOUNDED, grant, make_draft, make_paper
from villages.models import Role

TODAY = timezone.localdate()
LIST, CREATE, EXCEL = reverse("register-list"), reverse("register-create"), reverse("register-export")
PURPOSE = {"purpose": "Lưu hồ sơ của xã"}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def signed(world):
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)]
    decision = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    submit(decision, by=world.officer)
    sign(decision, digest=digest_of(compose(decision, on=TODAY)), by=world.leader)
    return decision


def typed(**changes):
    return {
        "document_type": "Kế hoạch",
        "number": "5",
        "notation": "",
        "issued_on": f"{TODAY:%d/%m/%Y}",
        "subject": "Về việc chuyển đổi số năm nay",
        "signer": "Đinh Văn Lượng",
        "recipients": "Các thôn\nUBND tỉnh",
        "kept_by": "VT",
        "copies": "12",
        "sent_on": f"{TODAY:%d/%m/%Y}",
        "received_by": "Hoàng Thị Mai",
        "note": "gửi bản giấy",
    } | changes


def errors_of(response):
    assert response.status_code == 200
    return {name: " ".join(messages) for name, messages in response.context["form"].errors.items()}


def paper(world):
    return RegisterEntry.objects.get(commune=world.here, decision=None)


def test_officer_enters_a_document_that_lives_on_paper(world, as_user):
    officer = as_user(world.officer)

    response = officer.post(CREATE, typed())

    entry = paper(world)
    assert response.url == f"{LIST}?xa={world.here.pk}&nam={TODAY.year}"
    assert (entry.symbol, entry.year, entry.number, entry.copies) == ("05/KH-UBND", TODAY.year, 5, 12)
    shown = officer.get(response.url)
    cells = next(cells for line, cells in shown.context["rows"] if line == entry)
    assert cells == [
        "05/KH-UBND",
        f"{TODAY:%d/%m/%Y}",
        "Kế hoạch về việc chuyển đổi số năm nay",
        "Đinh Văn Lượng",
        "Các thôn\nUBND tỉnh",
        "VT",
        "12",
        f"{TODAY:%d/%m/%Y}",
        "Hoàng Thị Mai",
        "gửi bản giấy",
    ]
    assert "Các thôn<br>UBND tỉnh" in shown.text
    assert len(shown.context["columns"]) == 10


def test_issued_decision_is_in_the_register_by_itself(world, as_user):
    shown = as_user(world.leader).get(LIST)

    ((entry, cells),) = shown.context["rows"]
    assert entry.decision == world.decision
    assert cells[:4] == [
        "01/QĐ-UBND",
        f"{FOUNDED:%d/%m/%Y}",
        "Quyết định về việc thành lập Tổ công nghệ số cộng đồng",
        "Đinh Văn Lượng",
    ]
    assert cells[5] == "VT"
    assert world.decision.get_absolute_url() in shown.text
    assert CREATE not in shown.text


@pytest.mark.parametrize(
    ("document_type", "notation", "symbol"),
    [
        ("Công văn", "UBND-VX", "05/UBND-VX"),
        ("Công văn", "", "05/UBND"),
        ("Tờ trình", "", "05/TTr-UBND"),
        ("Thông báo", "05/TB-HĐND", "05/TB-HĐND"),
    ],
)
def test_symbol_follows_the_type_or_what_was_typed(world, as_user, document_type, notation, symbol):
    as_user(world.officer).post(CREATE, typed(document_type=document_type, notation=notation))

    assert paper(world).symbol == symbol


def test_document_without_a_number_gets_the_next_one(world, as_user):
    as_user(world.officer).post(CREATE, typed(number=""))

    assert paper(world).symbol == "02/KH-UBND"


def test_number_that_a_decision_holds_is_refused_beside_the_field(world, as_user):
    sent = typed(number="1", issued_on=f"{FOUNDED:%d/%m/%Y}", sent_on="")

    response = as_user(world.officer).post(CREATE, sent)

    assert "đã cấp cho Quyết định 01/QĐ-UBND ngày 05/01/2026" in errors_of(response)["number"]
    assert response.context["form"]["subject"].value() == "Về việc chuyển đổi số năm nay"
    assert not RegisterEntry.objects.filter(commune=world.here, decision=None).exists()


@pytest.mark.parametrize(
    ("number", "day", "field", "part"),
    [
        ("30", TODAY - timedelta(days=2), "issued_on", "20/KH-UBND đứng trước"),
        ("10", TODAY, "issued_on", "20/KH-UBND đứng sau"),
        ("30", TODAY + timedelta(days=1), "issued_on", "tương lai"),
        ("30", FOUNDED.replace(year=2019), "issued_on", "có từ ngày 01/01/2020"),
    ],
)
def test_day_must_fit_between_the_lines_before_and_after(world, as_user, number, day, field, part):
    make_paper(world.here, by=world.officer, number=20, issued_on=TODAY - timedelta(days=1))

    response = as_user(world.officer).post(CREATE, typed(number=number, issued_on=f"{day:%d/%m/%Y}", sent_on=""))

    assert part in errors_of(response)[field]
    assert RegisterEntry.objects.filter(commune=world.here).count() == 2


def test_decision_with_a_day_before_the_line_above_is_refused(world, as_user, signed):
    make_paper(world.here, by=world.officer, number=20)

    issue = reverse("decision-issue", args=[signed.pk])
    response = as_user(world.officer).post(
        issue, {"number": "21", "issued_on": f"{TODAY - timedelta(days=1):%d/%m/%Y}"}
    )

    assert "20/KH-UBND đứng trước" in errors_of(response)["issued_on"]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "0"},
        {"number": "9" * 30},
        {"number": "mười"},
        {"copies": "-1"},
        {"copies": "99999999999999999999"},
        {"document_type": "Thơ"},
        {"notation": "K H/"},
        {"notation": "x" * 10_000},
        {"issued_on": "31/02/2026"},
        {"subject": " "},
        {"subject": "x" * 501},
        {"signer": ""},
        {"recipients": ""},
        {"sent_on": "05/01/2020"},
        {"note": "y" * 10_000},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_typed(world, as_user, changes):
    ((name, value),) = changes.items()

    response = as_user(world.officer).post(CREATE, typed(**changes))

    assert set(errors_of(response)) == {name}
    assert response.context["form"][name].value() == value
    assert not RegisterEntry.objects.filter(commune=world.here, decision=None).exists()


def test_line_of_a_decision_takes_only_what_happens_after_issue(world, as_user):
    entry = world.decision.register_entry
    officer = as_user(world.officer)
    edit = reverse("register-edit", args=[entry.pk])
    sent = typed(number="77", read_version=str(entry.version), sent_on=f"{FOUNDED:%d/%m/%Y}")

    response = officer.post(edit, sent)

    entry.refresh_from_db()
    assert response.status_code == 302
    assert (entry.number, entry.subject) == (1, "Về việc thành lập Tổ công nghệ số cộng đồng")
    assert (entry.copies, entry.sent_on, entry.received_by) == (12, FOUNDED, "Hoàng Thị Mai")


def test_line_of_a_paper_document_can_be_corrected_and_the_trail_says_who(world, as_user):
    entry = make_paper(world.here, by=world.officer, number=5)
    sent = typed(number="6", document_type="Báo cáo", read_version=str(entry.version), notation="BC-UBND")

    as_user(world.officer).post(reverse("register-edit", args=[entry.pk]), sent)

    entry.refresh_from_db()
    assert entry.symbol == "06/BC-UBND"
    change = LogEntry.objects.get_for_object(entry).first()
    assert (change.actor, change.changes["symbol"]) == (world.officer, ["05/KH-UBND", "06/BC-UBND"])


def test_line_that_somebody_else_saved_meanwhile_is_not_overwritten(world, as_user):
    entry = make_paper(world.here, by=world.officer, number=5)
    officer, edit = as_user(world.officer), reverse("register-edit", args=[entry.pk])
    officer.post(edit, typed(read_version="0", signer="Người Thứ Nhất"))

    response = officer.post(edit, typed(read_version="0", signer="Người Thứ Hai"))

    entry.refresh_from_db()
    assert entry.signer == "Người Thứ Nhất"
    assert "Đang lưu: Người Thứ Nhất." in errors_of(response)["signer"]


def test_register_says_which_numbers_nobody_has_entered(world, as_user):
    for number in (3, 4, 8):
        make_paper(world.here, by=world.officer, number=number)

    shown = as_user(world.officer).get(LIST)

    assert shown.context["missing"] == ["số 02, 05–07"]


def test_register_by_year_type_and_words_without_accents(world, as_user):
    make_paper(world.here, by=world.officer, number=5)
    make_paper(world.here, by=world.officer, number=6, document_type="Thông báo", subject="Lịch họp thôn Đồng Đò")
    officer = as_user(world.officer)

    def symbols(**query):
        return [entry.symbol for entry, _ in officer.get(LIST, query).context["rows"]]

    assert symbols() == ["06/TB-UBND", "05/KH-UBND", "01/QĐ-UBND"]
    assert symbols(loai="Kế hoạch") == ["05/KH-UBND"]
    assert symbols(q="lich dong do") == symbols(q="Đò họp") == ["06/TB-UBND"]
    assert symbols(nam="1999", loai="Thơ", q="x" * 10_000) == symbols()
    assert symbols(xa=str(world.there.pk)) == symbols()


def test_register_of_one_year_opens_with_the_latest(world, as_user):
    entry = world.decision.register_entry
    RegisterEntry.objects.filter(pk=entry.pk).update(year=2025)
    make_paper(world.here, by=world.officer, number=1, notation="KH-UBND")
    officer = as_user(world.officer)

    latest, former = officer.get(LIST), officer.get(LIST, {"nam": "2025"})

    assert [line.symbol for line, _ in latest.context["rows"]] == ["01/KH-UBND"]
    assert [line.symbol for line, _ in former.context["rows"]] == ["01/QĐ-UBND"]


def test_officer_of_two_communes_reads_one_book_at_a_time(world, as_user):
    grant(world.officer, Role.OFFICER, world.there)
    officer = as_user(world.officer)

    here, there = (officer.get(LIST, {"xa": commune.pk}) for commune in (world.here, world.there))

    assert [line.decision for line, _ in here.context["rows"]] == [world.decision]
    assert [line.decision for line, _ in there.context["rows"]] == [world.foreign_decision]


def test_book_of_a_commune_that_ended_is_told_apart_from_its_namesake(world, as_user):
    grant(world.officer, Role.OFFICER, world.there)
    world.there.valid_to = TODAY
    world.there.save()

    choices = as_user(world.officer).get(LIST).context["filters"].fields["xa"].choices

    assert [label for _, label in choices] == ["Xã Dân Chủ", f"Xã Quảng La (đến trước {TODAY:%d/%m/%Y})"]


def sheet_of(response):
    """[[text of each cell]] of the only sheet, in which nothing is a formula."""
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{CELL}f"))
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{CELL}row")]


def test_excel_is_the_whole_book_in_order_and_text_stays_text(world, as_user):
    make_paper(world.here, by=world.officer, number=9, subject="=1+1 Kế hoạch", signer="@Lượng", note="-2")
    make_paper(world.here, by=world.officer, number=5)

    response = as_user(world.officer).post(EXCEL, PURPOSE)

    rows = sheet_of(response)
    assert f"so-van-ban-di-xa-dan-chu-{TODAY.year}-" in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment")
    assert rows[1][0] == f"SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM {TODAY.year}"
    assert len(rows[2]) == 10
    assert [row[0] for row in rows[3:]] == ["01/QĐ-UBND", "05/KH-UBND", "09/KH-UBND"]
    assert rows[-1][2:4] == ["Kế hoạch =1+1 Kế hoạch", "@Lượng"]
    assert rows[-1][9] == "-2"


def test_excel_holds_what_the_filter_leaves(world, as_user):
    make_paper(world.here, by=world.officer, number=5)

    rows = sheet_of(as_user(world.officer).post(f"{EXCEL}?loai=Kế+hoạch", PURPOSE))

    assert [row[0] for row in rows[3:]] == ["05/KH-UBND"]


def test_register_is_reached_from_the_list_of_decisions_and_the_desk(world, as_user):
    officer = as_user(world.officer)

    assert LIST in officer.get(reverse("decision-list")).text
    assert LIST in officer.get("/").text
    assert LIST not in as_user(world.member).get(reverse("decision-list")).text


def test_series_of_each_type_count_by_themselves(world):
    Numbering.objects.create(commune=world.here, series="BY_TYPE")

    plans = [make_paper(world.here, by=world.officer) for _ in range(2)]
    letter = make_paper(world.here, by=world.officer, document_type="Công văn", notation="UBND-VX")

    assert [entry.symbol for entry in [*plans, letter]] == ["01/KH-UBND", "02/KH-UBND", "01/UBND-VX"]
    assert next_number(world.here, TODAY.year) == 2
    assert next_number(world.here, TODAY.year + 1) == 1


def test_change_to_a_series_per_type_repeats_no_symbol(world):
    make_paper(world.here, by=world.officer, number=5)
    Numbering.objects.create(commune=world.here, series="BY_TYPE")

    entry = make_paper(world.here, by=world.officer)

    assert entry.symbol == "06/KH-UBND"
