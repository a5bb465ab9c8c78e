"""What happens to a household and its people, and how it is taken back."""

from auditlog.signals import accessed
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from households.actions.taking_back import take_back
from households.forms import life as forms
from households.forms.household import HouseholdMoveForm, ResidentMoveForm
from households.models import Household, LifeEvent, Resident
from households.resting import what_rests_on
from households.timeline import happening_of, resident_timeline, told_to
from households.views.merged import leads_to_kept
from households.views.saving import refusal_of, saved


def _happens(form_class):
    """The page on which an event of a household is entered by `form_class`."""

    @leads_to_kept(Household)
    def view(request, pk):
        households = Household.objects.editable_by(request.user).unmerged().select_related("village", "head")
        household = get_object_or_404(households, pk=pk)
        if not household.is_present:
            return _gone(request, household, household)
        form = form_class(request.POST or None, household=household, user=request.user)
        if request.method == "POST" and form.is_valid() and saved(form):
            messages.success(request, form.said)
            return redirect(household)
        return render(request, "households/life_form.html", {"form": form, "household": household})

    return view


household_birth = _happens(forms.BirthForm)
household_death = _happens(forms.DeathForm)
household_arrival = _happens(forms.ArrivalForm)
household_head = _happens(forms.HeadForm)
household_split = _happens(forms.SplitForm)
household_merge = _happens(forms.MergeForm)


@leads_to_kept(Household)
def household_move(request, pk):
    household = get_object_or_404(
        Household.objects.editable_by(request.user).unmerged().select_related("village"), pk=pk
    )
    if not household.is_present:
        return _gone(request, household, household)
    form = HouseholdMoveForm(request.POST or None, household=household, user=request.user)
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, f"Đã ghi hộ {household.number} chuyển đi.")
        return redirect(household)
    people = household.residents.named().present()
    return render(request, "households/household_move.html", {"form": form, "household": household, "people": people})


@leads_to_kept(Resident)
def resident_move(request, pk):
    residents = Resident.objects.editable_by(request.user).unmerged().select_related("household__village")
    resident = get_object_or_404(residents, pk=pk)
    household = resident.household
    if not resident.is_present:
        return _gone(request, resident, household)
    form = ResidentMoveForm(request.POST or None, resident=resident, user=request.user)
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, f"Đã ghi thay đổi của {resident.full_name}.")
        return redirect(household)
    return render(request, "households/resident_move.html", {"form": form, "resident": resident})


@leads_to_kept(Resident)
def resident_life(request, pk):
    residents = Resident.objects.visible_to(request.user).unmerged().select_related("household__village")
    resident = get_object_or_404(residents, pk=pk)
    accessed.send(Resident, instance=resident)
    context = {
        "resident": resident,
        "timeline": resident_timeline(resident, request.user),
        "stays": resident.residences.select_related("household__village").order_by("-starts_on", "-pk"),
    }
    return render(request, "households/resident_life.html", context)


def event_take_back(request, pk):
    event = get_object_or_404(told_to(request.user, LifeEvent.objects.correctable_by(request.user)), pk=pk)
    happening, (reason, first) = happening_of(event), what_rests_on(event)
    if first and not LifeEvent.objects.correctable_by(request.user).filter(pk=first.pk).exists():
        first = None
    if request.method == "POST" and not reason:
        household = event.household
        if refusal := refusal_of(lambda: take_back(event, by=request.user)):
            reason = refusal.messages[0]
        else:
            messages.success(request, "Đã rút lại; sổ hộ dân trở về như trước khi ghi.")
            still_there = Household.objects.editable_by(request.user).filter(pk=household.pk).exists()
            return redirect(household if still_there else "household-list")
    context = {"happening": happening, "reason": reason, "first": first}
    return render(request, "households/event_take_back.html", context)


def _gone(request, row, household):
    """The same click twice, or somebody was faster."""
    messages.info(request, f"{row} {row.get_state_display()}, không cần ghi lại.")
    return redirect(household)
