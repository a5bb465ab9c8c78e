from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from households.actions.calls import draw_calls
from households.calls import last_finished_month, taught_in
from teams.models import Team


class Command(BaseCommand):
    help = "Rút thăm những người xã gọi xác minh trong một tháng đã hết; chạy lại không rút người khác."

    def add_arguments(self, parser):
        parser.add_argument("--month", type=self._month, help="2026-10; để trống: tháng vừa hết")

    @staticmethod
    def _month(text):
        return date.fromisoformat(f"{text}-01")

    def handle(self, *, month, **options):
        month = month or last_finished_month()
        teams = Team.objects.filter(pk__in=taught_in(month).values("visit__membership__team")).order_by("pk")
        try:
            for team in teams:
                drawn = len(draw_calls(team, month=month, by=None))
                self.stdout.write(f"{team}, {team.commune}: rút thêm {drawn} người")
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"Đã rút thăm tháng {month:%m/%Y} cho {len(teams)} tổ.")
