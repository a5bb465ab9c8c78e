from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from households.calls import ONE_IN, last_finished_month, rank, taught_in
from households.consents import not_to_call
from households.models import Resident, VerificationCall
from teams.models import Team


@audited
def draw_calls(team, *, month, by, at=None):
    """Draws whom of `team` and `month` to call until it is one in twenty, at least one, and returns the new calls.
    The same people on every run; more only where visits arrived late, or somebody is not to be called any more. `by`:
    None for the nightly command."""
    if month > last_finished_month():
        raise ValidationError("Chỉ rút thăm cho tháng đã hết.")
    Team.objects.select_for_update().get(pk=team.pk)  # two at once would draw the same people
    taught = set(taught_in(month).filter(visit__membership__team=team).order_by().values_list("resident", flat=True))
    calls = team.verification_calls.filter(month=month)
    drawn = set(calls.values_list("resident", flat=True))
    missing = max(0, -(-len(taught) // ONE_IN) - calls.pursued().count())
    silent = set(Resident.objects.filter(not_to_call(), pk__in=taught).values_list("pk", flat=True))
    chosen = sorted(taught - drawn - silent, key=lambda resident: rank(team.pk, month, resident))[:missing]
    moment = at or timezone.now()
    return [
        VerificationCall.objects.create(team=team, month=month, resident_id=resident, drawn_at=moment)
        for resident in chosen
    ]


@audited
def record_call(call, *, result, note="", by, at=None):
    """What the person said; an empty `result` takes it back. Twice is once."""
    note = note if result else ""
    if (call.result, call.note) == (result, note):
        return
    call.result, call.note = result, note
    call.by, call.at = (by, at or timezone.now()) if result else (None, None)
    call.save()
