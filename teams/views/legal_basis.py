from django.contrib import messages
from django.db.models import F, Prefetch
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from teams.forms.legal_basis import LegalBasisForm
from teams.models import Decision, DecisionBasis, LegalBasis
from villages.models import Commune


def legal_basis_list(request):
    bases = LegalBasis.objects.visible_to(request.user).prefetch_related(_uses(request.user))
    context = {
        "page": page_of(request, bases),
        "editable": set(LegalBasis.objects.editable_by(request.user).values_list("pk", flat=True)),
        "edits": Commune.objects.editable_by(request.user).exists(),
    }
    return render(request, "teams/legal_basis_list.html", context)


def _uses(user):
    uses = DecisionBasis.objects.filter(decision__in=Decision.objects.visible_to(user)).order_by("-decision")
    named = uses.annotate(symbol=F("decision__register_entry__symbol"), subject=F("decision__subject"))
    return Prefetch("decisions", named, to_attr="uses")


def legal_basis_create(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    form = LegalBasisForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (basis := form.save_if_current()):
        messages.success(request, f"Đã thêm căn cứ {basis}.")
        return redirect("legal-basis-list")
    return render(request, "teams/legal_basis_form.html", {"form": form})


def legal_basis_edit(request, pk):
    bases = LegalBasis.objects.editable_by(request.user).select_related("commune")
    basis = get_object_or_404(bases.prefetch_related(_uses(request.user)), pk=pk)
    citation = basis.citation
    form = LegalBasisForm(request.POST or None, instance=basis, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, f"Đã lưu căn cứ {basis}.")
        return redirect("legal-basis-list")
    context = {"form": form, "basis": basis, "citation": citation}
    return render(request, "teams/legal_basis_form.html", context)
