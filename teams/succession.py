"""Teams when their villages are reorganised: one whose village goes on goes on with it; those of villages that are
merged or split end, and their members work on in an interim team until a decision re-forms it (kiện toàn)."""

from dataclasses import dataclass, field

from django.db.models import Q

from teams.models import Appointment, Decision, Dismissal, FormerAccess, Membership, Reform, Team, TeamRole
from villages import bulk
from villages.models import Commune, Reorganisation, RowChange, Village
from villages.succession import close, goes_on, new_villages, old_of, open_access

RANKS = list(TeamRole)


@dataclass
class Joined:
    """An interim team (unsaved) of the village `village` (None: of the commune) made of `former` teams."""

    team: Team
    former: list[Team]
    members: list[Membership] = field(default_factory=list)  # unsaved, each with the one it continues


@dataclass
class TeamPlan:
    continuing: list[tuple[Team, Village]] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)  # not over, of all these teams

    @property
    def ending(self):
        return list({team.pk: team for one in self.joined for team in one.former}.values())


def plan_teams(successors, communes, new_commune, *, on):
    """TeamPlan of the villages of `successors` and of the teams of the whole of `communes` that are merged."""
    plan = TeamPlan()
    here = Q(village__in=list(successors)) | Q(village=None, commune__in=communes)
    standing = Team.objects.filter(here).filter(Q(ends_on=None) | Q(ends_on__gt=on))
    teams = list(standing.select_related("village", "founded_by").order_by("pk"))
    running = [team for team in teams if team.starts_on]
    unended = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), team__in=running)
    plan.memberships = list(unended.in_rank().select_related("official", "access__user", "team"))
    by_village = {old.pk: goes_on(successors, old) for old in successors}
    plan.continuing = [(team, by_village[team.village_id]) for team in teams if by_village.get(team.village_id)]
    for new in new_villages(successors):
        olds = {old.pk for old in old_of(successors, new)}
        if not any(by_village[pk] for pk in olds):
            _join(plan, [team for team in running if team.village_id in olds], new.commune, new, on)
    if new_commune:
        _join(plan, [team for team in running if team.village_id is None], new_commune, None, on)
    return plan


def _join(plan, former, commune, village, on):
    if not former:
        return
    sizes = {team.pk: sum(one.team_id == team.pk for one in plan.memberships) for team in former}
    largest = max(former, key=lambda team: (sizes[team.pk], -team.pk))
    name = f"Tổ công nghệ số cộng đồng {(village or commune).label}"
    team = Team(
        commune=commune,
        village=village,
        name=name,
        founded_by=largest.founded_by,
        starts_on=on,
        interim_since=on,
    )
    best: dict = {}
    for one in plan.memberships:
        if one.team_id in sizes and (
            one.official_id not in best or RANKS.index(one.role) < RANKS.index(best[one.official_id].role)
        ):
            best[one.official_id] = one
    members = [
        Membership(
            team=team,
            official=one.official,
            role=one.role,
            starts_on=on,
            started_by_id=one.started_by_id,
            ends_on=one.ends_on,
            ended_by_id=one.ended_by_id,
            continues=one,
        )
        for one in sorted(best.values(), key=lambda one: (RANKS.index(one.role), one.pk))
    ]
    plan.joined.append(Joined(team, former, members))


def carry_teams(run, plan, *, on):
    """Carries `plan` out once the new villages are there."""
    for team, village in plan.continuing:
        team.village, team.commune = village, village.commune
    bulk.change(run, [team for team, _ in plan.continuing], ["village", "commune"])
    _continue_accesses(run, plan, on)
    ending = plan.ending
    for team in ending:
        team.ends_on = on
    bulk.change(run, ending, ["ends_on"])
    over = {team.pk for team in ending}
    left = [one for one in plan.memberships if one.team_id in over]
    accesses = [one.access for one in left if one.access and (not one.access.ends_at or _is_open_after(one.access, on))]
    reopened = {access.pk: open_access(access, commune=None, village=None, on=on) for access in accesses}
    close(accesses, on)
    bulk.change(run, accesses, ["ends_at"])
    for one in left:
        one.ends_on, one.ended_by = on, None
    bulk.change(run, left, ["ends_on", "ended_by"])
    for joined in plan.joined:
        joined.team.commune, joined.team.village = joined.team.commune, joined.team.village
        bulk.create(run, [joined.team])
        for member in joined.members:
            _give_access(run, member, joined.team, reopened.get(member.continues.access_id))
            member.team = joined.team
        bulk.create(run, joined.members)


def _is_open_after(access, on):
    return access.ends_at > open_access(access, commune=None, village=None, on=on).starts_at


def _give_access(run, member, team, like):
    if like is None:
        return
    access = open_access(like, commune=team.commune, village=team.village, on=team.starts_on)
    access.role = TeamRole(member.role).access_role
    bulk.create(run, [access])
    member.access = access


def _continue_accesses(run, plan, on):
    """The members of a team that goes on change their access, and keep the old one to be judged by."""
    places = {team.pk: village for team, village in plan.continuing}
    members = [one for one in plan.memberships if one.team_id in places and one.access]
    members = [one for one in members if one.access.ends_at is None or _is_open_after(one.access, on)]
    olds = [one.access for one in members]
    news = [
        open_access(one.access, commune=places[one.team_id].commune, village=places[one.team_id], on=on)
        for one in members
    ]
    close(olds, on)
    bulk.change(run, olds, ["ends_at"])
    bulk.create(run, news)
    bulk.create(run, [FormerAccess(membership=one, access=one.access) for one in members])
    for one, access in zip(members, news, strict=True):
        one.access = access
    bulk.change(run, members, ["access"])


def origin_of(team):
    """The Reorganisation that made `team` of former ones; None of a team that a decision founded."""
    made = {"content_type__app_label": "teams", "content_type__model": "team", "row": team.pk, "before__isnull": True}
    return Reorganisation.objects.filter(run__in=RowChange.objects.filter(**made).values("run")).first()


def unissued(successors, communes):
    """Decisions under way that name a team of these villages, or are of `communes`."""
    teams = Team.objects.filter(village__in=list(successors))
    named = Q(commune__in=communes) | Q(pk__in=teams.values("founded_by"))
    named |= Q(pk__in=Dismissal.objects.filter(membership__team__in=teams).values("decision"))
    for line in (Appointment, Reform):
        named |= Q(pk__in=line.objects.filter(team__in=teams).values("decision"))
    return list(Decision.objects.under_way().filter(named).defer("text").order_by("pk"))


def carry_drafts(run, drafts, commune: Commune):
    """The drafts of communes that are merged go on in the new one, with the teams they are to found."""
    for draft in drafts:
        draft.commune = commune
    bulk.change(run, drafts, ["commune"])
    teams = list(Team.objects.filter(founded_by__in=drafts, starts_on=None))
    for team in teams:
        team.commune = commune
    bulk.change(run, teams, ["commune"])
