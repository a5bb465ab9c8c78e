"""What people agreed to, and what may not be done with whom any more."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from households.models import Consent, DataRequest, Purpose, Resident
from households.models.personal import PHONE_CALLS


@dataclass(frozen=True)
class Agreement:
    purpose: Purpose
    consent: Consent | None  # the latest; None: not asked, or not needed


def consents_of(resident):
    """[Agreement] of `resident`, one a purpose."""
    latest: dict[int, Consent] = {}
    for consent in resident.consents.select_related("by").order_by("at", "pk"):
        latest[consent.purpose_id] = consent
    return [Agreement(purpose, latest.get(purpose.pk)) for purpose in Purpose.objects.all()]


def not_to_call():
    """Residents whom nobody calls: erased, who withheld or withdrew consent, or had processing restricted."""
    said = Consent.objects.filter(resident=OuterRef("pk"), purpose__code=PHONE_CALLS).order_by("-at", "-pk")
    limited = DataRequest.objects.filter(kind__in=DataRequest.LIMITS, outcome=DataRequest.Outcome.DONE)
    agreeing = Resident.objects.alias(agrees=Subquery(said.values("given")[:1]))
    return agreeing.filter(Q(agrees=False) | Q(pk__in=limited.values("resident")) | Q(erased_at__isnull=False))


def is_limited(resident):
    """Whether he had processing restricted, or objected with success."""
    return resident.data_requests.filter(kind__in=DataRequest.LIMITS, outcome=DataRequest.Outcome.DONE).exists()
