"""Starts the decision that re-forms (kiện toàn) a team as it stands."""

from accounts.audit import audited
from teams.actions import draft
from teams.models import Decision, LegalBasis
from villages.models import Commune


@audited
def start_reform(team, *, by):
    """A new draft that re-forms `team`, on the bases its founding rested on; the draft that is there already, if
    somebody began one. Returns (draft, whether it is new)."""
    Commune.objects.select_for_update(no_key=True).get(pk=team.commune_id)  # a second click waits, and finds the first
    subject = f"kiện toàn {team.name}"
    begun = {"commune": team.commune, "kind": Decision.Kind.REFORM, "subject": subject}
    former = Decision.objects.editable_by(by).filter(**begun).first()
    if former:
        return former, False
    bases = LegalBasis.objects.visible_to(by).filter(decisions__decision=team.founded_by_id)
    return draft(Decision(**begun), bases=list(bases.order_by("decisions__order")), by=by), True
