"""What people agreed to, and what may not be done with whom any more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In

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
    return Resident.objects.filter(_answered(PHONE_CALLS, False))


def not_to_call(resident=""):
    """Condition on rows that `resident` leads to a resident from, or on residents: nobody calls to ask what they were
    taught, since they are erased, refuse calls, or had processing restricted; where the commune does not hold that to
    be its duty but asks for consent, all who have not given it."""
    path, whose = (f"{resident}__", resident) if resident else ("", "pk")
    by_consent = Purpose.objects.filter(code=VERIFICATION, ground=Purpose.Ground.CONSENT)
    return (
        Q(**{f"{path}erased_at__isnull": False})
        | Q(_answered(PHONE_CALLS, False, whose))
        | Q(_limited(whose))
        | Q(Exists(by_consent), ~Q(_answered(VERIFICATION, True, whose)))
    )


def _answered(code, given, whose="pk"):
    """Whether `given` was what a resident said last when asked for the purpose `code`; false also if he was not. An
    expression in the condition, not an annotation: Django copies those once more for each condition on them."""
    said = Consent.objects.filter(resident=OuterRef(whose), purpose__code=code).order_by("-at", "-pk")
    return Exact(Coalesce(Subquery(said.values("given")[:1]), Value(not given)), given)


def is_limited(resident):
    """Whether he had processing restricted, or objected with success, and it was not lifted since."""
    return Resident.objects.filter(_limited(), pk=resident.pk).exists()


def _limited(whose="pk"):
    """Whether a limit was what was done last, not its lifting."""
    kinds = [*DataRequest.LIMITS, DataRequest.Kind.LIFT]
    done = DataRequest.objects.filter(resident=OuterRef(whose), kind__in=kinds, outcome=DataRequest.Outcome.DONE)
    latest = Subquery(done.order_by("-at", "-pk").values("kind")[:1])
    return In(Coalesce(latest, Value("")), DataRequest.LIMITS)
