"""Which sheet of a workbook is meant, and which of its columns is which: headings are recognised in any case, with or
without accents."""

import re
from dataclasses import dataclass, field

from config.vietnamese import fold, tidy_line
from households.cells import as_text
from households.columns import SHEETS
from households.importing.workbook import BROKEN_EXCEL, Reader, Unreadable, read_layouts

WITHIN = 30  # rows in which the headings are looked for
MOST_NAMED = 3
# Never kept by the portal, so not in a file that it keeps either.
REFUSED = ("cccd", "cmnd", "can cuoc", "chung minh", "dinh danh", "dan toc", "ton giao")
UNIMPORTANT = {"stt", "tt", "so thu tu", "so tt"}


@dataclass
class Headings:
    row: int = 0
    columns: dict = field(default_factory=dict)  # place in the sheet → name of the column
    unknown: list = field(default_factory=list)  # headings that mean nothing to the portal


def find_sheet(file, sheet, texts):
    """(Layout, Headings) of the one visible sheet of the workbook `file` that has the columns of `sheet`. Unreadable
    if none has them, or more than one, or if any sheet, even a hidden one, has what the portal must not know or cannot
    be searched for it: the file is kept as it is."""
    layouts, fitting, refusal = read_layouts(file), [], Unreadable(BROKEN_EXCEL)
    for layout in reversed(layouts):
        try:
            rows = next(Reader(file, layout, texts).pieces())
            headings = _find_headings(sheet, rows)
        except Unreadable as error:
            raise Unreadable(f"{layout.named}: {error}" if len(layouts) > 1 else str(error)) from error
        _refuse_private(headings, layout)
        if not layout.visible:
            continue
        if unfit := _missing(sheet, headings) or _of_another(headings, rows):
            refusal = unfit  # in the end, that of the first sheet
        else:
            fitting.append((layout, headings))
    if len(fitting) > 1:
        raise Unreadable(_of_several([layout.title for layout, _ in reversed(fitting)]))
    if not fitting:
        raise refusal
    return fitting[0]


def _find_headings(sheet, rows):
    """The Headings in one of `rows` [(number, cells)]: what stands in the row that names most of the columns of
    `sheet`; in the fullest one where none names any."""
    found = [_match(sheet, number, cells) for number, cells in rows[:WITHIN]]
    return max(found, key=lambda one: (len(one.columns), 0 if one.columns else len(one.unknown)), default=Headings())


def _missing(sheet, headings):
    """Unreadable if `headings` lack a required column; None if they do not."""
    there = headings.columns.values()
    missing = [column.heading for column in sheet.columns if column.required and column.name not in there]
    if not missing:
        return None
    where = f"Dòng {headings.row} thiếu" if len(there) > 1 else "Không thấy dòng tiêu đề có"
    return Unreadable(f"{where} cột: {', '.join(missing)}. Hãy đối chiếu với tệp mẫu.")


def _of_another(headings, rows):
    """Unreadable if `rows` are those of another list, all of which they name, and more of it; None if they are not."""
    for other in SHEETS.values():
        found = _find_headings(other, rows)
        if len(found.columns) > len(headings.columns) and not _missing(other, found):
            return Unreadable(f"Đây là bảng “{other.title}”: hãy chọn đúng loại danh sách rồi tải lên lại.")
    return None


def _of_several(titles):
    named = ", ".join(f"“{title[:31]}”" for title in titles[:MOST_NAMED])
    more = f" và {len(titles) - MOST_NAMED} trang nữa" if len(titles) > MOST_NAMED else ""
    return f"Các trang tính {named}{more} đều có những cột cần nhập: hãy gộp vào một trang, hoặc để mỗi trang một tệp."


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


def _refuse_private(headings, layout):
    for said in headings.unknown:
        words = f" {fold(said)} "
        if any(f" {word} " in words for word in REFUSED):
            raise Unreadable(
                f"{layout.named} có cột “{said}”: cổng không được giữ dữ liệu này. Hãy xóa cột ấy rồi tải lên lại."
            )
