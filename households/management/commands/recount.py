from django.core.management.base import BaseCommand

from households.tally import rebuild
from villages.models import Village


class Command(BaseCommand):
    help = "Đếm lại các số đếm của mọi thôn từ sự kiện gốc, sửa và nêu chỗ lệch."

    def handle(self, **options):
        wrong = 0
        for village in Village.objects.order_by("pk"):
            if found := rebuild([village.pk]):
                self.stdout.write(f"{village}, {village.commune}: {found} số đếm lệch, đã sửa")
                wrong += found
        self.stdout.write("Không có số đếm nào lệch." if not wrong else f"Đã sửa {wrong} số đếm.")
