"""The PDF of a decision, read back: each rule of the page that a file can show (Nghị định 30/2020, Phụ lục I)."""

import unicodedata

import pytest
from pdfminer.pdftypes import resolve1

from config.vietnamese import ALPHABET
from targets.decision_text import PEOPLE, TARGETS
from targets.documents.decision import decision_document
from targets.documents.font import FACES, advances
from targets.documents.pdf import draw_pdf
from tests.targets.papers import DAY, GOAL, PERSON, descriptors, make_annex, make_text, opened, read_pdf

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LEFT, RIGHT = 30, 195  # the edges of the text, in mm
CENTRE = (LEFT + RIGHT) / 2


def drawn(*, mark="", **changes):
    return draw_pdf(decision_document(make_text(**changes), mark=mark), dated=DAY)


def near(value):
    return pytest.approx(value, abs=0.5)


@pytest.fixture(scope="module")
def data():
    return drawn()


@pytest.fixture(scope="module")
def pages(data):
    return read_pdf(data)


@pytest.fixture(scope="module")
def first(pages):
    return pages[0]


def letters():
    """Every letter that Vietnamese is written with, f, j, w and z of borrowed words too."""
    lower = [
        unicodedata.normalize("NFC", letter + tone)
        for letter in ALPHABET
        for tone in (TONES if letter in "aăâeêioôơuưy" else TONES[:1])
    ]
    return lower + [letter.upper() for letter in lower]


def test_page_is_a4_within_its_margins(pages):
    assert {(round(page.width), round(page.height)) for page in pages} == {(210, 297)}
    for page in pages:
        assert min(line.left for line in page.lines) >= LEFT - 0.1
        assert max(line.right for line in page.lines) <= RIGHT + 0.1
        assert min(line.top for line in page.lines) >= 20
        assert max(line.top for line in page.lines) <= 297 - 20


@pytest.mark.parametrize(
    ("beginning", "size", "face"),
    [
        ("CỘNG HÒA", 12, "Bold"),
        ("Độc lập", 13, "Bold"),
        ("ỦY BAN NHÂN DÂN", 12, "Bold"),
        ("XÃ DÂN CHỦ", 12, "Bold"),
        ("Số: 152/QĐ-UBND", 13, "Regular"),
        ("Dân Chủ, ngày 07 tháng 6", 13, "Italic"),
        ("QUYẾT ĐỊNH", 14, "Bold"),
        ("Về việc", 14, "Bold"),
        ("ỦY BAN NHÂN DÂN XÃ DÂN CHỦ", 14, "Bold"),
        ("Căn cứ", 14, "Italic"),
        ("QUYẾT ĐỊNH:", 14, "Bold"),
        ("a) Một", 14, "Regular"),
        ("TM.", 14, "Bold"),
        ("Đinh Văn Lượng", 14, "Bold"),
        ("Nơi nhận:", 12, "BoldItalic"),
        ("- Lưu: VT.", 11, "Regular"),
    ],
)
def test_each_box_has_its_size_and_face(first, beginning, size, face):
    line = first.line(beginning)

    assert (line.size, line.faces) == (size, [face])


def test_national_name_stands_on_one_line_over_the_motto(first):
    nation, motto = first.line("CỘNG HÒA"), first.line("Độc lập - Tự do - Hạnh phúc")

    assert nation.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert nation.middle == near(motto.middle)
    assert nation.left > CENTRE - 15


def test_rule_under_the_motto_is_as_long_as_it(first):
    motto, rule = first.line("Độc lập"), first.strokes[1]

    assert rule.width == near(motto.width)
    assert rule.middle == near(motto.middle)
    assert motto.top < rule.top < motto.top + 8


@pytest.mark.parametrize(("beginning", "stroke"), [("ỦY BAN NHÂN DÂN", 0), ("Về việc", 2)])
def test_rules_under_agency_and_subject_are_a_third_to_a_half_of_them(first, beginning, stroke):
    text, rule = first.line(beginning), first.strokes[stroke]

    assert 1 / 3 <= rule.width / text.width <= 1 / 2
    assert rule.middle == near(text.middle)


def test_number_stands_under_the_agency_and_level_with_the_date(first):
    number, day = first.line("Số:"), first.line("Dân Chủ,")

    assert number.middle == near(first.line("ỦY BAN").middle)
    assert day.middle == near(first.line("CỘNG HÒA").middle)
    assert number.top == near(day.top)


