import random
from datetime import date, timedelta
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from targets.bulk.derived import derive_all
from targets.bulk.exclusions import make_exclusions
from targets.bulk.offices import issue_decision, leave_work_on_the_desks, make_offices, usernames
from targets.bulk.registry import make_registry
from targets.bulk.rows import check_references_at_once
from targets.bulk.visits import make_visits
from villages.models import Commune

YEARS_OF_VISITS = 2


class Command(BaseCommand):
    help = "Fills an empty database with an invented commune of any size, to measure and to try the portal."

    def add_arguments(self, parser):
        parser.add_argument("--residents", type=int, default=10_000)
        parser.add_argument("--villages", type=int, default=10)
        parser.add_argument("--visits", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=2022, help="the same seed on the same day gives the same rows")
        parser.add_argument("--password", required=True, help="of all the accounts that are made")

    def handle(self, *args, residents, villages, visits, seed, password, **options):
        if Commune.objects.exists() or User.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có xã hoặc tài khoản; lệnh này chỉ chạy trên cơ sở dữ liệu trống.")
        if villages < 1 or residents < villages or visits < 0:
            raise CommandError("Cần ít nhất một thôn, mỗi thôn ít nhất một người, và số lượt thăm không âm.")
        began = perf_counter()
        rng = random.Random(seed)
        today = timezone.localdate()
        since = today - timedelta(days=365 * YEARS_OF_VISITS)
        with transaction.atomic():
            offices = make_offices(rng, villages=villages, password=password)
            make_registry(rng, offices.villages, residents=residents, since=since - timedelta(days=30), today=today)
            issue_decision(rng, offices, on=since, due_on=date(today.year, 12, 31), password=password)
            check_references_at_once()
            make_visits(rng, number=visits, since=since, today=today)
            derive_all()
            make_exclusions(rng, today=today)
            leave_work_on_the_desks(rng, offices, on=since, due_on=date(today.year + 1, 12, 31))
        self.stdout.write(
            f"{residents} nhân khẩu, {villages} thôn, {visits} lượt thăm: {perf_counter() - began:.0f} giây"
        )
        accounts = ["lanhdao", "congchuc", "theodoi", "quantri", *usernames(offices.villages[0])]
        self.stdout.write(f"Tài khoản: {', '.join(accounts)}, và như vậy ở các thôn sau.")
