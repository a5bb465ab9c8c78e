"""Erasing a person (Luật 91/2025/QH15, Điều 4.1, 14): name, phone and words about him go; what is counted stays,
without a name, so that no number of the past changes."""

import re

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from config.vietnamese import fold
from households.models import Exclusion, Household, Resident, Visit, VisitCancellation, VisitLabel
from households.tally import kept_in_step
from villages.models import RowChange

ERASED = "Người đã xóa dữ liệu"
REMOVED = "(đã xóa theo quyền về dữ liệu cá nhân)"
SHORTEST_PHONE = 6  # digits at the end of a number that still tell whose it is


@audited
def erase(resident, *, by, at=None):
    """Nobody finds or opens `resident` afterwards. Twice is once; there is no way back."""
    with kept_in_step([resident.household_id]):
        resident.refresh_from_db()
        if resident.erased_at:
            return
        homes = {*resident.residences.values_list("household", flat=True), resident.household_id}
        _remove_words(resident, homes)
        phone = resident.phone
        resident.full_name, resident.phone, resident.relation = ERASED, "", ""
        resident.erased_at = at or timezone.now()
        resident.save()
        resident.consents.all().delete()
        for household in Household.objects.filter(pk__in=homes).order_by("pk"):
            _leave(household, resident, phone)
        _remove_traces(resident)


def _leave(household, resident, phone):
    if household.head_id == resident.pk:
        household.head = None
    his = phone and household.phone == phone
    if his:
        household.phone = ""
    if not household.is_present and not household.residents.named().exists():
        household.address = household.lane = household.phone = ""
    household.version += 1
    household.save()
    if his:
        _forget_phone(household)


def _forget_phone(household):
    """Also where the trail shows half of it."""
    for entry in LogEntry.objects.get_for_object(household):
        if isinstance(entry.changes, dict) and entry.changes.pop("phone", None):
            entry.save(update_fields=["changes"])
    for change in _differences_of(Household, [household.pk]):
        for values in filter(None, (change.before, change.after)):
            values.update({"phone": ""} if "phone" in values else {})
        change.save()


def _remove_words(resident, homes):
    """Notes and reasons that name him."""
    names = _Names(resident)
    seen = Q(household__in=homes) | Q(guidances__resident=resident) | Q(observations__resident=resident)
    visits = list(Visit.objects.filter(seen).order_by().values_list("pk", flat=True).distinct())
    for rows, fields in [
        (Visit.objects.filter(pk__in=visits), ["note"]),
        (VisitCancellation.objects.filter(visit__in=visits), ["reason"]),
        (VisitLabel.objects.filter(visit__in=visits), ["answer", "reason"]),
        (Exclusion.objects.filter(Q(household__in=homes) | Q(resident=resident)), ["note", "answer", "end_reason"]),
    ]:
        for field in fields:
            named = [pk for pk, text in rows.exclude(**{field: ""}).values_list("pk", field) if names.stand_in(text)]
            rows.filter(pk__in=named).update(**{field: REMOVED})
    for call in resident.verification_calls.exclude(note=""):
        call.note = REMOVED
        call.save()
    for request in resident.data_requests.all():
        request.details = ""
        request.extension_reason = REMOVED if names.stand_in(request.extension_reason) else request.extension_reason
        request.answer = REMOVED if names.stand_in(request.answer) else request.answer
        request.save()


class _Names:
    """How a note may call somebody: by the last word of a name he bore, with accents or without, or by his phone.
    Rather a note too many goes than one too few."""

    def __init__(self, resident):
        names = [resident.full_name]
        for change in _differences_of(Resident, [resident.pk]):
            names += [values["full_name"] for values in (change.before, change.after) if "full_name" in (values or {})]
        words = {re.escape(fold(name).split()[-1]) for name in names if name.strip()}
        self.pattern = re.compile(rf"\b({'|'.join(sorted(words))})\b" if words else "(?!)")
        self.phone = re.sub(r"\D", "", resident.phone)[-SHORTEST_PHONE:]

    def stand_in(self, text):
        digits = re.sub(r"\D", "", text)
        return bool(self.pattern.search(fold(text)) or (self.phone and self.phone in digits))


def _remove_traces(resident):
    """In the audit trail and the differences of bulk runs: that it happened, by whom and when, is left."""
    _forget_entries(LogEntry.objects.get_for_object(resident))
    _forget_differences(Resident, [resident.pk])
    for relation in Resident._meta.related_objects:
        model = relation.related_model
        rows = list(model._base_manager.filter(**{relation.field.name: resident}).values_list("pk", flat=True))
        if model is Household or not rows:
            continue
        if auditlog.contains(model):
            kind = ContentType.objects.get_for_model(model)
            _forget_entries(LogEntry.objects.filter(content_type=kind, object_id__in=rows))
        _forget_differences(model, rows)


def _forget_entries(entries):
    entries.exclude(action=LogEntry.Action.ACCESS).update(changes={})
    entries.update(object_repr=ERASED, changes_text="", serialized_data=None)


def _forget_differences(model, rows):
    words = {field.attname for field in model._meta.concrete_fields if _is_words(field)}
    for change in _differences_of(model, rows):
        change.before, change.after = (
            values and {name: _without_words(name, value, words) for name, value in values.items()}
            for values in (change.before, change.after)
        )
        change.save()


def _differences_of(model, rows):
    return RowChange.objects.filter(content_type=ContentType.objects.get_for_model(model), row__in=rows)


def _is_words(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _without_words(name, value, words):
    if name not in words:
        return value
    return ERASED if name == "full_name" else ""