@pytest.mark.parametrize("beginning", ["QUYẾT ĐỊNH", "Về việc", "ỦY BAN NHÂN DÂN XÃ DÂN CHỦ", "QUYẾT ĐỊNH:"])
def test_titles_are_centred(first, beginning):
    assert first.line(beginning).middle == near(CENTRE)


@pytest.mark.parametrize("beginning", ["Căn cứ", "Theo đề nghị", "Điều 1.", "a)", "đ)"])
def test_paragraphs_are_indented(first, beginning):
    assert first.line(beginning).left == near(LEFT + 12.7)


def test_paragraphs_are_justified_and_six_points_apart():
    words = "Tuyên truyền, hướng dẫn người dân. " * 12
    page = read_pdf(drawn(articles=[f"Đầu.\n{words}\nCuối.", "Hết./."]))[0]
    body = [line for line in page.lines if "hướng dẫn" in line.text]
    single = 1.149 * 14 * 25.4 / 72

    assert [line.right for line in body[:-1]] == [near(RIGHT)] * (len(body) - 1)
    assert single <= body[1].top - body[0].top <= 1.5 * single
    assert page.line("Cuối.").top - body[-1].top >= single + 6 * 25.4 / 72


def test_article_number_is_bold_and_its_text_is_not(first):
    assert [first.line(f"Điều {number}.").faces for number in (1, 2, 3)] == [["Bold", "Regular"]] * 3


def test_bases_points_and_the_end_have_their_signs(first):
    text = first.text

    assert "năm 2022; Theo đề nghị của công chức. QUYẾT ĐỊNH:" in text
    assert "a) Một; b) Hai; c) Ba; d) Bốn; đ) Năm." in text
    assert "thi hành Quyết định này./." in text


@pytest.mark.parametrize(
    "lines",
    [
        ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ["CHỦ TỊCH"],
        ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    ],
)
def test_signature_stands_in_the_right_half_level_with_the_recipients(lines):
    page = read_pdf(drawn(signature={"lines": lines, "name": "Đinh Văn Lượng"}))[0]
    block = [page.line(line) for line in [*lines, "Đinh Văn Lượng"]]

    assert [line.text for line in block] == [*lines, "Đinh Văn Lượng"]
    assert [line.middle for line in block] == [near(block[0].middle)] * len(block)
    assert block[0].left > CENTRE
    assert block[0].top == near(page.line("Nơi nhận:").top)
    assert block[-1].top - block[-2].top > 25


def test_signature_is_never_alone_on_a_page():
    for count in range(14, 24):
        pages = read_pdf(drawn(bases=["Căn cứ Luật;"] * count, annexes=[]))
        last = pages[-1]

        assert last.line("Điều 3.").top < last.line("Nơi nhận:").top


def test_pages_count_from_the_second_in_the_middle_of_the_top_margin():
    pages = read_pdf(drawn(bases=["Căn cứ Luật;"] * 70))
    decision = pages[:3]
    numbers = [[line for line in page.lines if line.text.isdigit() and line.top < 20] for page in decision]

    assert [[line.text for line in found] for found in numbers] == [[], ["2"], ["3"]]
    (number,) = numbers[1]
    assert (number.size, number.faces) == (13, ["Regular"])
    assert number.middle == near(CENTRE)


def test_annexes_begin_pages_of_their_own_and_count_their_own():
    rows = [[str(number), *PERSON[1:]] for number in range(1, 61)]
    pages = read_pdf(drawn(annexes=[make_annex("Phụ lục", "DANH SÁCH THÀNH VIÊN", PEOPLE, rows)]))
    label, title, note = (pages[1].line(text) for text in ("Phụ lục", "DANH SÁCH", "(Kèm theo"))

    assert [(line.size, line.faces) for line in (label, title, note)] == [
        (14, ["Bold"]),
        (14, ["Bold"]),
        (14, ["Italic"]),
    ]
    assert [line.middle for line in (label, title, note)] == [near(CENTRE)] * 3
    assert (
        "(Kèm theo Quyết định số 152/QĐ-UBND ngày 07 tháng 6 năm 2022 của Ủy ban nhân dân xã Dân Chủ)" in pages[1].text
    )
    assert pages[2].lines[0].text == "2"


