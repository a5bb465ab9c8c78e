from auditlog.signals import accessed
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from households.actions.visit import observe
from households.at_home import add_hints, hint_for
from households.forms.filters import HouseholdFilter
from households.forms.household import HouseholdForm, HouseholdMoveForm, ResidentMoveForm
from households.forms.observe import ObservationForm
from households.models import Exclusion, Household, Resident
from households.models.ability import with_known
from households.views.merged import leads_to_kept
from villages.models import Commune, Village


def household_list(request):
    filters = HouseholdFilter(request.GET, user=request.user)
    households = filters.narrow(Household.objects.visible_to(request.user))
    page = page_of(request, households)
    page.object_list = add_hints(list(page.object_list.with_row().with_loggable(request.user)))
    may_create = Village.objects.registry_editable_by(request.user).exists()
    served = Village.objects.addable_by(request.user).in_force()
    served = served.filter(pk=filters.village.pk).first() if filters.village else None
    context = {"filters": filters, "page": page, "may_create": may_create, "served": served}
    context["may_import"] = Commune.objects.editable_by(request.user).exists()
    return render(request, "households/household_list.html", context)


@leads_to_kept(Household)
def household_detail(request, pk):
    opened = {
        "editable": Exists(Household.objects.editable_by(request.user).filter(pk=OuterRef("pk"))),
        "informable": Exists(Household.objects.informable_by(request.user).filter(pk=OuterRef("pk"))),
        "addable": Exists(Household.objects.addable_by(request.user).present().filter(pk=OuterRef("pk"))),
    }
    related = ["village", "head", "latest_visit__promised_in"]
    households = Household.objects.visible_to(request.user).select_related(*related)
    households = households.unmerged().with_loggable(request.user).annotate(**opened)
    household = get_object_or_404(households, pk=pk)
    accessed.send(Household, instance=household)
    members = with_known(household.residents.named().unmerged())
    context = {
        "household": household,
        "present": [member for member in members if member.is_present],
        "gone": [member for member in members if not member.is_present],
        "exclusions": Exclusion.objects.visible_to(request.user).of(household).current().with_row(),
        "traits": household.trait_values.select_related("trait"),
        "visits": household.visits.with_line()[:10],
        "at_home": hint_for(household),
        "notice": household.notices.counting().select_related("by").first(),
    }
    return render(request, "households/household_detail.html", context)


def household_create(request):
    form = HouseholdForm(request.POST or None, instance=Household(), user=request.user)
    if request.method == "POST" and form.is_valid() and (household := form.save_if_current()):
        messages.success(request, f"Đã lưu hộ {household.number}.")
        return _after_saving(request, household)
    return render(request, "households/household_form.html", {"form": form})


@leads_to_kept(Household)
def household_edit(request, pk):
    household = get_object_or_404(Household.objects.editable_by(request.user).present(), pk=pk)
    form = HouseholdForm(request.POST or None, instance=household, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, f"Đã lưu hộ {household.number}.")
        return _after_saving(request, household)
    return render(request, "households/household_form.html", {"form": form, "household": household})


def _after_saving(request, household):
    return redirect("household-edit", household.pk) if "more" in request.POST else redirect(household)


@leads_to_kept(Household)
def household_move(request, pk):
    household = get_object_or_404(Household.objects.editable_by(request.user).unmerged(), pk=pk)
    if not household.is_present:
        return _gone(request, household, household)
    form = HouseholdMoveForm(request.POST or None, household=household, user=request.user)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, f"Đã ghi hộ {household.number} chuyển đi.")
        return redirect("household-list")
    return render(request, "households/household_move.html", {"form": form, "household": household})


@leads_to_kept(Resident)
def resident_move(request, pk):
    residents = Resident.objects.editable_by(request.user).unmerged().select_related("household")
    resident = get_object_or_404(residents, pk=pk)
    household = resident.household
    if not resident.is_present:
        return _gone(request, resident, household)
    form = ResidentMoveForm(request.POST or None, resident=resident, user=request.user)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, f"Đã ghi thay đổi của {resident.full_name}.")
        return redirect(household)
    return render(request, "households/resident_move.html", {"form": form, "resident": resident})


def _gone(request, row, household):
    """The same click twice, or somebody was faster."""
    messages.info(request, f"{row} {row.get_state_display()}, không cần ghi lại.")
    return redirect(household)


def _saved(form):
    try:
        form.save()
    except IntegrityError:
        form.add_error(None, "Vừa có người lưu một mục trùng với mục này. Hãy kiểm tra lại rồi lưu.")
        return False
    except ValidationError as error:
        refusals = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, messages_of_field in refusals.items():
            form.add_error(name if name in form.fields else None, messages_of_field)
        return False
    return True


@leads_to_kept(Household)
def household_observe(request, pk):
    households = Household.objects.editable_by(request.user).present().select_related("village")
    household = get_object_or_404(households, pk=pk)
    form = ObservationForm(request.POST or None, household=household)
    if request.method == "POST" and form.is_valid():
        observe(household, observations=form.observations(), by=request.user)
        messages.success(request, "Đã ghi đặc điểm.")
        return redirect(household)
    return render(request, "households/household_observe.html", {"form": form, "household": household})
