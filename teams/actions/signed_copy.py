"""Keeps the signed and sealed copies of issued decisions."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from teams.actions.step import locked
from teams.models import Decision, SignedCopy


@audited
def add_signed_copy(decision, *, file, file_format, by, at=None):
    """Keeps `file`, whose content is of `file_format`, as the newest signed copy of the issued `decision`."""
    stored = locked(decision, Decision.State.ISSUED)
    digest = _digest_of(file)
    if SignedCopy.objects.filter(decision=stored, digest=digest).exists():
        raise ValidationError("Đúng tệp này đã được tải lên rồi.")
    copy = SignedCopy(
        decision=stored,
        format=file_format,
        size=file.size,
        digest=digest,
        uploaded_by=by,
        uploaded_at=at or timezone.now(),
    )
    copy.file.save(file.name, file, save=False)
    try:
        copy.save()
    except Exception:
        copy.file.delete(save=False)  # no row would ever name it
        raise
    return copy


def _digest_of(file):
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
