"""Which column of a sheet is which: headings are recognised in any case, with or without accents."""

import re
from dataclasses import dataclass, field

from config.vietnamese import fold, tidy_line
from households.cells import as_text
from households.importing.workbook import Unreadable

WITHIN = 30  # rows in which the headings are looked for
# Never kept by the portal, so not in a file that it keeps either.
REFUSED = ("cccd", "cmnd", "can cuoc", "chung minh", "dinh danh", "dan toc", "ton giao")
UNIMPORTANT = {"stt", "tt", "so thu tu", "so tt"}


@dataclass
class Headings:
    row: int = 0
    columns: dict = field(default_factory=dict)  # place in the sheet → name of the column
    unknown: list = field(default_factory=list)  # headings that mean nothing to the portal


def find_headings(sheet, rows):
    """The Headings in one of `rows` [(number, cells)] of a sheet; Unreadable if none holds the required ones."""
    required = [column for column in sheet.columns if column.required]
    best = Headings()
    for number, cells in rows[:WITHIN]:
        found = _match(sheet, number, cells)
        if len(found.columns) > len(best.columns):
            best = found
    missing = [column.heading for column in required if column.name not in best.columns.values()]
    if missing:
        where = f"Dòng {best.row} thiếu" if len(best.columns) > 1 else "Không thấy dòng tiêu đề có"
        raise Unreadable(f"{where} cột: {', '.join(missing)}. Hãy đối chiếu với tệp mẫu.")
    return best


def _match(sheet, number, cells):
    known = {}
    for column in sheet.columns:
        known |= {fold(said): column.name for said in (column.heading, *column.others)}
    found = Headings(number)
    for cell in cells:
        said = fold(as_text(cell["value"]))
        short = fold(re.sub(r"\(.*?\)", "", as_text(cell["value"])))  # "Năm sinh (4 chữ số)"
        name = known.get(said) or known.get(short)
        if name and name not in found.columns.values():
            found.columns[cell["column"]] = name
        elif said and said not in UNIMPORTANT:
            found.unknown.append(tidy_line(as_text(cell["value"]))[:60])
    return found


def refuse_private(headings):
    """The portal keeps the file, so what it must not know has no place in it."""
    for said in headings.unknown:
        words = f" {fold(said)} "
        if any(f" {word} " in words for word in REFUSED):
            raise Unreadable(f"Tệp có cột “{said}”: cổng không được giữ dữ liệu này. Hãy xóa cột ấy rồi tải lên lại.")
