"""The reading and the check of an uploaded file, in steps of a second or so, each asked for by the page."""

import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from time import perf_counter

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from households.columns import SHEETS
from households.importing import households, people, places
from households.importing.comparing import V
from households.importing.headings import find_sheet
from households.importing.rows import Rows
from households.importing.workbook import BROKEN_EXCEL, Layout, Reader, Unreadable, read_texts
from households.models import Import, ImportRow

BUDGET = 0.5  # seconds of reading or checking, after which what was found is stored
ROWS_AT_ONCE, MOST_READ = 1000, 3000
MOST_SMALL = 3000  # rows of a sheet that is checked in one step
READ = 300  # of the thousand parts of the whole way
LOST_STEP = timedelta(seconds=60)
Sheet, State = Import.Sheet, Import.State


class Overtaken(Exception):
    """The import was given up while the step was under way, or another request took it over."""


def take_step(one):
    """Takes `one`, if it is under way and no other request is at it, a step further; returns it as it is then."""
    now = timezone.now()
    free = Q(stepping_since=None) | Q(stepping_since__lt=now - LOST_STEP)
    mine = Import.objects.filter(free, pk=one.pk, state__in=Import.RUNNING)
    if mine.update(stepping_since=now, touched_at=now):
        one.refresh_from_db()
        try:
            _read_or_check(one)
        except Overtaken:
            _leave_nothing(one)
        finally:
            _mine(one).update(stepping_since=None)
    one.refresh_from_db()
    return one


def _leave_nothing(one):
    """Whoever gave `one` up forgot its file before the step wrote down its texts."""
    if Import.objects.filter(pk=one.pk, state__in=[State.DROPPED, State.FAILED]).exists():
        forget_file(one)


def _read_or_check(one):
    try:
        (_read if one.state == State.READING else _check)(one)
    except Unreadable as error:
        fail(one, str(error))


def fail(one, sentence):
    """Nothing is kept of a file that cannot be read."""
    with _storing(one):
        one.rows.all()._raw_delete(one.rows.db)
        Import.objects.filter(pk=one.pk).update(state=State.FAILED, failure=sentence)
    forget_file(one)


def _mine(one):
    """`one`, as long as no other request took it over."""
    return Import.objects.filter(pk=one.pk, stepping_since=one.stepping_since)


@contextmanager
def _storing(one):
    """What a step stores, it stores in this transaction, in which nobody gives `one` up."""
    with transaction.atomic():
        if _mine(one).select_for_update().filter(state__in=Import.RUNNING).first() is None:
            raise Overtaken
        yield


def forget_file(one):
    one.file.storage.delete(one.file.name)
    one.file.storage.delete(_texts_of(one))


def _texts_of(one):
    """Where the texts of its file are kept beside it while the steps need them."""
    return f"{one.file.name}.json"


def _read(one):
    began = perf_counter()
    try:
        file = one.file.open()
    except OSError as error:
        raise Unreadable(BROKEN_EXCEL) from error
    with file:
        if one.headings:
            texts = _kept_texts(one)
        else:
            texts = read_texts(file)
            layout, headings = find_sheet(file, SHEETS[one.sheet], texts)
            one.position = {"layout": asdict(layout), "byte": 0, "row": 0, "last": []}
            one.headings = asdict(headings)
            _keep_texts(one, texts)
        place, rows = one.position, Rows(one)
        reader = Reader(file, Layout(**place["layout"]), texts, position=place["byte"], row=place["row"])
        for piece in reader.pieces():
            for number, cells in piece:
                rows.add(number, cells)
            if perf_counter() - began > BUDGET or len(rows.made) > MOST_READ:
                break
        length = reader.archive.getinfo(reader.layout.path).file_size
    one.position |= {"byte": reader.position, "row": reader.row, "last": rows.last}
    one.done = min(READ, READ * reader.position // max(1, length))
    with _storing(one):
        ImportRow.objects.bulk_create(rows.made, batch_size=500)
        if reader.finished:
            _begin_check(one)
            transaction.on_commit(lambda: one.file.storage.delete(_texts_of(one)))
        _keep(one, "position", "headings", "done", "state", "notes", "checked_at")


def _keep_texts(one, texts):
    one.file.storage.delete(_texts_of(one))  # of a step that broke off
    one.file.storage.save(_texts_of(one), ContentFile(json.dumps(texts)))


def _kept_texts(one):
    """What read_texts() found in the first step, which takes it twenty times as long."""
    try:
        with one.file.storage.open(_texts_of(one)) as file:
            return json.load(file)
    except OSError as error:
        raise Unreadable(BROKEN_EXCEL) from error


def _begin_check(one):
    total = one.rows.count()
    if not total:
        raise Unreadable("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề; dòng ví dụ của tệp mẫu được bỏ qua.")
    if one.sheet != Sheet.HOUSEHOLDS and total > MOST_SMALL:
        raise Unreadable(f"Tệp có {total} dòng, quá {MOST_SMALL} dòng; hãy chia thành nhiều tệp.")
    if one.sheet == Sheet.HOUSEHOLDS:
        one.rows.filter(group="").update(verdict=V.ERROR)
    one.state, one.done, one.checked_at = State.CHECKING, READ, timezone.now()
    one.position |= {"group": "", "total": total}


def _check(one):
    began = perf_counter()
    if one.sheet == Sheet.HOUSEHOLDS:
        while perf_counter() - began < BUDGET:
            if not _check_some(one):
                with _storing(one):
                    _finish(one)
                return
        return
    rows = list(one.rows.all())
    judged = (places if one.sheet == Sheet.VILLAGES else people).check(one, rows)
    with _storing(one):
        one.rows.all()._raw_delete(one.rows.db)
        ImportRow.objects.bulk_create(judged, batch_size=500)
        _finish(one)


def _check_some(one):
    """Checks the next households of the file; whether there were any."""
    rest = one.rows.filter(group__gt=one.position["group"]).order_by("group", "number")
    rows = list(rest[:ROWS_AT_ONCE])
    if not rows:
        return False
    if len(rows) == ROWS_AT_ONCE:
        whole = [row for row in rows if row.group != rows[-1].group]
        rows = whole or list(rest.filter(group=rows[0].group))
    judged = households.check(one, rows)
    with _storing(one):
        rest.filter(group__lte=rows[-1].group).order_by()._raw_delete(one.rows.db)
        ImportRow.objects.bulk_create(judged, batch_size=500)
        one.position |= {"group": rows[-1].group, "checked": one.position.get("checked", 0) + len(rows)}
        one.done = READ + (1000 - READ) * one.position["checked"] // max(1, one.position["total"])
        _keep(one, "position", "done", "numbers")
    return True


def _finish(one):
    rows = one.rows.all()
    verdicts = Counter(rows.order_by().values_list("verdict", flat=True).iterator())
    warnings = Counter()
    for said in rows.exclude(warnings="").order_by().values_list("warnings", flat=True):
        warnings.update(said.split(","))
    one.numbers = {"verdicts": verdicts, "warnings": warnings, "missing": one.numbers.get("missing", 0)}
    if one.sheet == Sheet.HOUSEHOLDS:
        new = rows.filter(verdict=V.NEW, first=None).order_by().values("group").distinct()
        one.numbers["new_households"] = new.count()
    one.state, one.done = State.READY, 1000
    _keep(one, "state", "done", "numbers")


def _keep(one, *names):
    """Within _storing(). Without an entry in the audit trail: a step changes nothing but its own rows."""
    Import.objects.filter(pk=one.pk).update(**{name: getattr(one, name) for name in names})
