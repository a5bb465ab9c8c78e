from django.shortcuts import render

from config.days import month_after, month_before
from households.forms.month import MonthForm
from households.lists.work import sheet_of


def timesheet(request, pk):
    form = MonthForm(request.GET)
    team, sheet = sheet_of(request.user, pk, form.month)
    context = {
        "team": team,
        "sheet": sheet,
        "before": month_before(form.month),
        "after": month_after(form.month) if form.month < form.latest else None,
    }
    return render(request, "households/timesheet.html", context)
