from io import BytesIO

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render

from config.days import month_after, month_before
from households.forms.month import MonthForm
from households.timesheet import timesheet_of
from households.timesheet_book import timesheet_name, write_timesheet
from teams.models import Membership, Team


def timesheet(request, pk):
    form = MonthForm(request.GET)
    team, sheet = _sheet(request, pk, form.month)
    context = {
        "team": team,
        "sheet": sheet,
        "before": month_before(form.month),
        "after": month_after(form.month) if form.month < form.latest else None,
    }
    return render(request, "households/timesheet.html", context)


def timesheet_excel(request, pk):
    month = MonthForm(request.GET).month
    team, sheet = _sheet(request, pk, month)
    file = BytesIO()
    write_timesheet(file, sheet, team=team)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=timesheet_name(team, month))


def _sheet(request, pk, month):
    teams = Team.objects.timesheet_visible_to(request.user).select_related("commune", "village")
    team = get_object_or_404(teams, pk=pk)
    return team, timesheet_of(Membership.objects.timesheet_visible_to(request.user).filter(team=team), month)
