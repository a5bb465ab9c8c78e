"""Keeps the tallies in step with the facts, by differences, in the transaction of each change."""

from collections import Counter
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Count, Sum

from households.models import Guidance, GuidanceTally, Household, Tally, Visit
from households.models.tally import FOREVER
from households.standing import Standing, standing_now

CHANGES = "changes"
TALLY_KEY = ["village_id", "key", "birth_year", "sex", "until"]
GUIDANCE_KEY = ["team_id", "whole_month", "day", "skill_id"]


@contextmanager
def kept_in_step(households, *, new=False):
    """Around a change to `households` (ids) or their members: locks them, and adds the difference it makes.
    A `new` household was in no tally before."""
    with transaction.atomic():
        before = Counter() if new else standing_now(households).counted()
        yield
        add_difference(before, standing_now(households).counted())


def add_difference(before: Counter, after: Counter, also=()):
    """Marks the villages whose numbers change by it, and `also` (ids) those where only guidance was added."""
    rows = Counter(after)
    rows.subtract(before)
    changed = {village for (village, *_), number in rows.items() if number}
    rows.update({(village, CHANGES, 0, "", FOREVER): 1 for village in changed.union(also)})
    _add_up(Tally, TALLY_KEY, rows)


def changes_in(villages):
    """A number that grows with every change to what is counted now in `villages` (ids)."""
    return Tally.objects.filter(village__in=villages, key=CHANGES).aggregate(Sum("number"))["number__sum"] or 0


def add_guidances(taught: Counter, sign=1):
    """Adds (team, day, skill) → times taught; `sign=-1` takes it back."""
    _add_up(GuidanceTally, GUIDANCE_KEY, _summed((key, sign * times) for key, times in taught.items()))


def _summed(numbers):
    """Rows by day and by month of ((team, day, skill), number)."""
    rows: Counter = Counter()
    for (team, day, skill), number in numbers:
        rows[team, False, day, skill] += number
        rows[team, True, day.replace(day=1), skill] += number
    return rows


def _add_up(model, names, differences: Counter):
    """One upsert, in the order of its unique key so that two at once wait for each other instead of blocking."""
    rows = sorted((*key, number) for key, number in differences.items() if number)
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, [*names, "number"]))
    unique = ", ".join(map(connection.ops.quote_name, names))
    one = f"({', '.join(['%s'] * (len(names) + 1))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 500):
            some = rows[start : start + 500]
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(some))} "
                f"ON CONFLICT ({unique}) DO UPDATE SET number = {table}.number + excluded.number",
                [value for row in some for value in row],
            )


@transaction.atomic
def rebuild(villages):
    """Counts `villages` (ids) and the guidance of their teams anew; returns how many tally rows had been wrong."""
    households = list(Household.objects.filter(village__in=villages).values_list("pk", flat=True))
    right: Counter = standing_now(households).counted() if households else Standing().counted()
    rows = Tally.objects.filter(village__in=villages).exclude(key=CHANGES)
    rows = rows.values_list("village", "key", "birth_year", "sex", "until", "number")
    kept = Counter({tuple(key): number for *key, number in rows})
    add_difference(kept, right, villages)
    teams = set(Visit.objects.filter(village__in=villages).order_by().values_list("membership__team", flat=True))
    taught = (
        Guidance.objects.counting()
        .filter(taught=True, visit__membership__team__in=teams)
        .order_by()
        .values_list("visit__membership__team", "visit__visited_at__date", "skill")
        .annotate(Count("pk"))
    )
    difference = _summed((tuple(key), number) for *key, number in taught)
    rows = GuidanceTally.objects.filter(team__in=teams).values_list("team", "whole_month", "day", "skill", "number")
    difference.subtract({tuple(key): number for *key, number in rows})
    _add_up(GuidanceTally, GUIDANCE_KEY, difference)
    return sum(1 for key in kept.keys() | right.keys() if kept[key] != right[key]) + sum(
        1 for number in difference.values() if number
    )
