"""What people agreed to, and what may not be done with whom any more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from households.models.personal import PHONE_CALLS, VERIFICATION, Consent, DataRequest, Purpose
from households.models.resident import Resident


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
    return Resident.objects.alias(calls=_answer_to(PHONE_CALLS)).filter(calls=False)


def not_to_call():
    """Residents whom nobody calls to ask what they were taught: erased, who refuse calls, or had processing restricted;
    where the commune does not hold that to be its duty but asks for consent, all who have not given it."""
    by_consent = Purpose.objects.filter(code=VERIFICATION, ground=Purpose.Ground.CONSENT)
    people = Resident.objects.alias(
        calls=_answer_to(PHONE_CALLS), agrees=Coalesce(_answer_to(VERIFICATION), Value(False)), limit=_latest_limit()
    )
    return people.filter(
        Q(erased_at__isnull=False)
        | Q(calls=False)
        | Q(limit__in=DataRequest.LIMITS)
        | Q(Exists(by_consent), agrees=False)
    )


def _answer_to(code):
    """What a resident said last when asked for the purpose `code`; None: he was not."""
    said = Consent.objects.filter(resident=OuterRef("pk"), purpose__code=code).order_by("-at", "-pk")
    return Subquery(said.values("given")[:1])


def is_limited(resident):
    """Whether he had processing restricted, or objected with success, and it was not lifted since."""
    return Resident.objects.alias(limit=_latest_limit()).filter(pk=resident.pk, limit__in=DataRequest.LIMITS).exists()


def _latest_limit():
    """What a resident's processing was limited by last, or that it was lifted."""
    kinds = [*DataRequest.LIMITS, DataRequest.Kind.LIFT]
    done = DataRequest.objects.filter(resident=OuterRef("pk"), kind__in=kinds, outcome=DataRequest.Outcome.DONE)
    return Subquery(done.order_by("-at", "-pk").values("kind")[:1])
