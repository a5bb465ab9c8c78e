from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.loading import is_empty, is_loaded, load
from portal.demo.people import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Nạp xã minh họa (chỉ khi DEMO=1, vào cơ sở dữ liệu trống; đã nạp rồi thì giữ nguyên)."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Chỉ nạp dữ liệu minh họa khi đặt DEMO=1, vì mật khẩu của các tài khoản là công khai.")
        if not is_loaded():
            if not is_empty():
                raise CommandError(
                    "Cơ sở dữ liệu này đã có dữ liệu khác nên không nạp dữ liệu minh họa vào; hãy dùng cơ sở dữ liệu "
                    "trống."
                )
            load()
        self._tell()

    def _tell(self):
        width = max(map(len, ACCOUNTS))
        lines = [f"  {username:{width}}  {role}" for username, role in ACCOUNTS.items()]
        self.stdout.write(
            "\n".join(
                [
                    "Xã minh họa: người dân, số điện thoại và số liệu đều là hư cấu.",
                    f"Địa chỉ: {settings.SITE_URL}",
                    f"Tài khoản (mật khẩu chung: {PASSWORD}):",
                    *lines,
                ]
            )
        )
