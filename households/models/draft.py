from django.conf import settings
from django.db import models

from villages.models import Village


class SheetDraftQuerySet(models.QuerySet):
    def kept_by(self, user):
        return self.filter(user=user.pk)


class SheetDraft(models.Model):
    """The lines of a paper sheet that somebody is typing, until all of them are stored as visits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người nhập", db_index=False
    )
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="thôn")
    uuid = models.UUIDField("mã biểu mẫu")
    text = models.TextField("các dòng", blank=True)
    changed_at = models.DateTimeField("giữ lúc", auto_now=True)

    objects = SheetDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "bản nháp nhập phiếu"
        verbose_name_plural = "bản nháp nhập phiếu"
        ordering = ["-changed_at"]
        constraints = [models.UniqueConstraint(fields=["user", "village"], name="sheet_draft_once_a_village")]

    def __str__(self):
        return f"{self.user}, {self.village}"

    @property
    def lines(self):
        return self.text.split("\n")
