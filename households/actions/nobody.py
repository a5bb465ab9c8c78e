"""A whole lane in which nobody was at home."""

from uuid import uuid5

from django.core.exceptions import ValidationError

from households.actions.content import VisitContent
from households.actions.visit import log_visit, withdraw_visit
from households.models import Visit


def uuid_in(form, household):
    """UUID of the visit to `household` (id) said in the form with the UUID `form`: the same form makes it again."""
    return uuid5(form, str(household))


def log_nobody_home(households, *, form, by):
    """One visit each to `households` (ids), where nobody was at home; ([visit], [reason of those refused]).

    Each is a transaction of its own: one over all of them would hold the tally of the village while it waits for
    the next household, against the order in which a single visit takes both. What breaks off is sent again.
    """
    visits, refused = [], []
    for household in households:
        content = VisitContent(uuid_in(form, household), None, household, Visit.Outcome.NOBODY_HOME)
        try:
            visits.append(log_visit(content, by=by))
        except ValidationError as error:
            refused += error.messages
    return visits, refused


def withdraw_visits(visits, *, reason, by):
    """Takes back each of `visits`, for the same reason one transaction after the other."""
    for visit in visits:
        withdraw_visit(visit, reason=reason, by=by)
