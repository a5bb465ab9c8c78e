from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.signs import Lesson, VisitFacts, signs_of

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 3, 10, 12, tzinfo=HERE)
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))


def facts_of(visited_at=NOON, **fields):
    defaults = {"village": 1, "team_village": 1, "starts_on": date(2026, 1, 5), "decided_on": date(2026, 1, 5)}
    return VisitFacts(**defaults | {"visited_at": visited_at, "received_at": visited_at} | fields)


def kinds_of(*args, **fields):
    return [kind.value for kind, _ in signs_of(facts_of(*args, **fields))]


def test_usual_visit_has_no_sign():
    lessons = (Lesson(3), Lesson(3, NOON - timedelta(days=3), 2), Lesson(1, NOON - timedelta(days=31), 3))

    assert kinds_of(in_the_hour_before=11, lessons=lessons) == []


@pytest.mark.parametrize(
    ("lesson", "repeats"),
    [
        (Lesson(2, NOON - timedelta(days=30), 2), True),
        (Lesson(1, NOON - timedelta(days=30), 2), True),
        (Lesson(3, NOON - timedelta(days=30), 2), False),
        (Lesson(2, NOON - timedelta(days=30, seconds=1), 2), False),
        (Lesson(2, NOON + timedelta(days=2), 2), True),  # that one was received first
        (Lesson(2, NOON + timedelta(days=2), 3), False),
    ],
)
def test_lesson_given_again_is_a_sign_unless_it_brought_further(lesson, repeats):
    assert kinds_of(lessons=(lesson, Lesson(3))) == (["REPEATED"] if repeats else [])


def test_lessons_given_again_are_one_sign_that_names_the_latest_day():
    lessons = [Lesson(2, NOON - timedelta(days=days), 2) for days in (9, 2, 20)]

    ((_, detail),) = signs_of(facts_of(lessons=tuple(lessons)))

    assert detail.startswith("3 lượt")
    assert "08/03/2026" in detail


def test_thirteenth_person_met_in_an_hour_is_a_sign():
    assert kinds_of(in_the_hour_before=12) == ["MANY"]
    assert kinds_of(in_the_hour_before=12, met=False) == []
    assert kinds_of(in_the_hour_before=40, lane=True) == []


@pytest.mark.parametrize(
    ("hour", "minute", "night"), [(21, 59, False), (22, 0, True), (2, 0, True), (4, 59, True), (5, 0, False)]
)
def test_night_goes_by_the_local_clock(hour, minute, night):
    visited_at = NOON.replace(hour=hour, minute=minute).astimezone(ZoneInfo("UTC"))

    assert kinds_of(visited_at) == (["NIGHT"] if night else [])


def test_visit_dated_before_the_decision_is_a_sign():
    assert kinds_of(starts_on=date(2026, 3, 11)) == ["EARLY"]
    assert kinds_of(decided_on=date(2026, 3, 11)) == ["EARLY"]
    assert kinds_of(starts_on=date(2026, 3, 10), decided_on=date(2026, 3, 10)) == []


def test_other_village_is_a_sign_except_for_a_team_of_the_commune():
    assert kinds_of(village=2) == ["OUTSIDE"]
    assert kinds_of(village=2, team_village=None) == []


@given(
    moments,
    st.integers(0, 60),
    st.sampled_from([None, 1, 2]),
    st.lists(st.builds(Lesson, st.integers(1, 3), moments, st.integers(0, 3)), max_size=5),
)
def test_every_sign_comes_once_and_fits_its_row(visited_at, before, team_village, lessons):
    facts = facts_of(visited_at, in_the_hour_before=before, team_village=team_village, lessons=tuple(lessons))

    signs = signs_of(facts)

    assert len({kind for kind, _ in signs}) == len(signs)
    assert all(0 < len(detail) <= 300 for _, detail in signs)
    assert signs == signs_of(facts)
