"""Writes a draft: what it rests on, says, founds, appoints and dismisses."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError

from accounts.audit import audited
from teams.actions.step import locked, record
from teams.models import Appointment, Decision, DecisionArticle, DecisionBasis, DecisionEvent, Dismissal, Team
from teams.wording import propose_articles, team_name


@audited
def draft(decision, *, bases, villages, by, at=None):
    """Saves a new draft that rests on `bases` (in order), founds a team in each of `villages` and has the
    articles proposed for its kind."""
    decision.save()
    set_bases(decision, bases=bases, by=by)
    found_teams(decision, villages=villages, by=by)
    propose(decision, by=by)
    record(decision, DecisionEvent.Step.DRAFTED, by=by, at=at)
    return decision


@audited
def save_draft(decision, *, bases, villages, articles, by):
    """Saves a changed draft. `articles` None asks for those proposed; texts that nobody has reworded follow the
    change."""
    stored = locked(decision, Decision.State.DRAFT)
    if articles is not None and articles == texts_of(stored) == proposal_for(stored):
        articles = None
    decision.save()
    set_bases(decision, bases=bases, by=by)
    found_teams(decision, villages=villages, by=by)
    set_articles(decision, texts=proposal_for(decision) if articles is None else articles, by=by)
    return decision


@audited
def delete_draft(decision, *, by):
    """Removes a draft that was never submitted, with the teams it would have founded."""
    stored = locked(decision, Decision.State.DRAFT)
    if stored.events.filter(step=DecisionEvent.Step.SUBMITTED).exists():
        raise ValidationError("Dự thảo này đã từng trình ký nên phải giữ lại; hãy sửa thay vì xóa.")
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
def set_articles(decision, *, texts, by):
    if texts_of(decision) == texts:
        return
    DecisionArticle.objects.filter(decision=decision).delete()
    for order, text in enumerate(texts, start=1):
        DecisionArticle.objects.create(decision=decision, order=order, text=text)


def texts_of(decision):
    return list(DecisionArticle.objects.filter(decision=decision).values_list("text", flat=True))


@audited
def propose(decision, *, by):
    """Replaces the articles by those proposed for the kind and the lines of the draft."""
    set_articles(decision, texts=proposal_for(decision), by=by)


def proposal_for(decision):
    return propose_articles(
        decision,
        teams_of(decision),
        joining=decision.appointments.exists(),
        leaving=decision.dismissals.exists(),
        targets=decision.targets.exists(),
    )


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
def set_people(decision, *, appointments, leaving, by, read_version=None):
    """Makes a draft appoint just `appointments` [(team, official, role)] and dismiss just `leaving` [Membership]."""
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


def teams_of(decision):
    """Teams that `decision` founds, appoints to, dismisses from or assigns targets to, in village order."""
    ids = {
        *decision.founded_teams.values_list("pk", flat=True),
        *decision.appointments.values_list("team", flat=True),
        *decision.dismissals.values_list("membership__team", flat=True),
        *decision.targets.values_list("team", flat=True),
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
