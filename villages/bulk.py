"""Writes over many rows at once, and back: each run keeps the difference of every row it made, changed or deleted."""

from datetime import UTC, datetime
from itertools import groupby, islice

from auditlog.context import disable_auditlog
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from villages.models import BulkRun, RowChange

AT_ONCE = 1000
LONGEST = BulkRun._meta.get_field("what").max_length
DERIVED = {"changed_at"}  # follows from the rest of its row


def start(what, *, communes, by):
    """The BulkRun `what` (a phrase that the audit trail shows, cut to its length) in `communes`; within an action's
    transaction."""
    run = BulkRun.objects.create(what=what[:LONGEST], by=by)
    run.communes.set(communes)
    return run


def create(run, rows):
    """Stores the unsaved `rows` of one model, their keys derived; they have their ids afterwards."""
    for some in _batches(rows):
        for row in some:
            _derive(row)
        type(some[0])._base_manager.bulk_create(some)
        _keep(run, [(row, None, _values(row)) for row in some])


def change(run, rows, fields):
    """Stores `fields` (names) of the saved `rows` of one model, and their derived keys; leaves alone what is the same
    already. Returns how many rows changed."""
    number = 0
    for some in _batches(rows):
        model = type(some[0])
        names = [model._meta.get_field(name).attname for name in fields]
        stored = model._base_manager.select_for_update().order_by("pk").in_bulk([row.pk for row in some])
        differences = []
        for row in some:
            now = stored[row.pk]
            before = _values(now)
            for name in names:
                setattr(now, name, getattr(row, name))
            if any(_values(now)[name] != before[name] for name in names):
                _derive(now)
                after = _values(now)
                differing = [name for name in after if after[name] != before[name]]
                differences.append((now, {k: before[k] for k in differing}, {k: after[k] for k in differing}))
        _write(model, differences)
        _keep(run, differences)
        number += len(differences)
    return number


def delete(run, rows):
    """Deletes the saved `rows` of one model; what belongs to them (on_delete=CASCADE) goes unrecorded."""
    for some in _batches(rows):
        _keep(run, [(row, _values(row), None) for row in some])
        _delete(type(some[0]), [row.pk for row in some])


def relations_to(model):
    """Foreign keys that point at `model`, also those without a name on this side."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and not field.many_to_many]


def touched_since(run):
    """What stands in the way of undo(): rows of `run` that were changed since, the RowChange of those that were
    deleted or are back, and rows made since that rest on one that the run made."""
    found = []
    for model in _models_of(run):
        latest: dict = {}
        values: dict = {}
        changes = run.changes.filter(content_type=ContentType.objects.get_for_model(model))
        for one in changes.order_by("pk"):
            latest[one.row] = one
            values[one.row] = one.after and values.get(one.row, {}) | one.after
        for some in _batches(latest):
            rows = model._base_manager.in_bulk(some)
            for pk in some:
                if pk not in rows or values[pk] is None:
                    found += [] if pk not in rows and values[pk] is None else [latest[pk]]
                elif not _stands(values[pk], rows[pk]):
                    found.append(rows[pk])
        made = changes.filter(before__isnull=True).values("row")
        for relation in filter(_holds_a_fact, relations_to(model)):
            theirs = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": made})
            of_run = run.changes.filter(content_type=ContentType.objects.get_for_model(relation.related_model))
            found += theirs.exclude(pk__in=of_run.values("row"))
    return found


def undo(run, *, by):
    """Takes back every difference of `run`, the last first, within the caller's transaction. ValidationError, its
    `params["touched"]` what touched_since() says, if a later fact rests on one."""
    touched = touched_since(run)
    if touched:
        message = "Không hoàn tác được: sau đó đã có thay đổi ở %(names)s."
        names = ", ".join(dict.fromkeys(map(str, touched[:10])))
        raise ValidationError(message, code="touched", params={"names": names, "touched": touched})
    changes = run.changes.order_by("-pk").iterator(AT_ONCE)
    alike = groupby(changes, lambda one: (one.content_type_id, one.before is None, one.after is None))
    for (kind, made, _), group in alike:
        model = ContentType.objects.get_for_id(kind).model_class()
        for some in _batches(group):
            if made:
                _delete(model, [one.row for one in some])
            else:
                _put_back(model, some)
    run.undone_by, run.undone_at = by, timezone.now()
    run.save()


def _put_back(model, changes):
    gone = [model(pk=one.row, **_read(model, one.before)) for one in changes if one.after is None]
    model._base_manager.bulk_create(gone)
    rows = model._base_manager.in_bulk([one.row for one in changes if one.after is not None])
    differences = []
    for one in changes:
        if one.after is not None:
            for name, value in _read(model, one.before).items():
                setattr(rows[one.row], name, value)
            differences.append((rows[one.row], one.after, one.before))
    _write(model, differences)


def _write(model, differences):
    """One UPDATE a set of fields: a row is not written where it did not change."""
    by_fields: dict = {}
    for row, _, after in differences:
        by_fields.setdefault(frozenset(after), {})[row.pk] = row
    for names, rows in by_fields.items():
        fields = [field.name for field in model._meta.concrete_fields if field.attname in names]
        model._base_manager.bulk_update(rows.values(), fields, batch_size=500)


def _keep(run, differences):
    RowChange.objects.bulk_create(
        RowChange(run=run, content_type=ContentType.objects.get_for_model(row), row=row.pk, before=before, after=after)
        for row, before, after in differences
    )


def _delete(model, ids):
    with disable_auditlog():  # the run is the one entry
        model._base_manager.filter(pk__in=ids).delete()


def _derive(row):
    if hasattr(row, "derive_keys"):
        row.derive_keys()


def _stands(values, row):
    now = _values(row)
    return all(now[name] == value for name, value in values.items() if name not in DERIVED)


def _values(row):
    """{column: value as JSON}, without the id"""
    fields = (field for field in row._meta.concrete_fields if not field.primary_key)
    return {field.attname: _plain(field.to_python(getattr(row, field.attname))) for field in fields}


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, str | int | float | list | dict | None) else str(value)


def _read(model, values):
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def _models_of(run):
    kinds = run.changes.order_by().values_list("content_type", flat=True).distinct()
    return [ContentType.objects.get_for_id(kind).model_class() for kind in kinds]


def _holds_a_fact(relation):
    """Whether somebody said what points there. What follows from facts (`is_derived`) and mere links may go along."""
    model = relation.related_model
    goes_along = model._meta.auto_created or getattr(model, "is_derived", False)
    return relation.on_delete is not models.CASCADE or not goes_along


def _batches(rows):
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        yield some
