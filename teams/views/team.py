from django.db.models import Exists, F, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from config.paging import page_of
from teams.lists import listed_teams
from teams.models import Decision, Launch, Team
from teams.succession import origin_of
from villages.models import Official, Position


def team_list(request):
    page = page_of(request, listed_teams(request.user))
    several = len({team.commune_id for team in page}) > 1
    return render(request, "teams/team_list.html", {"page": page, "several": several})


def team_detail(request, pk):
    opened = {
        "reformable": Exists(Team.objects.draftable_by(request.user).filter(pk=OuterRef("pk"), ends_on=None)),
        "hands_over": Exists(Team.objects.handed_over_to(request.user).filter(pk=OuterRef("pk"))),
    }
    teams = Team.objects.visible_to(request.user).select_related("village", "commune")
    named = teams.annotate(
        **opened,
        founding_symbol=F("founded_by__register_entry__symbol"),
        dissolving_symbol=F("dissolved_by__register_entry__symbol"),
    )
    team = get_object_or_404(named, pk=pk)
    positions = Position.objects.visible_to(request.user).in_force().select_related("village")
    memberships = (
        team.memberships.select_related("official")
        .prefetch_related(Prefetch("official__positions", positions, to_attr="current"))
        .annotate(
            start_symbol=F("started_by__register_entry__symbol"), end_symbol=F("ended_by__register_entry__symbol")
        )
    )
    now = memberships.in_force()
    origin, today = origin_of(team), timezone.localdate()
    reforms = team.reforms.filter(decision__state=Decision.State.ISSUED)
    reforms = reforms.annotate(since=F("decision__effective_on"), symbol=F("decision__register_entry__symbol"))
    reforms = list(reforms.order_by("-since", "-pk"))
    launched = [line.decision_id for line in reforms] if origin else [team.founded_by_id]
    context = {
        "team": team,
        "today": today,
        "origin": origin,
        "unassigned": not team.ends_on and not team.targets.in_force().exists(),
        "launches": Launch.objects.visible_to_public().filter(decision__in=launched),
        "members": now.in_rank(),
        "introduces": Team.objects.introducible_by(request.user).filter(pk=pk).exists(),
        "counts_days": Team.objects.timesheet_visible_to(request.user).filter(pk=pk).exists(),
        "reforms": reforms,
        "confirmed": [line for line in reforms if line.since <= today][-1:],  # who came along when it was reorganised
        "history": memberships.exclude(pk__in=now.values("pk")).order_by("-starts_on", "pk"),
        "linked": set(
            Official.objects.visible_to(request.user).filter(memberships__team=team).values_list("pk", flat=True)
        ),
    }
    return render(request, "teams/team_detail.html", context)
