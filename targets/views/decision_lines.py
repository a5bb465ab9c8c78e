from django.contrib import messages
from django.shortcuts import redirect, render

from targets.forms.amend import AmendForm
from targets.forms.people import PeopleForm
from targets.forms.targets import TargetsForm
from targets.views.decision import moved_on
from teams.models import Decision


def decision_people(request, pk):
    return _lines(request, pk, PeopleForm, "targets/decision_people.html", opened=request.GET.get("to"))


def decision_targets(request, pk):
    return _lines(request, pk, TargetsForm, "targets/decision_targets.html")


def decision_amend(request, pk):
    return _lines(request, pk, AmendForm, "targets/decision_amend.html")


def _lines(request, pk, form_class, template, opened=None):
    decision = Decision.objects.editable_by(request.user).select_related("commune").filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    sent = request.POST if request.method == "POST" else None
    form = form_class(sent, decision=decision, user=request.user)
    if opened:
        form.open_on(opened)
    if sent is not None and form.is_valid() and form.save():
        messages.success(request, "Đã lưu.")
        return redirect(request.get_full_path()) if "more" in sent else redirect(decision)
    return render(request, template, {"form": form, "decision": decision})
