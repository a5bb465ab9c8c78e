"""What anybody may read: teams with their public contact, launches, and numbers without any person's data."""

from dataclasses import dataclass

from households.deadlines import Term
from households.models import DataRequest, Purpose
from households.retention import RULES
from targets.models import Target
from targets.progress import Progress, progress_of
from teams.models import Launch, Membership, Team
from villages.models import Commune, Official


@dataclass(frozen=True)
class PublicTeam:
    team: Team
    leader: Official | None
    progress: list[Progress]


def public_page(code):
    """Context of the public page of the commune with `code`, of the only commune, or of the list to choose from."""
    communes = list(Commune.objects.visible_to_public())
    chosen = communes if len(communes) == 1 else [commune for commune in communes if commune.code == code]
    if not chosen:
        return {"communes": communes}
    commune = chosen[0]
    teams = Team.objects.visible_to_public().filter(commune=commune).select_related("village")
    leaders = Membership.objects.leading().filter(team__in=teams).select_related("official")
    leader_of = {membership.team_id: membership.official for membership in leaders}
    targets = Target.objects.visible_to_public().in_force().filter(team__in=teams)
    lines: dict[int, list] = {}
    for line in progress_of(targets.with_shared().by_village()):
        lines.setdefault(line.target.team_id, []).append(line)
    return {
        "commune": commune,
        "teams": [PublicTeam(team, leader_of.get(team.pk), lines.get(team.pk, [])) for team in teams],
        "launches": Launch.objects.visible_to_public().filter(commune=commune)[:5],
    }


@dataclass(frozen=True)
class Right:
    name: str
    term: Term


def rights_page():
    """Context of the page that tells residents what is kept of them, why, for how long, and what they may ask."""
    rights = [Right(kind.label, DataRequest.TERMS[kind]) for kind in DataRequest.Kind]
    return {"purposes": Purpose.objects.all(), "rights": rights, "rules": RULES}
