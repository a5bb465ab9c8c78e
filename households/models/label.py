from django.conf import settings
from django.db import models
from django.db.models import Q

from config.fields import ProseField
from households.models.visit import Visit


class VisitLabelQuerySet(models.QuerySet):
    def open(self):
        return self.filter(verdict="")


class VisitLabel(models.Model):
    """Something about a visit that somebody should look at, said when it was received: how it arrived (nhãn), which
    the tổ trưởng settles; or that it looks unusual (dấu hiệu), which its author explains first and the commune
    accepts or strikes."""

    class Kind(models.TextChoices):
        CLOCK = "CLOCK", "đồng hồ điện thoại lệch"
        MOVED = "MOVED", "hộ đã sang thôn khác"
        LEFT = "LEFT", "có người không còn ở hộ này"
        REPEATED = "REPEATED", "hướng dẫn lại cùng người, cùng nội dung"
        MANY = "MANY", "nhiều lượt trong một giờ"
        NIGHT = "NIGHT", "vào giờ đêm khuya"
        EARLY = "EARLY", "trước ngày của quyết định"
        OUTSIDE = "OUTSIDE", "ngoài thôn của thành viên"

    ARRIVAL = (Kind.CLOCK, Kind.MOVED, Kind.LEFT)

    class Verdict(models.TextChoices):
        SEEN = "SEEN", "đã xem"
        ACCEPTED = "ACCEPTED", "chấp nhận"
        STRUCK = "STRUCK", "gạch bỏ"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="labels", verbose_name="lượt thăm", db_index=False)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    detail = models.CharField("chi tiết", max_length=300, blank=True)
    answer = ProseField("giải thích của người ghi", max_length=500, blank=True)
    answered_at = models.DateTimeField("giải thích lúc", null=True, blank=True)
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict, blank=True)
    reason = ProseField("lý do", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kết luận"
    )
    at = models.DateTimeField("kết luận lúc", null=True, blank=True)

    objects = VisitLabelQuerySet.as_manager()

    class Meta:
        verbose_name = "nhãn, dấu hiệu của lượt thăm"
        verbose_name_plural = "nhãn, dấu hiệu của lượt thăm"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="label_once_a_visit"),
            models.CheckConstraint(
                condition=Q(verdict="", by=None, at=None) | (~Q(verdict="") & Q(by__isnull=False, at__isnull=False)),
                name="label_verdict_is_complete",
            ),
        ]
        indexes = [models.Index(fields=["verdict"], condition=Q(verdict=""), name="label_open")]

    def __str__(self):
        return f"{self.visit}: {self.get_kind_display()}"
