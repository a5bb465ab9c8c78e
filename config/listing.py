"""A list as a file: its columns and how each is read, written as CSV or Excel a part of the rows at a time."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.choices import flatten_choices
from xlsxwriter import Workbook

from config.vietnamese import fold

PART = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what spreadsheets take for the beginning of a formula
LONGEST_CELL = 32_767  # Excel takes no more
FONT = {"font_name": "Times New Roman", "font_size": 12}
CELL = FONT | {"text_wrap": True, "valign": "top", "border": 1}
HEAD = CELL | {"bold": True, "align": "center"}


@dataclass(frozen=True)
class Column:
    """`read` takes a line and gives text, a number, a day, a moment, whether something is so, or nothing."""

    heading: str
    read: Callable[[Any], Any]
    width: float = 18


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a list page shows to one user under one filter, all pages of it."""

    title: str
    back: str  # address of the page
    columns: Sequence[Column]
    rows: QuerySet | list  # scoped and narrowed as the page does it
    lines: Callable[[list], Iterable] = iter  # the lines of a part of the rows
    communes: Iterable[int | None]  # ids of those whose rows these are
    filters: Sequence[str] = ()  # what narrows it, in words
    residents: Iterable[int | None] = ()  # ids of those it names
    size: Callable[[], int] | None = None  # how many lines, where it is not one a row
    above: Sequence[str] = ()  # lines above the headings, such as a book's title
    book: Callable[[Any, Any], None] | None = None  # writes it to a file as a workbook of prescribed form

    def count(self):
        if self.size:
            return self.size()
        return len(self.rows) if isinstance(self.rows, list) else self.rows.count()

    def named(self):
        """Ids of the residents in it."""
        return sorted(set(self.residents) - {None})

    def parts(self) -> Iterator[list]:
        """Lists of the cells of a part of the rows."""
        for rows in _parts_of(self.rows):
            yield [[column.read(line) for column in self.columns] for line in self.lines(rows)]

    def file_name(self, extension):
        """'ho-dan-2026-11-24.xlsx', of letters that every system can store."""
        return f"{'-'.join(fold(self.title).split())[:100]}-{timezone.localdate():%Y-%m-%d}.{extension}"


def ids_of(rows, path="pk"):
    """Of what `rows` have at the end of `path`, each once."""
    return rows.prefetch_related(None).order_by().values_list(path, flat=True).distinct()


def describe(form):
    """['Thôn: Thôn 1', …]: what the filter `form`, once it has narrowed something, asks for. What was typed to search
    by may be somebody's name, and is not repeated."""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, ""):
            continue
        if hasattr(field, "choices"):
            value = dict(flatten_choices(field.choices)).get(value, value)
        elif isinstance(value, date):
            value = f"{value:%d/%m/%Y}"
        else:
            value = "theo chữ đã gõ"
        said.append(value.lower() if field.widget.is_hidden else f"{form[name].label}: {value}")
    return said


def _parts_of(rows):
    """Which rows there are is asked once; then each part is read by their ids, so that no more than one is held."""
    if isinstance(rows, list):
        yield from (rows[start : start + PART] for start in range(0, len(rows), PART))
        return
    keys = iter(list(rows.prefetch_related(None).values_list("pk", flat=True)))
    while part := list(islice(keys, PART)):
        found = {row.pk: row for row in rows.filter(pk__in=part).order_by()}
        yield [found[key] for key in part if key in found]


def csv_parts(listing) -> Iterator[bytes]:
    """UTF-8 with a mark that tells Excel so; text that would become a formula begins with an apostrophe."""
    yield b"\xef\xbb\xbf" + _csv([[column.heading for column in listing.columns]])
    for part in listing.parts():
        yield _csv(part)


def _csv(lines):
    text = StringIO()
    csv.writer(text).writerows([_as_text(value) for value in line] for line in lines)
    return text.getvalue().encode()


def _as_text(value):
    value = _plain(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _plain(value):
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    return "" if value is None else value


def write_excel(file, listing):
    """Text stays text, whatever it begins with; what is written is not held."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        _write_sheet(book, book.add_worksheet("Danh sách"), listing)


def _write_sheet(book, sheet, listing):
    head = len(listing.above) + 1 if listing.above else 0
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 1)
    sheet.set_footer("&CTrang &P / &N")
    for number, column in enumerate(listing.columns):
        sheet.set_column(number, number, column.width)
    for number, line in enumerate(listing.above):
        sheet.write_string(number, 0, line, book.add_format(FONT | {"bold": True, "font_size": 12 + 2 * number}))
    sheet.write_row(head, 0, [column.heading for column in listing.columns], book.add_format(HEAD))
    formats = {
        str: book.add_format(CELL),
        date: book.add_format(CELL | {"num_format": "dd/mm/yyyy"}),
        datetime: book.add_format(CELL | {"num_format": "dd/mm/yyyy hh:mm"}),
    }
    for line in (line for part in listing.parts() for line in part):
        head += 1
        for number, value in enumerate(line):
            _write_cell(sheet, head, number, _plain(value), formats)


def _write_cell(sheet, row, column, value, formats):
    if isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, formats[str])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[type(value)])
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL], formats[str])
