from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts.audit import audited
from targets.checks import faults_of, others
from targets.decision_text import compose, digest_of, signing_office
from targets.models import Target
from targets.progress import count_for
from teams.actions import locked, record, register, take_effect_on_people
from teams.models import Decision, DecisionEvent
from villages.models import Official


@audited
def submit(decision, *, by, at=None):
    """Hands a draft without faults to the leader."""
    stored = locked(decision, Decision.State.DRAFT)
    _refuse_faulty(stored, stored.effective_on or timezone.localdate(at))
    stored.state = Decision.State.SUBMITTED
    stored.save()
    record(stored, DecisionEvent.Step.SUBMITTED, by=by, at=at)


@audited
def sign(decision, *, digest, by, at=None):
    """Signs the text whose digest the leader read, and keeps it; it then only waits for its number."""
    stored = locked(decision, Decision.State.SUBMITTED)
    today = timezone.localdate(at)
    signer = Official.objects.filter(user=by.pk, commune=stored.commune_id).first()
    if signer is None or signing_office(signer, today) is None:
        raise ValidationError("Tài khoản của bạn chưa gắn với chức vụ Chủ tịch hoặc Phó Chủ tịch nên chưa ký được.")
    _refuse_faulty(stored, stored.effective_on or today)
    if digest != digest_of(compose(stored, on=today)):
        raise ValidationError("Dự thảo đã thay đổi từ lúc bạn mở. Hãy đọc lại rồi ký.")
    stored.text = compose(stored, on=today, signer=signer)
    stored.signed_by = signer
    stored.state = Decision.State.SIGNED
    stored.save()
    record(stored, DecisionEvent.Step.SIGNED, by=by, at=at)


def issue(decision, *, number, issued_on, by, at=None):
    """Gives the signed `decision` its number and date; from its effective day teams, memberships, their access
    and targets follow: all of it or nothing, and only once. ValidationError says what is in the way."""
    try:
        _issue(decision, number=number, issued_on=issued_on, by=by, at=at)
    except IntegrityError as error:  # someone took the number between our look and our write
        if "register" not in str(error):
            raise
        raise ValidationError({"number": f"Số {number} vừa được cấp cho văn bản khác."}) from error


@audited
def _issue(decision, *, number, issued_on, by, at):
    stored = locked(decision, Decision.State.SIGNED)
    effective_on = stored.effective_on or issued_on
    signed_on = timezone.localdate(stored.events.filter(step=DecisionEvent.Step.SIGNED).latest("at").at)
    if issued_on > timezone.localdate(at):
        raise ValidationError({"issued_on": "Ngày ban hành không thể ở tương lai."})
    if issued_on < signed_on:
        raise ValidationError({"issued_on": f"Ngày ban hành không thể trước ngày ký {signed_on:%d/%m/%Y}."})
    if effective_on < issued_on:
        raise ValidationError(
            {"issued_on": f"Dự thảo ghi hiệu lực từ {effective_on:%d/%m/%Y}, trước ngày ban hành này."}
        )
    _refuse_faulty(stored, effective_on)
    register(stored, number=number, issued_on=issued_on, signer=stored.signed_by.full_name)
    dated = compose(stored, on=issued_on, number=number)
    stored.text |= {key: dated[key] for key in ("symbol", "place_and_date")}
    stored.digest = digest_of(stored.text)
    stored.issued_on, stored.effective_on = issued_on, effective_on
    stored.state = Decision.State.ISSUED
    stored.save()
    take_effect_on_people(stored, on=effective_on, by=by)
    _take_effect_on_targets(stored, on=effective_on)
    record(stored, DecisionEvent.Step.ISSUED, by=by, at=at)


def _take_effect_on_targets(decision, *, on):
    for target in decision.targets.select_related("indicator__trait", "indicator__skill", "team__village"):
        for former in others(target).filter(ended_on=None, due_on__gte=on):
            former.ended_on, former.ended_by = on, decision
            former.save()
        target.starts_on = on
        baseline = count_for(target, on=decision.issued_on)
        target.baseline_counted, target.baseline_population = baseline.counted, baseline.population
        target.save()


@audited
def assign(decision, *, lines, by):
    """Replaces the targets of a draft by `lines` ([Target], not saved)."""
    Target.objects.filter(decision=decision).delete()
    for target in lines:
        target.decision = decision
        target.save()


def _refuse_faulty(decision, on):
    if faults := faults_of(decision, on):
        raise ValidationError(faults)
