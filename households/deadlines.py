"""Until when a request about personal data is to be answered (NĐ 356/2025/NĐ-CP, Điều 5). Days are counted from the day
after it was received; only the acknowledgement is in working days, the others are calendar days."""

from dataclasses import dataclass
from datetime import timedelta

ACKNOWLEDGED_IN = 2  # working days
SATURDAY = 5


@dataclass(frozen=True)
class Term:
    days: int
    extension: int  # may be added once
    with_others: int  # instead of `days`, where a processor or a third party has to act


LIMIT = Term(15, 15, 20)  # withdraw, restrict, object
SHOW = Term(10, 10, 15)  # view, correct, provide
ERASE = Term(20, 20, 30)
PROTECT = Term(15, 15, 15)


def acknowledge_by(received_on):
    """Two working days later. Public holidays, which differ from year to year, are not left out: the day said here is
    never later than that of the law."""
    day, left = received_on, ACKNOWLEDGED_IN
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def answer_by(term, received_on, *, with_others=False, extended=False):
    days = term.with_others if with_others else term.days
    return received_on + timedelta(days=days + (term.extension if extended else 0))
