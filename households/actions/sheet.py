"""A paper sheet that is typed back: each line a visit of its own, the rest kept as a draft."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from households.actions.visit import DifferentContent, log_visit
from households.models import SheetDraft, Visit
from households.sheet_reading import is_same


def store_lines(readings, *, by):
    """`readings` after storing each that was read, on its own: a faulty line keeps no other from being stored."""
    return [_stored(reading, by) if reading.state == "read" else reading for reading in readings]


def _stored(reading, by):
    try:
        return replace(reading, visit=log_visit(reading.content, by=by))
    except ValidationError as error:
        return replace(reading, content=None, fault=" ".join(error.messages))
    except DifferentContent:  # the same form sent twice at once, before noon: each with its own now
        visit = Visit.objects.filter(uuid=reading.content.uuid, author=by).first()
        if visit and is_same(visit, reading.content):
            return replace(reading, visit=visit)
        return replace(reading, content=None, fault="Biểu mẫu này đã lưu một lượt thăm khác. Hãy gõ vào tờ mới.")


@transaction.atomic
def keep_draft(readings, *, uuid, village, by):
    """Keeps what is typed until every line is stored. Returns the draft, None where nothing is left to keep; where
    `by` has another sheet of `village` under way, that one stays and is returned."""
    drafts = SheetDraft.objects.select_for_update().filter(user=by, village=village)
    other = drafts.exclude(uuid=uuid).first()
    if other:
        return other
    if all(reading.state in ("empty", "stored") for reading in readings):
        drafts.delete()
        return None
    text = "\n".join(reading.text for reading in readings).rstrip()
    return SheetDraft.objects.update_or_create(user=by, village=village, defaults={"uuid": uuid, "text": text})[0]
