from django.core.management.base import BaseCommand

from households.retention import forget


class Command(BaseCommand):
    help = "Xóa hoặc ẩn danh dữ liệu cá nhân đã hết thời hạn giữ; chạy hằng ngày, chạy lại không làm gì thêm."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ in số dòng, không xóa gì")

    def handle(self, *, dry_run, **options):
        for rule, number in forget(dry_run=dry_run):
            self.stdout.write(f"{rule.what} (giữ {rule.kept}): {number}, {'sẽ ' if dry_run else ''}{rule.then}")
