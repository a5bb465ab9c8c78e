"""The minutes of a conference, read back (Nghị định 30/2020/NĐ-CP, Phụ lục I; Phụ lục III, Mẫu 1.9)."""

import io
from datetime import date, time

import pytest
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from targets.decision_text import TARGETS
from targets.minutes_text import PEOPLE
from teams.actions import heads_to_hand_to, invite, save_launch, set_attendance, set_handovers
from teams.models import Launch
from tests.factories import make_launch
from tests.targets.papers import read_pdf
from tests.targets.test_decision_docx import find, near, paragraphs
from tests.targets.test_decision_files import HOSTILE


@pytest.fixture
def launch(world):
    launch = Launch(
        commune=world.here, decision=world.decision, title="Hội nghị công bố, ra mắt Tổ công nghệ số cộng đồng",
        held_on=date(2026, 6, 7), part_of_day="chiều", starts_at=time(14), ends_at=time(16, 5), place="Nhà văn hóa",
        chair=world.leader.official, secretary=world.officer.official, body="Công bố.\n\nRa mắt.",
        minutes_symbol="12/BB-UBND",
    )  # fmt: skip
    save_launch(launch, speeches=[("Lý Thị Dung", "Chi hội trưởng", "phát huy vai trò phụ nữ.")], by=world.officer)
    set_handovers(launch, handovers=heads_to_hand_to(launch), by=world.officer)
    invite(launch, by=world.officer)
    present = set(launch.attendees.values_list("pk", flat=True)[1:])
    set_attendance(launch, present=present, by=world.officer)
    return launch


def minutes(client, launch, ending="docx"):
    return client.get(reverse(f"launch-minutes-{ending}", args=[launch.pk]))


def opened(response):
    return Document(io.BytesIO(response.content))


@pytest.fixture
def file(world, as_user, launch):
    return opened(minutes(as_user(world.officer), launch))


def test_minutes_have_the_parts_of_the_form_in_its_order(file):
    text = [paragraph.text for paragraph in paragraphs(file) if paragraph.text]
    parts = [
        "ỦY BAN NHÂN DÂN", "XÃ DÂN CHỦ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/BB-UBND", "BIÊN BẢN", "Hội nghị công bố, ra mắt Tổ công nghệ số cộng đồng",
        "Thời gian bắt đầu: 14 giờ 00, chiều ngày 07 tháng 6 năm 2026.", "Địa điểm: Nhà văn hóa.",
        "Thành phần tham dự: có mặt 04 người (có danh sách kèm theo Biên bản này); vắng 01 người.",
        "Chủ trì (chủ tọa): Đinh Văn Lượng, Phó Chủ tịch Ủy ban nhân dân.",
        "Thư ký (người ghi biên bản): Hoàng Thị Mai, Công chức Văn hóa - Xã hội kiêm Văn thư.", "Nội dung:",
        "1. Diễn biến hội nghị", "Công bố.", "Ra mắt.",
        "2. Phát biểu tại hội nghị", "Lý Thị Dung, Chi hội trưởng: phát huy vai trò phụ nữ.",
        "3. Quyết định được công bố",
        "Quyết định số 01/QĐ-UBND ngày 05 tháng 01 năm 2026 về việc thành lập Tổ công nghệ số cộng đồng.",
        "Chỉ tiêu giao cho các tổ được công bố theo bảng kèm theo Biên bản này.",
        "4. Trao quyết định",
        "Trao Quyết định số 01/QĐ-UBND cho Đặng Văn Cường, Trưởng thôn, Thôn 1.",
        "Trao Quyết định số 01/QĐ-UBND cho Nông Văn Giang, Trưởng thôn, Thôn 2.",
        "Hội nghị kết thúc vào 16 giờ 05, ngày 07 tháng 6 năm 2026./.",
        "THƯ KÝ", "Hoàng Thị Mai", "CHỦ TỌA", "Đinh Văn Lượng", "Nơi nhận:", "- Lưu: VT, Hồ sơ.",
    ]  # fmt: skip

    assert text[: len(parts)] == parts


