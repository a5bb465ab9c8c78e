from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from households.models import Household, VisitLabel
from targets.handover import LOOKED_BACK, handover_of
from targets.models import Target
from targets.progress import progress_of
from teams.models import Team


def team_handover(request, pk):
    team = get_object_or_404(Team.objects.handed_over_to(request.user).select_related("village", "commune"), pk=pk)
    targets = Target.objects.visible_to(request.user).in_force().filter(team=team)
    context = {
        "team": team,
        "today": timezone.localdate(),
        "days": LOOKED_BACK.days,
        "handover": handover_of(
            team, Household.objects.visible_to(request.user), VisitLabel.objects.visible_to(request.user)
        ),
        "progress": progress_of(targets.with_all()),
    }
    return render(request, "targets/team_handover.html", context)
