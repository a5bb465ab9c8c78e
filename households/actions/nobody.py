"""A whole lane in which nobody was at home."""

from uuid import uuid5

from django.core.exceptions import ValidationError

from households.actions.content import VisitContent
from households.actions.visit import Logged, log_visits, withdraw_visit
from households.models import Visit


def uuid_in(form, household):
    """UUID of the visit to `household` (id) said in the form with the UUID `form`: the same form makes it again."""
    return uuid5(form, str(household))


def log_nobody_home(households, *, form, by):
    """One visit each to `households` (ids), where nobody was at home; ([visit], [reason of those refused]). Raises
    DifferentContent where the form's UUID names visits of somebody else."""
    said = [VisitContent(uuid_in(form, home), None, home, Visit.Outcome.NOBODY_HOME) for home in households]
    visits, refused = [], []
    for result in log_visits(said, by=by):
        if isinstance(result, Logged):
            visits.append(result.visit)
        elif isinstance(result, ValidationError):
            refused += result.messages
        else:
            raise result
    return visits, refused


def withdraw_visits(visits, *, reason, by):
    """Takes back each of `visits`, for the same reason one transaction after the other."""
    for visit in visits:
        withdraw_visit(visit, reason=reason, by=by)
