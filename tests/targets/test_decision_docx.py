"""The DOCX of a decision, read back: each rule of the page that a file can show (Nghị định 30/2020, Phụ lục I)."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from targets.decision_text import PEOPLE
from targets.documents.decision import MOTTO, decision_document
from targets.documents.font import width_of
from targets.documents.word import draw_docx
from tests.targets.papers import DAY, NOTE, PERSON, make_annex, make_text

CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def drawn(*, mark="", **changes):
    data = draw_docx(decision_document(make_text(**changes), mark=mark), dated=DAY)
    return Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def file():
    return drawn()


def paragraphs(file):
    """Those in tables too, in their order."""
    return [paragraph for part in file.iter_inner_content() for paragraph in _paragraphs(part)]


def _paragraphs(part):
    if not hasattr(part, "rows"):
        return [part]
    return [paragraph for row in part.rows for cell in row.cells for paragraph in cell.paragraphs]


def find(file, beginning):
    return next(paragraph for paragraph in paragraphs(file) if paragraph.text.startswith(beginning))


def near(millimetres):
    return pytest.approx(Mm(millimetres), abs=Mm(0.5))


def test_page_is_a4_with_its_margins_in_every_section(file):
    assert len(file.sections) == 3
    for section in file.sections:
        assert (section.page_width, section.page_height) == (near(210), near(297))
        margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
        assert margins == [near(20), near(20), near(30), near(15)]


@pytest.mark.parametrize(
    ("beginning", "size", "bold", "italic", "align"),
    [
        ("CỘNG HÒA", 12, True, False, CENTRE),
        ("Độc lập", 13, True, False, CENTRE),
        ("ỦY BAN NHÂN DÂN", 12, True, False, CENTRE),
        ("XÃ DÂN CHỦ", 12, True, False, CENTRE),
        ("Số: 152/QĐ-UBND", 13, False, False, CENTRE),
        ("Dân Chủ, ngày 07 tháng 6", 13, False, True, CENTRE),
        ("QUYẾT ĐỊNH", 14, True, False, CENTRE),
        ("Về việc", 14, True, False, CENTRE),
        ("ỦY BAN NHÂN DÂN XÃ DÂN CHỦ", 14, True, False, CENTRE),
        ("Căn cứ", 14, False, True, JUSTIFY),
        ("QUYẾT ĐỊNH:", 14, True, False, CENTRE),
        ("Điều 1.", 14, False, False, JUSTIFY),
        ("đ) Năm.", 14, False, False, JUSTIFY),
        ("TM.", 14, True, False, CENTRE),
        ("Đinh Văn Lượng", 14, True, False, CENTRE),
        ("Nơi nhận:", 12, True, True, LEFT),
        ("- Lưu: VT.", 11, False, False, LEFT),
        ("Phụ lục I", 14, True, False, CENTRE),
        ("DANH SÁCH", 14, True, False, CENTRE),
        ("(Kèm theo", 14, False, True, CENTRE),
    ],
)
def test_each_box_is_a_style_of_its_own(file, beginning, size, bold, italic, align):
    style = find(file, beginning).style

    assert (style.font.size, style.font.bold, style.font.italic) == (Pt(size), bold, italic)
    assert style.paragraph_format.alignment == align


def test_font_is_times_new_roman_and_the_language_vietnamese(file):
    defaults = file.styles.element.find(qn("w:docDefaults"))
    fonts, language = defaults.find(f".//{qn('w:rFonts')}"), defaults.find(f".//{qn('w:lang')}")

    assert [fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "cs", "eastAsia")] == ["Times New Roman"] * 4
    assert language.get(qn("w:val")) == "vi-VN"
    assert file.element.xpath("//w:rFonts") + file.styles.element.xpath("//w:style//w:rFonts") == []


def test_rules_are_lines_of_the_right_length(file):
    agency, motto, subject = (line for line in paragraphs(file) if line.style.name == "Đường kẻ")
    left, right = file.tables[0].columns

    assert file.styles["Đường kẻ"].element.find(f".//{qn('w:pBdr')}/{qn('w:top')}").get(qn("w:val")) == "single"
    assert length(motto, right.width) == near(width_of("Độc lập - Tự do - Hạnh phúc", MOTTO))
    assert Mm(40 / 3) <= length(agency, left.width) <= Mm(40 / 2)
    assert Mm(110 / 3) <= length(subject, Mm(165)) <= Mm(110 / 2)
    assert not [run for line in paragraphs(file) for run in line.runs if run.underline]


def length(rule, width):
    layout = rule.paragraph_format
    assert layout.left_indent == layout.right_indent
    return width - 2 * layout.left_indent


def test_paragraphs_are_indented_and_spaced(file):
    for style in (find(file, "Căn cứ").style, find(file, "Điều 1.").style):
        layout = style.paragraph_format
        assert layout.first_line_indent == near(12.7)
        assert layout.space_after >= Pt(6)
        assert 1 <= layout.line_spacing <= 1.5


def test_only_the_number_of_an_article_is_bold(file):
    first, *others = [(run.text, run.bold) for run in find(file, "Điều 2.").runs]

    assert first == ("Điều 2.", True)
    assert {bold for _, bold in others} == {None}


def test_bases_points_and_the_end_have_their_signs(file):
    text = [paragraph.text for paragraph in paragraphs(file)]

    assert [line[-1] for line in text if line.startswith(("Căn cứ", "Theo đề nghị"))] == [";", "."]
    assert [line for line in text if re.match(r"\w\)", line)] == ["a) Một;", "b) Hai;", "c) Ba;", "d) Bốn;", "đ) Năm."]
    assert find(file, "Điều 3.").text.endswith("./.")


@pytest.mark.parametrize(
    "lines",
    [
        ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ["CHỦ TỊCH"],
        ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    ],
)
def test_signature_stands_beside_the_recipients_on_the_page_of_the_last_words(lines):
    file = drawn(signature={"lines": lines, "name": "Đinh Văn Lượng"})
    foot = file.tables[1]
    recipients, signature = foot.rows[0].cells

    assert [line.text for line in recipients.paragraphs] == ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT."]
    assert [line.text for line in signature.paragraphs] == [*lines, "Đinh Văn Lượng"]
    assert signature.paragraphs[-1].style.paragraph_format.space_before >= Pt(70)
    assert foot.rows[0]._tr.find(f".//{qn('w:cantSplit')}") is not None
    assert find(file, "Điều 3.").style.paragraph_format.keep_with_next


def test_layout_tables_have_no_frame_and_lists_have_one(file):
    framed = [table._tbl.find(f".//{qn('w:tblBorders')}") is not None for table in file.tables]

    assert framed == [False, False, True, True]


def test_page_number_is_hidden_on_the_first_page_of_each_section(file):
    for section in file.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    header = file.sections[0].header.paragraphs[0]
    stop = header.style.paragraph_format.tab_stops[0]

    assert header._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
    assert header.style.font.size == Pt(13)
    assert stop.position == near(165 / 2)
    assert file.sections[0].first_page_header.paragraphs[0].text == ""


def test_annexes_have_their_heading_on_a_new_page(file):
    starts = [line.text for line in paragraphs(file) if line.style.name in ("Phụ lục", "Tên phụ lục")]
    note = find(file, "(Kèm theo").text.replace("\u00a0", " ")

    assert starts == [
        "Phụ lục I",
        "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN 1",
        "Phụ lục II",
        "CHỈ TIÊU GIAO CHO TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN 1",
    ]
    assert note == NOTE
    assert [cell.text for cell in file.tables[3].rows[0].cells] == [
        "STT",
        "Tên chỉ tiêu",
        "Giải thích",
        "Đơn vị tính",
        "Chỉ tiêu cụ thể",
        "Thời hạn",
    ]


def test_heading_of_a_table_repeats_and_rows_are_not_broken():
    rows = [PERSON, ["2", "Tên", "giải thích " * 300, "Tổ viên"]]
    table = drawn(annexes=[make_annex("Phụ lục", "DANH SÁCH", PEOPLE, rows)]).tables[2]

    def marks(name):
        return [row._tr.find(f".//{qn(name)}") is not None for row in table.rows]

    assert marks("w:tblHeader") == [True, False, False]
    assert marks("w:cantSplit") == [True, True, False]


def test_draft_is_marked_on_every_page_and_an_issued_decision_on_none(file):
    def marked(document):
        section = document.sections[0]
        return ["DỰ THẢO" in header.paragraphs[0].text for header in (section.first_page_header, section.header)]

    assert marked(drawn(mark="Dự thảo")) == [True, True]
    assert marked(file) == [False, False]


def test_file_says_what_it_is_and_nothing_of_the_program(file):
    properties = file.core_properties

    assert properties.title == "Quyết định 152/QĐ-UBND về việc thành lập Tổ công nghệ số cộng đồng Thôn 1"
    assert properties.author == "ỦY BAN NHÂN DÂN XÃ DÂN CHỦ"
    assert (properties.comments, properties.created.date()) == ("", DAY)


def test_file_opens_without_compatibility_mode_and_without_foreign_styles(file):
    setting = file.settings.element.find(f".//{qn('w:compatSetting')}")

    assert (setting.get(qn("w:name")), setting.get(qn("w:val"))) == ("compatibilityMode", "15")
    assert not [style.name for style in file.styles if style.name.startswith(("Heading", "List", "Light", "Table"))]


def test_whatever_is_written_is_text_and_not_markup():
    text = "Tên 😀 שלום </w:t> & <b> “Word” \x01\u202e hết"
    file = drawn(
        articles=[text, "Hết./."], annexes=[make_annex("Phụ lục", "DANH SÁCH", PEOPLE, [["1", text, "a\nb", "c"]])]
    )

    assert find(file, "Điều 1.").text == "Điều 1. Tên 😀 שלום </w:t> & <b> “Word” hết"
    assert file.tables[2].cell(1, 1).text == "Tên 😀 שלום </w:t> & <b> “Word” hết"
    assert file.tables[2].cell(1, 2).text == "a\nb"


def test_parts_of_the_file_are_whole():
    data = draw_docx(decision_document(make_text()), dated=DAY)

    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