def test_minutes_are_laid_out_like_the_decision(file):
    section = file.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    title, body = find(file, "BIÊN BẢN").style, find(file, "Địa điểm:")

    assert (section.page_width, section.page_height) == (near(210), near(297))
    assert margins == [near(20), near(20), near(30), near(15)]
    assert (title.font.size, title.font.bold, title.paragraph_format.alignment) == (
        Pt(14),
        True,
        WD_ALIGN_PARAGRAPH.CENTER,
    )
    assert body.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.style.paragraph_format.first_line_indent == near(12.7)
    assert (body.runs[0].text, body.runs[0].bold) == ("Địa điểm:", True)
    assert len([line for line in paragraphs(file) if line.style.name == "Đường kẻ"]) == 3


def test_signatures_stand_side_by_side_with_room_for_the_hand(file):
    secretary, chair = file.tables[1].rows[0].cells

    assert [line.text for line in secretary.paragraphs] == ["THƯ KÝ", "Hoàng Thị Mai"]
    assert [line.text for line in chair.paragraphs] == ["CHỦ TỌA", "Đinh Văn Lượng"]
    assert secretary.paragraphs[1].style.paragraph_format.space_before >= Pt(70)
    assert secretary.width + chair.width == pytest.approx(Mm(165), abs=Mm(0.5))


def test_lists_of_who_came_and_of_the_targets_follow(file):
    present, *targets = file.tables[2:]

    assert [cell.text for cell in present.rows[0].cells] == PEOPLE
    assert [row.cells[1].text for row in present.rows[1:]] == [
        "Hoàng Thị Mai",
        "Đặng Văn Cường",
        "Lý Thị Dung",
        "Nông Văn Giang",
    ]
    assert [cell.text for cell in targets[0].rows[0].cells] == TARGETS
    assert {row.cells[4].text for table in targets for row in table.rows[1:]} == {"80", "150"}


def test_minutes_before_anything_is_known_leave_room_for_it(world, as_user):
    launch = make_launch(world.here)

    text = [paragraph.text for paragraph in paragraphs(opened(minutes(as_user(world.officer), launch)))]

    assert "Số: …/BB-UBND" in text
    assert "Chủ trì (chủ tọa): ……." in text
    assert "Thành phần tham dự: ……." in text
    assert [line for line in text if line.startswith("Hội nghị kết thúc vào …… giờ ……")]


def test_pdf_of_the_minutes_says_the_same(world, as_user, launch):
    response = minutes(as_user(world.leader), launch, "pdf")
    pages = read_pdf(response.content)

    assert response["Content-Disposition"] == 'attachment; filename="bien-ban-hoi-nghi-2026-06-07.pdf"'
    assert "BIÊN BẢN" in pages[0].text
    assert "Trao Quyết định số 01/QĐ-UBND cho Đặng Văn Cường" in " ".join(page.text for page in pages)
    signed = next(page for page in pages if "CHỦ TỌA" in page.text.replace("(chủ tọa)", ""))
    assert signed.line("THƯ KÝ").middle < signed.width / 2 < signed.line("CHỦ TỌA").middle
    assert response.content == minutes(as_user(world.leader), launch, "pdf").content


def test_minutes_open_whatever_was_pasted_into_them(world, as_user, launch):
    launch.title, launch.body, launch.place = HOSTILE[:300], f"{HOSTILE}\n\n" * 9, HOSTILE[:200]
    save_launch(launch, speeches=[(HOSTILE[:100], HOSTILE[:200], HOSTILE[:300])] * 20, by=world.officer)
    people = [(None, HOSTILE[:100], HOSTILE[:300])] * 300
    set_attendance(launch, people=people, by=world.officer)
    set_attendance(launch, present=launch.attendees.values_list("pk", flat=True), by=world.officer)
    officer = as_user(world.officer)

    file, pages = opened(minutes(officer, launch)), read_pdf(minutes(officer, launch, "pdf").content)

    assert len(file.tables[2].rows) == 306
    assert len(pages) > 10
