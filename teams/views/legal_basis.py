from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from config.paging import page_of
from teams.forms.legal_basis import LegalBasisForm
from teams.lists import listed_bases, uses_seen_by
from teams.models import LegalBasis
from villages.models import Commune


def legal_basis_list(request):
    context = {
        "page": page_of(request, listed_bases(request.user)),
        "editable": set(LegalBasis.objects.editable_by(request.user).values_list("pk", flat=True)),
        "edits": Commune.objects.editable_by(request.user).exists(),
    }
    return render(request, "teams/legal_basis_list.html", context)


def legal_basis_create(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    form = LegalBasisForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (basis := form.save_if_current()):
        messages.success(request, f"Đã thêm căn cứ {basis}.")
        return redirect("legal-basis-list")
    return render(request, "teams/legal_basis_form.html", {"form": form})


def legal_basis_edit(request, pk):
    bases = LegalBasis.objects.editable_by(request.user).select_related("commune")
    basis = get_object_or_404(bases.prefetch_related(uses_seen_by(request.user)), pk=pk)
    citation = basis.citation
    form = LegalBasisForm(request.POST or None, instance=basis, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, f"Đã lưu căn cứ {basis}.")
        return redirect("legal-basis-list")
    context = {"form": form, "basis": basis, "citation": citation}
    return render(request, "teams/legal_basis_form.html", context)
