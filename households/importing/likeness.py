"""Who of the people new in a file may stand in the registry, or in the file, already."""

from functools import lru_cache

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
    told = ["number", "name_key", "group", "values__birth_year", "values__lane", "values__phone"]
    in_file = Known(_described(*other) for other in others.values_list(*told))
    found = {}
    for row in rows:
        told = [row.values.get(name) for name in ("birth_year", "lane", "phone")]
        person = _described(row.number, row.name_key, row.group, *told)
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


def _described(number, name_key, group, birth_year, lane, phone):
    """A row as a person: its number stands for the id, below those of the registry."""
    return Described(name_key, birth_year, int(group.split(":")[0]), group, _lane_key(lane or ""), phone or "", -number)


_lane_key = lru_cache(maxsize=1000)(text_key)


def _told(person):
    born = f" ({person.birth_year})" if person.birth_year else ""
    return {"text": f"{person.full_name}{born}, hộ {person.household.number}, {person.village}",
            "household": person.household_id}  # fmt: skip
