"""Bảng ngày công: on which days of a month each member of a team worked, by the visits that count."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncDate

from config.days import day_begins, month_after
from households.models import Visit

WEEKDAYS = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]


@dataclass(frozen=True)
class Day:
    number: int
    weekday: str

    @property
    def is_weekend(self):
        return self.weekday in ("T7", "CN")


@dataclass(frozen=True)
class Line:
    """One person: a mark or nothing for each day of the month."""

    name: str
    role: str
    marks: list[bool]

    @property
    def days(self):
        return [number for number, mark in enumerate(self.marks, start=1) if mark]

    @property
    def total(self):
        return sum(self.marks)


@dataclass(frozen=True)
class Timesheet:
    month: date
    days: list[Day]
    lines: list[Line]

    @property
    def total(self):
        return sum(line.total for line in self.lines)


def timesheet_of(memberships, month):
    """Timesheet of `memberships` (with official) in `month` (its first day); who held two posts has one line."""
    last = month_after(month) - timedelta(days=1)
    held = list(memberships.between(month, last).in_rank().select_related("official"))
    worked = _days_of([membership.pk for membership in held], month)
    people: dict = {}
    for membership in held:
        people.setdefault(membership.official_id, []).append(membership)
    lines = []
    for posts in people.values():
        days = set().union(*(worked[post.pk] for post in posts))
        latest = max(posts, key=lambda post: post.starts_on)
        marks = [date(month.year, month.month, number) in days for number in range(1, last.day + 1)]
        lines.append(Line(latest.official.full_name, latest.get_role_display(), marks))
    days = [Day(number, WEEKDAYS[month.replace(day=number).weekday()]) for number in range(1, last.day + 1)]
    return Timesheet(month, days, lines)


def _days_of(memberships, month):
    """{membership id: {day}} on which it made a visit that counts, or went along."""
    moments = {"visited_at__gte": day_begins(month), "visited_at__lt": day_begins(month_after(month))}
    visits = Visit.objects.counting().filter(**moments).annotate(day=TruncDate("visited_at")).order_by()
    worked = defaultdict(set)
    for path in ("membership", "companions"):
        rows = visits.filter(**{f"{path}__in": memberships}).values_list(path, "day").distinct()
        for membership, day in rows:
            worked[membership].add(day)
    return worked
