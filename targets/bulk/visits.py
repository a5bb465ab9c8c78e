"""Invented visits in the order of time: who was met, what was taught and seen, and how abilities grow with it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from uuid import UUID

from django.utils import timezone

from households.actions.content import VisitContent
from households.actions.judging import EMPTY_OUTCOMES, TAUGHT_OUTCOMES
from households.models import (
    Guidance,
    Household,
    Observation,
    Resident,
    Skill,
    Trait,
    Visit,
    VisitCancellation,
)
from targets.bulk.rows import continue_numbering, row_of, write_rows, written_beside
from teams.models import Membership

Outcome, Place = Visit.Outcome, Visit.Place
OUTCOMES = {"GUIDED": 52, "ABLE": 8, "PROMISED": 10, "NOBODY_HOME": 22, "REFUSED": 5, "GONE": 3}
OUTCOME_NAMES, OUTCOME_WEIGHTS = list(OUTCOMES), list(accumulate(OUTCOMES.values()))
NOTES = ["", "", "", "", "", "Hẹn lần sau hướng dẫn tiếp.", "Máy cũ, cần đổi máy.", "Nhờ con cháu hỗ trợ thêm."]
REASONS = ["Ghi nhầm hộ.", "Ghi hai lần."]
PER_BATCH = 20_000
Companion = Visit.companions.through
VisitRow, CompanionRow, GuidanceRow = row_of(Visit), row_of(Companion), row_of(Guidance)
ObservationRow, CancellationRow = row_of(Observation), row_of(VisitCancellation)


@dataclass
class Village:
    members: list[Membership] = field(default_factory=list)
    households: list[int] = field(default_factory=list)
    residents: list[int] = field(default_factory=list)


@dataclass
class Batch:
    visits: list[VisitRow] = field(default_factory=list)
    companions: list[CompanionRow] = field(default_factory=list)
    guidances: list[GuidanceRow] = field(default_factory=list)
    observations: list[ObservationRow] = field(default_factory=list)
    cancellations: list[CancellationRow] = field(default_factory=list)

    def write(self):
        for model, rows in [
            (Visit, self.visits),
            (Companion, self.companions),
            (Guidance, self.guidances),
            (Observation, self.observations),
            (VisitCancellation, self.cancellations),
        ]:
            write_rows(model, rows)


def make_visits(rng, *, number, since, today):
    """Writes `number` visits of the days from `since` until yesterday."""
    maker = VisitMaker(rng)
    moments = sorted(_moment(rng, since, today) for _ in range(number))
    with written_beside() as hand_over:
        for start in range(0, number, PER_BATCH):
            for pk, moment in enumerate(moments[start : start + PER_BATCH], start=start + 1):
                maker.make(pk, datetime.fromtimestamp(moment, UTC))
            hand_over(maker.batch.write)
            maker.batch = Batch()
    continue_numbering([Visit, Companion, Guidance, Observation, VisitCancellation])


def _moment(rng, since, today):
    """Seconds since 1970 of some minute between seven and nine o'clock in the evening of some day."""
    day = since + timedelta(days=rng.randrange((today - since).days))
    return int(timezone.make_aware(datetime.combine(day, time(7))).timestamp()) + rng.randrange(14 * 60) * 60