def test_heading_of_a_table_is_repeated_and_no_row_is_broken():
    rows = [[str(number), "Tên", "Bí thư chi bộ kiêm Trưởng thôn, Thôn Khe Liêu", "Tổ viên"] for number in range(60)]
    pages = read_pdf(drawn(annexes=[make_annex("Phụ lục", "DANH SÁCH", PEOPLE, rows)]))[1:]

    assert len(pages) > 2
    for page in pages:
        assert "Họ và tên" in page.text
        assert page.text.count("Bí thư chi bộ kiêm") == page.text.count("Khe Liêu")


def test_columns_are_wide_enough_for_their_headings(pages):
    assert "STT Họ và tên Chức vụ, đơn vị công tác" in " ".join(pages[1].text.replace("Chức danh", "").split())
    assert {"STT", "Thời hạn", "Giải thích", "Tên chỉ tiêu"} <= {line.text for line in pages[2].lines}


def test_no_line_breaks_within_a_day_or_the_number_and_symbol_of_a_document():
    words = " ".join(f"{'x' * length} 02/QĐ-UBND" for length in range(1, 40))
    goal = [*GOAL[:-1], "30/11/2026 (trước là 31/12/2026)"]

    pages = read_pdf(drawn(articles=[words], annexes=[make_annex("Phụ lục", "CHỈ TIÊU", TARGETS, [goal])]))

    lines = [line.text for page in pages for line in page.lines]
    assert sum(line.count("02/QĐ-UBND") for line in lines) == 39
    assert any("31/12/2026)" in line for line in lines)


def test_draft_is_marked_on_every_page_and_an_issued_decision_on_none(pages):
    draft = read_pdf(drawn(mark="Dự thảo"))

    assert [page.lines[0].text for page in draft] == ["DỰ THẢO"] * 3
    assert not any("DỰ THẢO" in page.text for page in pages)


def test_file_is_an_archive_tagged_titled_and_in_vietnamese(data):
    catalog = opened(data).catalog
    metadata = resolve1(catalog["Metadata"]).get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert resolve1(catalog["MarkInfo"])["Marked"] is True
    assert "StructTreeRoot" in catalog
    assert catalog["Lang"] == b"vi-VN"
    assert "Quyết định 152/QĐ-UBND về việc thành lập Tổ công nghệ số cộng đồng Thôn 1</rdf:li>" in metadata


def test_file_holds_its_fonts(data):
    fonts = descriptors(data)

    assert {name.split("+")[1].split("-")[0] for name in fonts} == {"TeXGyreTermes"}
    assert all("FontFile3" in font for font in fonts.values())


def test_same_decision_gives_the_same_bytes(data):
    assert drawn() == data


def test_every_vietnamese_letter_is_in_every_face():
    assert len(letters()) == 186
    assert [set(letters()) - advances(*face).keys() for face in FACES] == [set()] * 4


def test_every_vietnamese_letter_comes_out_of_the_text():
    page = read_pdf(drawn(articles=["".join(letters()[:93]), "".join(letters()[93:])], annexes=[]))[0]

    assert set(letters()) <= set(page.text)


@pytest.mark.parametrize(
    "changes",
    [
        {"bases": ["Căn cứ “Kế hoạch” ‘số’ – 5;"] * 40},
        {"subject": "Về việc " + "thành lập Tổ công nghệ số cộng đồng " * 14},
        {"subject": "x" * 500},
        {"agency": ["ỦY BAN NHÂN DÂN", "XÃ " + "DÂN CHỦ " * 12]},
        {"place_and_date": "D" * 100 + ", ngày 07 tháng 6 năm 2022"},
        {"articles": ["x" * 10000]},
        {"articles": []},
        {"bases": []},
        {"recipients": [f"Nơi {number};" for number in range(300)]},
        {"signature": {"lines": ["CHỦ TỊCH"], "name": "N" * 50}},
        {"annexes": [make_annex("Phụ lục", "DANH SÁCH", PEOPLE, [["1", "N" * 50, "P " * 900, "T" * 40]] * 60)]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_layout_holds_whatever_is_written(changes):
    for page in read_pdf(drawn(**changes)):
        assert min(line.left for line in page.lines) >= LEFT - 0.5
        assert max(line.right for line in page.lines) <= RIGHT + 0.5
        assert max(line.top for line in page.lines) <= 297 - 20


def test_letters_that_the_font_lacks_are_shown_as_missing():
    text = read_pdf(drawn(articles=["Tên 😀 שלום *đậm* #let $x$ \x01\u202e\u200b hết"]))[0].text

    assert "Điều 1. Tên ? ???? *đậm* #let $x$ hết" in text
