"""The only place that counts. Every function takes the day `on`; today is read from the tallies, a past day is
counted anew from the facts, by the same definitions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache, reduce
from math import ceil, floor
from operator import or_

from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from config.vietnamese import show_number
from households.models import GuidanceTally, Tally
from households.standing import standing_on
from households.tally import changes_in
from targets.models import Indicator, Target
from targets.populations import age_band, excused_keys_of, keys_of
from targets.served import ever_served, villages_by_team

Population = Indicator.Population


class Status(Enum):
    """Words and shape of how a target stands."""

    ACHIEVED = "achieved", "Đạt"
    ON_TRACK = "on-track", "Đúng tiến độ"
    BEHIND = "behind", "Chậm"
    NO_DATA = "no-data", "Chưa có dữ liệu"

    def __init__(self, code, label):
        self.code, self.label = code, label


@dataclass(frozen=True)
class Count:
    """`counted` of `population`; `known` is how many are known either way, and unknown is not no. `ageless` people
    have no birth year (or no sex, where it decides) and stand outside the population. A flow has no population.
    `excluded`: whom the commune has excluded (miễn tính), `excluded_known` of them known not to reach it; who reaches
    it all the same is counted, and is not among them."""

    counted: int
    known: int = 0
    population: int | None = None
    ageless: int = 0
    excluded: int = 0
    excluded_known: int = 0

    @property
    def reachable(self):
        return (self.population or 0) - self.excluded

    @property
    def share(self):
        """Per cent of those who can be reached: the official one. None if there is nobody."""
        return share(self.counted, self.reachable)

    @property
    def share_of_all(self):
        """Per cent of everybody; None for an empty population."""
        return share(self.counted, self.population)

    @property
    def not_yet(self):
        return self.known - self.counted - self.excluded_known

    @property
    def unknown(self):
        return (self.population or 0) - self.known - (self.excluded - self.excluded_known)


@dataclass(frozen=True)
class Progress:
    target: Target
    count: Count
    on: date

    @cached_property
    def value(self):
        """In the indicator's unit, like the target; None for an empty population."""
        return self.count.share if self.target.indicator.is_share else Decimal(self.count.counted)

    @cached_property
    def expected(self):
        return expected(self.target, self.on)

    @cached_property
    def status(self):
        if self.value is None or (self.target.indicator.is_share and not self.count.known):
            return Status.NO_DATA
        return status(self.value, self.target.value, self.expected, self.target.indicator.direction)

    @property
    def shown_value(self):
        return "—" if self.value is None else self.target.indicator.show(self.value)

    @property
    def shown_of_all(self):
        """The share of everybody, excluded or not."""
        whole = self.count.share_of_all
        return "—" if whole is None else self.target.indicator.show(whole)

    @property
    def shown_count(self):
        """What stands under a result, in words; '' for a flow, whose result is its count."""
        count = self.count
        if count.population is None:
            return ""
        counted, known, everyone, excluded = (
            show_number(number, 0) for number in (count.counted, count.known, count.population, count.excluded)
        )
        shown = f"tính {counted} · rõ {known} · tất cả {everyone} ({self.shown_of_all})"
        return f"{shown} · miễn tính {excluded}" if count.excluded else shown

    @property
    def shown_expected(self):
        """Of times, which are whole, the first number that is enough."""
        indicator = self.target.indicator
        whole = ceil if indicator.direction == Indicator.Direction.AT_LEAST else floor
        return indicator.show(self.expected if indicator.is_share else whole(self.expected))

    @property
    def bar(self):
        """How far the value reaches, 0 to 100, for the meter beside the number."""
        whole = 100 if self.target.indicator.is_share else self.target.value
        return min(100, round(self.value / whole * 100)) if self.value and whole else 0


def share(counted, population):
    """Per cent of `population`, None when that is empty."""
    return Decimal(100 * counted) / population if population else None


def status(value, target, expected_value, direction=Indicator.Direction.AT_LEAST):
    """How `value` stands against `target` and what is expected by now."""
    sign = 1 if direction == Indicator.Direction.AT_LEAST else -1
    if sign * value >= sign * target:
        return Status.ACHIEVED
    return Status.ON_TRACK if sign * value >= sign * expected_value else Status.BEHIND


def expected(target, on):
    """Baseline + (target − baseline) × elapsed ÷ duration, in the indicator's unit."""
    first, last = period(target, on)
    baseline = Decimal(0)
    if target.indicator.is_share:
        reachable = (target.baseline_population or 0) - target.baseline_excluded
        baseline = share(target.baseline_counted or 0, reachable) or Decimal(0)
    elapsed, duration = (min(on, last) - first).days, (last - first).days or 1
    return baseline + (target.value - baseline) * max(elapsed, 0) / duration


