"""The formulas of progress, by hand."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from households.models import GuidanceTally, Skill
from households.tally import add_guidances
from targets.models import Indicator, Target, WorkingAge
from targets.populations import Population, age_band
from targets.progress import Count, Progress, Status, days_between, expected, period, share, status


def target(**fields):
    defaults = {
        "indicator": Indicator(measure="TRAIT", unit="%", population="ADULTS"),
        "value": Decimal(80),
        "starts_on": date(2026, 1, 1),
        "due_on": date(2026, 12, 31),
        "baseline_counted": 20,
        "baseline_population": 100,
    }
    return Target(**defaults | fields)


@pytest.mark.parametrize(
    ("on", "value"),
    [(date(2026, 1, 1), 20), (date(2026, 7, 2), 50), (date(2026, 12, 31), 80), (date(2027, 5, 1), 80)],
)
def test_expected_goes_from_the_baseline_to_the_target_by_days(on, value):
    assert expected(target(), on) == value


def test_empty_population_has_no_share_and_no_status_but_no_data():
    progress = Progress(target(), Count(0, 0, 0), date(2026, 7, 2))

    assert share(0, 0) is None
    assert (progress.shown_value, progress.status) == ("—", Status.NO_DATA)


def test_nothing_known_is_no_data_rather_than_behind():
    assert Progress(target(), Count(0, 0, 100), date(2026, 7, 2)).status == Status.NO_DATA


@pytest.mark.parametrize(
    ("value", "result"), [(80, Status.ACHIEVED), (79, Status.ON_TRACK), (50, Status.ON_TRACK), (49, Status.BEHIND)]
)
def test_status_at_least(value, result):
    assert status(value, 80, 50) == result


@pytest.mark.parametrize(("value", "result"), [(5, Status.ACHIEVED), (10, Status.ON_TRACK), (11, Status.BEHIND)])
def test_status_at_most(value, result):
    assert status(value, 5, 10, Indicator.Direction.AT_MOST) == result


def test_unknown_stays_in_the_denominator():
    progress = Progress(target(), Count(counted=30, known=40, population=100), date(2026, 7, 2))

    assert progress.shown_value == "30%"


@pytest.mark.parametrize(("direction", "shown"), [("AT_LEAST", "138 lượt"), ("AT_MOST", "137 lượt")])
def test_expected_times_are_the_first_number_that_is_enough(direction, shown):
    times = Indicator(measure="GUIDANCE", unit="lượt", direction=direction)
    progress = Progress(target(indicator=times, value=Decimal(275)), Count(92, 92), date(2026, 7, 2))

    assert progress.expected == Decimal("137.5")
    assert progress.shown_expected == shown


@pytest.mark.parametrize(
    ("per", "on", "result"),
    [
        ("TERM", date(2026, 5, 20), (date(2026, 1, 10), date(2026, 12, 20))),
        ("MONTH", date(2026, 5, 20), (date(2026, 5, 1), date(2026, 5, 31))),
        ("MONTH", date(2026, 1, 20), (date(2026, 1, 10), date(2026, 1, 31))),
        ("MONTH", date(2026, 12, 3), (date(2026, 12, 1), date(2026, 12, 20))),
        ("QUARTER", date(2026, 5, 20), (date(2026, 4, 1), date(2026, 6, 30))),
        ("QUARTER", date(2027, 5, 20), (date(2026, 10, 1), date(2026, 12, 20))),
    ],
)
def test_period_is_cut_to_the_term(per, on, result):
    assert period(target(per=per, starts_on=date(2026, 1, 10), due_on=date(2026, 12, 20)), on) == result


@pytest.mark.parametrize(
    ("year", "sex", "last_age"),
    [(2021, "M", 60), (2021, "F", 55), (2026, "M", 61), (2026, "F", 56), (2028, "M", 61), (2035, "F", 59)],
)
def test_working_age_follows_the_decree(db, year, sex, last_age):
    """Nghị định 135/2020/NĐ-CP, Điều 4: 60 years 3 months and 55 years 4 months in 2021, then 3 and 4 months a year
    until 62 in 2028 and 60 in 2035."""
    assert WorkingAge.objects.get(year=year, sex=sex).last_age == last_age


@pytest.mark.parametrize(
    ("born", "sex", "belongs", "open_"),
    [
        (1990, "", True, False),
        (1960, "", False, False),
        (2020, "", False, False),
        (2026 - 60, "M", True, False),
        (2026 - 60, "F", False, False),
        (2026 - 60, "", False, True),
        (0, "F", False, True),
    ],
)
def test_unknown_sex_leaves_open_only_the_years_of_one_sex(db, born, sex, belongs, open_):
    """A man of 60 is of working age in 2026, a woman is not (Nghị định 135/2020/NĐ-CP, Điều 4)."""
    band = age_band(Population.WORKING_AGE, date(2026, 6, 1))

    assert (band.holds(born, sex), band.leaves_open(born, sex)) == (belongs, open_)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 5), date(2026, 3, 30)),
        (date(2026, 1, 5), date(2026, 3, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 2, 2), date(2026, 2, 28)),
        (date(2026, 2, 10), date(2026, 3, 1)),
        (date(2025, 12, 31), date(2026, 1, 1)),
        (date(2026, 3, 9), date(2026, 3, 9)),
        (date(2026, 3, 9), date(2026, 3, 8)),
    ],
)
def test_months_and_single_days_add_up_to_the_days_between(first, last, world):
    GuidanceTally.objects.all().delete()
    skill = Skill.objects.first().pk
    days = [date.fromordinal(date(2025, 12, 1).toordinal() + number) for number in range(0, 420, 3)]
    for number, day in enumerate(days, start=1):
        add_guidances(Counter({(world.team.pk, day, skill): number}))

    total = GuidanceTally.objects.filter(days_between(first, last)).aggregate(Sum("number"))

    expected_total = sum(number for number, day in enumerate(days, start=1) if first <= day <= last)
    assert (total["number__sum"] or 0) == expected_total
