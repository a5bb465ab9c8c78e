"""A whole lane in which nobody was at home."""

from uuid import uuid5

from households.actions.content import VisitContent
from households.actions.visit import Logged, log_visits, reasons_of, withdraw_visit
from households.models import Visit


def uuid_in(form, household):
    """UUID of the visit to `household` (id) said in the form with the UUID `form`: the same form makes it again."""
    return uuid5(form, str(household))


def log_nobody_home(households, *, form, by):
    """One visit each to `households` (ids), where nobody was at home; ([visit], [reason of those refused])."""
    said = [VisitContent(uuid_in(form, home), None, home, Visit.Outcome.NOBODY_HOME) for home in households]
    results = log_visits(said, by=by)
    visits = [result.visit for result in results if isinstance(result, Logged)]
    return visits, [reason for result in results for reason in reasons_of(result)]


def withdraw_visits(visits, *, reason, by):
    """Takes back each of `visits`, for the same reason one transaction after the other."""
    for visit in visits:
        withdraw_visit(visit, reason=reason, by=by)
