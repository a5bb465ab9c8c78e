"""Invented exclusions from the count, most of them granted, and what they add to the tallies."""

from collections import Counter
from datetime import timedelta

from accounts.models import User
from households.models import Exclusion, Resident
from households.standing import standing_now
from households.tally import add_difference
from targets.bulk.offices import at_eight
from villages.models import Access, Role

ONE_IN = 40  # of the residents
PER_BATCH = 500
Reason = Exclusion.Reason
REASONS = [Reason.NO_PHONE, Reason.AWAY, Reason.FRAIL, Reason.REFUSES]


def make_exclusions(rng, *, today):
    """After derive_all: one in ten waits, one in four ends by its date."""
    people = list(Resident.objects.present().order_by("pk").values_list("pk", "household", "village"))
    chosen = rng.sample(people, len(people) // ONE_IN)
    officer = User.objects.get(username="congchuc")
    authors = dict(Access.objects.filter(role=Role.TEAM_LEADER).order_by("pk").values_list("village", "user"))
    Exclusion.objects.bulk_create(
        (_exclusion(rng, resident, authors[village], officer, today) for resident, _, village in chosen),
        batch_size=1000,
    )
    homes = sorted({household for _, household, _ in chosen})
    for start in range(0, len(homes), PER_BATCH):
        counted = standing_now(homes[start : start + PER_BATCH]).counted()
        add_difference(Counter(), Counter({row: number for row, number in counted.items() if row[1][0] == "x"}))


def _exclusion(rng, resident, author, officer, today):
    asked = today - timedelta(days=rng.randint(1, 300))
    exclusion = Exclusion(
        resident_id=resident, reason=rng.choice(REASONS), asked_by_id=author, asked_at=at_eight(asked)
    )
    if rng.random() < 0.25:
        exclusion.ends_on = today + timedelta(days=rng.randint(-30, 300))
    if rng.random() < 0.9:
        exclusion.verdict, exclusion.decided_by, exclusion.decided_at = "GRANTED", officer, at_eight(asked)
        exclusion.starts_on = min(asked, exclusion.ends_on or asked)
    return exclusion
