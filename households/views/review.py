from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from config.paging import page_of
from households.actions import review
from households.forms.review import AnswerForm, JudgeForm
from households.models import VisitLabel
from households.review import reviews_of


def review_list(request):
    return render(request, "households/review_list.html", {"page": page_of(request, reviews_of(request.user))})


def visit_answer(request, uuid):
    labels = _of_visit(VisitLabel.objects.answerable_by(request.user), uuid)
    if not labels:
        return _done(VisitLabel.objects.answered_by(request.user), uuid)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        review.answer(labels[0].visit, text=form.cleaned_data["answer"], by=request.user)
        messages.success(request, "Đã lưu giải thích.")
        return redirect("review-list")
    context = {"form": form, "visit": labels[0].visit, "labels": labels}
    return render(request, "households/visit_answer.html", context)


@require_POST
def visit_settle(request, uuid):
    labels = _of_visit(VisitLabel.objects.settleable_by(request.user), uuid)
    if not labels:
        return _done(VisitLabel.objects.concluded_by(request.user), uuid)
    review.settle(labels[0].visit, by=request.user)
    messages.success(request, f"Đã xem lượt thăm {labels[0].visit.receipt_code}.")
    return redirect("review-list")


def visit_judge(request, uuid):
    labels = _of_visit(VisitLabel.objects.judgeable_by(request.user), uuid)
    if not labels:
        return _done(VisitLabel.objects.concluded_by(request.user), uuid)
    form, visit = JudgeForm(request.POST if request.method == "POST" else None), labels[0].visit
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["verdict"] == VisitLabel.Verdict.STRUCK:
            review.strike(visit, reason=reason, by=request.user)
            messages.success(request, f"Đã gạch bỏ lượt {visit.receipt_code}: không tính nữa.")
        else:
            review.accept(visit, reason=reason, by=request.user)
            messages.success(request, f"Đã chấp nhận lượt {visit.receipt_code}.")
        return redirect("review-list")
    guidances = visit.guidances.select_related("resident", "skill")
    context = {"form": form, "visit": visit, "labels": labels, "guidances": guidances}
    return render(request, "households/visit_judge.html", context)


def _of_visit(labels, uuid):
    found = labels.filter(visit__uuid=uuid)
    return list(found.select_related("visit__household__head", "visit__village", "visit__membership__official"))


def _done(labels, uuid):
    """To the list after a second tap of somebody who has just done it; to nothing for anyone else."""
    if not labels.filter(visit__uuid=uuid).exists():
        raise Http404
    return redirect("review-list")
