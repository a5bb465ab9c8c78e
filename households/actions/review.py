"""What happens to labels and signs: the author explains, the tổ trưởng has seen, the commune accepts or strikes."""

from django.utils import timezone

from accounts.audit import audited
from households.actions.visit import strike_visit
from households.models import Visit, VisitLabel

Verdict = VisitLabel.Verdict


@audited
def answer(visit, *, text, by, at=None):
    """The author of `visit` explains what is open and not explained yet, all of it at once."""
    visit.labels.answerable_by(by).update(answer=text, answered_at=at or timezone.now())


@audited
def settle(visit, *, by, at=None):
    """`by` has seen how `visit` arrived."""
    _conclude(visit.labels.settleable_by(by), Verdict.SEEN, "", by, at)


@audited
def accept(visit, *, reason, by, at=None):
    """What looks unusual about `visit` has been explained."""
    Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    _conclude(visit.labels.judgeable_by(by), Verdict.ACCEPTED, reason, by, at)


@audited
def strike(visit, *, reason, by, at=None):
    """`visit` counts no more; one that its author has withdrawn meanwhile stays withdrawn."""
    Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)  # another officer may be accepting it
    signs = list(visit.labels.judgeable_by(by).values_list("pk", flat=True))
    if signs and strike_visit(visit, reason=reason, by=by, at=at):
        _conclude(visit.labels.filter(pk__in=signs), Verdict.STRUCK, reason, by, at)


def _conclude(labels, verdict, reason, by, at):
    labels.open().update(verdict=verdict, reason=reason, by=by, at=at or timezone.now())
