import random
from collections import Counter
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.urls import reverse

from bench.bars import Bars
from bench.client import Visitor, timed, wait_for_server
from bench.pages import LEADER, TEAM_LEADER
from households.models import Resident

SEARCHES, WARM_UPS, MOST_MILLISECONDS = 200, 40, 60


class Command(BaseCommand):
    help = "Searches as people do, one after the other: 95th percentile of the whole answer."

    def add_arguments(self, parser):
        parser.add_argument("--password", required=True)

    def handle(self, *args, password, **options):
        bars = Bars(self.stdout.write)
        site = urlsplit(settings.SITE_URL)
        address = (site.hostname, site.port)
        wait_for_server(address)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum has done by the time a commune has this many rows
        texts = mix(random.Random(3))
        for role in (LEADER, TEAM_LEADER):
            visitor = Visitor(address)
            visitor.sign_in(role, password)
            requests = [visitor.get(f"{reverse('search')}?{urlencode({'q': text})}") for text in texts]
            timed(address, [requests[:WARM_UPS]] * 8)
            took, _, statuses = timed(address, [requests])
            if statuses != {200}:
                raise ValueError(f"searches answer {statuses}")
            bars.at_most(f"search_p95_ms/{role}", quantiles(took, n=20)[-1] * 1000, MOST_MILLISECONDS)
        if not bars.all_reached:
            raise SystemExit(1)


def mix(rng):
    """What is typed: 40 % full names, half of them without accents, 20 % two syllables, 15 % initials, 15 % ends of
    phone numbers, 10 % the commonest surname."""
    residents = list(Resident.objects.order_by("pk").values_list("full_name", "search_key", "initials", "phone"))
    surname = Counter(name.split()[0] for name, *_ in residents).most_common(1)[0][0]
    phones = [phone for *_, phone in residents if phone]
    typed = []
    for number in range(SEARCHES):
        name, folded, initials, _ = rng.choice(residents)
        share = number % 20
        if share < 8:
            typed.append(folded if share % 2 else name)
        elif share < 12:
            typed.append(" ".join((folded if share % 2 else name).split()[-2:]))
        elif share < 15:
            typed.append(initials)
        elif share < 18:
            typed.append(rng.choice(phones)[-rng.randint(3, 6) :])
        else:
            typed.append(surname)
    rng.shuffle(typed)
    return typed
