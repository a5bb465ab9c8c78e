"""Plans the visits of the demo and logs them, through the functions that the pages use."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from households.actions.content import VisitContent
from households.actions.visit import log_visit, withdraw_visit
from households.models import Household, Visit
from portal.demo.notes import REMARKS, Notebook
from portal.demo.people import at
from portal.demo.registry import SEED
from portal.demo.rounds import MET, PACES, calls_of
from teams.models import Membership

SESSIONS = [(8, 11), (14, 17), (19, 21)]
AUTHORS = {"1": ["totruong1", "thanhvien1"], "2": ["totruong2"]}
# author → when his last visit with guidance was: late enough to be asked why
LATE = {"thanhvien1": (22, 20)}
# village → {which of its visits with guidance, from the end: why it was withdrawn}
MISTAKES = {"1": {8: "Ghi nhầm sang hộ bên cạnh.", 140: "Bấm nhầm kết quả."}, "2": {5: "Ghi trùng."}}


@dataclass
class Entry:
    content: VisitContent
    author: str
    received_at: datetime
    mistake: str = ""


def log_visits(stage, entries):
    for entry in entries:
        author = stage.users[entry.author]
        visit = log_visit(entry.content, by=author, at=entry.received_at)
        if entry.mistake:
            moment = entry.received_at + timedelta(minutes=25)
            withdraw_visit(visit, reason=entry.mistake, by=author, at=moment)


def plan_visits(stage, name):
    """[Entry] of the team of the village `name`, by the moment each was received."""
    return Planner(stage, name).plan()


class Planner:
    """Puts the calls of one team on the clock, day by day, and fills in what was taught and found."""

    def __init__(self, stage, name):
        self.rng = random.Random(f"{SEED} visits {name}")
        self.today, self.name, self.village = stage.today, name, stage.villages[name]
        self.notebook = Notebook(self.village, stage.today.year)
        households = Household.objects.filter(village=self.village).by_lane()
        self.lanes = dict(households.values_list("pk", "lane"))
        without_account = Membership.objects.filter(team__village=self.village, official__user=None)
        self.companions = list(without_account.order_by("pk").values_list("pk", flat=True))

    def plan(self):
        by_day = defaultdict(list)
        for call in calls_of(self.name, list(self.lanes)):
            by_day[call.day].append(call)
        pace = PACES[self.name]
        entries = []
        for day in sorted({*by_day, *pace.lessons, *pace.drives}):
            sessions = SESSIONS[:2] if day in (*pace.lessons, *pace.drives) else SESSIONS
            for author, calls in self._shares(by_day[day]).items():
                moments = self._moments(self._date(day), len(calls), sessions)
                entries += [self._call(*pair, author) for pair in zip(calls, moments, strict=True)]
            if day in pace.lessons:
                entries.append(self._at_the_hall(day, "Buổi hướng dẫn chung của thôn.", *self.notebook.group_lesson()))
            if day in pace.drives:
                note = "Buổi tối kích hoạt định danh điện tử tại nhà văn hóa."
                entries.append(self._at_the_hall(day, note, *self.notebook.identity_drive()))
        taught = [entry for entry in entries if entry.content.outcome == Visit.Outcome.GUIDED]
        for from_end, reason in MISTAKES[self.name].items():
            taught[-from_end].mistake = reason
        for author, time in LATE.items():
            if own := [entry for entry in taught if entry.author == author and not entry.content.visited_at]:
                own[-1].received_at = at(timezone.localdate(own[-1].received_at), *time)
        return sorted(entries, key=lambda entry: entry.received_at)

    def _date(self, day):
        return self.today + timedelta(days=day)

    def _shares(self, calls):
        """{author: calls} of one day, on which a lane is one author's."""
        shares, turns = defaultdict(list), {}
        for call in calls:
            lane = self.lanes[call.household]
            author = turns.setdefault(lane, self.rng.choice(AUTHORS[self.name]))
            shares[author].append(call)
        return shares

    def _moments(self, day, number, sessions):
        """When `number` doors were knocked at: one after the other, in the morning, afternoon or evening."""
        first = self.rng.randrange(len(sessions)) if number <= 4 else 0
        moments = []
        for begins, ends in sessions[first:]:
            moment = at(day, begins, self.rng.randint(0, 25))
            while moment < at(day, ends):
                moments.append(moment)
                moment += timedelta(minutes=self.rng.randint(14, 30))
        return moments[:number]

    def _call(self, call, moment, author):
        details = {"outcome": call.outcome, "note": self.rng.choice(REMARKS[call.outcome])}
        if call.promised is not None:
            details["promised_on"] = self._date(call.promised)
        if call.outcome in MET:
            details["guidances"], details["observations"] = self.notebook.lesson_at(call.household)
        return self._entry(author, moment, household=call.household, **details)

    def _at_the_hall(self, day, note, guidances, observations):
        return self._entry(
            AUTHORS[self.name][0],
            at(self._date(day), 19, 30),
            household=None,
            outcome=Visit.Outcome.GUIDED,
            place=Visit.Place.HALL,
            note=note,
            guidances=guidances,
            observations=observations,
        )

    def _entry(self, author, moment, **details):
        """One in seven is received later than it was made, from a phone that had no signal."""
        rng = self.rng
        late = rng.random() < 1 / 7
        delay = timedelta(minutes=rng.randint(40, 140) if late else 0)
        content = VisitContent(
            uuid=UUID(int=rng.getrandbits(128), version=4),
            village=self.village.pk,
            visited_at=moment if late else None,
            companions=(rng.choice(self.companions),) if rng.random() < 0.4 else (),
            **details,
        )
        return Entry(content, author, moment + delay)
