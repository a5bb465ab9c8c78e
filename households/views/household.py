from auditlog.signals import accessed
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from households.actions.visit import observe
from households.at_home import add_hints, hint_for
from households.forms.filters import HouseholdFilter
from households.forms.household import HouseholdForm
from households.forms.observe import ObservationForm
from households.models import Exclusion, Household
from households.models.ability import with_known
from households.timeline import household_timeline
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
    households = households.unmerged().with_loggable(request.user).with_doubled().with_lived_in().annotate(**opened)
    household = get_object_or_404(households, pk=pk)
    accessed.send(Household, instance=household)
    members = with_known(household.residents.named().unmerged())
    timeline = household_timeline(household, request.user)
    context = {
        "household": household,
        "present": [member for member in members if member.is_present],
        "gone": [member for member in members if not member.is_present],
        "exclusions": Exclusion.objects.visible_to(request.user).of(household).current().with_who(),
        "traits": household.trait_values.select_related("trait"),
        "visits": household.visits.with_line()[:10],
        "timeline": timeline,
        "ended": next((one for one in timeline if one.event.ends(household)), None),
        "at_home": hint_for(household),
        "notice": household.notices.counting().select_related("by").first(),
    }
    return render(request, "households/household_detail.html", context)


def household_create(request):
    form = HouseholdForm(request.POST or None, instance=Household(), user=request.user)
    if request.method == "POST" and form.is_valid() and (household := form.save_if_current()):
        messages.success(request, f"Đã lưu hộ {household.number}.")
        return _after_saving(request, household)
    context = {"form": form, "communes": Commune.objects.editable_by(request.user)}
    return render(request, "households/household_form.html", context)


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
def household_observe(request, pk):
    households = Household.objects.editable_by(request.user).present().select_related("village")
    household = get_object_or_404(households, pk=pk)
    form = ObservationForm(request.POST or None, household=household)
    if request.method == "POST" and form.is_valid():
        observe(household, observations=form.observations(), by=request.user)
        messages.success(request, "Đã ghi đặc điểm.")
        return redirect(household)
    return render(request, "households/household_observe.html", {"form": form, "household": household})
