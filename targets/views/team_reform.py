from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from targets.reform import reorganised_by, start_reform
from teams.models import Decision, Team


@require_POST
def team_reform(request, pk):
    """Starts the draft that re-forms a team, and opens its members to tick."""
    team = get_object_or_404(Team.objects.draftable_by(request.user).filter(ends_on=None), pk=pk)
    decision, new = start_reform(team, by=request.user)
    if new:
        messages.success(request, f"Đã tạo dự thảo kiện toàn {team}. Hãy chọn ai thôi, ai bổ sung, hoặc giữ nguyên.")
        if document := reorganised_by(team):
            messages.info(request, f"Tổ tạm này lập theo {document}: hãy xem căn cứ đã nêu văn bản ấy chưa.")
    else:
        messages.info(request, f"Đã có quyết định kiện toàn {team}: {decision.get_state_display().lower()}.")
    if decision.state != Decision.State.DRAFT:
        return redirect(decision)
    return redirect(f"{reverse('decision-people', args=[decision.pk])}?to={team.pk}")
