"""Teams whose people no longer match the posts of their village: they need a re-forming (kiện toàn)."""

from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from teams.models import Decision, Membership, Reform, Team
from villages.models import Position
from villages.models.official import titles_of

HEADS = [Position.Kind.VILLAGE_HEAD, Position.Kind.CELL_SECRETARY]


INTERIM = "tổ tạm lập khi sắp xếp thôn, xã từ {:%d/%m/%Y}, chưa có quyết định kiện toàn, chưa giao chỉ tiêu"


@dataclass(frozen=True)
class Lapse:
    team: Team
    reasons: list[str]


def lapses_of(teams):
    """[Lapse] of those of `teams` (queryset) in which a member has lost his last post in the village since he joined
    or the team was re-formed with him, or a village head or cell secretary came into office after the last change and
    is no member; and of interim ones, those of a whole commune too. `under_way` of a team: id of a decision of its
    commune, not issued yet, that re-forms it."""
    reforms = Reform.objects.filter(team=OuterRef("pk")).order_by("-decision__effective_on")
    issued = Q(decision__state=Decision.State.ISSUED)
    under_way = reforms.filter(decision__in=Decision.objects.under_way(), decision__commune=OuterRef("commune"))
    rows = teams.exclude(village=None, interim_since=None).select_related("village")
    rows = rows.annotate(
        reformed_on=Subquery(reforms.filter(issued).values("decision__effective_on")[:1]),
        under_way=Subquery(under_way.values("decision")[:1]),
    )
    standing = {team.pk: team for team in rows.annotate(changed_on=Max("memberships__starts_on"))}
    reasons: dict = {
        pk: [INTERIM.format(team.interim_since)] if team.interim_since else [] for pk, team in standing.items()
    }
    members = Membership.objects.not_over().filter(team__in=standing)
    members = list(members.only("team", "official", "starts_on", "ended_by"))
    by_village: dict = {}
    villages = {team.village_id for team in standing.values()}
    today = timezone.localdate()
    ended = Position.objects.filter(village__in=villages, ends_on__lte=today)
    telling = Q(kind__in=HEADS) | Q(official__in=ended.values("official"))  # nobody else lost a post or is a new head
    for post in Position.objects.filter(telling, village__in=villages).select_related("official"):
        by_village.setdefault(post.village_id, []).append(post)
    for member in members:
        posts = by_village.get(standing[member.team_id].village_id, [])
        since = max(member.starts_on, standing[member.team_id].reformed_on or member.starts_on)
        own = [post for post in posts if post.official_id == member.official_id]
        if lost := _lost(member, own, since, today):
            last = lost[0]
            reasons[member.team_id].append(f"{last.official} thôi làm {_titles(lost)} từ {last.ends_on:%d/%m/%Y}")
    for team in standing.values():
        names = {member.official_id for member in members if member.team_id == team.pk}
        for post in by_village.get(team.village_id, []):
            if _came_after(post, team, today) and post.official_id not in names:
                since = f"{_titles([post])} từ {post.starts_on:%d/%m/%Y}"
                reasons[team.pk].append(f"{post.official} làm {since}, chưa ở trong tổ")
    return [Lapse(team, reasons[pk]) for pk, team in standing.items() if reasons[pk]]


def _lost(member, posts, since, today):
    """The posts that ended last, if he held them when or after he joined, or his team was re-formed, and holds none
    now."""
    if member.ended_by_id or any(post.ends_on is None or post.ends_on > today for post in posts):
        return []
    last = max((post.ends_on for post in posts), default=since)
    return [post for post in posts if post.ends_on == last > since]


def _titles(posts):
    """'bí thư chi bộ kiêm Trưởng thôn', within a sentence."""
    names = titles_of(posts)
    return names[:1].lower() + names[1:]


def _came_after(post, team, today):
    in_office = post.starts_on <= today and (post.ends_on is None or post.ends_on > today)
    changes = [day for day in (team.starts_on, team.changed_on, team.reformed_on) if day]
    return post.kind in HEADS and in_office and post.starts_on > max(changes)
