"""Starts the decision that re-forms (kiện toàn) a team as it stands."""

import re

from accounts.audit import audited
from teams.actions import draft, set_people
from teams.models import Decision, LegalBasis
from teams.succession import origin_of
from villages.models import Commune


@audited
def start_reform(team, *, by):
    """A new draft that re-forms `team`, on the bases its founding rested on and, of an interim team, the one in the
    list that the reorganisation rested on; the decision that is under way already, if somebody began one. Returns
    (decision, whether it is new)."""
    Commune.objects.select_for_update(no_key=True).get(pk=team.commune_id)  # a second click waits, and finds the first
    under_way = Decision.objects.handled_by(by).under_way()
    if former := under_way.filter(commune=team.commune_id, reforms__team=team).defer("text").first():
        return former, False
    known = LegalBasis.objects.visible_to(by)
    bases = list(known.filter(decisions__decision=team.founded_by_id).order_by("decisions__order"))
    if document := reorganised_by(team):
        named = [basis for basis in known.exclude(symbol="") if _names(document, basis.symbol)]
        if len(named) == 1 and named[0] not in bases:  # numbers begin anew every year: of two it may be either
            bases += named
    begun = Decision(commune=team.commune, kind=Decision.Kind.REFORM, subject=f"kiện toàn {team.name}")
    decision = draft(begun, bases=bases, by=by)
    set_people(decision, appointments=[], leaving=[], reformed=[team], by=by)
    return decision, True


def _names(document, symbol):
    return re.search(rf"(?<![\w-]){re.escape(symbol)}(?![\w-])", document)


def reorganised_by(team):
    """The document of the reorganisation that made `team`, an interim one; '' of another."""
    made = origin_of(team) if team.interim_since else None
    return made.basis if made else ""
