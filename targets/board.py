"""Arranges progress for the board: a row a village (or commune team), a column an indicator."""

from dataclasses import dataclass
from math import ceil

from households.calls import Rate
from targets.progress import Progress, Status


@dataclass(frozen=True)
class BoardRow:
    team: object
    cells: list[Progress | None]  # None: not assigned
    rate: Rate | None = None  # of those who confirmed by phone; None: nobody was drawn


def board_of(progress, rates):
    """(indicators, [BoardRow]) of [Progress], in village and indicator order, with {team id: Rate}."""
    indicators = {line.target.indicator.code: line.target.indicator for line in progress}
    codes = sorted(indicators)
    teams: dict = {}
    for line in progress:
        teams.setdefault(line.target.team, {})[line.target.indicator.code] = line
    rows = [BoardRow(team, [cells.get(code) for code in codes], rates.get(team.pk)) for team, cells in teams.items()]
    return [indicators[code] for code in codes], rows


@dataclass(frozen=True)
class Lag:
    """A target that is behind, and why: how much is missing, how many are not known yet."""

    progress: Progress
    missing: int
    unknown: int


def lags_of(progress):
    """[Lag], the farthest behind its expected value first."""
    behind = [line for line in progress if line.status == Status.BEHIND]
    behind.sort(key=lambda line: (line.value - line.expected) / (line.target.value or 1))
    return [Lag(line, _missing(line), line.count.unknown) for line in behind]


def _missing(line):
    gap = abs(line.expected - line.value)
    return ceil(gap * line.count.reachable / 100) if line.target.indicator.is_share else ceil(gap)
