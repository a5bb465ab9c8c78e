"""What a row of the sheet says, cell by cell."""

from datetime import date
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from config.vietnamese import fold
from households.cells import as_text
from households.columns import EXAMPLE


class RowRead(NamedTuple):
    values: dict  # name of the column → value, as JSON keeps it; without those that could not be read
    notes: list  # [heading: what was changed]
    errors: list  # [heading: what is wrong]


def read_row(sheet, columns, number, cells):
    """RowRead of `cells`, `columns` (place → name) being those of `sheet`; None if nothing is to be read there."""
    by_place = {cell["column"]: cell for cell in cells if cell["column"] in columns}
    said = [as_text(cell["value"]).strip() for cell in by_place.values()]
    if not any(said) or any(fold(text) == fold(EXAMPLE) for text in said[:1]):
        return None
    values, notes, errors = {}, [], []
    for place, name in columns.items():
        column, cell = sheet[name], by_place.get(place)
        try:
            if cell and cell["data_type"] in ("f", "e"):
                what = "là công thức; hãy dán giá trị thay cho công thức" if cell["data_type"] == "f" else "báo lỗi"
                raise ValueError(f"ô {get_column_letter(place)}{number} {what}")
            value, changed = column.read(cell["value"] if cell else None)
        except ValueError as error:
            said = str(error)
            errors.append(said if said.startswith(column.heading) else f"{column.heading}: {said}")
            continue
        values[name] = value.isoformat() if isinstance(value, date) else value
        notes += [f"{column.heading}: {note}" for note in changed]
    return RowRead(values, notes, errors)
