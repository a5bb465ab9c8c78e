"""Residents and households that may have been entered twice."""

from urllib.parse import urlencode

from auditlog.signals import accessed
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.paging import page_of
from households.actions.merging import UNDO_WITHIN, reconsider, set_apart, undo_merge
from households.duplicates import apart_from, describe, look_alikes
from households.forms.merge import MergeHouseholdsForm, MergeResidentsForm, OtherHouseholdForm
from households.lists.registry import listed_pairs, people_of
from households.merges import undoable_by, with_names
from households.models import Household, Resident
from households.models.ability import with_known
from households.views.merged import leads_to_kept
from households.views.saving import refusal_of, saved
from villages.models import Village

RUNS_A_PAGE = 10


def duplicate_list(request):
    pairs, chosen, known = listed_pairs(request)
    page = page_of(request, pairs)
    runs = page_of(request, undoable_by(request.user), RUNS_A_PAGE, name="gop")
    context = {
        "page": page,
        "pairs": people_of(list(page), request.user),
        "villages": known if len(known) > 1 else [],
        "chosen": chosen[0] if len(chosen) == 1 else None,
        "runs": with_names(runs),
        "runs_page": runs,
        "days": UNDO_WITHIN.days,
    }
    return render(request, "households/duplicate_list.html", context)


@require_POST
def merge_undo(request, pk):
    run = get_object_or_404(undoable_by(request.user), pk=pk)
    if refusal := refusal_of(lambda: undo_merge(run, by=request.user)):
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Đã hoàn tác: cả hai trở lại như trước khi gộp.")
    return redirect("duplicate-list")


@leads_to_kept(Resident)
def resident_duplicates(request, pk):
    """Of one resident: who he may be; with ?voi= side by side with one of them."""
    mine = Resident.objects.editable_by(request.user).present().named()
    residents = mine.select_related("household__head", "village").annotate(lessons=Count("guidances"))
    if kept := _kept_already(request, Resident.objects.editable_by(request.user).named(), pk):
        return redirect(kept.household)
    one = get_object_or_404(residents, pk=pk)
    if "voi" not in request.GET:
        (alike,) = look_alikes([describe(one, one.household)], mine)
        judged = apart_from(one)
        context = {
            "resident": one,
            "alike": [resident for resident in alike if resident.pk not in judged],
            "apart": [resident for resident in alike if resident.pk in judged],
        }
        return render(request, "households/resident_duplicates.html", context)
    other = get_object_or_404(residents.exclude(pk=pk), pk=_id(request.GET["voi"]))
    form = MergeResidentsForm(request.POST or None, one=one, other=other, user=request.user)
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, _done(f"Đã gộp thành {form.sides[0].full_name}."))
        return redirect(form.sides[0].household)
    for resident in (one, other):
        accessed.send(Household, instance=resident.household)
    sides = list(with_known(residents.filter(pk__in=[one.pk, other.pk])).order_by("pk"))
    return render(request, "households/resident_merge.html", {"form": form, "one": one, "other": other, "sides": sides})


@leads_to_kept(Household)
def household_duplicates(request, pk):
    """Of one household: asks for the number of the other; with ?voi= side by side with it."""
    households = Household.objects.editable_by(request.user).present()
    households = households.select_related("head", "village").annotate(calls=Count("visits"))
    if kept := _kept_already(request, Household.objects.editable_by(request.user), pk):
        return redirect(kept)
    one = get_object_or_404(households, pk=pk)
    if "voi" not in request.GET:
        villages = Village.objects.registry_editable_by(request.user).in_force()
        form = OtherHouseholdForm(request.GET or None, household=one, villages=villages)
        if form.is_bound and form.is_valid():
            return redirect(f"{reverse('household-duplicates', args=[one.pk])}?voi={form.other.pk}")
        return render(request, "households/household_duplicates.html", {"form": form, "household": one})
    other = get_object_or_404(households.exclude(pk=pk), pk=_id(request.GET["voi"]))
    form = MergeHouseholdsForm(request.POST or None, one=one, other=other, user=request.user)
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, _done("Đã gộp hai hộ làm một."))
        return redirect(form.sides[0])
    for household in (one, other):
        accessed.send(Household, instance=household)
    sides = list(zip((one, other), form.people, strict=True))
    return render(
        request, "households/household_merge.html", {"form": form, "one": one, "other": other, "sides": sides}
    )


def _kept_already(request, rows, pk):
    """The one kept where the two that the address names were merged before: by a first click, or since it was read."""
    named = rows.filter(Q(pk=pk) | Q(pk=_id(request.GET["voi"]))) if "voi" in request.GET else []
    ends = [row.kept.pk for row in named]
    if len(ends) < 2 or len(set(ends)) > 1:
        return None
    if kept := rows.filter(pk=ends[0]).first():
        messages.info(request, f"Hai mục này đã được gộp thành {kept}.")
    return kept


def _id(text):
    """The id that `text` names; one that no row has for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _done(text):
    return f"{text} Hoàn tác được ở trang Trùng lặp trong {UNDO_WITHIN.days} ngày."


@require_POST
def resident_apart(request, pk):
    one, other = _pair(request, pk)
    if other:
        set_apart(one, other, by=request.user)
        messages.success(request, f"Đã ghi: {one.full_name} và {other.full_name} là hai người.")
    place = {name: request.POST.get(name, "") for name in ("thon", "trang")}
    query = urlencode({name: value for name, value in place.items() if value.isdecimal()})
    return redirect(f"{reverse('duplicate-list')}{f'?{query}' if query else ''}")


@require_POST
def resident_reconsider(request, pk):
    one, other = _pair(request, pk)
    if other:
        reconsider(one, other, by=request.user)
        messages.success(request, f"{one.full_name} và {other.full_name} lại là một cặp chờ xem.")
    return redirect("resident-duplicates", one.pk)


def _pair(request, pk):
    """The resident `pk`, and the one who was posted beside him, or None."""
    residents = Resident.objects.editable_by(request.user).named()
    one = get_object_or_404(residents, pk=pk)
    return one, residents.exclude(pk=pk).filter(pk=_id(request.POST.get("voi", ""))).first()
