"""What the rows of a file would do to officials and their posts."""

from collections import defaultdict
from types import SimpleNamespace

from django.utils import timezone

from config.vietnamese import fold
from households.columns import OFFICIALS, OfficialLine, official_lines
from households.importing.comparing import W, conclude, differs, plain, refuse_times_to_come, shown
from villages.forms.official import OF_COMMUNE
from villages.models import Official, Position

OF_OFFICIAL = ["full_name", "phone", "public_phone"]
OF_POSITION = ["kind", "village", "starts_on", "ends_on"]
MOST_ALIKE = 3


def check(one, rows):
    """Judges `rows` (ImportRow), all of the file, whose `given` is the village that they name."""
    lines = list(official_lines(Official.objects.filter(commune=one.commune).order_by("pk")))
    known = SimpleNamespace(officials={line.official.pk: line.official for line in lines}, posts=defaultdict(dict))
    for line in lines:
        if line.position:
            known.posts[line.official.pk][line.position.pk] = line.position
    changes, posts, made, today = {}, {}, set(), timezone.localdate()
    for row in rows:
        refuse_times_to_come(row, OFFICIALS, ["starts_on"], today)
        if not row.values.get("full_name"):
            row.errors.append("Họ và tên: chưa ghi")
        official = _find_official(row, known)
        row.first = official and official.pk
    _group_by_person(rows)
    for row in rows:
        official = known.officials.get(row.first)
        tells = _compare_official(row, official, changes)
        position = _judge_post(one, row, known.posts.get(row.first, {}), posts)
        new = official is None and (tells or row.group not in made)
        made.add(row.group)
        conclude(row, new=new or (position is None and bool(row.values.get("kind"))))
    return rows


def _name_key(row):
    return fold(row.values.get("full_name", ""))


def _group_by_person(rows):
    """Of those that are new, one without a phone is the only one of that name who has a phone, if there is just one."""
    phones = defaultdict(dict)  # name → {phone: a row that says it}
    for row in rows:
        if not row.first and row.values.get("phone"):
            phones[_name_key(row)].setdefault(row.values["phone"], row.number)
    for row in rows:
        name, phone = _name_key(row), row.values.get("phone") or ""
        if not row.first and not phone and len(phones[name]) == 1:
            (phone,) = phones[name]
        elif not row.first and not phone and phones[name]:
            row.warn(W.DUPLICATE)
            row.alike = [*row.alike, *({"row": number} for number in phones[name].values())][:MOST_ALIKE]
        row.group = str(row.first or f"{name}:{phone}")


def _find_official(row, known):
    """The one that the id names, or the only one of that name whose phone does not speak against it."""
    given = row.values.get("official_id")
    name, phone = _name_key(row), row.values.get("phone")
    if given in known.officials:
        official = known.officials[given]
        if not set(name.split()) & set(official.search_key.split()):
            row.warn(W.OTHER)
        return official
    if given:
        row.warn(W.UNKNOWN_ID)
    alike = [one for one in known.officials.values() if one.search_key == name]
    fitting = [one for one in alike if not phone or not one.phone or one.phone == phone]
    if len(fitting) == 1:
        return fitting[0]
    if alike:
        row.warn(W.DUPLICATE)
        row.alike = [{"text": f"{one.full_name}, mã {one.pk}"} for one in alike[:MOST_ALIKE]]
    return None


def _compare_official(row, official, changes):
    """Each change is told once, on the first row that says it; whether `row` is the first to tell something of a new
    official."""
    tells = False
    for name in OF_OFFICIAL:
        column, value = OFFICIALS[name], row.values.get(name)
        by_id = official is not None and row.values.get("official_id") == official.pk
        if official and not differs(column, row.values, OfficialLine(official, None), by_id=by_id):
            continue
        said = changes.setdefault((row.group, name), (row.number, value))
        if official is None and value and not said[1]:
            said = changes[row.group, name] = (row.number, value)
        if value and said[1] and said[1] != value:
            row.errors.append(f"{column.heading}: khác dòng {said[0]} của cùng người")
        elif said[0] == row.number and official:
            row.old[name] = shown(column, OfficialLine(official, None))
        elif said[0] == row.number and value:
            tells = True
    return tells


def _judge_post(one, row, posts, seen):
    """The Position that `row` is about, None for a new one or none."""
    kind, village = row.values.get("kind"), row.given
    if not kind:
        if row.values.get("position_id") in posts:
            row.errors.append("Chức vụ: chưa ghi")
        return None
    if kind in OF_COMMUNE and village:
        row.errors.append("Thôn: đây là chức vụ ở xã, hãy để trống ô thôn")
    if kind not in OF_COMMUNE and not village and not row.errors:
        row.errors.append("Thôn: đây là chức vụ ở thôn, hãy ghi thôn")
    position = _find_post(row, posts)
    starts_on = row.values.get("starts_on") or plain(position.starts_on if position else one.since)
    row.values["starts_on"] = starts_on
    ends_on = row.values.get("ends_on")
    if ends_on and ends_on <= starts_on:
        row.errors.append("Đến ngày: phải sau ngày bắt đầu")
    who = (row.group, kind, village, starts_on)
    if who in seen:
        row.errors.append(f"Chức vụ: có hai lần trong tệp, xem dòng {seen[who]}")
    seen.setdefault(who, row.number)
    if position:
        row.second = position.pk
        line = OfficialLine(position.official, position)
        by_id = row.values.get("position_id") == position.pk
        for name in OF_POSITION:
            if differs(OFFICIALS[name], row.values, line, by_id=by_id):
                row.old[name] = shown(OFFICIALS[name], line)
    return position


def _find_post(row, posts):
    given = row.values.get("position_id")
    if given in posts:
        return posts[given]
    if given:
        row.warn(W.UNKNOWN_ID)
    alike = [
        post for post in posts.values() if (post.kind, post.village_id) == (row.values["kind"], row.given)
    ]  # fmt: skip
    starts_on = row.values.get("starts_on")
    same = [post for post in alike if plain(post.starts_on) == starts_on]
    running = [post for post in alike if post.ends_on is None]
    return next(iter(same or running), None)


def apply(one, rows, write):
    """Stores the NEW and CHANGED `rows` through `write` (households.importing.writing.Writer)."""
    officials = Official.objects.in_bulk([row.first for row in rows if row.first])
    made = {}
    for row in rows:
        if not row.first and row.group not in made:
            made[row.group] = Official(commune=one.commune)
        official = officials.get(row.first) or made[row.group]
        for name in OF_OFFICIAL:
            if (name in row.old) or (not row.first and row.values.get(name)):
                setattr(official, name, row.values.get(name) or "")
    write.create(made.values())
    write.change(list(officials.values()), OF_OFFICIAL)
    posts, new = Position.objects.in_bulk([row.second for row in rows if row.second]), []
    for row in rows:
        position = posts.get(row.second)
        if position is None and row.values.get("kind"):
            position = Position(official=officials.get(row.first) or made[row.group])
            new.append(position)
        if position:
            changed = OF_POSITION if row.second is None else row.old
            for name in set(OF_POSITION) & set(changed):
                value = row.given if name == "village" else row.values.get(name) or None
                setattr(position, "village_id" if name == "village" else name, value)
    write.create(new)
    write.change(list(posts.values()), OF_POSITION)
