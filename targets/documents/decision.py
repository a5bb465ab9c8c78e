"""The page of a decision, box by box (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I). Sizes are those of the decree's own
examples (Mục V); margins and spacing lie inside its ranges."""

import re
from dataclasses import replace

from config.vietnamese import tidy
from targets.documents.blocks import Columns, Document, Page, Paragraph, Row, Rule, Style, Table
from targets.documents.font import is_shown, lines_of, width_of

INDENT = 12.7
LONG_DATE = re.compile(r"ngày \S+ tháng \S+ năm \d+")
NO_BREAK = "\u00a0"
SLACK = 2  # mm on each side, for fonts a little wider than ours
RULE = 0.35  # of the text above it: a third to a half
SIGNATURE = 75  # pt left for hand and seal
MOST_RECIPIENTS_WHOLE = 20  # on one page; a longer list runs on
MOST_LINES_WHOLE = 20  # of a row of a table
A4 = Page(
    width=210,
    height=297,
    top=20,
    right=15,
    bottom=20,
    left=30,
    number_top=10,
    number=Style("Số trang", 13, align="left"),
    mark=Style("Dấu dự thảo", 13, bold=True),
)

NATION = Style("Quốc hiệu", 12, bold=True)
MOTTO = Style("Tiêu ngữ", 13, bold=True)
AGENCY = Style("Tên cơ quan ban hành", 12, bold=True)
SYMBOL = Style("Số, ký hiệu", 13, before=6)
PLACE = Style("Địa danh, thời gian", 13, italic=True, before=6)
TITLE = Style("Tên loại văn bản", 14, bold=True, before=14, level=1, kept=True)
SUBJECT = Style("Trích yếu", 14, bold=True, kept=True)
AUTHORITY = Style("Thẩm quyền ban hành", 14, bold=True, before=12, after=10)
BASIS = Style("Căn cứ", 14, italic=True, align="justify", first_line=INDENT, after=6, lines=1.15)
ENACTS = Style("Quyết định", 14, bold=True, before=10, after=10, kept=True)
BODY = Style("Nội dung", 14, align="justify", first_line=INDENT, after=6, lines=1.15)
LAST = replace(BODY, name="Nội dung, đoạn cuối", after=12, kept=True)
RECIPIENTS = Style("Nơi nhận", 12, bold=True, italic=True, align="left")
RECIPIENT = Style("Danh sách nơi nhận", 11, align="left")
OFFICE = Style("Chức vụ người ký", 14, bold=True)
SIGNER = Style("Họ tên người ký", 14, bold=True, before=SIGNATURE)
ANNEX = Style("Phụ lục", 14, bold=True, kept=True)
ANNEX_TITLE = Style("Tên phụ lục", 14, bold=True, level=1, kept=True)
ANNEX_NOTE = Style("Kèm theo quyết định", 14, italic=True, after=12, kept=True)
CAPTION = Style("Tên bảng", 13, bold=True, align="left", before=8, after=6, kept=True)
HEADING = Style("Đầu bảng", 13, bold=True, kept=True)
CELL = Style("Ô bảng", 13, align="left")
CENTRED = Style("Ô bảng, giữa", 13)

HEAD_WIDTHS = [63, 102]  # the national name keeps its one line
FOOT_WIDTHS = [80, 85]
COLUMNS = {  # mm, of a table of these columns
    "STT": 12,
    "Họ và tên": 53,
    "Chức vụ, đơn vị công tác": 66,
    "Chức danh trong Tổ": 34,
    "Tên chỉ tiêu": 40,
    "Giải thích": 48,
    "Đơn vị tính": 18,
    "Chỉ tiêu cụ thể": 20,
    "Thời hạn": 27,  # a day and a closing bracket
}
SHORT = {"STT", "Đơn vị tính", "Chỉ tiêu cụ thể", "Thời hạn", "Chức danh trong Tổ"}


def decision_document(text, *, mark=""):
    """The page of `text` (targets.decision_text.compose); a `mark` says that it is not issued."""
    text = cleaned(text)
    symbol = "" if mark else f" {text['symbol']}"
    return Document(
        title=f"{'Dự thảo ' if mark else ''}Quyết định{symbol} {text['subject'][:1].lower()}{text['subject'][1:]}",
        author=" ".join(text["agency"]),
        page=A4,
        sections=[_decision(text), *(_annex(annex) for annex in text["annexes"])],
        mark=mark.upper(),
    )


