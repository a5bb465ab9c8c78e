"""What anybody who holds a verification code may know, and no more: never a phone number or a year of birth."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from teams.models import Decision, Membership
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
        return others.filter(team=self.membership.team_id, official=self.membership.official_id).first()


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

    @property
    def standing(self):
        return standing_of(self.decision.effective_on, None, self.on)


def standing_of(starts_on, ends_on, on):
    if ends_on and ends_on <= starts_on:
        return Standing.NEVER
    if ends_on and ends_on <= on:
        return Standing.OVER
    return Standing.IN_FORCE if starts_on <= on else Standing.NOT_YET
