from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from households.forms.promise import PromiseForm
from households.models import Household
from households.views.merged import leads_to_kept


@leads_to_kept(Household)
def promise_move(request, pk):
    served = Household.objects.loggable_by(request.user).present()
    household = get_object_or_404(served.select_related("village", "head", "latest_visit__promised_in"), pk=pk)
    latest = household.latest_visit_or_none
    if latest is None or latest.promised_in is None:
        messages.info(request, "Hộ này không còn hẹn nào đang mở.")
        return redirect(household)
    form = PromiseForm(request.POST or None, household=household, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save():
        day = form.cleaned_data["promised_on"]
        messages.success(request, f"Đã dời hẹn sang ngày {day:%d/%m/%Y}." if day else "Đã ghi thôi hẹn.")
        return redirect(household)
    return render(request, "households/promise_move.html", {"form": form, "household": household})
