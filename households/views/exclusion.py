from auditlog.signals import accessed
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from households.forms.exclusion import AskForm, DecideForm, EndForm, ExclusionFilter, WithdrawForm
from households.models import Exclusion, Household, Resident


def exclusion_ask(request, pk):
    households = Household.objects.exclusion_askable_by(request.user).select_related("head", "village")
    household = get_object_or_404(households, pk=pk)
    initial = {"reason": request.GET.get("ly-do"), "who": request.GET.get("nguoi")}
    form = AskForm(request.POST or None, household=household, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and (exclusion := form.save()):
        if exclusion.is_gone:
            messages.success(request, "Đã báo xã: không còn ở đây. Con số chưa đổi cho tới khi ghi chuyển đi.")
        else:
            messages.success(request, "Đã gửi đề nghị miễn tính. Trong khi chờ xã trả lời vẫn tính như cũ.")
        return redirect(household)
    return render(request, "households/exclusion_ask.html", {"form": form, "household": household})


def exclusion_list(request):
    decidable = Exclusion.objects.decidable_by(request.user)
    form = DecideForm(request.POST if request.method == "POST" else None, decidable=decidable)
    if request.method == "POST" and form.is_valid() and (done := form.save(request.user)):
        messages.success(request, done)
        return redirect(request.get_full_path())
    filters = ExclusionFilter(request.GET, user=request.user)
    rows = filters.narrow(Exclusion.objects.visible_to(request.user)).with_row()
    page = page_of(request, rows.annotate(decidable=Exists(decidable.filter(pk=OuterRef("pk")))))
    context = {"filters": filters, "form": form, "page": page}
    context["decides"] = any(exclusion.decidable for exclusion in page)
    return render(request, "households/exclusion_list.html", context)


def exclusion_detail(request, pk):
    movable = {
        "home_editable": Exists(Household.objects.editable_by(request.user).filter(pk=OuterRef("household"))),
        "person_editable": Exists(Resident.objects.editable_by(request.user).filter(pk=OuterRef("resident"))),
    }
    rows = Exclusion.objects.visible_to(request.user).with_row().select_related("ended_by").annotate(**movable)
    exclusion = get_object_or_404(rows, pk=pk)
    accessed.send(Household, instance=exclusion.home)
    form = _form_of(request, exclusion)
    if request.method == "POST" and form is None:  # a second tap
        return redirect(exclusion)
    if request.method == "POST" and form.is_valid() and (done := form.save(request.user)):
        messages.success(request, done)
        return redirect(exclusion)
    subjects = exclusion.subjects.select_related("skill", "trait")
    context = {"exclusion": exclusion, "form": form, "subjects": subjects, "kind": type(form).__name__}
    context["grants"] = not exclusion.is_gone
    return render(request, "households/exclusion_detail.html", context)


def _form_of(request, exclusion):
    """What this user may do with it now, or None."""
    data = request.POST if request.method == "POST" else None
    decidable = Exclusion.objects.decidable_by(request.user).filter(pk=exclusion.pk)
    if decidable.exists():
        return DecideForm(data, decidable=decidable)
    if Exclusion.objects.withdrawable_by(request.user).filter(pk=exclusion.pk).exists():
        return WithdrawForm(data, exclusion=exclusion)
    if Exclusion.objects.endable_by(request.user).filter(pk=exclusion.pk).exists():
        return EndForm(data, exclusion=exclusion)
    return None
