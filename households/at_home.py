"""When somebody of a household is usually met, told from its own visits."""

from collections import Counter

from django.utils import timezone

from households.models import LatestVisit, Visit

NOON, EVENING, SUNDAY = 11, 18, 6
NO_EVIDENCE = {Visit.Outcome.GONE}


def at_home_hint(visits):
    """'buổi tối, Chủ nhật', or '' where the visits, [(visited_at, outcome)], do not tell.

    A part of the day, and Sunday or the other days, is named when somebody was met then more often than not, oftener
    than at the other times, and nobody was at home at one of those.
    """
    met, missed = Counter(), Counter()
    for visited_at, outcome in visits:
        if outcome not in NO_EVIDENCE:
            counted = missed if outcome == Visit.Outcome.NOBODY_HOME else met
            counted.update(_times_of(timezone.localtime(visited_at)))
    parts = ("buổi sáng", "trưa và chiều", "buổi tối"), ("ngày thường", "Chủ nhật")
    return ", ".join(one for among in parts for one in among if _stands_out(one, among, met, missed))


def _times_of(moment):
    part = "buổi sáng" if moment.hour < NOON else "trưa và chiều" if moment.hour < EVENING else "buổi tối"
    return part, "Chủ nhật" if moment.weekday() == SUNDAY else "ngày thường"


def _stands_out(one, among, met, missed):
    others = [other for other in among if other != one]
    met_else, missed_else = sum(met[other] for other in others), sum(missed[other] for other in others)
    oftener = met[one] * missed_else > met_else * missed[one]
    return missed_else > 0 and met[one] > missed[one] and oftener


def hint_for(household):
    return at_home_hint(_visits_at([household.pk]).get(household.pk, []))


def add_hints(households):
    """Gives each of `households` where nobody was met the last time its `at_home`, all with one query."""
    ids = [household.pk for household in households]
    missed = LatestVisit.objects.filter(household__in=ids, visit__outcome=Visit.Outcome.NOBODY_HOME)
    visits = _visits_at(missed.values("household")) if ids else {}
    for household in households:
        household.at_home = at_home_hint(visits.get(household.pk, []))
    return households


def _visits_at(households):
    """{household: [(visited_at, outcome)]} of the calls at the doors of `households`, ids or a query of them."""
    rows = Visit.objects.counting().filter(household__in=households, place=Visit.Place.HOME).order_by()
    visits: dict[int, list] = {}
    for household, *visit in rows.values_list("household", "visited_at", "outcome"):
        visits.setdefault(household, []).append(visit)
    return visits
