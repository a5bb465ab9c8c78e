"""An Excel file comes into the registry as a whole, and goes as a whole."""

from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import audited
from households.importing import people, places
from households.importing.comparing import V
from households.importing.steps import forget_file
from households.importing.writing import (
    CHANGED_SINCE,
    Writer,
    hold_villages,
    refuse_what_changed,
    write_households,
)
from households.models import Household, Import
from households.standing import standing_now
from households.tally import add_difference
from villages import bulk
from villages.models import Official, Position, Village

Sheet, State = Import.Sheet, Import.State
AT_ONCE = 1000
FORGOTTEN = "Lần nhập này không còn hoàn tác được: từng dòng của nó đã xóa theo hạn lưu giữ."


@audited
def start_import(one, *, file, by):
    """Keeps `file` for the unsaved `one`, whose commune no other import may be at; returns it, with the one that was
    given up for it as `dropped`, or None."""
    other = Import.objects.open().filter(commune=one.commune).select_related("by").first()
    if other and not other.gives_way_to(by):
        raise ValidationError(_busy(other))
    if other:
        drop_import(other, by=by)
    one.dropped, digest = other, sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    one.by, one.file_name, one.size, one.digest = by, file.name[-200:], file.size, digest.hexdigest()
    one.file.save(file.name, file, save=False)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        one.file.delete(save=False)  # no row would ever name it
        raise ValidationError("Xã vừa có người bắt đầu một lần nhập khác; hãy đợi họ xong.") from error
    return one


def _busy(other):
    since = timezone.localtime(other.touched_at)
    return (
        f"{other.by.full_name} đang nhập “{other.file_name}” (lúc {since:%H:%M}). Hãy đợi xong, hoặc mở lần nhập ấy và "
        "bỏ; quá 10 phút không ai làm thì lần nhập mới được bắt đầu."
    )


@audited
def drop_import(one, *, by):
    """`one`, not applied yet, is given up; of its file only the name is kept."""
    stored = _locked(one, *Import.OPEN)
    stored.state = State.DROPPED
    stored.save()
    stored.rows.all()._raw_delete(stored.rows.db)
    transaction.on_commit(lambda: forget_file(stored))


@audited
def recheck_import(one, *, by):
    """`one` is read again, against what the registry has now."""
    stored = _locked(one, State.READY)
    stored.rows.all()._raw_delete(stored.rows.db)
    stored.state, stored.position, stored.headings, stored.notes, stored.numbers = State.READING, {}, {}, {}, {}
    stored.done, stored.touched_at = 0, timezone.now()
    stored.save()


@audited
def apply_import(one, *, ticked, by):
    """Writes all that `one` brings, or nothing; `ticked` are the warnings that somebody has read. Returns it."""
    stored = _locked(one, State.READY)
    if stored.faulty:
        raise ValidationError("Tệp còn dòng lỗi: hãy sửa trong Excel rồi tải lên lại.")
    if set(stored.numbers["warnings"]) - set(ticked):
        raise ValidationError("Hãy xem và đánh dấu từng điều cần xem trước khi nhập.")
    stored.run = bulk.start(str(stored), communes=[stored.commune], by=by)
    _write_small(stored) if stored.sheet != Sheet.HOUSEHOLDS else _write_households(stored)
    stored.state, stored.touched_at = State.APPLIED, timezone.now()
    stored.save()
    return stored


def _write_small(one):
    """Villages or officials, judged once more: what was looked through is what is written."""
    module = places if one.sheet == Sheet.VILLAGES else people
    rows = list(one.rows.all())
    hold_villages(one, {row.first if one.sheet == Sheet.VILLAGES else row.given for row in rows} - {None})
    seen = [(row.verdict, row.first, row.second, dict(row.old)) for row in rows]
    for row in rows:
        row.verdict, row.old, row.alike = "", {}, []
    module.check(one, rows)
    if [(row.verdict, row.first, row.second, row.old) for row in rows] != seen:
        raise ValidationError(CHANGED_SINCE)
    module.apply(one, [row for row in rows if row.verdict in (V.NEW, V.CHANGED)], Writer(one.run))
    _tell_editors(_changed_by(one.run))


def _write_households(one):
    rows = one.rows.filter(verdict__in=[V.NEW, V.CHANGED]).order_by("group", "number")
    touched, made = refuse_what_changed(one, rows), []
    before = _counted(touched)
    for some in write_households(one, rows, Writer(one.run)):
        made += some
    add_difference(before, _counted([*touched, *made]))
    _tell_readers(touched)


def is_undoable(one):
    """Whether what `one` did is still known; what rests on it by now, undo_import() says."""
    return one.state == State.APPLIED and one.rows.exists() and one.run.changes.exists()


@audited
def undo_import(one, *, by):
    """Takes back all that `one` wrote. ValidationError, `params["touched"]` the rows, if a later fact rests on it."""
    stored = _locked(one, State.APPLIED)
    if not is_undoable(stored):
        raise ValidationError(FORGOTTEN)
    households = set(
        stored.rows.filter(verdict__in=[V.NEW, V.CHANGED], first__isnull=False).values_list("first", flat=True)
    )
    households = households if stored.sheet == Sheet.HOUSEHOLDS else set()
    of_household = {"content_type__app_label": "households", "content_type__model": "household"}
    households |= set(stored.run.changes.filter(**of_household).values_list("row", flat=True))
    before, changed = _counted(households), _changed_by(stored.run)
    bulk.undo(stored.run, by=by)
    left = list(Household.objects.filter(pk__in=households).values_list("pk", flat=True))
    add_difference(before, _counted(left))
    _tell_readers(left)
    _tell_editors(changed)
    stored.state, stored.touched_at = State.UNDONE, timezone.now()
    stored.save()


def _locked(one, *states):
    stored = Import.objects.select_for_update().get(pk=one.pk)
    if stored.state not in states:
        raise ValidationError(f"Lần nhập này {stored.get_state_display()}; hãy tải lại trang.")
    return stored


def _counted(households):
    """What the tallies have of `households` (ids), which stay locked."""
    numbers, ids = standing_now([]).counted(), sorted(households)
    for start in range(0, len(ids), AT_ONCE):
        numbers += standing_now(ids[start : start + AT_ONCE]).counted()
    return numbers


def _tell_readers(households):
    """Whoever edits one at the moment, and the phones, learn that it changed."""
    Household.objects.filter(pk__in=households).update(version=F("version") + 1, changed_at=timezone.now())


def _changed_by(run):
    """[(model, ids)] of villages and officials that `run` did not make: they, or a post of theirs, were changed."""
    rows = {
        model: run.changes.filter(content_type=ContentType.objects.get_for_model(model)).order_by()
        for model in (Village, Official, Position)
    }
    posts = Position.objects.filter(pk__in=rows[Position].values("row"))
    ids = {
        Village: set(rows[Village].values_list("row", flat=True)),
        Official: {*rows[Official].values_list("row", flat=True), *posts.values_list("official", flat=True)},
    }
    made = {model: set(rows[model].filter(before__isnull=True).values_list("row", flat=True)) for model in ids}
    return [(model, ids[model] - made[model]) for model in ids]


def _tell_editors(changed):
    for model, ids in changed:
        model.objects.filter(pk__in=ids).update(version=F("version") + 1)
