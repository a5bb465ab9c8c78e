from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from targets.reform import start_reform
from teams.models import Team


@require_POST
def team_reform(request, pk):
    """Starts the draft that re-forms a team, and opens its members to tick."""
    team = get_object_or_404(Team.objects.draftable_by(request.user).filter(ends_on=None), pk=pk)
    decision, new = start_reform(team, by=request.user)
    if new:
        messages.success(request, f"Đã tạo dự thảo kiện toàn {team}. Hãy chọn ai thôi, ai bổ sung.")
    else:
        messages.info(request, f"Đã có dự thảo kiện toàn {team}: mở dự thảo ấy.")
    return redirect(f"{reverse('decision-people', args=[decision.pk])}?to={team.pk}")
