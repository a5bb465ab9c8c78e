import random
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.bars import Bars
from bench.client import Visitor, timed, wait_for_server
from bench.models import Row, make_table
from households.models import Household, Skill, Visit

ROUNDS, IN_A_BATCH = 5, 20
LEAST_SINGLE, LEAST_BATCHED, MOST_P95, LEAST_WHEN_FULL = 0.3, 1.0, 5, 0.85


class Command(BaseCommand):
    help = (
        "Visits with two lessons sent as the phone's queue sends them, beside a bare view that inserts one row, in "
        "alternation. --keep writes the rate beside the bare one to a file; --against compares with such a file."
    )

    def add_arguments(self, parser):
        parser.add_argument("--password", required=True)
        parser.add_argument("--keep", type=Path)
        parser.add_argument("--against", type=Path)

    def handle(self, *args, password, keep, against, **options):
        site = urlsplit(settings.SITE_URL)
        wait_for_server((site.hostname, site.port))
        make_table()
        self.bars, self.queue = Bars(self.stdout.write), Queue(random.Random(2), (site.hostname, site.port), password)
        singles = {connections: self.compare(connections, 1) for connections in (1, 8, 32)}
        self.compare(8, IN_A_BATCH)
        if keep:
            keep.write_text(str(singles[8]))
        if against:
            stored = Visit.objects.count()
            ratio = singles[8] / float(against.read_text())
            self.bars.at_least(f"sending_with_{stored}_visits_to_empty", ratio, LEAST_WHEN_FULL)
        if not self.bars.all_reached:
            raise SystemExit(1)

    def compare(self, connections, in_a_batch):
        """Visits per bare row at so many connections."""
        each = max(6, 320 // connections // in_a_batch)
        ratios, slowest = [], []
        for count in range(ROUNDS):
            visits = [self.queue.batches(own, each, in_a_batch) for own in range(connections)]
            rows = [[self.queue.bare(own)] * each * min(3, in_a_batch) for own in range(connections)]
            (visited, p95), (inserted, bare_p95) = self.rate(visits, 200, in_a_batch), self.rate(rows, 204, 1)
            if count:  # the workers were still warming up
                ratios.append(visited / inserted)
                slowest.append(p95 / bare_p95)
        name = f"{connections}_connections" if in_a_batch == 1 else f"batches_of_{in_a_batch}"
        self.stdout.write(f"# {name}: {visited:.0f} visits/s, {inserted:.0f} bare rows/s")
        if connections == 8:
            least = LEAST_SINGLE if in_a_batch == 1 else LEAST_BATCHED
            self.bars.at_least(f"sent_visits_to_bare_inserts/{name}", median(ratios), least)
        if connections == 8 and in_a_batch == 1:
            self.bars.at_most(f"p95_of_sent_visits_to_bare_inserts/{name}", median(slowest), MOST_P95)
        return median(ratios)

    def rate(self, requests, status, in_a_batch):
        """(stored rows a second, 95th percentile in seconds); everything must be stored, once."""
        before = Visit.objects.count(), Row.objects.count()
        took, seconds, statuses = timed(self.queue.address, requests)
        stored = Visit.objects.count() - before[0] + Row.objects.count() - before[1]
        if statuses != {status} or stored != len(took) * in_a_batch:
            raise ValueError(f"{len(took)} requests stored {stored} rows and were answered {statuses}")
        return stored / seconds, quantiles(took, n=20)[-1]


class Queue:
    """Team leaders, each with the visits that wait on his phone."""

    def __init__(self, rng, address, password):
        self.rng, self.address, self.password = rng, address, password
        self.skills = list(Skill.objects.values_list("pk", flat=True))
        self.people, self.households = [], []
        for number in range(1, User.objects.filter(username__startswith="totruong").count() + 1):
            self._add(f"totruong{number}")

    def _add(self, username):
        person = Visitor(self.address)
        person.sign_in(username, self.password)
        self.people.append(person)
        served = Household.objects.loggable_by(User.objects.get(username=username)).present()
        members = {}
        for household, resident in served.filter(residents__state="PRESENT").values_list("pk", "residents"):
            members.setdefault(household, []).append(resident)
        self.households.append(list(members.items()))

    def bare(self, own):
        return self.people[own % len(self.people)].post("/bare/", {"note": "một dòng"})

    def batches(self, own, number, size):
        own %= len(self.people)
        return [
            self.people[own].send(
                reverse("visit-send"),
                {
                    "sent_at": timezone.now().isoformat(),
                    "visits": [
                        self._visit(*home, number * size + place)
                        for place, home in enumerate(self.rng.sample(self.households[own], size))
                    ],
                },
            )
            for number in range(number)
        ]

    def _visit(self, household, members, place):
        """Two people of the household (or one) are taught one skill each (or two), some minutes ago."""
        rng = self.rng
        people = rng.sample(members, 2) if len(members) > 1 else members * 2
        skills = rng.sample(self.skills, 2)
        return {
            "uuid": str(uuid4()),
            "household": household,
            "saved_at": (timezone.now() - timedelta(minutes=place % 30, seconds=rng.random())).isoformat(),
            "outcome": "GUIDED",
            "guidances": [
                {"resident": person, "skill": skill, "level": rng.randint(1, 3)}
                for person, skill in zip(people, skills, strict=True)
            ],
        }