class VisitMaker:
    """Knows the commune, and remembers what it has made so far of each person and household."""

    def __init__(self, rng):
        self.rng = rng
        self.batch = Batch()
        self.guidances = self.observations = self.companions = self.cancellations = 0
        self.levels = {}  # (resident, skill) → level
        self.values = {}  # (household or None, resident or None, trait) → has it
        self.skills = list(Skill.objects.values_list("pk", flat=True))
        self.home_traits = list(Trait.objects.filter(owner=Trait.Owner.HOUSEHOLD).values_list("pk", flat=True))
        self.own_traits = list(Trait.objects.filter(owner=Trait.Owner.RESIDENT).values_list("pk", flat=True))
        self.members_of = defaultdict(list)  # household → residents old enough to be taught
        self.villages = defaultdict(Village)
        self._look_around()

    def _look_around(self):
        households = list(Household.objects.present().order_by("pk").values_list("pk", "village"))
        self.rng.shuffle(households)
        for household, village in households[len(households) // 20 :]:  # the others are never visited
            self.villages[village].households.append(household)
        residents = Resident.objects.present().exclude(birth_year__gt=timezone.localdate().year - 12).order_by("pk")
        for resident, household, village in residents.values_list("pk", "household", "village"):
            self.members_of[household].append(resident)
            self.villages[village].residents.append(resident)
        for member in Membership.objects.select_related("official", "team").order_by("pk"):
            self.villages[member.team.village_id].members.append(member)
        self.numbers = list(self.villages)
        self.sizes = list(accumulate(len(village.households) for village in self.villages.values()))

    def make(self, pk, at):
        rng = self.rng
        number = rng.choices(self.numbers, cum_weights=self.sizes)[0]
        village = self.villages[number]
        member = rng.choice(village.members)
        companions = (rng.choice(village.members).pk,) if rng.random() < 0.25 else ()
        companions = tuple(companion for companion in companions if companion != member.pk)
        lesson = rng.random() < 0.01
        household = None if lesson else rng.choice(village.households)
        outcome = Outcome.GUIDED if lesson else self._outcome(household)
        content = VisitContent(
            uuid=UUID(int=rng.getrandbits(128), version=4),
            village=number,
            household=household,
            outcome=outcome,
            place=Place.HALL if lesson else Place.HOME,
            note=rng.choice(NOTES),
            promised_on=at.date() + timedelta(days=rng.randint(1, 14)) if outcome == Outcome.PROMISED else None,
            companions=companions,
            guidances=tuple(self._guidances(village, household, outcome)),
            observations=() if lesson else tuple(self._observations(household, outcome)),
        )
        self._add(pk, content, member, at)

    def _outcome(self, household):
        outcome = self.rng.choices(OUTCOME_NAMES, cum_weights=OUTCOME_WEIGHTS)[0]
        return outcome if outcome not in TAUGHT_OUTCOMES or self.members_of[household] else Outcome.NOBODY_HOME

    def _guidances(self, village, household, outcome):
        """Of a group lesson one skill for up to ten people, at a home one or two skills for one or two."""
        rng = self.rng
        if outcome not in TAUGHT_OUTCOMES:
            return
        people = self.members_of[household] if household else village.residents
        some = min(len(people), rng.choice([1, 1, 1, 2]) if household else rng.randint(4, 10))
        for resident in rng.sample(people, some):
            for skill in rng.sample(self.skills, rng.choice([1, 1, 2]) if household else 1):
                former = self.levels.get((resident, skill), rng.choice([0, 0, 1]))
                level = self.levels[resident, skill] = min(3, former + (rng.random() < 0.6))
                yield resident, skill, level, outcome == Outcome.GUIDED

    def _observations(self, household, outcome):
        rng = self.rng
        owners = [(household, None, trait) for trait in self.home_traits if rng.random() < 0.15]
        people = self.members_of[household]
        if outcome not in EMPTY_OUTCOMES and people and rng.random() < 0.35:
            owners.append((None, rng.choice(people), rng.choice(self.own_traits)))
        for owner in owners:
            self.values[owner] = rng.random() < (0.95 if self.values.get(owner) else 0.55)
            yield *owner, self.values[owner]

    def _add(self, pk, content, member, at):
        batch, author = self.batch, member.official.user_id
        batch.visits.append(
            VisitRow(
                id=pk,
                uuid=content.uuid,
                household_id=content.household,
                village_id=content.village,
                membership_id=member.pk,
                author_id=author,
                place=content.place,
                outcome=content.outcome,
                visited_at=at,
                received_at=at,
                note=content.note,
                promised_on=content.promised_on,
                digest=content.digest,
            )
        )
        for companion in content.companions:
            self.companions += 1
            batch.companions.append(CompanionRow(id=self.companions, visit_id=pk, membership_id=companion))
        for resident, skill, level, taught in content.guidances:
            self.guidances += 1
            batch.guidances.append(
                GuidanceRow(
                    id=self.guidances, visit_id=pk, resident_id=resident, skill_id=skill, level=level, taught=taught
                )
            )
        for household, resident, trait, value in content.observations:
            self.observations += 1
            batch.observations.append(
                ObservationRow(
                    id=self.observations,
                    visit_id=pk,
                    household_id=household,
                    resident_id=resident,
                    trait_id=trait,
                    value=value,
                    observed_at=at,
                    received_at=at,
                    by_id=author,
                )
            )
        if self.rng.random() < 0.005:
            self.cancellations += 1
            batch.cancellations.append(
                CancellationRow(
                    id=self.cancellations,
                    visit_id=pk,
                    kind=VisitCancellation.Kind.WITHDRAWN,
                    reason=self.rng.choice(REASONS),
                    by_id=author,
                    at=at + timedelta(hours=1),
                )
            )
