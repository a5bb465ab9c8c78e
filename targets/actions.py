from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from targets.checks import faults_of, others, targets_undone
from targets.decision_text import compose, dated, digest_of, signing_office
from targets.files import keep_pdf
from targets.models import Target, TargetEnding
from targets.progress import counts_of
from teams.actions import (
    hold_register,
    locked,
    next_number,
    numbering_of,
    opened,
    record,
    register,
    take_effect_on_people,
    undo_people,
    wording_kept_up,
)
from teams.codes import new_code
from teams.lines import Lines
from teams.models import Decision, DecisionEvent
from villages.models import Official


@audited
def submit(decision, *, by, at=None):
    """Hands a draft without faults to the leader."""
    stored = locked(decision, Decision.State.DRAFT)
    _refuse_faulty(stored, timezone.localdate(at))
    stored.state = Decision.State.SUBMITTED
    stored.save()
    record(stored, DecisionEvent.Step.SUBMITTED, by=by, at=at)


@audited
def sign(decision, *, digest, by, at=None):
    """Signs the text whose digest the leader read, and keeps it; it then only waits for its number, which the portal
    gives at once where the commune wants it so."""
    numbering = numbering_of(hold_register(decision.commune_id))
    stored = locked(decision, Decision.State.SUBMITTED)
    today = timezone.localdate(at)
    signer = signer_for(stored, by)
    if signer is None or signing_office(signer, today) is None:
        raise ValidationError(
            "Tài khoản của bạn chưa gắn với chức vụ Chủ tịch hoặc Phó Chủ tịch nên chưa ký được: hãy nhờ công chức ghi "
            "chức vụ của bạn ở mục Cán bộ."
        )
    if digest != digest_of(compose(stored, on=today)):
        raise ValidationError("Dự thảo đã thay đổi từ lúc bạn mở. Hãy đọc lại rồi ký.")
    _refuse_faulty(stored, today)
    stored.text = compose(stored, on=today, signer=signer)
    stored.signed_by = signer
    stored.state = Decision.State.SIGNED
    stored.save()
    record(stored, DecisionEvent.Step.SIGNED, by=by, at=at)
    if numbering.issues_at_signing:
        _issue(stored, number=next_number(stored.commune, today.year), issued_on=today, by=by, at=at)


def signer_for(decision, user):
    """The official of the commune whose account `user` is."""
    return Official.objects.filter(user=user.pk, commune=decision.commune_id).first()


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
    # One decision of a commune after another: what each is checked against must still hold when it takes effect.
    hold_register(decision.commune_id)
    stored = locked(decision, Decision.State.SIGNED)
    effective_on = stored.effective_on or issued_on
    _refuse_date(stored, issued_on, timezone.localdate(at))
    _refuse_faulty(stored, issued_on)
    register(stored, number=number, issued_on=issued_on, signer=stored.text["signature"]["name"])
    stored.text = dated(stored.text, stored, on=issued_on, number=number)
    stored.digest = digest_of(stored.text)
    stored.code = new_code()
    stored.issued_on, stored.effective_on = issued_on, effective_on
    stored.state = Decision.State.ISSUED
    stored.save()
    for relation in stored.relations.all():
        relation.effective_on = effective_on
        relation.save()
    undo(Lines(stored).undoing(effective_on), decision=stored, by=by)
    take_effect_on_people(stored, on=effective_on, by=by)
    _take_effect_on_targets(stored, on=effective_on)
    keep_pdf(stored)
    record(stored, DecisionEvent.Step.ISSUED, by=by, at=at)


def signed_on(decision):
    """The day of the last signature."""
    return timezone.localdate(decision.events.filter(step=DecisionEvent.Step.SIGNED).latest("at", "pk").at)


def _refuse_date(decision, issued_on, today):
    signed = signed_on(decision)
    effective_on = decision.effective_on
    if issued_on > today:
        refusal = "Ngày ban hành không thể ở tương lai."
    elif issued_on < signed:
        refusal = f"Ngày ban hành không thể trước ngày ký {signed:%d/%m/%Y}."
    elif effective_on and effective_on < issued_on:
        refusal = (
            f"Quyết định ghi hiệu lực từ {effective_on:%d/%m/%Y}, trước ngày ban hành này. Nếu không ban hành kịp, "
            "lãnh đạo phải trả lại để sửa ngày có hiệu lực."
        )
    else:
        return
    raise ValidationError({"issued_on": refusal})


def _take_effect_on_targets(decision, *, on):
    for line in decision.target_endings.select_related("target"):
        _end_target(line.target, on=on, decision=decision)
    lines = decision.targets.select_related("indicator__trait", "indicator__skill", "team__village", "amends")
    targets = list(lines)
    for target in targets:
        for former in others(target).filter(Q(ended_on=None) | Q(ended_on__gt=on), due_on__gte=on):
            _end_target(former, on=on, decision=decision)
        target.starts_on = on
        if target.amends and not target.indicator.is_share:
            target.counts_from = target.amends.first_day
    baselines = counts_of(targets, decision.issued_on)
    for target in targets:
        baseline = baselines[target.pk]
        target.baseline_counted, target.baseline_population = baseline.counted, baseline.population
        target.baseline_excluded = baseline.excluded
        target.save()


@audited
def undo(undoing, *, decision=None, by):
    """Ends what goes out of force: members leave, their access closes, teams are dissolved, targets end. `decision`
    None: by a letter that recalls."""
    undo_people(undoing, decision=decision, by=by)
    for target in targets_undone(undoing):
        _end_target(target, on=undoing.on, decision=decision)


def _end_target(target, *, on, decision):
    """One that was to begin later never does."""
    target.ended_on, target.ended_by = max(on, target.starts_on), decision
    target.save()


@audited
def amend(decision, *, lines, ended, by, read_version=None):
    """Makes a draft put just `lines` ([Target], not saved, each with what it amends) in the place of targets, and
    end just `ended` [Target]."""
    stored = opened(decision, read_version)
    with wording_kept_up(stored, by=by):
        assign(stored, lines=lines, by=by)
        for line in TargetEnding.objects.filter(decision=stored).exclude(target__in=[target.pk for target in ended]):
            line.delete()
        for target in ended:
            TargetEnding.objects.get_or_create(decision=stored, target=target)


@audited
def assign(decision, *, lines, by, read_version=None):
    """Makes a draft assign just `lines` ([Target], not saved)."""
    stored = opened(decision, read_version)
    with wording_kept_up(stored, by=by):
        former = {(line.team_id, line.indicator_id): line for line in Target.objects.filter(decision=stored)}
        for line in lines:
            kept = former.pop((line.team_id, line.indicator_id), None)
            if kept is None:
                line.decision = stored
                line.save()
            elif _said(kept) != _said(line):
                kept.value, kept.per, kept.due_on, kept.amends = line.value, line.per, line.due_on, line.amends
                kept.save()
        for line in former.values():
            line.delete()


def _said(line):
    return line.value, line.per, line.due_on, line.amends_id


def _refuse_faulty(decision, on):
    if faults := faults_of(decision, on):
        raise ValidationError(faults)
