"""What is done about personal data: telling people, taking down what they agree to and ask, answering in time."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from households.actions.erasure import erase, homes_of
from households.actions.traces import empty
from households.consents import consents_of
from households.models import Consent, DataRequest, Household, NoticeGiven, Resident
from households.models.personal import PHONE_CALLS
from households.notice import CURRENT

Kind, Outcome = DataRequest.Kind, DataRequest.Outcome


@audited
def give_notice(household, *, by, at=None):
    """`by` read the notice to `household` other than in a visit. Twice is once."""
    Household.objects.select_for_update().get(pk=household.pk)
    if not household.notices.counting().filter(version=CURRENT).exists():
        NoticeGiven.objects.create(household=household, version=CURRENT, by=by, at=at or timezone.now())
        Household.objects.filter(pk=household.pk).update(changed_at=timezone.now())


@audited
def record_consents(resident, *, answers, by, at=None):
    """Keeps what `resident` said of each purpose of `answers` ({Purpose: agrees}), where it differs from before. Who
    does not agree to calls has no number kept (Luật 91/2025/QH15, Điều 3.3)."""
    homes = list(Household.objects.select_for_update().filter(pk__in=homes_of(resident)).order_by("pk"))
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    said = {row.purpose.pk: row.given for row in consents_of(resident)}
    for purpose, given in answers.items():
        if said.get(purpose.pk) is not given:
            Consent.objects.create(resident=resident, purpose=purpose, given=given, by=by, at=at or timezone.now())
        if purpose.code == PHONE_CALLS and not given:
            _drop_phone(resident, homes)


def _drop_phone(resident, homes):
    """Under every id he was entered by, and where one of his `homes` has the same number."""
    resident.refresh_from_db()
    numbers = {entry.phone for entry in resident.entries if entry.phone}
    for entry in resident.entries:
        if entry.phone:
            empty(entry, ["phone"])
    for household in homes:
        his = household.phone in numbers
        if his or household.pk == resident.household_id:
            household.version += 1  # whoever edits the list of its people at the moment, or imports one, is told
            empty(household, ["phone"] if his else [])


@audited
def take_request(request, *, by):
    """Stores the unsaved `request`; an open one that says the same, word for word, is given back instead."""
    Resident.objects.select_for_update(no_key=True).get(pk=request.resident_id)
    told = ["resident", "kind", "purpose", "asker", "received_on", "details"]
    same = {name: getattr(request, name) for name in told}
    if known := DataRequest.objects.open().filter(**same).first():
        return known
    request.taken_by = by
    request.save()
    return request


@audited
def acknowledge(request, *, with_others, by, at=None):
    """The person was told that his request was received, within two working days."""
    request = _locked(request)
    if request.acknowledged_at is None:
        request.acknowledged_at = at or timezone.now()
    request.with_others = with_others
    request.save()


@audited
def extend(request, *, reason, with_others, by, at=None):
    """The one extension that the law allows."""
    request = _locked(request)
    if request.extended_at:
        raise ValidationError("Yêu cầu này đã gia hạn một lần; luật không cho gia hạn lần nữa.")
    request.extended_at, request.extension_reason = at or timezone.now(), reason
    request.with_others = with_others
    request.save()


@audited
def answer(request, *, outcome, text, by, at=None):
    """Closes `request` with what was done; what it asks for is done in the same transaction where the portal can."""
    request, moment = _locked(request), at or timezone.now()
    request.outcome, request.answer, request.by, request.at = outcome, text, by, moment
    request.save()
    if outcome == Outcome.DONE and request.kind == Kind.WITHDRAW:
        record_consents(request.resident.kept, answers={request.purpose: False}, by=by, at=moment)
    if outcome == Outcome.DONE and request.kind == Kind.ERASE:
        erase(request.resident, by=by, at=moment)


def _locked(request):
    request = (
        DataRequest.objects.select_for_update(of=["self"]).select_related("resident", "purpose").get(pk=request.pk)
    )
    if not request.is_open:
        raise ValidationError("Yêu cầu này đã được trả lời; hãy tải lại trang.")
    return request
