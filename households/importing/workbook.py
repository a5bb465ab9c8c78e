"""What lies in an uploaded .xlsx, read from any place on: the sheet is cut between its rows, so that a large one is
read in many short steps. Whatever such a file may do to who opens it is refused with one sentence."""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import CALENDAR_MAC_1904, MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.worksheet._reader import WorkSheetParser

LARGEST = 5 * 2**20
LARGEST_UNPACKED = 60 * 2**20
LARGEST_WHOLE = 2 * 2**20  # of a part that becomes a tree, which takes some forty times its size
MOST_PARTS, MOST_SHEETS, MOST_TEXTS = 1000, 20, 600_000
MOST_ROWS, MOST_COLUMNS = 50_000, 200
PIECE, LONGEST_ROW, LONGEST_HEAD = 2**17, 2**20, 2**20
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

NOT_EXCEL = "Tệp này không phải Excel .xlsx (xét theo nội dung); hãy mở bằng Excel rồi lưu lại thành .xlsx."
OLD_EXCEL = "Đây là tệp .xls kiểu cũ hoặc tệp có mật khẩu; hãy mở bằng Excel, bỏ mật khẩu rồi lưu thành .xlsx."
BROKEN_EXCEL = "Tệp Excel này hỏng, không đọc được; hãy mở bằng Excel rồi lưu lại thành .xlsx."
TOO_LARGE = "Tệp lớn hơn 5 MB; hãy chia theo thôn thành nhiều tệp."
BOMB = "Tệp mở ra quá lớn (hơn 60 MB); hãy xóa ảnh, trang tính, định dạng thừa rồi lưu lại."
TOO_MUCH_FORMATTING = "Tệp có quá nhiều định dạng; hãy chép riêng bảng cần nhập sang một tệp mới rồi lưu lại."
ENTITIES = "Tệp có khai báo XML lạ (DOCTYPE) mà Excel không bao giờ ghi; cổng không đọc tệp như vậy."
MACROS = "Tệp có chứa macro; hãy lưu thành .xlsx không có macro."
MANY_SHEETS = f"Tệp có quá {MOST_SHEETS} trang tính, kể cả trang ẩn; hãy chỉ để lại trang cần nhập."
LONG_ROW = "Có một dòng của bảng quá dài; hãy chỉ để lại bảng cần nhập."


class Unreadable(Exception):
    """Its message is a sentence for whoever sent the file."""


@contextmanager
def _refusing_damage():
    """Whatever goes wrong within is the fault of the file. What its parsers raise has nothing in common: expat, lxml,
    zlib and openpyxl each have errors of their own."""
    try:
        yield
    except Unreadable:
        raise
    except DefusedXmlException as error:
        raise Unreadable(ENTITIES) from error
    except Exception as error:
        raise Unreadable(BROKEN_EXCEL) from error


class _Parts(ZipFile):
    """Of which only small ones are read in one go."""

    def read(self, name, pwd=None):
        if self.getinfo(name).file_size > LARGEST_WHOLE:
            raise Unreadable(TOO_MUCH_FORMATTING)
        return super().read(name, pwd)


@dataclass
class Layout:
    """Where in the file a sheet lies and how its numbers are to be understood."""

    path: str
    date_styles: list
    since_1904: bool
    title: str = ""
    visible: bool = True

    @property
    def named(self):
        return f"Trang tính {'' if self.visible else 'ẩn '}“{self.title[:31]}”"


def open_archive(file):
    """The ZipFile of `file`, known to be small, to hold a workbook and to unpack to a bearable size."""
    if file.size > LARGEST:
        raise Unreadable(TOO_LARGE)
    file.seek(0)
    start = file.read(8)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(OLD_EXCEL)
    if not start.startswith(b"PK"):
        raise Unreadable(NOT_EXCEL)
    with _refusing_damage():
        archive = ZipFile(file)
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(NOT_EXCEL)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(OLD_EXCEL)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable(MACROS)
    return archive


