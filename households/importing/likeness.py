"""Who of the people new in a file may stand in the registry, or in the file, already."""

from config.vietnamese import text_key
from households.duplicates import Described, Known, known_among
from households.importing.comparing import W
from households.models import ImportRow, Resident

MOST = 3  # named beside a row


def find_likely(one, rows):
    """Marks those of `rows`, each a person to be made, who are like someone."""
    names = {row.name_key for row in rows}
    if not names:
        return
    stored = known_among(Resident.objects.filter(village__commune=one.commune), names)
    others = ImportRow.objects.filter(of=one, name_key__in=names).exclude(group="")
    in_file = Known(_described(*other) for other in others.values_list("number", "name_key", "group", "values"))
    found = {}
    for row in rows:
        person = _described(row.number, row.name_key, row.group, row.values)
        earlier = [other for other in in_file.like(person) if -other.pk < row.number]
        like = stored.like(person._replace(household=row.first, pk=None))
        if like or earlier:
            row.warn(W.DUPLICATE)
            row.alike = [{"row": -other.pk} for other in earlier[:MOST]]
            found[row] = [other.pk for other in like[:MOST]]
    ids = {pk for some in found.values() for pk in some}
    people = Resident.objects.filter(pk__in=ids).select_related("household", "village").in_bulk()
    for row, some in found.items():
        row.alike += [_told(people[pk]) for pk in some]


def _described(number, name_key, group, values):
    """A row as a person: its number stands for the id, below those of the registry."""
    lane, phone = text_key(values.get("lane") or ""), values.get("phone") or ""
    return Described(name_key, values.get("birth_year"), int(group.split(":")[0]), group, lane, phone, -number)


def _told(person):
    born = f" ({person.birth_year})" if person.birth_year else ""
    return {"text": f"{person.full_name}{born}, hộ {person.household.number}, {person.village}",
            "household": person.household_id}  # fmt: skip
