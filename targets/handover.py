"""Bàn giao: what the successor of a member, or the tổ trưởng, takes over of a team, on one page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from households.models import Visit
from teams.models import Membership

LATE = timedelta(days=1)
LOOKED_BACK = timedelta(days=14)
REMEMBERED = timedelta(days=90)  # how long someone who has left is still listed


@dataclass(frozen=True)
class Arrivals:
    """How the visits of one member come in: the server knows only what has arrived."""

    membership: Membership
    last: datetime | None
    late: int
    longest: timedelta

    @property
    def longest_days(self):
        return self.longest.days


@dataclass(frozen=True)
class Handover:
    """Of a village's team what is open in its village, whichever team began it; of a commune's team its own."""

    promises: list
    refused: list
    lanes: list
    labels: list
    arrivals: list
    never: int


def handover_of(team, households, labels):
    """`households` and `labels` are those of the commune that the reader may see."""
    if team.village_id:
        served = households.present().filter(village=team.village_id)
        lanes = list(_lanes(served))
    else:
        served = households.present().filter(latest_visit__visit__membership__team=team)
        lanes = []
    shown = served.select_related("head", "village")
    promised = shown.promised().select_related("latest_visit__promised_in__membership__official")
    refused = shown.filter(latest_visit__visit__outcome=Visit.Outcome.REFUSED).by_lane()
    labels = labels.open().filter(visit__membership__team=team, visit__cancellation=None)
    return Handover(
        list(promised),
        list(refused.select_related("latest_visit__visit")),
        lanes,
        list(labels.select_related("visit").order_by("-visit__visited_at", "pk")),
        _arrivals(team),
        sum(lane["never"] for lane in lanes),
    )


def _lanes(households):
    """Lanes in which some household was never visited: lane, how many, of how many."""
    never = Count("pk", filter=Q(latest_visit=None))
    lanes = households.order_by("lane_key").values("lane", "lane_key")
    return lanes.annotate(never=never, all=Count("pk")).filter(never__gt=0)


def _arrivals(team):
    gone = Q(ends_on__lte=timezone.localdate() - REMEMBERED)
    latest = Visit.objects.filter(membership=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    members = team.memberships.exclude(gone).select_related("official").annotate(last=Subquery(latest))
    since = timezone.now() - LOOKED_BACK
    late = Visit.objects.filter(membership__team=team, received_at__gte=since, received_at__gt=F("visited_at") + LATE)
    delays = defaultdict(list)
    for membership, visited_at, received_at in late.values_list("membership", "visited_at", "received_at"):
        delays[membership].append(received_at - visited_at)
    return [
        Arrivals(member, member.last, len(delays[member.pk]), max(delays[member.pk], default=timedelta()))
        for member in members.in_rank()
    ]
