"""Keeps the tallies in step with the facts, by differences, in the transaction of each change."""

from collections import Counter
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Count

from households.models import Guidance, GuidanceTally, Household, Tally, Visit
from households.standing import Standing, standing_now


@contextmanager
def kept_in_step(households, *, new=False):
    """Around a change to `households` (ids) or their members: locks them, and adds the difference it makes.
    A `new` household was in no tally before."""
    with transaction.atomic():
        before = Counter() if new else standing_now(households).counted()
        yield
        add_difference(before, standing_now(households).counted())


def add_difference(before: Counter, after: Counter):
    after = Counter(after)
    after.subtract(before)
    _add_up(Tally, ["village_id", "key", "birth_year", "sex"], after)


def add_guidances(team, day, skills: Counter, sign=1):
    """Adds `skills` (skill → times taught) to what `team` did on `day`; `sign=-1` takes it back."""
    rows = Counter({(team, skill, day): sign * times for skill, times in skills.items()})
    _add_up(GuidanceTally, ["team_id", "skill_id", "day"], rows)


def _add_up(model, names, differences: Counter):
    """One upsert, in the order of its unique key so that two at once wait for each other instead of blocking."""
    rows = sorted((*key, number) for key, number in differences.items() if number)
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, [*names, "number"]))
    unique = ", ".join(map(connection.ops.quote_name, names))
    one = f"({', '.join(['%s'] * (len(names) + 1))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 150):
            some = rows[start : start + 150]
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
    rows = Tally.objects.filter(village__in=villages).values_list("village", "key", "birth_year", "sex", "number")
    kept = Counter({tuple(key): number for *key, number in rows})
    add_difference(kept, right)
    teams = set(Visit.objects.filter(village__in=villages).order_by().values_list("membership__team", flat=True))
    taught = (
        Guidance.objects.filter(taught=True, visit__cancellation=None, visit__membership__team__in=teams)
        .order_by()
        .values_list("visit__membership__team", "skill", "visit__visited_at__date")
        .annotate(Count("pk"))
    )
    right_guidance = Counter({tuple(key): number for *key, number in taught})
    rows = GuidanceTally.objects.filter(team__in=teams).values_list("team", "skill", "day", "number")
    kept_guidance = Counter({tuple(key): number for *key, number in rows})
    difference = Counter(right_guidance)
    difference.subtract(kept_guidance)
    _add_up(GuidanceTally, ["team_id", "skill_id", "day"], difference)
    return sum(1 for key in kept.keys() | right.keys() if kept[key] != right[key]) + sum(
        1 for number in difference.values() if number
    )
