"""The text of a decision as it is composed, and what a reader finds in a PDF drawn of it."""

import io
from dataclasses import dataclass
from datetime import date

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTLine, LTTextLine
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from targets.decision_text import PEOPLE, TARGETS

DAY = date(2022, 6, 7)
MM = 25.4 / 72
HEIGHT = 297
NOTE = "(Kèm theo Quyết định số 152/QĐ-UBND ngày 07 tháng 6 năm 2022 của Ủy ban nhân dân xã Dân Chủ)"
PERSON = ["1", "Đặng Văn Cường", "Trưởng thôn, Thôn 1", "Tổ trưởng"]
GOAL = ["1", "Tỷ lệ người dân có điện thoại thông minh", "Số người có chia cho tổng số người.", "%", "80", "31/12/2022"]


def make_text(**changes):
    """Of a decision with two bases, three articles, five points and both annexes."""
    team = "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN 1"
    text = {
        "nation": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        "agency": ["ỦY BAN NHÂN DÂN", "XÃ DÂN CHỦ"],
        "symbol": "152/QĐ-UBND",
        "place_and_date": "Dân Chủ, ngày 07 tháng 6 năm 2022",
        "title": "QUYẾT ĐỊNH",
        "subject": "Về việc thành lập Tổ công nghệ số cộng đồng Thôn 1",
        "authority": "ỦY BAN NHÂN DÂN XÃ DÂN CHỦ",
        "bases": ["Căn cứ Kế hoạch số 305/KH-UBND ngày 22 tháng 5 năm 2022;", "Theo đề nghị của công chức."],
        "articles": [
            "Thành lập Tổ.",
            "Tổ có nhiệm vụ:\na) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nđ) Năm.",
            "Trưởng Thôn 1 chịu trách nhiệm thi hành Quyết định này./.",
        ],
        "signature": {"lines": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "name": "Đinh Văn Lượng"},
        "recipients": ["Như Điều 3;", "Lưu: VT."],
        "annexes": [
            make_annex("Phụ lục I", f"DANH SÁCH THÀNH VIÊN {team}", PEOPLE, [PERSON]),
            make_annex("Phụ lục II", f"CHỈ TIÊU GIAO CHO {team}", TARGETS, [GOAL]),
        ],
    }
    return text | changes


def make_annex(label, title, columns, rows):
    return {
        "label": label,
        "title": title,
        "note": NOTE,
        "tables": [{"caption": "", "columns": columns, "rows": rows}],
    }


@dataclass(frozen=True)
class Line:
    """Type as it lies on the page, in mm from its upper left corner; `faces` are the names of its fonts."""

    text: str
    size: float
    faces: list[str]
    left: float
    right: float
    top: float

    @property
    def middle(self):
        return (self.left + self.right) / 2

    @property
    def width(self):
        return self.right - self.left


@dataclass(frozen=True)
class Stroke:
    left: float
    right: float
    top: float

    @property
    def middle(self):
        return (self.left + self.right) / 2

    @property
    def width(self):
        return self.right - self.left


@dataclass(frozen=True)
class ReadPage:
    width: float
    height: float
    lines: list[Line]
    strokes: list[Stroke]

    def line(self, beginning):
        """The first that begins so."""
        return next(line for line in self.lines if line.text.startswith(beginning))

    @property
    def text(self):
        return " ".join(" ".join(line.text for line in self.lines).split())


def read_pdf(data):
    """[ReadPage] of a PDF."""
    return [_read_page(page) for page in extract_pages(io.BytesIO(data), laparams=LAParams(boxes_flow=None))]


def opened(data):
    return PDFDocument(PDFParser(io.BytesIO(data)))


def descriptors(data):
    """{font name: its descriptor} of every font in a PDF."""
    document = opened(data)
    objects = [resolve1(document.getobj(number)) for ref in document.xrefs for number in ref.get_objids()]
    found = [thing for thing in objects if isinstance(thing, dict) and "FontName" in thing]
    return {thing["FontName"].name: thing for thing in found}


def _read_page(page):
    lines = [_line(part) for part in _parts(page) if isinstance(part, LTTextLine) and part.get_text().strip()]
    strokes = [
        Stroke(part.x0 * MM, part.x1 * MM, HEIGHT - part.y0 * MM)
        for part in _parts(page)
        if isinstance(part, LTLine) and part.x1 - part.x0 > part.y1 - part.y0
    ]
    return ReadPage(page.width * MM, page.height * MM, sorted(lines, key=lambda line: (line.top, line.left)), strokes)


def _parts(element):
    yield element
    if hasattr(element, "__iter__"):
        for part in element:
            yield from _parts(part)


def _line(part):
    letters = [letter for letter in part if isinstance(letter, LTChar) and letter.get_text().strip()]
    return Line(
        text=" ".join(part.get_text().split()),
        size=round(max(letter.size for letter in letters), 1),
        faces=list(dict.fromkeys(letter.fontname.split("-")[-1] for letter in letters)),
        left=min(letter.x0 for letter in letters) * MM,
        right=max(letter.x1 for letter in letters) * MM,
        top=HEIGHT - max(letter.y1 for letter in letters) * MM,
    )
