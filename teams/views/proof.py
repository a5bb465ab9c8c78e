from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from teams.codes import read_code, show_code
from teams.forms.proof import CodeForm
from teams.models import Decision, Membership
from teams.proof import DecisionProof, MemberProof
from villages.contacts import contacts_of
from villages.models import Position


@login_not_required
def proof_search(request):
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("proof-detail", show_code(form.cleaned_data["ma"]))
    return _answer(request, "teams/proof_search.html", {"form": form})


@login_not_required
def proof_detail(request, code):
    asked, today = read_code(code), timezone.localdate()
    member = Membership.objects.proven_to_public(asked).with_symbols().first()
    if member:
        return _known(request, "teams/proof_member.html", MemberProof(member, today))
    decision = Decision.objects.proven_to_public(asked).select_related("commune").first()
    if decision:
        return _known(request, "teams/proof_decision.html", DecisionProof(decision, today))
    form = CodeForm(initial={"ma": code[:50]})
    return _answer(request, "teams/proof_unknown.html", {"form": form}, status=404)


def _known(request, template, proof):
    posts = Position.objects.visible_to_public().filter(official__commune=proof.commune)
    return _answer(request, template, {"proof": proof, "contacts": contacts_of(posts)})


def _answer(request, template, context, status=200):
    """For no search engine, and for no cache: it may be different tomorrow."""
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
