from statistics import quantiles
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.bars import Bars
from bench.client import Visitor, timed, wait_for_server
from bench.furnishing import furnish
from bench.models import make_table
from bench.pages import ANONYMOUS, MEMBER, all_pages, forgotten

CONNECTIONS, ANSWERS_EACH, SECONDS_A_PAGE = 8, 20, 5
MOST_QUERIES, MOST_MILLISECONDS = 15, 150


class Command(BaseCommand):
    help = "Opens every page of the portal as every role: number of queries, and 95th percentile at 8 connections."

    def add_arguments(self, parser):
        parser.add_argument("--password", required=True)
        parser.add_argument("--only", default="", help="what the name of the page contains")

    def handle(self, *args, password, only, **options):
        bars = Bars(self.stdout.write)
        site = urlsplit(settings.SITE_URL)
        address = (site.hostname, site.port)
        wait_for_server(address)
        make_table()
        furnish()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum has done by the time a commune has this many rows
        visitors = {MEMBER: Visitor(address)}
        visitors[MEMBER].sign_in(MEMBER, password)
        self.say_pace(visitors[MEMBER])
        for page in all_pages():
            for role in page.roles if only in page.name else []:
                if role not in visitors:
                    visitors[role] = Visitor(address)
                    if role != ANONYMOUS:
                        visitors[role].sign_in(role, password)
                measure(page, role, visitors[role], bars)
        bars.at_most(f"pages_not_measured/{','.join(sorted(forgotten()))}", len(forgotten()), 0)
        if not bars.all_reached:
            raise SystemExit(1)

    def say_pace(self, visitor):
        """What the machine can do today, to read the percentiles of the pages by."""
        rows = [visitor.post("/bare/", {"note": "một dòng"})] * ANSWERS_EACH
        timed(visitor.address, [rows] * CONNECTIONS)
        took, *_ = timed(visitor.address, [rows] * CONNECTIONS)
        self.stdout.write(f"# a view that inserts one row: p95 {quantiles(took, n=20)[-1] * 1000:.0f} ms")


def measure(page, role, visitor, bars):
    name = f"{page.name}{page.query}/{role or 'khach'}"
    user = User.objects.filter(username=role).first()
    paths = page.paths(user)
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0], raise_request_exception=False)
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    worst, most = status_and_queries(client, paths)
    if worst != 200:
        bars.exactly(f"status/{name}", worst, 200)
        return
    bars.at_most(f"queries/{name}", most, MOST_QUERIES)
    bars.at_most(f"p95_ms/{name}", p95(visitor, paths), MOST_MILLISECONDS)


def status_and_queries(client, paths):
    """The worst status and the highest number of queries of a few of `paths`; status 0 where there is none."""
    statuses, numbers = [0], [0]
    for path in paths[:: len(paths) // 5 + 1]:
        with CaptureQueriesContext(connection) as queries:
            statuses.append(client.get(path).status_code)
        numbers.append(len(queries))
    return max(statuses), max(numbers)


def p95(visitor, paths):
    """In milliseconds, after each worker has had the page once."""
    timed(visitor.address, [[visitor.get(paths[0])] * 2] * CONNECTIONS)
    requests = [
        [visitor.get(paths[(number * CONNECTIONS + own) % len(paths)]) for number in range(ANSWERS_EACH)]
        for own in range(CONNECTIONS)
    ]
    took, _, statuses = timed(visitor.address, requests, SECONDS_A_PAGE)
    if statuses != {200}:
        raise ValueError(f"{paths[0]} and its like answer {statuses}")
    return quantiles(took, n=20)[-1] * 1000
