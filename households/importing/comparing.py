"""What a row of the file says beside what is stored."""

from datetime import date

from config.vietnamese import fold
from households.columns import Column
from households.models import ImportRow

V, W = ImportRow.Verdict, ImportRow.Warning
BLANK = ("", None, False)


def plain(value):
    return value.isoformat() if isinstance(value, date) else value


def stored(column: Column, line):
    """The value of `line` as the import would read it from the portal's own export, so that an export read back
    changes nothing."""
    return plain(column.read(column.write(line)).value)


def shown(column: Column, line):
    written = column.write(line)
    return f"{written:%d/%m/%Y}" if isinstance(written, date) else str(written)


def differs(column: Column, values, line, *, by_id):
    """Whether `values` of a row change what `line` has. An empty cell empties only a row that its id names; a name
    typed without accents takes none away."""
    if column.name not in values:
        return False
    value, old = values[column.name], stored(column, line)
    if value == old or (value in BLANK and (old in BLANK or column.required or not by_id)):
        return False
    by_ear = isinstance(value, str) and isinstance(old, str) and value.isascii() and fold(value) == fold(old)
    return not (by_ear and not by_id)


def refuse_times_to_come(row, sheet, names, today):
    for name in names:
        value = row.values.get(name)
        if value and value > (today.year if isinstance(value, int) else today.isoformat()):
            row.errors.append(f"{sheet[name].heading}: không thể ở tương lai")


def conclude(row, *, new):
    """The verdict of `row`, whose errors, old values and warnings are known."""
    if row.errors:
        row.verdict = V.ERROR
    elif row.verdict != V.SKIPPED:
        row.verdict = V.NEW if new else V.CHANGED if row.old else V.SAME
