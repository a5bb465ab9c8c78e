"""Which household a team of the demo called at on which day, and how it went. Days are counted back from today, so
that the demo is the same on every date."""

import random
from dataclasses import dataclass

from households.models import Visit
from portal.demo.registry import SEED

FIRST_DAY = -120
Outcome = Visit.Outcome
MET = (Outcome.GUIDED, Outcome.ABLE)


@dataclass(frozen=True)
class Pace:
    """How a team works."""

    reached: float  # share of the households called at
    slowing: float  # 1: evenly; more: eagerly at first, rarely later
    busy: float  # share of the days on which it goes out
    calls_a_day: int
    last_day: int
    returns: float  # chance that it comes again after a lesson
    asks: float  # chance that it asks of one more thing and notes the answer
    ready: float  # share of households with someone who knows it all already
    gains: float  # chance that what was missing is there the next time
    promises: tuple[tuple[int, int], ...]  # (day of the visit, day promised), still open
    lessons: tuple[int, ...]  # days of group lessons
    drives: tuple[int, ...]  # days on which people came to the hall to get their electronic identity
    at_the_hall: int  # how many came each time


PACES = {
    "1": Pace(
        reached=0.95, slowing=1, busy=0.6, calls_a_day=12, last_day=-1, returns=0.85, asks=0.97, ready=0.3, gains=0.5,
        promises=((-6, -2), (-5, -1), (-3, 0), (-2, 0), (-2, 1), (-1, 0), (-1, 3)), lessons=(-101, -74, -46, -18, -4),
        drives=(), at_the_hall=11,
    ),
    "2": Pace(
        reached=0.42, slowing=2, busy=0.3, calls_a_day=8, last_day=-2, returns=0.25, asks=0.55, ready=0.06, gains=0.2,
        promises=((-9, -3), (-5, 0), (-3, 0), (-3, 2)), lessons=(-83,),
        drives=(-96, -71), at_the_hall=29,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    day: int
    household: int
    outcome: str
    promised: int | None = None  # day


def calls_of(village, households):
    """[Call] of the team of `village` at `households` (ids, lane by lane), by day."""
    pace, rng = PACES[village], random.Random(f"{SEED} rounds {village}")
    days = [day for day in range(FIRST_DAY, pace.last_day) if rng.random() < pace.busy]
    room = dict.fromkeys([*days, pace.last_day], pace.calls_a_day)
    missed = set(rng.sample(households, round(len(households) * (1 - pace.reached))))
    reached = [household for household in households if household not in missed]
    kept_open = dict(zip(rng.sample(reached, len(pace.promises)), pace.promises, strict=True))
    calls = []
    for place, household in enumerate(reached):
        day = FIRST_DAY + (pace.last_day - FIRST_DAY) * (place / len(reached)) ** pace.slowing
        mine = list(_follow(rng, pace, room, household, round(day)))
        if household in kept_open:
            visited, promised = kept_open[household]
            mine = [call for call in mine if call.day < visited]
            mine.append(Call(visited, household, Outcome.PROMISED, promised))
        calls += mine
    return sorted(calls, key=lambda call: (call.day, households.index(call.household)))


def _follow(rng, pace, room, household, day):
    """The calls at one household from `day` on, each on a day on which the team goes out and has `room` for it."""
    while (day := next((busy for busy, left in room.items() if busy >= day and left), None)) is not None:
        room[day] -= 1
        outcome = rng.choices(
            [Outcome.GUIDED, Outcome.ABLE, Outcome.NOBODY_HOME, Outcome.PROMISED, Outcome.REFUSED],
            [74, 8, 11, 5, 2],
        )[0]
        promised = day + rng.randint(3, 9) if outcome == Outcome.PROMISED else None
        yield Call(day, household, outcome, promised)
        if outcome == Outcome.NOBODY_HOME:
            day += rng.randint(3, 8)
        elif outcome == Outcome.PROMISED:
            day = promised
        elif outcome == Outcome.REFUSED or rng.random() > pace.returns:
            return
        else:
            day += rng.randint(25, 45)
