from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from targets.forms.letter import LetterForm
from targets.letter import affect_by_letter
from targets.views.decision import moved_on
from teams.models import Decision


def decision_letter(request, pk):
    """Notes a công văn that corrects or recalls an issued decision."""
    decision = Decision.objects.amendable_by(request.user).select_related("commune").filter(pk=pk).first()
    if decision is None:
        return moved_on(request, Decision.objects.handled_by(request.user), pk)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            affect_by_letter(decision, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi công văn vào sổ văn bản đi và vào quyết định này.")
            return redirect(decision)
    return render(request, "targets/decision_letter.html", {"form": form, "decision": decision})
