from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from config.paging import page_of
from teams.cards import cards_of, search_address
from teams.models import Membership, Team


def team_cards(request, pk):
    team = get_object_or_404(Team.objects.introducible_by(request.user), pk=pk)
    return _cards(request, Membership.objects.introducible_by(request.user).filter(team=team), team)


def own_cards(request):
    return _cards(request, Membership.objects.carried_by(request.user))


def _cards(request, memberships, team=None):
    page = page_of(request, memberships.with_symbols().in_rank(), size=24)  # three or four sheets of A4
    context = {
        "team": team,
        "page": page,
        "cards": cards_of(page),
        "today": timezone.localdate(),
        "search_address": search_address(),
    }
    return render(request, "teams/cards.html", context)
