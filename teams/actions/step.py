"""The steps of a decision from hand to hand."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from teams.models import Decision, DecisionEvent


def record(decision, step, *, by, at=None, reason=""):
    DecisionEvent.objects.create(decision=decision, step=step, by=by, at=at or timezone.now(), reason=reason)


def locked(decision, state):
    """The row of `decision` locked and still in `state`; otherwise ValidationError says where it is now."""
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if stored.state != state:
        raise _moved_on(stored)
    return stored


def _moved_on(stored):
    return ValidationError(f"Quyết định này đã sang bước khác: {stored.get_state_display().lower()}.")


@audited
def send_back(decision, *, reason, by, at=None):
    """Makes a decision without a number a draft again; a signature it had is void."""
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if stored.state not in (Decision.State.SUBMITTED, Decision.State.SIGNED):
        raise _moved_on(stored)
    stored.state, stored.text, stored.signed_by = Decision.State.DRAFT, None, None
    stored.save()
    record(stored, DecisionEvent.Step.RETURNED, by=by, at=at, reason=reason)


@audited
def drop(decision, *, reason, by):
    """Ends a draft that nothing is to come of; it stays to be read as it is."""
    stored = locked(decision, Decision.State.DRAFT)
    stored.state = Decision.State.DROPPED
    stored.save()
    record(stored, DecisionEvent.Step.DROPPED, by=by, reason=reason)
