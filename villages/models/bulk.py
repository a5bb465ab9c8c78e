from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from config.fields import LineField
from villages.models.access import Role, communes_seen_by
from villages.models.place import Commune


class OverseenQuerySet(models.QuerySet):
    def visible_to(self, user):
        held = communes_seen_by(user, Role.of_a_whole_commune())
        return self.filter(pk__in=self.model.communes.through.objects.filter(commune__in=held).values(self.model.link))


class BulkRun(models.Model):
    """An action over many rows at once: one entry in the audit trail, which points at the differences of its rows."""

    link = "bulkrun"

    communes = models.ManyToManyField(Commune, related_name="+", verbose_name="xã")
    what = LineField("việc", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người làm")
    at = models.DateTimeField("lúc", default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người hoàn tác"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    objects = OverseenQuerySet.as_manager()

    class Meta:
        verbose_name = "việc làm hàng loạt"
        verbose_name_plural = "việc làm hàng loạt"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.what


class RowChange(models.Model):
    """What a run did to one row: its values before (None: the run made it) and after (None: it was deleted)."""

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="changes", verbose_name="việc làm hàng loạt")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name="loại")
    row = models.PositiveBigIntegerField("mã dòng")
    before = models.JSONField("trước", null=True)
    after = models.JSONField("sau", null=True)

    class Meta:
        verbose_name = "dòng thay đổi"
        verbose_name_plural = "dòng thay đổi"
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "row"], name="row_change_by_row")]

    def __str__(self):
        return f"{self.content_type} {self.row}"


class DataExport(models.Model):
    """A list that left the portal as a file: who took it, what for, and which residents stood in it."""

    link = "dataexport"

    communes = models.ManyToManyField(Commune, related_name="+", verbose_name="xã")
    what = LineField("danh sách", max_length=200)
    query = models.CharField("đã lọc theo", max_length=1000, blank=True)
    purpose = LineField("mục đích", max_length=200)
    rows = models.PositiveIntegerField("số dòng", default=0)
    residents = models.JSONField("mã nhân khẩu có trong đó", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải")
    at = models.DateTimeField("lúc", default=timezone.now)

    objects = OverseenQuerySet.as_manager()

    class Meta:
        verbose_name = "lần tải danh sách"
        verbose_name_plural = "lần tải danh sách"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.what}, {timezone.localtime(self.at):%d/%m/%Y}"


auditlog.register(BulkRun)
auditlog.register(DataExport, exclude_fields=["residents"])
