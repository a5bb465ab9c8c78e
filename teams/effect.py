"""Whether a decision has effect."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from teams.models import DecisionRelation


@dataclass(frozen=True)
class Effect:
    label: str
    since: date


def over_from(decision="pk"):
    """Annotation: the day from which another document leaves nothing of the `decision` (field) in force."""
    ends = DecisionRelation.objects.in_effect().ending().filter(affected=OuterRef(decision))
    return Subquery(ends.order_by("effective_on").values("effective_on")[:1])


def effect_of(decision, on, over_from):
    """Of an issued `decision` on the day `on`."""
    if over_from and over_from <= on:
        return Effect("Hết hiệu lực", over_from)
    if decision.effective_on > on:
        return Effect("Chưa có hiệu lực", decision.effective_on)
    return Effect("Còn hiệu lực", decision.effective_on)
