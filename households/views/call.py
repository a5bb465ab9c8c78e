from itertools import groupby

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.days import month_after, month_before
from config.paging import page_of
from households.actions.calls import draw_calls, record_call
from households.calls import last_finished_month, lessons_of, rates_of
from households.forms.call import CallForm
from households.forms.month import MonthForm
from households.models import VerificationCall
from teams.models import Team
from villages.models import Commune


def call_list(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    form = MonthForm(request.GET, latest=last_finished_month())
    recordable = VerificationCall.objects.recordable_by(request.user).filter(pk=OuterRef("pk"))
    calls = VerificationCall.objects.visible_to(request.user).filter(month=form.month).pursued()
    listed = calls.annotate(recordable=Exists(recordable)).by_team().select_related("team", "resident__household", "by")
    page = page_of(request, listed)
    context = {
        "form": form,
        "month": form.month,
        "before": month_before(form.month),
        "after": month_after(form.month) if form.month < form.latest else None,
        "page": page,
        "teams": _by_team(list(page), rates_of(calls)),
        "draws": Commune.objects.editable_by(request.user).exists(),
        "results": VerificationCall.Result,
    }
    return render(request, "households/call_list.html", context)


def _by_team(calls, rates):
    """[(team, its rate, [(call, what the person was taught)])]"""
    lessons = lessons_of(calls)
    teams = groupby(calls, key=lambda call: call.team)
    return [(team, rates[team.pk], [(call, lessons[call.pk]) for call in own]) for team, own in teams]


@require_POST
def call_draw(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    month = MonthForm(request.POST, latest=last_finished_month()).month
    drawn = 0
    for team in Team.objects.verifiable_by(request.user):
        drawn += len(draw_calls(team, month=month, by=request.user))
    if drawn:
        messages.success(request, f"Đã rút thăm {drawn} người để gọi.")
    else:
        messages.info(request, "Không có ai để rút thêm: đã rút đủ, hoặc tháng này không ai được hướng dẫn.")
    return redirect(f"{reverse('call-list')}?thang={month:%Y-%m}")


@require_POST
def call_record(request, pk):
    call = get_object_or_404(VerificationCall.objects.recordable_by(request.user), pk=pk)
    form = CallForm(request.POST)
    if form.is_valid():
        record_call(call, **form.cleaned_data, by=request.user)
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    page = request.POST.get("trang", "")
    place = f"&trang={page}" if page.isdecimal() else ""
    return redirect(f"{reverse('call-list')}?thang={call.month:%Y-%m}{place}#goi-{call.pk}")
