"""What people agreed to, and what may not be done with whom any more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from households.models import Consent, DataRequest, Purpose, Resident
from households.models.personal import PHONE_CALLS


@dataclass(frozen=True)
class Agreement:
    purpose: Purpose
    given: bool | None  # what was said last; None: not asked, or not needed
    at: datetime | None
    by: str  # who wrote it down


def consents_of(resident):
    """[Agreement] of `resident`, one a purpose."""
    said = Consent.objects.filter(resident=resident, purpose=OuterRef("pk")).order_by("-at", "-pk")
    latest = {name: Subquery(said.values(field)[:1]) for name, field in LATEST.items()}
    return [Agreement(row, row.given, row.said_at, row.said_to) for row in Purpose.objects.annotate(**latest)]


LATEST = {"given": "given", "said_at": "at", "said_to": "by__full_name"}


def refuses_calls(*residents):
    """Whether no was the last that was said of calls, under any of these ids of one person: no number is kept then."""
    said = Consent.objects.filter(resident__in=residents, purpose__code=PHONE_CALLS).order_by("-at", "-pk")
    return said.values_list("given", flat=True).first() is False


def refusing_calls():
    """Residents of whom no number is kept, since no was the last that they said of calls."""
    said = Consent.objects.filter(resident=OuterRef("pk"), purpose__code=PHONE_CALLS).order_by("-at", "-pk")
    return Resident.objects.alias(agrees=Subquery(said.values("given")[:1])).filter(agrees=False)


def not_to_call():
    """Residents whom nobody calls: erased, who withheld or withdrew consent, or had processing restricted."""
    limited = DataRequest.objects.filter(kind__in=DataRequest.LIMITS, outcome=DataRequest.Outcome.DONE)
    kept_back = Q(pk__in=refusing_calls().values("pk")) | Q(pk__in=limited.values("resident"))
    return Resident.objects.filter(kept_back | Q(erased_at__isnull=False))


def is_limited(resident):
    """Whether he had processing restricted, or objected with success."""
    return resident.data_requests.filter(kind__in=DataRequest.LIMITS, outcome=DataRequest.Outcome.DONE).exists()
