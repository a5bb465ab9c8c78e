"""The empty workbook to fill in: headings, an example row that the import leaves out, drop-downs and an explanation."""

from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from config.listing import FONT
from households import cells
from households.columns import EXAMPLE

ROWS_TO_FILL = 5000
HELP, LISTS = "Hướng dẫn", "Danh sách"


def write_template(file, sheet, commune):
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd/mm/yyyy"}
    with Workbook(file, options) as book:
        plain = book.add_format(FONT | {"num_format": "@"})
        days = book.add_format(FONT | {"num_format": "dd/mm/yyyy"})
        head = FONT | {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#F3E3E3"}
        optional, required = book.add_format(head), book.add_format(head | {"font_color": "#B00020"})
        italic = {"italic": True, "font_color": "#666666"}
        example = book.add_format(FONT | italic | {"num_format": "@"})
        example_day = book.add_format(FONT | italic | {"num_format": "dd/mm/yyyy"})
        page, guide, lists = (book.add_worksheet(name) for name in (sheet.title, HELP, LISTS))
        lists.hide()
        page.freeze_panes(1, 0)
        page.set_row(0, 34)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, days if column.read is cells.day else plain)
            page.write_string(0, place, column.heading, required if column.required else optional)
            _write_example(page, place, column, example_day if isinstance(column.example, date) else example)
            if column.choices:
                _offer(page, lists, place, column.choices(commune))
        page.write_string(1, 0, EXAMPLE, example)
        _explain(guide, sheet, commune, book)


def _write_example(page, place, column, shape):
    if isinstance(column.example, date):
        page.write_datetime(1, place, column.example, shape)
    else:
        page.write(1, place, column.example, shape)


def _offer(page, lists, place, choices):
    if not choices:
        return
    lists.write_column(0, place, choices)
    source = f"='{LISTS}'!{xl_range_abs(0, place, len(choices) - 1, place)}"
    message = {"error_title": "Chưa đúng", "error_message": "Hãy chọn trong danh sách.", "error_type": "warning"}
    page.data_validation(1, place, ROWS_TO_FILL, place, {"validate": "list", "source": source} | message)


def _explain(guide, sheet, commune, book):
    bold, wrapped = book.add_format(FONT | {"bold": True}), book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    guide.set_column(0, 0, 26, wrapped)
    guide.set_column(1, 1, 60, wrapped)
    guide.set_column(2, 2, 60, wrapped)
    guide.write_row(0, 0, ["Cột", "Ghi gì", "Tên cột khác cũng được nhận"], bold)
    for number, column in enumerate(sheet.columns, start=1):
        said = [f"{'Bắt buộc. ' if column.required else ''}{column.help}".strip()]
        if column.choices and (choices := column.choices(commune)):
            said.append(f"Chọn: {', '.join(choices)}.")
        guide.write_row(number, 0, [column.heading, " ".join(said).strip(), ", ".join(column.others)])
    last = len(sheet.columns) + 2
    guide.write_string(last, 0, f"Dòng có chữ {EXAMPLE} ở cột đầu không được nhập.")
