"""The register of outgoing documents as a book: its ten columns, and what is missing in it."""

from itertools import groupby

from config.vietnamese import document_number
from teams.models import Numbering

# Headings as in Nghị định 30/2020/NĐ-CP, Phụ lục IV, mục I, with the width of the column in Excel.
COLUMNS = {
    "Số, ký hiệu văn bản": 16,
    "Ngày tháng văn bản": 12,
    "Tên loại và trích yếu nội dung văn bản": 44,
    "Người ký": 20,
    "Nơi nhận văn bản": 30,
    "Đơn vị, người nhận bản lưu": 16,
    "Số lượng bản": 9,
    "Ngày chuyển": 12,
    "Ký nhận": 14,
    "Ghi chú": 20,
}
MOST_GAPS = 20


def row_of(entry):
    """The ten cells of a line."""
    return [
        entry.symbol,
        _day(entry.issued_on),
        f"{entry.document_type} {_within_sentence(entry.subject)}",
        entry.signer,
        entry.recipients,
        entry.kept_by,
        str(entry.copies or ""),
        _day(entry.sent_on),
        entry.received_by,
        entry.note,
    ]


def _within_sentence(subject):
    """'về việc …' after the type; any other beginning may be a name."""
    return subject[:1].lower() + subject[1:] if subject.startswith(("Về việc ", "V/v ")) else subject


def _day(day):
    return f"{day:%d/%m/%Y}" if day else ""


def missing_numbers(entries, numbering):
    """['số 02, 05–07'] or ['Kế hoạch số 03', …]: numbers of a year below the highest that no line of `entries`
    holds."""
    held: dict = {}
    rows = list(entries.order_by().values_list("series", "document_type", "number"))
    shared = {number for series, _, number in rows if not series}
    by_type = numbering.series == Numbering.Series.BY_TYPE
    for _, document_type, number in rows:
        held.setdefault(f"{document_type} " if by_type else "", set()).add(number)
    gaps = {name: _ranges(set(range(1, max(numbers))) - numbers - shared) for name, numbers in sorted(held.items())}
    return [f"{name}số {', '.join(ranges)}" for name, ranges in gaps.items() if ranges]


def _ranges(numbers):
    """['02', '05–07'] of {2, 5, 6, 7}."""
    runs = []
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        first, *others = [number for _, number in run]
        runs.append("–".join(document_number(number) for number in (first, *others[-1:])))
    return [*runs[:MOST_GAPS], "…"] if len(runs) > MOST_GAPS else runs
