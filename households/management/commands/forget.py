from django.core.management.base import BaseCommand, CommandError

from households.retention import forgetting


class Command(BaseCommand):
    help = "Xóa hoặc ẩn danh dữ liệu cá nhân đã hết thời hạn giữ; chạy hằng ngày, chạy lại không làm gì thêm."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ in số dòng, không xóa gì")

    def handle(self, *, dry_run, **options):
        try:
            for rule, number in forgetting(dry_run=dry_run):
                self.stdout.write(f"{rule.what} (giữ {rule.kept}): {number}, {'sẽ ' if dry_run else ''}{rule.then}")
        except ExceptionGroup as failed:
            raise CommandError("; ".join(map(str, failed.exceptions))) from failed
