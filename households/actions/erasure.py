"""Erasing a person (Luật 91/2025/QH15, Điều 4.1, 14): name, phone and words about him go; what is counted stays,
without a name, so that no number of the past changes."""

import re

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from config.vietnamese import fold
from households.actions.import_traces import forget_in_imports, hold_imports
from households.actions.traces import differences_of, empty
from households.models import Household, Residence, Resident, Visit
from households.tally import kept_in_step
from villages.bulk import relations_to

ERASED = "Người đã xóa dữ liệu"
REMOVED = "(đã xóa theo quyền về dữ liệu cá nhân)"
SHORTEST_PHONE = 6  # digits at the end of a number that still tell whose it is


@audited
def erase(resident, *, by, at=None):
    """Nobody finds or opens `resident` afterwards, however often he was entered. Twice is once; there is no way
    back."""
    homes = homes_of(resident)
    hold_imports(resident)
    with kept_in_step(homes):
        resident.refresh_from_db()
        if not homes_of(resident) <= homes:
            raise ValidationError(f"{resident} vừa được ghi sang hộ khác; hãy tải lại trang.")
        for entry in resident.entries:
            if not entry.erased_at:
                _erase(entry, homes, by=by, at=at or timezone.now())


def homes_of(resident):
    """Households (ids) in which he lives or ever lived, as whoever he was entered."""
    entries = resident.entries
    lived = Residence.objects.filter(resident__in=entries).values_list("household", flat=True)
    return {*lived, *(entry.household_id for entry in entries)}


def _erase(resident, homes, *, by, at):
    _remove_words(resident, homes, by)
    phone = resident.phone
    resident.full_name, resident.phone, resident.relation = ERASED, "", ""
    resident.erased_at = at
    resident.save()
    resident.consents.all().delete()
    for household in Household.objects.filter(pk__in=homes).order_by("pk"):
        _leave(household, resident, phone)
    _remove_traces(resident)


def _leave(household, resident, phone):
    if household.head_id == resident.pk:
        household.head = None
    emptied = {"phone"} if phone and household.phone == phone else set()
    if not household.is_present and not household.residents.named().exists():
        emptied |= {"address", "lane", "phone"}
    household.version += 1
    empty(household, emptied)


def _remove_words(resident, homes, by):
    """What anybody wrote that names him: in visits, and in whatever points at him, his households or those visits."""
    names = _Names(resident)
    seen = Q(household__in=homes) | Q(guidances__resident=resident) | Q(observations__resident=resident)
    visits = list(Visit.objects.filter(seen).order_by().values_list("pk", flat=True).distinct())
    _remove_named(Visit.objects.filter(pk__in=visits), names)
    for model, ids in [(Resident, [resident.pk]), (Household, homes), (Visit, visits)]:
        for relation in relations_to(model):
            if relation.related_model not in (Resident, Household, Visit):
                rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
                _remove_named(rows, names)
    forget_in_imports(resident, names.folded, homes, by=by)
    for request in resident.data_requests.exclude(details=""):
        request.details = ""
        request.save()


def _remove_named(rows, names):
    model = rows.model
    for field in [field.name for field in model._meta.concrete_fields if _is_words(field) and field.editable]:
        texts = rows.exclude(**{field: ""}).order_by().values_list("pk", field)
        named = model._base_manager.filter(pk__in=[pk for pk, text in texts if text and names.stand_in(text)])
        if not auditlog.contains(model):
            named.update(**{field: REMOVED})
            continue
        for row in named:
            setattr(row, field, REMOVED)
            row.save()
            _forget_entries(LogEntry.objects.get_for_object(row))


class _Names:
    """How a note may call somebody: by the last word of a name he bore, with accents or without, or by his phone.
    Rather a note too many goes than one too few."""

    def __init__(self, resident):
        names = [resident.full_name]
        for change in differences_of(Resident, [resident.pk]):
            names += [values["full_name"] for values in (change.before, change.after) if "full_name" in (values or {})]
        self.folded = {fold(name) for name in names} - {""}  # nothing is left of “?”
        words = {re.escape(name.split()[-1]) for name in self.folded}
        self.pattern = re.compile(rf"\b({'|'.join(sorted(words))})\b" if words else "(?!)")
        self.phone = re.sub(r"\D", "", resident.phone)[-SHORTEST_PHONE:]

    def stand_in(self, text):
        digits = re.sub(r"\D", "", text)
        return bool(self.pattern.search(fold(text)) or (self.phone and self.phone in digits))


def _remove_traces(resident):
    """In the audit trail and the differences of bulk runs: that it happened, by whom and when, is left."""
    _forget_entries(LogEntry.objects.get_for_object(resident))
    _forget_differences(Resident, [resident.pk])
    for relation in relations_to(Resident):
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
    for change in differences_of(model, rows):
        change.before, change.after = (
            values and {name: _without_words(name, value, words) for name, value in values.items()}
            for values in (change.before, change.after)
        )
        change.save()


def _is_words(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _without_words(name, value, words):
    if name not in words:
        return value
    return ERASED if name == "full_name" else ""
