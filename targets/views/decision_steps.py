from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from targets.actions import issue, sign, submit
from targets.forms.decision_steps import DropForm, IssueForm, ReturnForm
from targets.views.decision import moved_on
from teams.actions import drop, next_number, numbering_of, refuse_misplaced, send_back
from teams.models import Decision


@require_POST
def decision_submit(request, pk):
    decision = Decision.objects.editable_by(request.user).filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    return _step(request, decision, submit, "Đã trình ký.")


@require_POST
def decision_sign(request, pk):
    decision = Decision.objects.signable_by(request.user).filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.decided_by(request.user), pk)
    read = request.POST.get("digest", "")
    issues = numbering_of(decision.commune_id).issues_at_signing
    done = "Đã ký và ban hành." if issues else "Đã ký. Văn thư sẽ cấp số và ngày ban hành."
    return _step(request, decision, sign, done, digest=read)


def decision_return(request, pk):
    decision = Decision.objects.returnable_by(request.user).filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.decided_by(request.user), pk)
    return _for_a_reason(
        request, decision, ReturnForm, "targets/decision_return.html", send_back, "Đã trả lại người soạn."
    )


def decision_drop(request, pk):
    decision = Decision.objects.droppable_by(request.user).filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    return _for_a_reason(request, decision, DropForm, "targets/decision_drop.html", drop, "Đã bỏ dự thảo.")


def decision_issue(request, pk):
    decision = Decision.objects.numberable_by(request.user).select_related("commune", "signed_by").filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    today = timezone.localdate()
    sent = request.POST if request.method == "POST" else None
    form = IssueForm(sent, number=next_number(decision.commune, today.year), day=today)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_misplaced(decision, **form.cleaned_data)
            issue(decision, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã cấp số và ban hành.")
            return redirect(decision)
    return render(request, "targets/decision_issue.html", {"form": form, "decision": decision})


def _for_a_reason(request, decision, form_class, template, action, done):
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _step(request, decision, action, done, reason=form.cleaned_data["reason"])
    return render(request, template, {"form": form, "decision": decision})


def _step(request, decision, action, done, **details):
    try:
        action(decision, **details, by=request.user)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    return redirect(decision)