def period(target, on):
    """First and last day of the period of `target` that `on` lies in: its whole term, or the month or quarter,
    cut to the term; a part period counts from its first day and is never pro rata."""
    first, last = target.first_day, target.due_on
    on = min(max(on, first), last)
    months = {Target.Per.MONTH: 1, Target.Per.QUARTER: 3}.get(target.per)
    if not months:
        return first, last
    month = (on.month - 1) // months * months + 1
    begins = date(on.year, month, 1)
    ends_before = date(on.year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    return max(first, begins), min(last, date.fromordinal(ends_before.toordinal() - 1))


def progress_of(targets, on=None):
    """[Progress] of `targets` (with_all() or with_shared()), in their order."""
    on = on or timezone.localdate()
    targets = list(targets)
    counts = counts_of(targets, on)
    return [Progress(target, counts[target.pk], on) for target in targets]


def count_for(target, on):
    return counts_of([target], on)[target.pk]


def counts_of(targets, on):
    """{target id: Count} with a constant number of queries. What was counted for today is remembered until something
    changes in those villages or those they came from, where visits still come in late; but not within a transaction,
    which may still be taken back."""
    targets = tuple(targets)
    if on < timezone.localdate() or connection.in_atomic_block:
        return _count(targets, on)
    places = frozenset(ever_served(targets))
    return _remembered(targets, on, places, changes_in(places))


@lru_cache(maxsize=128)
def _remembered(targets, on, _places, _changes):
    return _count(targets, on)


def _count(targets, on):
    villages = villages_by_team(targets, on)
    shares = [target for target in targets if target.indicator.is_share]
    flows = [target for target in targets if not target.indicator.is_share]
    places = {village for target in shares for village in villages[target.team_id]}
    asked = [keys for target in shares for keys in (*keys_of(target.indicator), *excused_keys_of(target.indicator))]
    keys = {key for keys in asked for key in keys}
    bands = {population: age_band(population, on) for population in {t.indicator.population for t in shares}}
    numbers = _numbers(places, keys, bands, on) if shares else {}
    counts = {target.pk: _share_count(target.indicator, villages[target.team_id], numbers) for target in shares}
    return counts | _flow_counts(flows, on)


def _numbers(villages, keys, bands, on):
    """{(village, key, population or (population, 'ageless')): number}"""
    numbers: dict = defaultdict(int)
    if on >= timezone.localdate():
        wanted: dict = {population: band.as_q() for population, band in bands.items()}
        wanted |= {(population, "ageless"): band.open_q() for population, band in bands.items() if band.years}
        names = {q: f"sum{place}" for place, q in enumerate(dict.fromkeys(wanted.values()))}
        sums = {name: Sum("number", filter=q) for q, name in names.items()}
        rows = Tally.objects.filter(village__in=villages, key__in=keys, until__gt=on)
        rows = rows.order_by().values("village", "key")
        for row in rows.annotate(**sums):
            for name, q in wanted.items():
                numbers[row["village"], row["key"], name] = row[names[q]] or 0
        return numbers
    for (village, key, year, sex, _), number in standing_on(villages, on).counted().items():
        for population, band in bands.items():
            if band.holds(year, sex):
                numbers[village, key, population] += number
            elif band.leaves_open(year, sex):
                numbers[village, key, (population, "ageless")] += number
    return numbers


def _share_count(indicator, villages, numbers):
    population = indicator.population

    def total(keys, band):
        return sum(numbers.get((village, key, band), 0) for village in villages for key in keys)

    counted, known, everyone = keys_of(indicator)
    excused, excused_known, excused_counted = (total(keys, population) for keys in excused_keys_of(indicator))
    return Count(
        total(counted, population),
        total(known, population),
        total(everyone, population),
        total(everyone, (population, "ageless")),
        excused - excused_counted,
        excused_known - excused_counted,
    )


def _flow_counts(targets, on):
    """Times (lượt) taught by the team in the period that `on` lies in, up to `on`."""
    if not targets:
        return {}
    windows = {target.pk: (period(target, on)[0], min(period(target, on)[1], on)) for target in targets}
    spans = {window: f"span{number}" for number, window in enumerate(dict.fromkeys(windows.values()))}
    within = {name: days_between(*window) for window, name in spans.items()}
    rows = GuidanceTally.objects.filter(reduce(or_, within.values()), team__in={target.team_id for target in targets})
    sums = {name: Sum("number", filter=q if len(within) > 1 else None) for name, q in within.items()}
    rows = rows.order_by().values("team", "skill").annotate(**sums)
    taught = {(row["team"], row["skill"]): row for row in rows}
    counts = {}
    for target in targets:
        wanted = target.indicator.skill_id
        number = sum(
            row[spans[windows[target.pk]]] or 0
            for (team, skill), row in taught.items()
            if team == target.team_id and wanted in (None, skill)
        )
        counts[target.pk] = Count(number, number)
    return counts


def days_between(first, last):
    """The rows of GuidanceTally that add up to the days from `first` to `last`: whole months, and the single days
    before and after them."""
    days = Q(whole_month=False, day__range=(first, last))
    begins = first if first.day == 1 else _next_month(first)
    ends = (last + timedelta(days=1)).replace(day=1)
    if begins >= ends:
        return days
    return (days & ~Q(day__gte=begins, day__lt=ends)) | Q(whole_month=True, day__gte=begins, day__lt=ends)


def _next_month(day):
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
