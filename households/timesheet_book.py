from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from config.listing import FONT

CELL = FONT | {"border": 1, "valign": "vcenter"}
MIDDLE = CELL | {"align": "center"}


def write_timesheet(file, sheet, *, team):
    """Writes the Timesheet `sheet` of `team` as a workbook to sign; text stays text, whatever it begins with."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        page = book.add_worksheet(f"Tháng {sheet.month:%m-%Y}")
        _lay_out(page, len(sheet.days))
        page.write(0, 0, f"ỦY BAN NHÂN DÂN {team.commune.label.upper()}", book.add_format(FONT | {"bold": True}))
        title = book.add_format(FONT | {"bold": True, "font_size": 14})
        page.write(1, 0, f"BẢNG NGÀY CÔNG THÁNG {sheet.month:%m/%Y} – {team.name.upper()}", title)
        head = book.add_format(MIDDLE | {"bold": True, "text_wrap": True})
        numbers = [f"{day.number}\n{day.weekday}" for day in sheet.days]
        page.write_row(3, 0, ["STT", "Họ và tên", "Trong tổ", *numbers, "Số ngày", "Ký nhận"], head)
        _write_lines(page, sheet, book.add_format(CELL), book.add_format(MIDDLE))


def _lay_out(page, days):
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    page.freeze_panes(4, 3)
    page.set_row(3, 34)
    page.set_column(0, 0, 5)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, 11)
    page.set_column(3, 2 + days, 3.6)
    page.set_column(3 + days, 3 + days, 8)
    page.set_column(4 + days, 4 + days, 16)


def _write_lines(page, sheet, cell, middle):
    last = 2 + len(sheet.days)
    for number, line in enumerate(sheet.lines, start=1):
        row = number + 3
        page.set_row(row, 26)
        page.write_number(row, 0, number, middle)
        page.write_string(row, 1, line.name, cell)
        page.write_string(row, 2, line.role, cell)
        page.write_row(row, 3, ["x" if mark else "" for mark in line.marks], middle)
        page.write_formula(row, last + 1, f'=COUNTIF({xl_range(row, 3, row, last)},"x")', middle, line.total)
        page.write_blank(row, last + 2, None, cell)
    row = len(sheet.lines) + 4
    page.write_row(row, 0, ["", "Cộng", *[""] * len(sheet.days), "", "", ""], cell)
    if sheet.lines:
        page.write_formula(row, last + 1, f"=SUM({xl_range(4, last + 1, row - 1, last + 1)})", middle, sheet.total)
