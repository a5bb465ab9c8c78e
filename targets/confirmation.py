"""How many of those taught confirmed it by phone, beside what is counted: of the months inside the terms of targets."""

from households.calls import rates_of
from households.models import VerificationCall


def confirmation_of(targets, on):
    """{team id: Rate} of the teams of `targets` in force until the day `on`; a team of which nobody was drawn is left
    out."""
    terms: dict = {}
    for target in targets:
        first, last = terms.get(target.team_id, (target.first_day, target.first_day))
        terms[target.team_id] = min(first, target.first_day), max(last, min(target.last_day, on))
    return rates_of(VerificationCall.objects.filter(team__in=terms).pursued(), terms)
