from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from teams.actions import numbering_of
from teams.forms.register import HandlingForm, NumberingForm, PaperForm
from teams.lists import register_filter
from teams.models import RegisterEntry
from teams.register_book import COLUMNS, missing_numbers, row_of
from villages.models import Commune

LINES = 50


def register_list(request):
    filters = register_filter(request)
    entries = filters.narrow().closest_first(filters.typed).select_related("decision")
    numbering = numbering_of(filters.commune)
    page = page_of(request, entries, size=LINES)
    context = {
        "filters": filters,
        "page": page,
        "columns": list(COLUMNS),
        "rows": [(entry, row_of(entry)) for entry in page],
        "numbering": numbering,
        "missing": missing_numbers(filters.entries.filter(year=filters.year), numbering),
        "edits": Commune.objects.editable_by(request.user).filter(pk=filters.commune.pk).exists(),
    }
    return render(request, "teams/register_list.html", context)


def register_create(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    form = PaperForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (entry := form.save_if_current()):
        messages.success(request, f"Đã vào sổ: {entry}.")
        return _back(entry)
    return render(request, "teams/register_form.html", {"form": form})


def register_edit(request, pk):
    entries = RegisterEntry.objects.numberable_by(request.user).select_related("commune", "decision")
    entry = get_object_or_404(entries, pk=pk)
    form_class = HandlingForm if entry.decision_id else PaperForm
    form = form_class(request.POST or None, instance=entry, user=request.user)
    name = str(entry)
    if request.method == "POST" and form.is_valid() and (entry := form.save_if_current()):
        messages.success(request, f"Đã lưu vào sổ: {entry}.")
        return _back(entry)
    return render(request, "teams/register_form.html", {"form": form, "entry": form.instance, "name": name})


def _back(entry):
    """To the book that the line is in."""
    response = redirect("register-list")
    response["Location"] += f"?xa={entry.commune_id}&nam={entry.year}"
    return response


def numbering_edit(request, pk):
    commune = get_object_or_404(Commune.objects.editable_by(request.user), pk=pk)
    form = NumberingForm(request.POST or None, commune=commune, instance=numbering_of(commune))
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, "Đã lưu cách cấp số.")
        return redirect("register-list")
    return render(request, "teams/numbering_form.html", {"form": form, "commune": commune})
