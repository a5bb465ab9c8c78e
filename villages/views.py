from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from villages.forms.official import OfficialFilter, OfficialForm
from villages.forms.place import VillageForm
from villages.lists import listed_exports, listed_officials, listed_villages
from villages.models import Commune, Official, Village, oversees


def village_list(request):
    context = {
        "page": page_of(request, listed_villages(request.user), size=50),
        "oversees": oversees(request.user),
        "edited": set(Commune.objects.editable_by(request.user).values_list("pk", flat=True)),
    }
    return render(request, "villages/village_list.html", context)


def village_create(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    form = VillageForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (village := form.save_if_current()):
        messages.success(request, f"Đã thêm {village.label}.")
        return redirect("village-list")
    return render(request, "villages/village_form.html", {"form": form})


def village_edit(request, pk):
    village = get_object_or_404(Village.objects.editable_by(request.user), pk=pk)
    form = VillageForm(request.POST or None, instance=village, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, f"Đã lưu {village.label}.")
        return redirect("village-list")
    return render(request, "villages/village_form.html", {"form": form})


def official_list(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    filters = OfficialFilter(request.GET)
    context = {
        "filters": filters,
        "page": page_of(request, listed_officials(request.user, filters)),
        "edits": Commune.objects.editable_by(request.user).exists(),
    }
    return render(request, "villages/official_list.html", context)


def official_create(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    form = OfficialForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (official := form.save_if_current()):
        messages.success(request, f"Đã thêm cán bộ {official.full_name}.")
        return redirect(official)
    return render(request, "villages/official_form.html", {"form": form})


def official_edit(request, pk):
    official = get_object_or_404(Official.objects.editable_by(request.user).select_related("commune"), pk=pk)
    form = OfficialForm(request.POST or None, instance=official, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, f"Đã lưu cán bộ {official.full_name}.")
        return redirect(official)
    return render(request, "villages/official_form.html", {"form": form})


def export_list(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    return render(request, "villages/export_list.html", {"page": page_of(request, listed_exports(request.user))})
