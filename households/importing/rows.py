"""The rows of a sheet as they are read, one after the other, and who of them stands in which village and household."""

from collections import Counter

from config.vietnamese import fold
from households.columns import SHEETS
from households.importing.headings import Headings
from households.importing.households import number_key
from households.importing.reading import read_row
from households.models import Import, ImportRow

Sheet = Import.Sheet


class Rows:
    """The ImportRow of what a step reads; goes on from `one.position`."""

    def __init__(self, one):
        self.one, self.sheet = one, SHEETS[one.sheet]
        headings = Headings(**one.headings)
        self.columns, self.heading_row = {int(k): v for k, v in headings.columns.items()}, headings.row
        self.last = one.position["last"]  # village and number of the row before
        self.villages, self.made, self.notes = _villages_by_name(one.commune), [], Counter(one.notes)

    def add(self, number, cells):
        found = read_row(self.sheet, self.columns, number, cells) if number > self.heading_row else None
        if found is None:
            return
        row = ImportRow(of=self.one, number=number, values=found.values, notes=found.notes, errors=found.errors)
        if self.one.sheet == Sheet.HOUSEHOLDS:
            self._place_in_household(row)
        elif self.one.sheet == Sheet.OFFICIALS:
            village = self._village(row)
            row.given = village and village.pk
        self.notes.update(row.notes)
        self.one.notes = self.notes
        self.made.append(row)

    def _place_in_household(self, row):
        values = row.values
        if self.last and values.get("full_name") and values.get("number") == "" and not row.errors:
            values["village"], values["number"] = values.get("village") or self.last[0], self.last[1]
            row.warn(ImportRow.Warning.FILLED)
        village = self._village(row)
        for name in ("village", "number"):
            if values.get(name) == "":
                row.errors.append(f"{self.sheet[name].heading}: chưa ghi")
        if village and values.get("number"):
            row.group = f"{village.pk}:{number_key(values['number'])}"
            self.last = [values["village"], values["number"]]
        row.given = values.get("household_id")
        row.name_key = fold(values.get("full_name") or "")

    def _village(self, row):
        said = row.values.get("village")
        village = self.villages.get(fold(said)) if said else None
        if village:
            row.values["village"] = str(village)
        elif said:
            row.errors.append(f"Thôn: xã không có thôn “{said}”")
        return village


def _villages_by_name(commune):
    """By 'Thôn 1' as by '1', unless two villages are called so."""
    found, villages = {}, list(commune.villages.in_force())
    bare = Counter(fold(village.name) for village in villages)
    for village in villages:
        if bare[fold(village.name)] == 1:
            found[fold(village.name)] = village
    return found | {fold(str(village)): village for village in villages}
