"""The steps of a decision from hand to hand, and its line in the register."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from accounts.audit import audited
from teams.models import Decision, DecisionEvent, RegisterEntry


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


def next_number(commune, year, series=""):
    """The number after the highest of the series: numbers run from 01 each year and are not reused
    (Nghị định 30/2020/NĐ-CP, Điều 15)."""
    last = RegisterEntry.objects.filter(commune=commune, year=year, series=series).aggregate(Max("number"))
    return (last["number__max"] or 0) + 1


def register(decision, *, number, issued_on, signer, series=""):
    """The register's line for `decision`; ValidationError names the document that holds the number already."""
    holder = RegisterEntry.objects.filter(
        commune=decision.commune, year=issued_on.year, series=series, number=number
    ).first()
    if holder:
        raise ValidationError(
            {
                "number": f"Số {number} năm {issued_on.year} đã cấp cho {holder.document_type} {holder.symbol} "
                f"ngày {holder.issued_on:%d/%m/%Y} “{holder.subject}”."
            }
        )
    return RegisterEntry.objects.create(
        commune=decision.commune,
        year=issued_on.year,
        series=series,
        number=number,
        symbol=RegisterEntry.decision_symbol(number),
        issued_on=issued_on,
        document_type="Quyết định",
        subject=f"Về việc {decision.subject}",
        signer=signer,
        recipients=decision.recipients,
        decision=decision,
    )
