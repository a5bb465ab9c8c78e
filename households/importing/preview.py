"""What a row of the file would do, in words for who looks it through."""

from datetime import date
from typing import NamedTuple

from config.vietnamese import capitalise_first, show_phone
from households.columns import SHEETS
from households.models import ImportRow, Resident
from villages.models import Position, Village

CHOICES = {
    "households": {"relation": Resident.Relation, "sex": Resident.Sex, "state": Resident.State},
    "villages": {"kind": Village.Kind},
    "officials": {"kind": Position.Kind},
}
PHONES = {"phone", "household_phone", "public_phone"}
DAYS = {"household_since", "resident_since", "valid_from", "starts_on", "ends_on"}


class Described(NamedTuple):
    number: int
    verdict: str
    label: str
    name: str
    facts: list  # of a new row [(heading, value)]
    changes: list  # [(heading, old, new)]
    warnings: list
    alike: list
    notes: list
    errors: list


def describe(row, sheet):
    """`row` of an import of the Sheet (its code) `sheet`."""
    columns, values = SHEETS[sheet], row.values
    facts = []
    if row.verdict == ImportRow.Verdict.NEW:
        told = [column for column in columns.columns if column.name in values and not column.is_id]
        facts = [(column.heading, say(sheet, column.name, values[column.name])) for column in told]
        facts = [(heading, value) for heading, value in facts if value]
    changes = [
        (columns[name].heading, old or "để trống", _new(sheet, name, row) or "để trống")
        for name, old in row.old.items()
    ]
    return Described(
        row.number,
        row.verdict,
        row.get_verdict_display(),
        _name(sheet, values),
        facts,
        changes,
        [ImportRow.Warning(code).label for code in row.warnings.split(",") if code],
        row.alike,
        row.notes,
        row.errors,
    )


def say(sheet, name, value):
    """`value` of the column `name`, as somebody reads it."""
    if value in ("", None, False):
        return ""
    if value is True:
        return "có"
    if name in PHONES:
        return show_phone(value)
    if name in DAYS:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    choices = CHOICES[sheet].get(name)
    return choices(value).label if choices else str(value)


def _new(sheet, name, row):
    return row.values.get("full_name") if name == "head" else say(sheet, name, row.values.get(name))


def _name(sheet, values):
    if sheet == "households":
        household = f"hộ {values.get('number') or '?'}, {values.get('village') or '?'}"
        return f"{values['full_name']}, {household}" if values.get("full_name") else capitalise_first(household)
    if sheet == "villages":
        return capitalise_first(f"{say(sheet, 'kind', values.get('kind'))} {values.get('name') or '?'}".strip())
    post = say(sheet, "kind", values.get("kind"))
    return ", ".join(part for part in (values.get("full_name") or "?", post, values.get("village")) if part)
