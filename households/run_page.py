"""A bulk run as people read it: which rows, which values before and after, names and phones masked as in the trail."""

from dataclasses import dataclass

from auditlog.diff import get_mask_function
from auditlog.registry import auditlog
from django.db import models
from django.utils import timezone

MASK = get_mask_function()


@dataclass(frozen=True)
class RowLine:
    name: str  # "nhân khẩu mã 123"
    what: str
    values: list[tuple[str, str, str]]  # (field, before, after)


def lines_of(changes):
    """[RowLine] of RowChange rows with their content_type."""
    return [_line(change) for change in changes]


def _line(change):
    model = change.content_type.model_class()
    kind = model._meta.verbose_name if model else str(change.content_type)
    before, after = change.before or {}, change.after or {}
    what = "thêm" if change.before is None else "xóa" if change.after is None else "sửa"
    return RowLine(f"{kind} mã {change.row}", what, list(_values(model, before, after)) if model else [])


def _values(model, before, after):
    kept = auditlog.get_model_fields(model) if auditlog.contains(model) else {"mask_fields": [], "exclude_fields": []}
    for field in model._meta.concrete_fields:
        name = field.attname
        if name not in before.keys() | after.keys() or field.name in kept["exclude_fields"] or not field.editable:
            continue
        shown = [_shown(field, values.get(name), field.name in kept["mask_fields"]) for values in (before, after)]
        if shown[0] != shown[1]:
            yield (field.verbose_name, *shown)


def _shown(field, value, masked):
    if value in (None, ""):
        return "để trống"
    if isinstance(value, bool):
        return "có" if value else "không"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        return f"mã {value}"
    if isinstance(field, models.DateTimeField):
        return f"{timezone.localtime(field.to_python(value)):%H:%M ngày %d/%m/%Y}"
    if isinstance(field, models.DateField):
        return f"{field.to_python(value):%d/%m/%Y}"
    return MASK(str(value)) if masked else str(value)
