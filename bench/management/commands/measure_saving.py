import random
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.models import User
from bench.bars import Bars
from bench.client import Visitor, timed, wait_for_server
from bench.models import Row, make_table
from households.models import Household, Skill, Visit

CONNECTIONS, ROUNDS = 8, 7
VISITS_A_ROUND, ROWS_A_ROUND = 40, 120  # of each connection
LEAST_RATIO = 0.25


class Command(BaseCommand):
    help = "How fast visits with two lessons are saved, beside a bare view that inserts one row, in alternation."

    def add_arguments(self, parser):
        parser.add_argument("--password", required=True)

    def handle(self, *args, password, **options):
        site = urlsplit(settings.SITE_URL)
        wait_for_server((site.hostname, site.port))
        make_table()
        people = []
        for number in range(1, CONNECTIONS + 1):
            people.append(Visitor((site.hostname, site.port)))
            people[-1].sign_in(f"totruong{number}", password)
        forms = Forms(random.Random(1))
        visits, rows, ratios = [], [], []
        for count in range(ROUNDS):
            visits.append(rate(people, [forms.visits(person, own) for own, person in enumerate(people)], 302))
            rows.append(rate(people, [bare(person) for person in people], 204))
            ratios.append(visits[-1] / rows[-1])
            if count == 0:  # the workers were still warming up
                visits, rows, ratios = [], [], []
        bars = Bars(self.stdout.write)
        self.stdout.write(f"# visits/s {median(visits):.0f}, bare rows/s {median(rows):.0f}")
        bars.at_least("visit_saving_to_bare_insert", median(ratios), LEAST_RATIO)
        if not bars.all_reached:
            raise SystemExit(1)


def rate(people, requests, status):
    """Answers a second; each of `people` sends his own `requests`."""
    before = Visit.objects.count(), Row.objects.count()
    took, seconds, statuses = timed(people[0].address, requests)
    stored = Visit.objects.count() - before[0] + Row.objects.count() - before[1]
    if statuses != {status} or stored != len(took):
        raise ValueError(f"{len(took)} requests stored {stored} rows and were answered {statuses}")
    return len(took) / seconds


def bare(person):
    return [person.post("/bare/", {"note": "một dòng"})] * ROWS_A_ROUND


class Forms:
    """Filled-in visit forms: two people (or one) of a household are taught one skill each (or two)."""

    def __init__(self, rng):
        self.rng = rng
        self.skills = list(Skill.objects.values_list("pk", flat=True))
        self.households = {}

    def visits(self, person, own):
        if own not in self.households:
            user = User.objects.get(username=f"totruong{own + 1}")
            rows = Household.objects.loggable_by(user).present().filter(residents__state="PRESENT")
            members = {}
            for household, resident in rows.values_list("pk", "residents"):
                members.setdefault(household, []).append(resident)
            self.households[own] = list(members.items())
        return [self._visit(person, *self.rng.choice(self.households[own])) for _ in range(VISITS_A_ROUND)]

    def _visit(self, person, household, members):
        rng = self.rng
        people = rng.sample(members, 2) if len(members) > 1 else members * 2
        lessons = {
            f"g-{resident}-{skill}": rng.randint(1, 3)
            for resident, skill in zip(people, rng.sample(self.skills, 2), strict=True)
        }
        uuid = uuid4()
        answers = {"uuid": uuid, "outcome": "GUIDED", "place": "HOME", "note": f"Lượt {uuid.hex[:8]}"}
        return person.post(f"/ho-dan/{household}/luot-tham/moi/", answers | lessons)
