"""What the rows of a file would do to villages."""

import re

from django.utils import timezone

from config.vietnamese import fold
from households.columns import VILLAGES
from households.importing.comparing import V, W, conclude, differs, refuse_times_to_come, shown
from villages.models import Village

FIELDS = ["kind", "name", "valid_from"]
SAID_KIND = re.compile(r"(thôn|bản|xóm|khu phố|tổ dân phố|tdp|kp|khu)\s+(.+)", re.IGNORECASE)


def check(one, rows):
    """Judges `rows` (ImportRow), all of the file."""
    here = list(Village.objects.filter(commune=one.commune).in_force())
    by_id = {village.pk: village for village in here}
    by_name = {_key(village.kind, village.name): village for village in here}
    seen, today = {}, timezone.localdate()
    for row in rows:
        _read_kind(row.values)
        refuse_times_to_come(row, VILLAGES, ["valid_from"], today)
        if not row.values.get("name"):
            row.errors.append("Tên: chưa ghi")
        village = _find(row, by_id, by_name)
        key = _key(row.values.get("kind"), row.values.get("name", ""))
        if key in seen:
            row.errors.append(f"Tên: thôn này có hai lần trong tệp, xem dòng {seen[key]}")
        seen.setdefault(key, row.number)
        holder = by_name.get(key)
        if village and holder and holder != village:
            row.errors.append(f"Tên: xã đã có {holder.label}")
        if village:
            row.first = village.pk
            for name in FIELDS:
                if differs(VILLAGES[name], row.values, village, by_id=False):
                    row.old[name] = shown(VILLAGES[name], village)
        conclude(row, new=village is None)
    return rows


def _find(row, by_id, by_name):
    given = row.values.get("village_id")
    if given in by_id:
        village = by_id[given]
        row.values["kind"] = row.values.get("kind") or village.kind
        return village
    if given:
        row.warn(W.UNKNOWN_ID)
    row.values["kind"] = row.values.get("kind") or Village.Kind.THON.value
    return by_name.get(_key(row.values["kind"], row.values.get("name", "")))


def _read_kind(values):
    """'Thôn 1' in the column of names says the kind too."""
    said = SAID_KIND.fullmatch(values.get("name") or "")
    if said and (kind := VILLAGES["kind"].read(said[1]).value) and values.get("kind") in (None, "", kind):
        values["kind"], values["name"] = kind, said[2]


def _key(kind, name):
    return kind, fold(name)


def apply(one, rows, write):
    """Stores the NEW and CHANGED `rows` through `write` (households.importing.writing.Writer)."""
    made = [
        Village(
            commune=one.commune,
            kind=row.values["kind"],
            name=row.values["name"],
            valid_from=row.values.get("valid_from") or one.since,
        )
        for row in rows
        if row.verdict == V.NEW
    ]
    write.create(made)
    villages = Village.objects.in_bulk([row.first for row in rows if row.verdict == V.CHANGED])
    for row in rows:
        if row.verdict == V.CHANGED:
            for name in row.old:
                setattr(villages[row.first], name, row.values[name])
    write.change(list(villages.values()), FIELDS)
