"""Writes a draft: what it rests on, says, founds, appoints and dismisses."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from teams.actions.step import locked, record
from teams.lines import Lines
from teams.models import (
    Appointment,
    Decision,
    DecisionArticle,
    DecisionBasis,
    DecisionEvent,
    DecisionRelation,
    Dismissal,
    Dissolution,
    Reform,
    Team,
)
from teams.wording import team_name


@audited
def draft(decision, *, bases, villages=(), affected=None, note="", dissolved=(), by, at=None):
    """Saves a new draft that rests on `bases` (in order), founds a team in each of `villages`, does to the decision
    `affected` what its kind says, dissolves the teams `dissolved` and has the articles proposed for its kind."""
    decision.save()
    set_bases(decision, bases=bases, by=by)
    found_teams(decision, villages=villages, by=by)
    set_relation(decision, affected=affected, note=note, by=by)
    dissolve(decision, teams=dissolved, by=by)
    propose(decision, by=by)
    record(decision, DecisionEvent.Step.DRAFTED, by=by, at=at)
    return decision


@audited
def save_draft(decision, *, bases, villages=(), affected=None, note="", dissolved=(), articles, by):
    """Saves a changed draft. `articles` None asks for those proposed; texts that nobody has reworded follow the
    change."""
    stored = locked(decision, Decision.State.DRAFT)
    if articles is not None and articles == texts_of(stored) == proposal_for(stored):
        articles = None
    decision.save()
    set_bases(decision, bases=bases, by=by)
    found_teams(decision, villages=villages, by=by)
    set_relation(decision, affected=affected, note=note, by=by)
    dissolve(decision, teams=dissolved, by=by)
    if articles is None:
        propose(decision, by=by)
    else:
        set_articles(decision, texts=articles, by=by)
    return decision


@audited
def delete_draft(decision, *, by):
    """Removes a draft that was never submitted, with the teams it would have founded."""
    stored = locked(decision, Decision.State.DRAFT)
    if stored.events.filter(step=DecisionEvent.Step.SUBMITTED).exists():
        raise ValidationError("Dự thảo này đã từng trình ký nên phải giữ lại; hãy bỏ dự thảo thay vì xóa.")
    for team in stored.founded_teams.all():
        team.delete()
    stored.delete()


@audited
def set_bases(decision, *, bases, by):
    former = DecisionBasis.objects.filter(decision=decision)
    if [line.basis_id for line in former] == [basis.pk for basis in bases]:
        return
    former.delete()
    for order, basis in enumerate(bases, start=1):
        DecisionBasis.objects.create(decision=decision, basis=basis, order=order)


@audited
def set_articles(decision, *, texts, by, proposal=()):
    """Writes the articles; those that read as in the `proposal`, or as one before, are known as proposed."""
    former = DecisionArticle.objects.filter(decision=decision)
    known = {*proposal, *(article.text for article in former if article.proposed)}
    wanted = [(text, text in known) for text in texts]
    if [(article.text, article.proposed) for article in former] == wanted:
        return
    former.delete()
    for order, (text, proposed) in enumerate(wanted, start=1):
        DecisionArticle.objects.create(decision=decision, order=order, text=text, proposed=proposed)


def texts_of(decision):
    return list(DecisionArticle.objects.filter(decision=decision).values_list("text", flat=True))


@audited
def propose(decision, *, by):
    """Replaces the articles by those proposed for the kind and the lines of the draft."""
    proposal = proposal_for(decision)
    set_articles(decision, texts=proposal, proposal=proposal, by=by)


def proposal_for(decision):
    return Lines(decision).proposal(_takes_effect_on(decision))


def _takes_effect_on(decision):
    """The day it names, or today."""
    return decision.effective_on or timezone.localdate()


@contextmanager
def wording_kept_up(decision, *, by):
    """Around a change of a draft's lines: articles that nobody has reworded follow it."""
    follow = texts_of(decision) == proposal_for(decision)
    yield
    if follow:
        propose(decision, by=by)


