"""Gọi xác minh: of whom a team says it taught in a month, the commune calls one in twenty and asks. Who is called
follows from a secret, so that nobody can choose, foresee or draw again; how many confirmed stands beside the count."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.days import day_begins, month_after, month_before
from households.models import Guidance, VerificationCall

Result = VerificationCall.Result
ONE_IN = 20  # 5 %


def last_finished_month():
    return month_before(timezone.localdate().replace(day=1))


def taught_in(month):
    """The guidance given in `month` (its first day) by visits that count."""
    moments = {"visit__visited_at__gte": day_begins(month), "visit__visited_at__lt": day_begins(month_after(month))}
    return Guidance.objects.counting().filter(taught=True, **moments)


def rank(team, month, resident):
    """Where `resident` (id) stands in the order in which people of `team` (id) and `month` are drawn; it stays the
    same whoever else was taught."""
    return salted_hmac("households.calls", f"{team} {month:%Y-%m} {resident}").digest()


@dataclass(frozen=True)
class Rate:
    """How many were drawn, reached by phone and confirmed."""

    drawn: int = 0
    confirmed: int = 0
    not_confirmed: int = 0
    unreached: int = 0

    @property
    def called(self):
        return self.confirmed + self.not_confirmed

    @property
    def uncalled(self):
        return self.drawn - self.called - self.unreached

    @property
    def share(self):
        """Per cent, None while nobody was reached."""
        return 100 * self.confirmed / self.called if self.called else None


def rates_of(calls, terms=None):
    """{team id: Rate} of `calls`; with `terms` ({team id: (first day, last day)}), of the months that these touch."""
    numbers = defaultdict(lambda: defaultdict(int))
    rows = calls.order_by().values_list("team", "month", "result").annotate(Count("pk"))
    for team, month, result, number in rows:
        if terms is None or _touches(month, *terms[team]):
            numbers[team]["drawn"] += number
            if result:
                numbers[team][result.lower()] += number
    return {team: Rate(**row) for team, row in numbers.items()}


def _touches(month: date, first: date, last: date):
    return first < month_after(month) and month <= last


def lessons_of(calls):
    """{call id: [Guidance]} with visit, member and skill: what the people of `calls` (of one month) were taught."""
    if not calls:
        return {}
    found = taught_in(calls[0].month).filter(resident__in={call.resident_id for call in calls})
    found = found.select_related("skill", "visit__membership__official").order_by("visit__visited_at", "pk")
    lessons = defaultdict(list)
    for guidance in found:
        lessons[guidance.visit.membership.team_id, guidance.resident_id].append(guidance)
    return {call.pk: lessons[call.team_id, call.resident_id] for call in calls}
