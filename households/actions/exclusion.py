"""Miễn tính: who is taken out of the denominators, asked by the team and decided by the commune."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from households.models import Exclusion, ExclusionSubject, Household, Skill
from households.tally import kept_in_step

Reason, Verdict = Exclusion.Reason, Exclusion.Verdict


@audited
def ask(household, *, resident=None, reason, note="", skills=(), traits=(), ends_on=None, by, at=None):
    """Asks to exclude `resident`, or `household` with all who live there, from what `skills` and `traits` (rows) are
    about; without them from everything, or from every skill if only the phone is missing: that somebody has none is
    just what another indicator counts. Twice is once. Raises ValidationError by field name."""
    moment = at or timezone.now()
    Household.objects.select_for_update().get(pk=household.pk)  # two at once would ask the same
    _refuse_absent(resident or household)
    whose = {"household": None, "resident": resident} if resident else {"household": household, "resident": None}
    known = Exclusion.objects.filter(**whose, verdict="").first()
    if known and (known.reason, known.asked_by_id) == (reason, by.pk):
        return known
    if known:
        raise ValidationError({"who": "Đã có một đề nghị đang chờ xã trả lời."})
    if reason == Reason.NO_PHONE and not skills and not traits:
        skills = Skill.objects.of_commune(household.village.commune_id)
    if ends_on and ends_on <= timezone.localdate(moment):
        raise ValidationError({"last_day": "Ngày cuối phải từ hôm nay trở đi."})
    if reason != Reason.GONE:
        _refuse_excluded(whose, ends_on, timezone.localdate(moment))
    exclusion = Exclusion.objects.create(
        **whose, reason=reason, note=note, ends_on=ends_on, asked_by=by, asked_at=moment
    )
    subjects = [{"skill": skill} for skill in skills] + [{"trait": trait} for trait in traits]
    ExclusionSubject.objects.bulk_create(ExclusionSubject(exclusion=exclusion, **subject) for subject in subjects)
    return exclusion


def _refuse_absent(row):
    row.refresh_from_db(fields=["state"])
    if not row.is_present:
        raise ValidationError({"who": f"{row} không còn ở xã; hãy tải lại trang."})


def _refuse_excluded(whose, ends_on, day):
    """Where nothing would be excluded that is not already, for as long."""
    longer = Q(ends_on=None) | (Q(ends_on__gte=ends_on) if ends_on else Q(pk=None))
    if Exclusion.objects.in_force(day).filter(longer, **whose, subjects=None).exists():
        raise ValidationError({"who": "Đang được miễn tính ở mọi chỉ tiêu rồi."})


@audited
def grant(exclusions, *, answer="", ends_on=None, by, at=None):
    """Those of `exclusions` that `by` may still grant are in force from today, until before `ends_on` if given, else
    until before the day that was asked for. Returns them; raises ValidationError for one whose day is over."""
    moment = at or timezone.now()
    day = timezone.localdate(moment)
    with kept_in_step(_homes_of(exclusions)):
        granted = _still(Exclusion.objects.grantable_by(by), exclusions)
        for exclusion in granted:
            exclusion.ends_on = ends_on or exclusion.ends_on
            if exclusion.ends_on and exclusion.ends_on <= day:
                raise ValidationError(f"{exclusion}: chỉ đề nghị đến hết ngày {exclusion.last_day:%d/%m/%Y}, đã qua.")
            exclusion.starts_on = day
            _conclude(exclusion, Verdict.GRANTED, answer, by, moment)
    return granted


@audited
def refuse(exclusions, *, answer, by, at=None):
    """Those of `exclusions` that `by` may still decide count on as before; returns them."""
    _lock(exclusions)
    refused = _still(Exclusion.objects.decidable_by(by), exclusions)
    for exclusion in refused:
        _conclude(exclusion, Verdict.REFUSED, answer, by, at or timezone.now())
    return refused


@audited
def withdraw(exclusion, *, by, at=None):
    """Whoever asked asks no longer. Twice is once."""
    _lock([exclusion])
    for row in _still(Exclusion.objects.withdrawable_by(by), [exclusion]):
        _conclude(row, Verdict.WITHDRAWN, "", by, at or timezone.now())


@audited
def end(exclusion, *, reason, by, at=None):
    """`exclusion` is in force no longer from today on. Twice is once."""
    moment = at or timezone.now()
    with kept_in_step(_homes_of([exclusion])):
        for row in _still(Exclusion.objects.endable_by(by), [exclusion]):
            row.ends_on, row.ended_by, row.ended_at, row.end_reason = timezone.localdate(moment), by, moment, reason
            row.save()


def _conclude(exclusion, verdict, answer, by, moment):
    exclusion.verdict, exclusion.answer, exclusion.decided_by, exclusion.decided_at = verdict, answer, by, moment
    exclusion.save()


def _homes_of(exclusions):
    return {exclusion.home.pk for exclusion in exclusions}


def _lock(exclusions):
    list(Household.objects.select_for_update().filter(pk__in=_homes_of(exclusions)).order_by("pk").values_list("pk"))


def _still(allowed, exclusions):
    """Those of `exclusions` that are still among `allowed`, and whose household is the one that was locked."""
    homes = _homes_of(exclusions)
    here = allowed.filter(Q(household__in=homes) | Q(resident__household__in=homes))
    return list(here.filter(pk__in=[exclusion.pk for exclusion in exclusions]).select_related("household", "resident"))
