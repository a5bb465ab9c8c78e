"""What the audit trail and the differences of bulk runs keep of a row, once it is not to be kept."""

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from villages.models import RowChange

DERIVED = {"address": {"search_key"}, "lane": {"lane_key", "search_key"}}


def empty(row, names):
    """Takes the texts `names` (fields) of `row`, and what is kept of them elsewhere: in the trail it may be half."""
    for name in names:
        setattr(row, name, "")
    row.save()
    if names:
        _forget_values(row, set(names).union(*(DERIVED.get(name, ()) for name in names)))


def _forget_values(row, names):
    for entry in LogEntry.objects.get_for_object(row):
        if isinstance(entry.changes, dict) and names & entry.changes.keys():
            entry.changes = {name: value for name, value in entry.changes.items() if name not in names}
            entry.save(update_fields=["changes"])
    for change in differences_of(type(row), [row.pk]):
        for values in filter(None, (change.before, change.after)):
            values.update(dict.fromkeys(names & values.keys(), ""))
        change.save()


def differences_of(model, rows):
    return RowChange.objects.filter(content_type=ContentType.objects.get_for_model(model), row__in=rows)
