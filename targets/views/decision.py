from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from config.paging import page_of
from targets.decision_page import DecisionPage
from targets.draft_history import savings_of
from targets.forms.decision import DecisionFilter, DecisionForm
from teams.actions import delete_draft
from teams.models import Decision
from villages.models import Commune


def decision_list(request):
    decisions = Decision.objects.visible_to(request.user)
    filters = DecisionFilter(request.GET, decisions=decisions, user=request.user)
    context = {
        "filters": filters,
        "page": page_of(request, filters.narrow(decisions).with_end()),
        "drafts": Commune.objects.editable_by(request.user).exists(),
        "oversees": Commune.objects.overseen_by(request.user).exists(),
    }
    return render(request, "targets/decision_list.html", context)


def decision_detail(request, pk):
    decisions = Decision.objects.visible_to(request.user).with_steps_of(request.user)
    decision = get_object_or_404(decisions.select_related("commune__numbering", "signed_by"), pk=pk)
    return render(request, "targets/decision_detail.html", {"page": DecisionPage(decision, request.user)})


def decision_create(request):
    """First the kind, in the address; then the form that it proposes."""
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    kind = request.GET.get("loai")
    if kind not in Decision.Kind.values:
        return render(request, "targets/decision_kind.html", {"kinds": Decision.Kind})
    form = DecisionForm(_sent(request), instance=Decision(kind=kind), user=request.user)
    if request.method == "POST" and form.is_valid() and (decision := form.save_if_current()):
        messages.success(request, "Đã lưu dự thảo, các điều được đề xuất theo loại. Việc tiếp theo ở ngay dưới đây.")
        return redirect(_next_page(decision), decision.pk)
    return render(request, "targets/decision_form.html", {"form": form, "decision": form.instance})


def _next_page(decision):
    """Where the lines of a new draft are written."""
    if decision.amends_targets:
        return "decision-amend"
    if decision.kind in (Decision.Kind.FOUND, Decision.Kind.REFORM, Decision.Kind.REPLACE):
        return "decision-people"
    return "decision-targets" if decision.assigns_targets else "decision-edit"


def decision_edit(request, pk):
    decision = Decision.objects.editable_by(request.user).select_related("commune").filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    form = DecisionForm(_sent(request), instance=decision, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, "Đã lưu dự thảo.")
        return redirect("decision-edit", pk) if "propose" in request.POST else redirect(decision)
    return render(request, "targets/decision_form.html", {"form": form, "decision": decision})


def decision_changes(request, pk):
    """Who changed what of a draft, also after it was issued; for those who draft and sign."""
    communes = Commune.objects.papers_seen_by(request.user)
    decision = get_object_or_404(Decision.objects.visible_to(request.user).filter(commune__in=communes), pk=pk)
    context = {"decision": decision, "page": page_of(request, savings_of(decision), size=20)}
    return render(request, "targets/decision_changes.html", context)


@require_POST
def decision_delete(request, pk):
    decision = Decision.objects.deletable_by(request.user).filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    try:
        delete_draft(decision, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("decision-detail", pk)
    messages.success(request, "Đã xóa dự thảo.")
    return redirect("decision-list")


def moved_on(request, decisions, pk):
    """Somebody, perhaps the same click twice, has taken the step already: the page says where the decision of
    `decisions` is now."""
    decision = get_object_or_404(decisions, pk=pk)
    messages.info(request, f"Bước này đã xong. Quyết định đang ở trạng thái: {decision.get_state_display().lower()}.")
    return redirect(decision)


def _sent(request):
    return request.POST if request.method == "POST" else None
