"""Quiet signs (dấu hiệu): what looks unusual about a visit. They refuse nothing and count nothing; the author explains
them first, then the commune accepts or strikes the visit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from households.models import VisitLabel

Kind = VisitLabel.Kind

# A lesson that sticks is not given twice a month; a second one counts where it brought the person further.
REPEATED_WITHIN = timedelta(days=30)
# Five minutes a household, walking included, is the fastest that anybody was taught anything.
MANY_IN_AN_HOUR = 12
# Nobody is taught at home at these hours; farmers are up at five.
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(5)


@dataclass(frozen=True)
class Lesson:
    """One person taught one skill in the visit, and when he was taught it otherwise: the latest time that counts."""

    level: int
    other_at: datetime | None = None  # None: never
    other_level: int | None = None


@dataclass(frozen=True)
class VisitFacts:
    visited_at: datetime
    received_at: datetime
    village: int
    team_village: int | None  # None: a team of the whole commune
    starts_on: date  # of the membership
    decided_on: date  # when the decision that began the membership was issued
    met: bool = True  # somebody was at home
    # His other visits in the hour before this one that met somebody; those of a lane entered at once count as one.
    in_the_hour_before: int = 0
    lane: bool = False  # one of a lane entered at once: they share one time, so an hour says nothing
    lessons: tuple[Lesson, ...] = ()  # of those taught, not only noted


def signs_of(facts):
    """[(kind, detail)] of a visit, each kind at most once."""
    signs = [_repeated(facts), _many(facts), _night(facts), _early(facts), _outside(facts)]
    return [sign for sign in signs if sign]


def _repeated(facts):
    others = [lesson.other_at for lesson in facts.lessons if _repeats(lesson, facts.visited_at)]
    if not others:
        return None
    day = timezone.localdate(max(others))
    if len(others) == 1:
        return Kind.REPEATED, f"Người này đã được hướng dẫn cùng nội dung ngày {day:%d/%m/%Y}, mức không thấp hơn."
    return Kind.REPEATED, (
        f"{len(others)} lượt hướng dẫn trùng người, trùng nội dung trong vòng {REPEATED_WITHIN.days} ngày mà mức không "
        f"cao hơn; gần nhất ngày {day:%d/%m/%Y}."
    )


def _repeats(lesson, visited_at):
    """Whether the later one of the two lessons, which may have arrived first, brought the person no further."""
    if lesson.other_at is None or abs(visited_at - lesson.other_at) > REPEATED_WITHIN:
        return False
    if lesson.other_at <= visited_at:
        return lesson.level <= lesson.other_level
    return lesson.other_level <= lesson.level


def _many(facts):
    number = facts.in_the_hour_before + 1
    if facts.lane or not facts.met or number <= MANY_IN_AN_HOUR:
        return None
    return Kind.MANY, f"Lượt gặp thứ {number} trong vòng một giờ."


def _night(facts):
    local = timezone.localtime(facts.visited_at)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return None
    return Kind.NIGHT, f"Ghi là thăm lúc {local:%H:%M}."


def _early(facts):
    begins = max(facts.starts_on, facts.decided_on)
    if timezone.localdate(facts.visited_at) >= begins:
        return None
    return Kind.EARLY, f"Ghi là thăm trước ngày {begins:%d/%m/%Y} của quyết định."


def _outside(facts):
    if facts.team_village in (None, facts.village):
        return None
    return Kind.OUTSIDE, "Thôn này không phải thôn của tổ."
