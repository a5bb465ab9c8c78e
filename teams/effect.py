"""Whether a decision has effect."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effect:
    code: str
    label: str


TO_COME = Effect("to-come", "Chưa có hiệu lực")
IN_FORCE = Effect("in-force", "Còn hiệu lực")


def effect_of(decision, on):
    """Of an issued `decision` on the day `on`; only another document could end it."""
    return TO_COME if decision.effective_on > on else IN_FORCE