def read_layouts(file):
    """[Layout] of the sheets of the workbook `file`, the hidden ones too, in the order of their tabs."""
    archive = open_archive(file)
    with _refusing_damage():
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as source:
                    if b"<!DOCTYPE" in source.read(4096):
                        raise Unreadable(ENTITIES)
        file.seek(0)
        reader = ExcelReader(file, read_only=True, keep_links=False)
        reader.archive = _Parts(file)
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        found = reader.parser.find_sheets()
        sheets = [(sheet, rel.target) for sheet, rel in found if rel.Type.endswith("/worksheet")]  # no charts
        since_1904 = reader.wb.epoch == CALENDAR_MAC_1904
        styles = sorted(reader.wb._date_formats)
    if len(sheets) > MOST_SHEETS:
        raise Unreadable(MANY_SHEETS)
    return [Layout(path, styles, since_1904, sheet.name, sheet.state == "visible") for sheet, path in sheets]


def read_texts(file):
    """The texts of the workbook, which its cells name by their place in this list."""
    archive, texts = open_archive(file), []
    names = [name for name in archive.namelist() if name.lower().endswith("/sharedstrings.xml")]
    if not names:
        return texts
    with _refusing_damage(), archive.open(names[0]) as source:
        for _, element in iterparse(source, forbid_dtd=True):
            if element.tag == f"{MAIN}si":
                said = [part for part in element if part.tag != f"{MAIN}rPh"]
                texts.append("".join(text.text or "" for part in said for text in part.iter(f"{MAIN}t")))
                element.clear()
            if len(texts) > MOST_TEXTS:
                raise Unreadable(BOMB)
    return texts


class Reader:
    """Reads the rows of a sheet, piece by piece, from the byte `position` (0: the first row) on; `row` is the number
    of the row before."""

    def __init__(self, file, layout, texts, *, position=0, row=0):
        self.archive, self.layout, self.texts = open_archive(file), layout, texts
        self.position, self.row, self.finished = position, row, False

    def pieces(self):
        """Yields [(row number, [cell as openpyxl's parser says it])]; `position` is then where the next one begins."""
        with _refusing_damage(), self.archive.open(self.layout.path) as source:
            yield from self._read(source)

    def _read(self, source):
        head, prefix, rest = self._head(source)
        tail = b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        end, begin = b"</%bsheetData" % prefix, re.compile(rb"<%brow[\s>/]" % prefix)
        if self.position:
            source.seek(self.position)
            rest = b""
        else:
            self.position = len(head)
        while not self.finished:
            piece = source.read(PIECE)
            rest += piece
            cut = rest.find(end)
            if cut < 0:
                cut = max((found.start() for found in begin.finditer(rest)), default=0)
                if not piece:
                    raise Unreadable(BROKEN_EXCEL)
                if not cut:
                    if len(rest) > LONGEST_ROW:
                        raise Unreadable(LONG_ROW)
                    continue
            else:
                self.finished = True
            rows = self._parse(head + rest[:cut] + tail)
            self.position += cut
            rest = rest[cut:]
            yield rows

    def _head(self, source):
        """(all before the first row, the prefix of its tags, what was read beyond)"""
        read = b""
        while not (found := re.search(rb"<((?:\w+:)?)sheetData\s*(/?)>", read)):
            piece = source.read(PIECE)
            read += piece
            if not piece or len(read) > LONGEST_HEAD:
                raise Unreadable(BROKEN_EXCEL)
        if found[2]:  # no rows at all
            opened = found[0].replace(b"/", b"")
            return read[: found.start()] + opened, found[1], b"</%bsheetData>" % found[1]
        return read[: found.end()], found[1], read[found.end() :]

    def _parse(self, xml):
        epoch = MAC_EPOCH if self.layout.since_1904 else WINDOWS_EPOCH
        parser = WorkSheetParser(
            BytesIO(xml), self.texts, epoch=epoch, date_formats=set(self.layout.date_styles), timedelta_formats=set()
        )
        parser.row_counter = self.row
        rows = [(number, cells) for number, row in parser.parse() if (cells := _filled(row))]
        self.row = parser.row_counter
        return rows


def _filled(row):
    cells = [cell for cell in row if cell["value"] not in (None, "")]
    for cell in cells:
        if cell["row"] > MOST_ROWS or cell["column"] > MOST_COLUMNS:
            raise Unreadable(
                f"Có ô ghi ở dòng {cell['row']}, cột {cell['column']}, quá xa: hãy xóa ô ấy "
                f"(một tệp có nhiều nhất {MOST_ROWS // 1000}.000 dòng, {MOST_COLUMNS} cột)."
            )
    return cells