@audited
def found_teams(decision, *, villages, by):
    """Makes the draft found a team in each of `villages`, and in no other."""
    for team in decision.founded_teams.exclude(village__in=villages):
        team.delete()
    former = {team.village_id: team for team in decision.founded_teams.all()}
    for village in villages:
        name, team = team_name(village), former.get(village.pk)
        if team is None:
            Team.objects.create(village=village, founded_by=decision, commune_id=decision.commune_id, name=name)
        elif team.name != name:  # the village was given another name meanwhile
            team.name = name
            team.save()


@audited
def set_relation(decision, *, affected, note="", by):
    """Makes the draft do to `affected` what its kind says, and to no other; None: to none."""
    kind = RELATION_OF_KIND.get(decision.kind) if affected else None
    for line in decision.relations.exclude(affected=affected, kind=kind) if kind else decision.relations.all():
        line.delete()
    if kind is None:
        return
    line = decision.relations.filter(affected=affected).first()
    if line is None:
        DecisionRelation.objects.create(source=decision, affected=affected, kind=kind, note=note)
    elif line.note != note:
        line.note = note
        line.save()


RELATION_OF_KIND = {
    Decision.Kind.AMEND: DecisionRelation.Kind.AMENDS,
    Decision.Kind.REPLACE: DecisionRelation.Kind.REPLACES,
    Decision.Kind.REPEAL: DecisionRelation.Kind.REPEALS,
    Decision.Kind.RECALL: DecisionRelation.Kind.RECALLS,
    Decision.Kind.CORRECT: DecisionRelation.Kind.CORRECTS,
}


@audited
def dissolve(decision, *, teams, by):
    """Makes the draft dissolve just `teams`."""
    _set_teams(Dissolution, decision, teams)


def _set_teams(model, decision, teams):
    for line in model.objects.filter(decision=decision).exclude(team__in=teams):
        line.delete()
    for team in teams:
        model.objects.get_or_create(decision=decision, team=team)


@audited
def set_people(decision, *, appointments, leaving, reformed, by, read_version=None):
    """Makes a draft appoint just `appointments` [(team, official, role)], dismiss just `leaving` [Membership] and
    re-form just the teams `reformed`."""
    stored = opened(decision, read_version)
    with wording_kept_up(stored, by=by):
        wanted = {(team.pk, official.pk): role for team, official, role in appointments}
        for line in Appointment.objects.filter(decision=stored):
            role = wanted.pop((line.team_id, line.official_id), None)
            if role is None:
                line.delete()
            elif line.role != role:
                line.role = role
                line.save()
        for (team, official), role in wanted.items():
            Appointment.objects.create(decision=stored, team_id=team, official_id=official, role=role)
        kept = {member.pk for member in leaving}
        for line in Dismissal.objects.filter(decision=stored).exclude(membership__in=kept):
            line.delete()
        for member in leaving:
            Dismissal.objects.get_or_create(decision=stored, membership=member)
        _set_teams(Reform, stored, reformed)


def teams_of(decision):
    """Teams that `decision` founds, re-forms, dissolves, appoints to, dismisses from or assigns targets to, and those
    that cease to be with a decision it repeals, in village order."""
    ids = {
        *decision.founded_teams.values_list("pk", flat=True),
        *decision.reforms.values_list("team", flat=True),
        *decision.appointments.values_list("team", flat=True),
        *decision.dismissals.values_list("membership__team", flat=True),
        *decision.targets.values_list("team", flat=True),
        *decision.target_endings.values_list("target__team", flat=True),
        *(team.pk for team in Lines(decision).undoing(_takes_effect_on(decision)).teams),
    }
    return list(Team.objects.filter(pk__in=ids).select_related("village").order_by("village__sort_key", "pk"))


def opened(decision, read_version=None):
    """The draft locked for a change of its lines, as version `read_version` if that is given; ChangedMeanwhile if
    somebody else saved after that was read."""
    stored = locked(decision, Decision.State.DRAFT)
    if read_version is not None and stored.version != read_version:
        raise ChangedMeanwhile("Người khác vừa lưu dự thảo này.")
    stored.version += 1
    stored.save()
    return stored


class ChangedMeanwhile(ValidationError):
    pass
