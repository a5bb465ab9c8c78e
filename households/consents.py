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


def not_to_call():
    """Residents whom nobody calls: erased, who withheld or withdrew consent, or had processing restricted."""
    said = Consent.objects.filter(resident=OuterRef("pk"), purpose__code=PHONE_CALLS).order_by("-at", "-pk")
    limited = DataRequest.objects.filter(kind__in=DataRequest.LIMITS, outcome=DataRequest.Outcome.DONE)
    agreeing = Resident.objects.alias(agrees=Subquery(said.values("given")[:1]))
    return agreeing.filter(Q(agrees=False) | Q(pk__in=limited.values("resident")) | Q(erased_at__isnull=False))


def is_limited(resident):
    """Whether he had processing restricted, or objected with success."""
    return resident.data_requests.filter(kind__in=DataRequest.LIMITS, outcome=DataRequest.Outcome.DONE).exists()
