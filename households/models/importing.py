from datetime import timedelta
from secrets import token_hex

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from config.links import link
from villages.models import BulkRun, Commune, Role, communes_held_by, communes_seen_by

SILENCE = timedelta(minutes=10)


def stored_name(one, _):
    """Nothing of the name it was uploaded under, and nothing that can be guessed."""
    return f"nhap-excel/{token_hex(16)}.xlsx"


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(commune__in=communes_seen_by(user, [Role.OFFICER]))

    def editable_by(self, user):
        return self.filter(commune__in=communes_held_by(user, [Role.OFFICER]))

    def open(self):
        return self.filter(state__in=Import.OPEN)


class Import(models.Model):
    """An Excel file that an officer brings into the registry: read and checked in short steps, looked through, then
    applied as a whole."""

    class Sheet(models.TextChoices):
        HOUSEHOLDS = "households", "Hộ và nhân khẩu"
        VILLAGES = "villages", "Thôn"
        OFFICIALS = "officials", "Cán bộ"

    class State(models.TextChoices):
        READING = "READING", "đang đọc"
        CHECKING = "CHECKING", "đang kiểm tra"
        READY = "READY", "chờ xem lại"
        APPLIED = "APPLIED", "đã nhập"
        UNDONE = "UNDONE", "đã hoàn tác"
        FAILED = "FAILED", "không đọc được"
        DROPPED = "DROPPED", "đã bỏ"

    RUNNING = [State.READING, State.CHECKING]
    OPEN = [*RUNNING, State.READY]

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="imports", verbose_name="xã")
    sheet = models.CharField("nhập gì", max_length=10, choices=Sheet)
    since = models.DateField("người, hộ mới ở đây từ ngày")
    file = models.FileField("tệp", upload_to=stored_name, max_length=60)
    file_name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveIntegerField("số byte")
    digest = models.CharField("mã băm SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("lúc", default=timezone.now)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.READING)
    position = models.JSONField("đã đọc đến", default=dict)
    headings = models.JSONField("các cột", default=dict)
    done = models.PositiveIntegerField("phần nghìn đã xong", default=0)
    notes = models.JSONField("đã sửa khi đọc", default=dict)
    numbers = models.JSONField("số đếm", default=dict)
    failure = models.CharField("vì sao không đọc được", max_length=300, blank=True)
    touched_at = models.DateTimeField("có người làm gần nhất lúc", default=timezone.now)
    checked_at = models.DateTimeField("kiểm tra từ lúc", null=True)
    stepping_since = models.DateTimeField("bước đang chạy từ lúc", null=True)
    run = models.OneToOneField(
        BulkRun, models.PROTECT, null=True, related_name="excel_import", verbose_name="việc làm hàng loạt"
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập Excel"
        verbose_name_plural = "lần nhập Excel"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune"],
                condition=Q(state__in=["READING", "CHECKING", "READY"]),
                name="one_import_a_commune_at_a_time",
                violation_error_message="Xã đang có một lần nhập Excel chưa xong.",
            ),
        ]

    def __str__(self):
        return f"Nhập {self.get_sheet_display().lower()} từ {self.file_name}"

    def get_absolute_url(self):
        return link("import-detail", self.pk)

    @property
    def is_running(self):
        return self.state in self.RUNNING

    @property
    def is_open(self):
        return self.state in self.OPEN

    def gives_way_to(self, user):
        """Whether `user` may begin another one, which ends this open one: nobody has touched it for a while, or it is
        his own and has rows to be corrected in the file."""
        silent = self.touched_at < timezone.now() - SILENCE
        return silent or (self.by == user and self.state == self.State.READY and bool(self.faulty))

    @property
    def faulty(self):
        """Number of rows with an error."""
        return self.numbers.get("verdicts", {}).get("ERROR", 0)


class ImportRow(models.Model):
    """What a row of the file says, and what it would do. Its persons are not foreign keys: they may be gone again."""

    class Verdict(models.TextChoices):
        NEW = "NEW", "mới"
        CHANGED = "CHANGED", "thay đổi"
        SAME = "SAME", "như cũ"
        SKIPPED = "SKIPPED", "bỏ qua"
        ERROR = "ERROR", "lỗi"

    class Warning(models.TextChoices):
        DUPLICATE = "DUPLICATE", "có thể trùng với người đã có hoặc dòng khác"
        OTHER = "OTHER", "tên khác hẳn tên đang lưu ở mã ấy"
        UNKNOWN_ID = "UNKNOWN_ID", "mã trong cổng không có trong xã: coi như dòng chưa có mã"
        FILLED = "FILLED", "không ghi thôn, số hộ: hiểu là cùng hộ với dòng trên"
        NO_HEAD = "NO_HEAD", "hộ chưa có chủ hộ"
        GONE = "GONE", "người hoặc hộ đã chuyển đi, đã mất, đã xóa dữ liệu: bỏ qua, việc này ghi ở trang của hộ"
        NO_NUMBER = "NO_NUMBER", "người này không đồng ý cho gọi điện: không ghi số điện thoại"
        SINCE = "SINCE", "ngày bắt đầu khác ngày đang lưu: giữ ngày đang lưu"

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name="lần nhập", db_index=False)
    number = models.PositiveIntegerField("dòng trong Excel")
    group = models.CharField("nhóm", max_length=130, blank=True)
    given = models.BigIntegerField("mã hộ ghi trong tệp", null=True)
    name_key = models.CharField("tên để so", max_length=110, blank=True)
    values = models.JSONField("giá trị", default=dict)
    notes = models.JSONField("đã sửa khi đọc", default=list)
    errors = models.JSONField("lỗi", default=list)
    verdict = models.CharField("kết quả", max_length=7, choices=Verdict, blank=True)
    warnings = models.CharField("điều cần xem", max_length=120, blank=True)
    old = models.JSONField("giá trị cũ", default=dict)
    alike = models.JSONField("có thể trùng với", default=list)
    first = models.BigIntegerField("mã hộ, thôn hoặc cán bộ", null=True)
    second = models.BigIntegerField("mã nhân khẩu hoặc chức vụ", null=True)

    class Meta:
        verbose_name = "dòng nhập Excel"
        verbose_name_plural = "dòng nhập Excel"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["of", "group", "number"], name="import_row_by_group"),
            models.Index(fields=["of", "given"], name="import_row_by_given"),
            models.Index(fields=["of", "name_key"], name="import_row_by_name"),
            models.Index(fields=["of", "verdict", "number"], name="import_row_by_verdict"),
        ]

    def __str__(self):
        return f"Dòng {self.number}"

    def warn(self, code):
        if code not in self.warnings.split(","):
            self.warnings = f"{self.warnings},{code}".strip(",")


auditlog.register(
    Import, include_fields=["commune", "sheet", "since", "file_name", "size", "digest", "by", "at", "state"]
)
