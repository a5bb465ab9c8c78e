from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from households.models.resident import Resident


class DistinctPair(models.Model):
    """Two residents who look alike and were found to be two people: they are not offered as duplicates again."""

    one = models.ForeignKey(Resident, models.CASCADE, related_name="+", verbose_name="người thứ nhất", db_index=False)
    other = models.ForeignKey(Resident, models.CASCADE, related_name="+", verbose_name="người thứ hai")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người kết luận")
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "cặp không phải trùng"
        verbose_name_plural = "cặp không phải trùng"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_pair_in_order"),
        ]

    def __str__(self):
        return f"{self.one} – {self.other}"
