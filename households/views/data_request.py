"""Requests about personal data: taken down at the door or in the office, answered by the commune in time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from households.actions import personal
from households.forms.personal import ACKNOWLEDGED, EXTENDED, AnswerRequestForm, TakeRequestForm
from households.lists.office import listed_requests
from households.models import DataRequest, Resident
from households.views.merged import leads_to_kept


def data_request_list(request):
    shown, answered = listed_requests(request)
    context = {"page": page_of(request, shown), "answered": answered}
    return render(request, "households/data_request_list.html", context)


@leads_to_kept(Resident)
def data_request_create(request, pk):
    residents = Resident.objects.heard_by(request.user).unmerged().select_related("household")
    resident = get_object_or_404(residents, pk=pk)
    form = TakeRequestForm(request.POST if request.method == "POST" else None, resident=resident)
    if request.method == "POST" and form.is_valid():
        taken = personal.take_request(form.save(commit=False), by=request.user)
        messages.success(request, f"Đã nhận yêu cầu {taken.pk}; xã trả lời chậm nhất ngày {taken.due_on:%d/%m/%Y}.")
        return redirect("resident-data", resident.pk)
    return render(request, "households/data_request_form.html", {"form": form, "resident": resident})


def data_request_detail(request, pk):
    related = ["resident__household", "resident__village", "purpose", "taken_by", "by"]
    asked = get_object_or_404(DataRequest.objects.visible_to(request.user).select_related(*related), pk=pk)
    handled = DataRequest.objects.handled_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not handled:
        raise Http404
    form = None
    if handled and asked.is_open:
        form = AnswerRequestForm(request.POST if request.method == "POST" else None, request=asked)
        if request.method == "POST" and form.is_valid() and _stepped(request, asked, form):
            return redirect(asked)
    return render(request, "households/data_request_detail.html", {"asked": asked, "form": form})


def _stepped(request, asked, form):
    """Whether the step was taken; otherwise `form` says why not."""
    cleaned = form.cleaned_data
    try:
        if cleaned["step"] == ACKNOWLEDGED:
            personal.acknowledge(asked, with_others=cleaned["with_others"], by=request.user)
        elif cleaned["step"] == EXTENDED:
            personal.extend(asked, reason=cleaned["text"], with_others=cleaned["with_others"], by=request.user)
        else:
            personal.answer(asked, outcome=cleaned["step"], text=cleaned["text"], by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"Đã ghi yêu cầu {asked.pk}.")
    return True
