from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from config.paging import page_of
from households.forms.sheet import LaneFilter, SheetForm
from households.models import Household, SheetDraft
from households.rehearsal import is_rehearsing
from households.sheet import blocks_of, legend_of
from households.sheet_reading import LINES
from villages.models import Village


def sheet_print(request, pk):
    village = get_object_or_404(Village.objects.peopled_for(request.user).select_related("commune"), pk=pk)
    households = Household.objects.visible_to(request.user).present().filter(village=village)
    filters = LaneFilter(request.GET, households=households)
    page = page_of(request, filters.narrow().select_related("head"), size=LINES)
    legend = legend_of(village.commune_id)
    context = {
        "village": village,
        "filters": filters,
        "page": page,
        "blocks": blocks_of(list(page)),
        "legend": legend,
        "boxes": {
            whose: render_to_string(f"households/_boxes_of_{whose}.html", {"legend": legend})
            for whose in ("home", "person")
        },
        "types": Village.objects.loggable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "households/sheet_print.html", context)


def sheet_enter(request, pk):
    form = _form(request, pk)
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST and is_rehearsing(request):
            messages.warning(request, "Đang tập dượt nên phiếu chưa được lưu. Hãy thôi tập dượt rồi bấm Lưu.")
            form.check()
        elif "save" in request.POST:
            form.store()
        else:
            form.check()
        if "next" in request.POST and form.is_finished:
            return redirect("sheet-enter", form.village.pk)
    context = {"form": form, "village": form.village, "legend": legend_of(form.village.commune_id)}
    return render(request, "households/sheet_enter.html", context)


@require_POST
def sheet_check(request, pk):
    """The reading of each line while it is typed, and the draft kept on the way."""
    form = _form(request, pk)
    if form.is_valid():
        form.check()
    lines = [{"state": reading.state, "said": reading.said} for reading in form.readings]
    return JsonResponse({"lines": lines, "kept": form.is_valid() and not form.held_elsewhere})


def _form(request, pk):
    village = get_object_or_404(Village.objects.loggable_by(request.user).select_related("commune"), pk=pk)
    draft = SheetDraft.objects.kept_by(request.user).filter(village=village).first()
    return SheetForm(request.POST or None, village=village, user=request.user, draft=draft)