def cleaned(text):
    """Without characters that no page shows and a file may not hold."""
    if isinstance(text, dict):
        return {key: cleaned(part) for key, part in text.items()}
    if isinstance(text, list):
        return [cleaned(part) for part in text]
    return tidy("".join(char for char in text if char.isspace() or is_shown(char)))


def _decision(text):
    subject = balanced(SUBJECT, text["subject"])
    return [
        letterhead(text),
        Paragraph(TITLE, text["title"]),
        subject,
        rule_under([subject.text], SUBJECT, A4.text_width - 2 * subject.inset),
        Paragraph(AUTHORITY, text["authority"]),
        *(Paragraph(BASIS, basis) for basis in text["bases"]),
        Paragraph(ENACTS, f"{text['title']}:"),
        *_articles(text["articles"]),
        _foot(text),
    ]


def letterhead(text):
    """Agency and nation beside each other; minutes have no place and date."""
    nation, motto = text["nation"]
    left, right = HEAD_WIDTHS
    agency = [*(Paragraph(AGENCY, line) for line in text["agency"]), rule_under(text["agency"], AGENCY, left)]
    country = [Paragraph(NATION, nation), Paragraph(MOTTO, motto), Rule(width_of(motto, MOTTO))]
    return Columns(
        [left, right],
        [
            [agency, country],
            [
                [Paragraph(SYMBOL, f"Số: {text['symbol']}")],
                [Paragraph(PLACE, text["place_and_date"])] if "place_and_date" in text else [],
            ],
        ],
    )


def rule_under(texts, style, width):
    """As long as the decree asks, measured on the longest line of `texts`."""
    lines = [line for text in texts for line in lines_of(text, style, width)]
    return Rule(RULE * min(max(width_of(line, style) for line in lines), width))


def balanced(style, text):
    """Set so narrow that its lines, if several, are about as long as each other, as titles in the middle are."""
    inset, count = 0, len(lines_of(text, style, A4.text_width))
    while 1 < count == len(lines_of(text, style, A4.text_width - 2 * (inset + SLACK))):
        inset += 1
    return Paragraph(style, text, inset=inset)


def _articles(articles):
    """The last paragraph stays with the signature, which is never alone on a page."""
    paragraphs = []
    for number, article in enumerate(articles, start=1):
        first, *others = article.split("\n")
        paragraphs += [Paragraph(BODY, first, lead=f"Điều {number}."), *(Paragraph(BODY, other) for other in others)]
    return [*paragraphs[:-1], *(replace(last, style=LAST) for last in paragraphs[-1:])]


def _foot(text):
    signature = text["signature"]
    recipients = [Paragraph(RECIPIENT, f"- {recipient}") for recipient in text["recipients"]]
    office = [Paragraph(OFFICE, line) for line in signature["lines"]]
    name = [Paragraph(SIGNER, signature["name"])] if signature["name"] else []
    return Columns(
        FOOT_WIDTHS,
        [[[Paragraph(RECIPIENTS, "Nơi nhận:"), *recipients], [*office, *name]]],
        whole=len(recipients) <= MOST_RECIPIENTS_WHOLE,
    )


def _annex(annex):
    """On a page of its own, numbered by itself (Phụ lục I, Phần I, mục III)."""
    tables = [block for table in annex["tables"] for block in framed(table)]
    return [
        Paragraph(ANNEX, annex["label"]),
        balanced(ANNEX_TITLE, annex["title"]),
        balanced(ANNEX_NOTE, LONG_DATE.sub(lambda date: date[0].replace(" ", NO_BREAK), annex["note"])),
        *tables,
    ]


def framed(table):
    """A table with its caption, its columns as wide as what they hold."""
    widths = [COLUMNS.get(column, 30) for column in table["columns"]]
    widths = [width * A4.text_width / sum(widths) for width in widths]
    styles = [CENTRED if column in SHORT else CELL for column in table["columns"]]
    heading = [Paragraph(HEADING, column) for column in table["columns"]]
    rows = [_row(cells, styles, widths) for cells in table["rows"]]
    caption = [Paragraph(CAPTION, table["caption"])] if table["caption"] else []
    return [*caption, Table(widths, heading, rows)]


def _row(cells, styles, widths):
    """Not broken over two pages, unless it fills most of one."""
    cells_of = zip(cells, styles, widths, strict=True)
    lines = max(width_of(cell, style) / width + cell.count("\n") for cell, style, width in cells_of)
    return Row([Paragraph(style, cell) for style, cell in zip(styles, cells, strict=True)], lines <= MOST_LINES_WHOLE)
