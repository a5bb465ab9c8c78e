from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from villages.forms.official import OfficialFilter, OfficialForm
from villages.forms.place import VillageForm
from villages.models import Commune, Official, Position, Village


def village_list(request):
    positions = Position.objects.visible_to(request.user).in_force()
    heads = positions.filter(kind=Position.Kind.VILLAGE_HEAD).select_related("official")
    villages = (
        Village.objects.visible_to(request.user)
        .in_force()
        .select_related("commune")
        .prefetch_related(Prefetch("positions", heads, to_attr="heads"))
        .order_by("commune__name", "commune", "sort_key", "pk")
    )
    context = {
        "page": page_of(request, villages, size=50),
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
    filters = OfficialFilter(request.GET)
    positions = Position.objects.visible_to(request.user).in_force().select_related("village")
    officials = filters.narrow(Official.objects.visible_to(request.user)).select_related("user")
    context = {
        "filters": filters,
        "page": page_of(request, officials.prefetch_related(Prefetch("positions", positions, to_attr="current"))),
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
