"""What anybody who holds a verification code may know, and no more: never a phone number or a year of birth."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.db.models import Q

from teams.models import Decision, DecisionRelation, Membership
from teams.wording import authority_name


class Standing(StrEnum):
    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    OVER = "over"
    NEVER = "never"  # ended before it began


@dataclass(frozen=True)
class MemberProof:
    """Of a `membership` with_symbols(), on the day `on`."""

    membership: Membership
    on: date

    @property
    def commune(self):
        return self.membership.team.commune

    @property
    def starts_on(self):
        return max(self.membership.starts_on, self.membership.team.starts_on)

    @property
    def ends_on(self):
        """The day from which this is no longer so, as far as it is decided."""
        ends = [day for day in (self.membership.ends_on, self.membership.team.ends_on) if day]
        return min(ends, default=None)

    @property
    def standing(self):
        return standing_of(self.starts_on, self.ends_on, self.on)

    @property
    def is_by_dissolution(self):
        """Whether it ends with its team rather than by a decision of its own."""
        return self.membership.ends_on is None or self.ends_on < self.membership.ends_on

    @property
    def ending(self):
        """Symbol, date and code of the decision that ends it; None where none is named."""
        name = "dissolving" if self.is_by_dissolution else "end"
        return {field: getattr(self.membership, f"{name}_{field}") for field in ("symbol", "day", "code")}

    @cached_property
    def later(self):
        """What the same person is in the same team today, where this card is an old one."""
        if self.standing is not Standing.OVER:
            return None
        others = Membership.objects.in_force(self.on).with_symbols().exclude(pk=self.membership.pk)
        same = Q(team=self.membership.team_id, official=self.membership.official_id)
        return others.filter(same | Q(continues=self.membership.pk)).first()


ENDED = {"REPLACES": "Bị thay thế", "REPEALS": "Bị bãi bỏ", "RECALLS": "Bị thu hồi"}


@dataclass(frozen=True)
class DecisionEnd:
    """What leaves nothing of a decision in force: a decision, or a registered công văn that recalls it."""

    relation: DecisionRelation

    @property
    def how(self):
        return ENDED[self.relation.kind]

    @property
    def day(self):
        return self.relation.effective_on

    @property
    def document(self):
        source = self.relation.source
        name, document = ("Quyết định số", source) if source else ("Công văn số", self.relation.letter)
        return f"{name} {document.symbol} ngày {document.issued_on:%d/%m/%Y}"

    @property
    def code(self):
        return self.relation.source and self.relation.source.code


@dataclass(frozen=True)
class DecisionProof:
    """Of an issued `decision`, on the day `on`."""

    decision: Decision
    on: date

    @property
    def commune(self):
        return self.decision.commune

    @property
    def issuer(self):
        return authority_name(self.decision)

    @property
    def subject(self):
        return self.decision.text["subject"]

    @cached_property
    def end(self):
        """DecisionEnd, also one to come; None without one."""
        ending = DecisionRelation.objects.in_effect().ending().filter(affected=self.decision)
        relation = ending.select_related("source", "letter").order_by("effective_on", "pk").first()
        return relation and DecisionEnd(relation)

    @property
    def standing(self):
        return standing_of(self.decision.effective_on, self.end and self.end.day, self.on)


def standing_of(starts_on, ends_on, on):
    if ends_on and ends_on <= starts_on:
        return Standing.NEVER
    if ends_on and ends_on <= on:
        return Standing.OVER
    return Standing.IN_FORCE if starts_on <= on else Standing.NOT_YET
