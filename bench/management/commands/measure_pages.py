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
from bench.pages import ANONYMOUS, PAGES, forgotten

CONNECTIONS, ANSWERS_EACH = 8, 40
MOST_QUERIES, MOST_MILLISECONDS = 15, 150


class Command(BaseCommand):
    help = "Opens every page of the portal as every role: number of queries, and 95th percentile at 8 connections."

    def add_arguments(self, parser):
        parser.add_argument("--password", required=True)
        parser.add_argument("--only", default="", help="name of the page")

    def handle(self, *args, password, only, **options):
        bars = Bars(self.stdout.write)
        site = urlsplit(settings.SITE_URL)
        address = (site.hostname, site.port)
        wait_for_server(address)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum has done by the time a commune has this many rows
        visitors = {}
        for page in PAGES:
            for role in page.roles if only in ("", page.name) else []:
                if role not in visitors:
                    visitors[role] = Visitor(address)
                    if role != ANONYMOUS:
                        visitors[role].sign_in(role, password)
                paths = page.paths(User.objects.filter(username=role).first())
                name = f"{page.name}{page.query}/{role or 'khach'}"
                bars.at_most(f"queries/{name}", most_queries(role, paths[:5]), MOST_QUERIES)
                bars.at_most(f"p95_ms/{name}", p95(visitors[role], paths), MOST_MILLISECONDS)
        bars.at_most(f"pages_not_measured/{','.join(sorted(forgotten()))}", len(forgotten()), 0)
        if not bars.all_reached:
            raise SystemExit(1)


def most_queries(role, paths):
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if role != ANONYMOUS:
        client.force_login(User.objects.get(username=role), "django.contrib.auth.backends.ModelBackend")
    most = 0
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        if answer.status_code != 200:
            raise ValueError(f"{path} answers {answer.status_code} to {role}")
        most = max(most, len(queries))
    return most


def p95(visitor, paths):
    """In milliseconds, after each worker has had the page once."""
    timed(visitor.address, [[visitor.get(paths[0])] * 2] * CONNECTIONS)
    requests = [
        [visitor.get(paths[(number * CONNECTIONS + own) % len(paths)]) for number in range(ANSWERS_EACH)]
        for own in range(CONNECTIONS)
    ]
    took, _, statuses = timed(visitor.address, requests)
    if statuses != {200}:
        raise ValueError(f"{paths[0]} answers {statuses}")
    return quantiles(took, n=20)[-1] * 1000
