"""What an issued decision does to teams, their members and the access that goes with it."""

from django.db.models import Q

from accounts.audit import audited
from config.days import day_begins
from teams.models import Membership, Team, TeamRole
from villages.models import Access, Official


@audited
def take_effect_on_people(decision, *, on, by):
    """Founds the teams of `decision`, ends the memberships it dismisses and begins those it appoints, from `on`;
    interim teams that it changes or re-forms are interim no longer."""
    for team in decision.founded_teams.all():
        team.starts_on = on
        team.save()
    for dismissal in decision.dismissals.select_related("membership__access"):
        _end(dismissal.membership, on=on, decision=decision)
    named = Q(appointments__decision=decision) | Q(memberships__dismissals__decision=decision)
    named |= Q(reforms__decision=decision, commune=decision.commune_id)
    for team in Team.objects.filter(named).exclude(interim_since=None).distinct():
        team.interim_since = None
        team.save()
    # An account that is being given to one of them waits, and then opens the access of the new membership too.
    appointed = Official.objects.filter(pk__in=decision.appointments.values("official")).order_by("pk")
    list(appointed.select_for_update(no_key=True))
    for appointment in decision.appointments.select_related("team__village", "official__user"):
        membership = Membership.objects.create(
            team=appointment.team,
            official=appointment.official,
            role=appointment.role,
            starts_on=on,
            started_by=decision,
        )
        open_access(membership, by=by)


@audited
def undo_people(undoing, *, decision, by):
    """Dissolves teams and ends memberships that go out of force; `decision` None: by a letter that recalls."""
    for team in undoing.teams:
        team.ends_on, team.dissolved_by = max(undoing.on, team.starts_on), decision
        team.save()
    for membership in undoing.memberships:
        _end(membership, on=undoing.on, decision=decision)


def _end(membership, *, on, decision):
    """One that was to begin later never does."""
    membership.ends_on, membership.ended_by = max(on, membership.starts_on), decision
    membership.save()
    close_access(membership)


def open_access(membership, *, by):
    """Opens the access that goes with `membership`, if its official has an account."""
    user, team = membership.official.user, membership.team
    if user is None or membership.access_id:
        return
    membership.access = Access.objects.create(
        user=user,
        commune_id=team.commune_id,
        village_id=team.village_id,
        role=TeamRole(membership.role).access_role,
        starts_at=day_begins(membership.starts_on),
        ends_at=day_begins(membership.ends_on) if membership.ends_on else None,
        granted_by=by,
    )
    membership.save()


def close_access(membership):
    """Ends the access of a membership with it; one that was ended before stays so."""
    access, end = membership.access, day_begins(membership.ends_on)
    if access is None or (access.ends_at and access.ends_at <= end):
        return
    access.ends_at = max(end, access.starts_at)
    access.save()
