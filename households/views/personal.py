"""One person's data: what is kept, agreed to and asked, who looked, and a copy of it."""

from auditlog.signals import accessed
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.actions.personal import give_notice, record_consents
from households.consents import consents_of, is_limited
from households.forms.personal import ConsentForm
from households.looks import looks_at
from households.models import Household, Resident
from households.notice import CURRENT
from households.own_data import copy_of
from households.views.merged import leads_to_kept


@login_not_required
def data_notice(request):
    """The notice as it is read aloud and printed."""
    return render(request, "households/data_notice.html", {"version": CURRENT})


@require_POST
def notice_give(request, pk):
    household = get_object_or_404(Household.objects.informable_by(request.user).present(), pk=pk)
    give_notice(household, by=request.user)
    messages.success(request, f"Đã ghi: hộ {household.number} được nghe thông báo về dữ liệu cá nhân.")
    return redirect(household)


@leads_to_kept(Resident)
def resident_data(request, pk):
    resident = _opened(request, Resident.objects.visible_to(request.user), pk)
    context = {
        "resident": resident,
        "agreements": consents_of(resident),
        "limited": is_limited(resident),
        "requests": resident.data_requests.order_by("-received_on", "-pk"),
        "notice": resident.household.notices.counting().select_related("by").first(),
    }
    return render(request, "households/resident_data.html", context)


@leads_to_kept(Resident)
def resident_looks(request, pk):
    resident = _opened(request, Resident.objects.overseen_by(request.user), pk)
    context = {"resident": resident, "looks": looks_at(resident), "today": timezone.localdate()}
    return render(request, "households/resident_looks.html", context)


@leads_to_kept(Resident)
def resident_copy(request, pk):
    resident = _opened(request, Resident.objects.overseen_by(request.user), pk)
    context = {"resident": resident, "parts": copy_of(resident), "today": timezone.localdate()}
    return render(request, "households/resident_copy.html", context)


@leads_to_kept(Resident)
def resident_copy_file(request, pk):
    resident = _opened(request, Resident.objects.overseen_by(request.user), pk)
    response = JsonResponse(dict(copy_of(resident)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="du-lieu-{resident.pk}.json"'
    return response


def _opened(request, residents, pk):
    """The resident, whose page is opened by whoever asks: the trail keeps it."""
    flags = {
        "overseen": Exists(Resident.objects.overseen_by(request.user).filter(pk=OuterRef("pk"))),
        "heard": Exists(Resident.objects.heard_by(request.user).filter(pk=OuterRef("pk"))),
    }
    related = ["household", "household__head", "village__commune"]
    resident = get_object_or_404(residents.unmerged().select_related(*related).annotate(**flags), pk=pk)
    accessed.send(Resident, instance=resident)
    return resident


@leads_to_kept(Resident)
def consent_record(request, pk):
    residents = Resident.objects.heard_by(request.user).unmerged().select_related("household")
    resident = get_object_or_404(residents, pk=pk)
    agreements = consents_of(resident)
    form = ConsentForm(request.POST if request.method == "POST" else None, agreements=agreements)
    if request.method == "POST" and form.is_valid():
        record_consents(resident, answers=form.answers(), by=request.user)
        messages.success(request, f"Đã ghi trả lời của {resident.full_name}.")
        return redirect("resident-data", resident.pk)
    context = {"form": form, "resident": resident, "agreements": agreements}
    return render(request, "households/consent_form.html", context)
