"""A lane in which nobody is at home, and people whom the registry does not know yet."""

from contextlib import nullcontext
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.paging import page_of
from households.actions.nobody import uuid_in, withdraw_visits
from households.actions.visit import DifferentContent
from households.at_home import add_hints
from households.duplicates import describe, look_alikes, warning_of
from households.forms.door import MOST_AT_ONCE, HouseholdAtDoorForm, LaneForm, PersonAtDoorForm, ids_in
from households.models import Household, Resident, Visit
from households.rehearsal import is_rehearsing, taken_back
from households.views.merged import leads_to_kept
from households.views.visit import SLIP
from villages.models import Village


def lane_nobody(request, pk):
    village = get_object_or_404(Village.objects.loggable_by(request.user), pk=pk)
    households = Household.objects.loggable_by(request.user).present().filter(village=village)
    form = LaneForm(request.POST or None, households=households)
    if request.method == "POST" and form.is_valid() and (response := _log_lane(request, village, form)):
        return response
    lanes, receipts = households.lanes(), _receipts(request, village)
    lane = request.GET.get("ngo", lanes[0] if len(lanes) == 1 else None)
    context = {
        "village": village,
        "form": form,
        "lanes": lanes,
        "lane": lane,
        "receipts": receipts,
        "undoable": [visit for visit in receipts if not visit.is_cancelled],
    }
    if lane is not None:
        by_number = request.GET.get("xep") != "lau-nhat"
        shown = households.in_lane(lane).select_related("head", "latest_visit__visit")
        context["by_number"] = by_number
        context["page"] = page_of(request, shown.by_lane() if by_number else shown.never_visited_first(), MOST_AT_ONCE)
        add_hints(context["page"].object_list)
    return render(request, "households/lane_nobody.html", context)


def _log_lane(request, village, form):
    """The redirect to the receipts, or None where `form` says why nothing was stored."""
    try:
        with taken_back() if is_rehearsing(request) else nullcontext():
            visits = form.save(request.user)
    except DifferentContent:
        form.add_error(None, "Biểu mẫu này đã lưu những lượt thăm khác. Hãy mở lại trang này.")
        return None
    if not visits:
        return None
    if is_rehearsing(request):
        messages.info(request, f"Tập dượt: {len(visits)} lượt không ai ở nhà, không lưu, không tính.")
        return redirect(request.get_full_path())
    if form.left_out:
        messages.warning(request, f"{form.left_out} hộ không ghi được vì không còn ở thôn này.")
    sent = form.cleaned_data["uuid"]
    again = sum(visit.uuid != uuid_in(sent, visit.household_id) for visit in visits)
    if again:
        messages.info(request, f"{again} hộ vừa được ghi là không ai ở nhà, nên không ghi thêm lần nữa.")
    return redirect(_lane_url(request, village, sent, form.cleaned_data["households"]))


def _lane_url(request, village, sent, households):
    lane = [("ngo", request.GET["ngo"])] if "ngo" in request.GET else []
    said = [("dot", sent), *(("ho", household) for household in households)]
    return f"{reverse('lane-nobody', args=[village.pk])}?{urlencode([*lane, *said])}"


def _receipts(request, village):
    """The visits of the form that the address names, by lane."""
    try:
        sent = UUID(request.GET.get("dot", ""))
    except ValueError:
        return []
    uuids = [uuid_in(sent, household) for household in ids_in(request.GET.getlist("ho")[:MOST_AT_ONCE])]
    visits = Visit.objects.receipted_to(request.user).filter(author=request.user, village=village, uuid__in=uuids)
    visits = visits.select_related("household__head", "cancellation", "membership")
    return list(visits.order_by("household__lane_key", "household__number_key", "pk"))


@require_POST
def lane_undo(request, pk):
    village = get_object_or_404(Village.objects.loggable_by(request.user), pk=pk)
    uuids = [visit.uuid for visit in _receipts(request, village)]
    visits = Visit.objects.withdrawable_by(request.user).filter(uuid__in=uuids).select_related("membership")
    withdrawn = list(visits.order_by("household"))
    withdraw_visits(withdrawn, reason=SLIP, by=request.user)
    messages.success(request, f"Đã hoàn tác {len(withdrawn)} lượt thăm.")
    return redirect(f"{reverse('lane-nobody', args=[village.pk])}?{request.GET.urlencode()}")


def household_add(request, pk):
    village = get_object_or_404(Village.objects.addable_by(request.user).in_force(), pk=pk)
    form = HouseholdAtDoorForm(request.POST or None, village=village)
    if request.method == "POST" and form.is_valid() and (household := form.save(by=request.user)):
        messages.success(request, f"Đã thêm hộ {household.number}.")
        _warn(request, household.head, household)
        return redirect("visit-create", household.pk)
    lanes = Household.objects.visible_to(request.user).present().filter(village=village).lanes()
    return render(request, "households/household_add.html", {"form": form, "village": village, "lanes": lanes})


@leads_to_kept(Household, sends_on=True)
def resident_add(request, pk):
    households = Household.objects.addable_by(request.user).present().select_related("head", "village")
    household = get_object_or_404(households, pk=pk)
    form = PersonAtDoorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (resident := form.save(household, by=request.user)):
        messages.success(request, f"Hộ {household.number} đã có {resident.full_name}.")
        _warn(request, resident, household)
        return redirect(f"{reverse('visit-create', args=[household.pk])}?nguoi={resident.pk}")
    return render(request, "households/resident_add.html", {"form": form, "household": household})


def _warn(request, resident, household):
    """At the door nothing is held up: who may be in the registry already is told afterwards."""
    (alike,) = look_alikes([describe(resident, household)], Resident.objects.visible_to(request.user))
    if alike:
        messages.warning(request, f"{warning_of(alike)} Nếu là một người, công chức hoặc tổ trưởng gộp lại sau.")
