"""Personal data (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP): what people were told, what they agreed to, what they ask."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from config.fields import LineField, ProseField
from config.validators import refuse_id_number
from households import deadlines
from households.models.household import Household
from households.models.resident import Resident
from households.models.visit import CountingQuerySet, Visit
from villages.models import Role, villages_seen_by


class NoticeGiven(models.Model):
    """A household was told, in the words of `version`, what is kept of it (Luật 91/2025/QH15, Điều 4.1, 9)."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="notices", verbose_name="hộ")
    version = models.PositiveSmallIntegerField("bản thông báo")
    visit = models.ForeignKey(
        Visit, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name="lượt thăm"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thông báo")
    at = models.DateTimeField("lúc")

    objects = CountingQuerySet.as_manager()  # one told in a visit that was cancelled was not told

    class Meta:
        verbose_name = "lần thông báo về dữ liệu cá nhân"
        verbose_name_plural = "lần thông báo về dữ liệu cá nhân"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "version"], condition=Q(visit__isnull=False), name="notice_once_a_visit"
            )
        ]

    def __str__(self):
        return f"{self.household}: bản {self.version}"


class Purpose(models.Model):
    """What personal data are used for, and on which ground (mục đích xử lý). Whether a team's survey serves a duty of
    the commune or needs consent is for the commune to decide, so the ground is data."""

    class Ground(models.TextChoices):
        DUTY = "DUTY", "nhiệm vụ của cơ quan nhà nước, không cần đồng ý (Luật 91/2025/QH15, Điều 19.1)"
        CONSENT = "CONSENT", "người dân đồng ý (Luật 91/2025/QH15, Điều 9)"

    code = models.SlugField("mã", max_length=30, unique=True)
    name = LineField("mục đích", max_length=200)
    data = LineField("dữ liệu dùng đến", max_length=300)
    ground = models.CharField("căn cứ", max_length=10, choices=Ground)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "mục đích xử lý dữ liệu"
        verbose_name_plural = "mục đích xử lý dữ liệu"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    @property
    def needs_consent(self):
        return self.ground == self.Ground.CONSENT


PHONE_CALLS = "goi-dien"  # the purpose whose refusal takes the number away
VERIFICATION = "xac-minh"


class Consent(models.Model):
    """What somebody said when asked for consent, or later. The latest row counts; no row is no consent
    (Luật 91/2025/QH15, Điều 9: silence is not consent)."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents", verbose_name="nhân khẩu")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+", verbose_name="mục đích")
    given = models.BooleanField("đồng ý")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "sự đồng ý"
        verbose_name_plural = "sự đồng ý"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.purpose}: {'đồng ý' if self.given else 'không đồng ý'}"


class DataRequestQuerySet(models.QuerySet):
    """Whoever left before his village was reorganised keeps his rights, and the commune of today its duty."""

    def visible_to(self, user):
        return self.filter(resident__village__in=villages_seen_by(user, Role.of_a_whole_commune()))

    def handled_by(self, user):
        return self.filter(resident__village__in=villages_seen_by(user, [Role.OFFICER]))

    def open(self):
        return self.filter(outcome="")

    def by_urgency(self):
        return self.order_by("next_on", "pk")


class DataRequest(models.Model):
    """Somebody uses a right of his (Luật 91/2025/QH15, Điều 4.1), answered in time (NĐ 356/2025, Điều 5)."""

    class Kind(models.TextChoices):
        VIEW = "VIEW", "xem dữ liệu của mình"
        COPY = "COPY", "nhận bản sao"
        CORRECT = "CORRECT", "chỉnh sửa"
        WITHDRAW = "WITHDRAW", "rút lại sự đồng ý"
        RESTRICT = "RESTRICT", "hạn chế xử lý"
        OBJECT = "OBJECT", "phản đối xử lý"
        LIFT = "LIFT", "thôi hạn chế, thôi phản đối xử lý"
        ERASE = "ERASE", "xóa dữ liệu"
        PROTECT = "PROTECT", "thực hiện biện pháp bảo vệ"

    TERMS = {
        Kind.VIEW: deadlines.SHOW,
        Kind.COPY: deadlines.SHOW,
        Kind.CORRECT: deadlines.SHOW,
        Kind.WITHDRAW: deadlines.LIMIT,
        Kind.RESTRICT: deadlines.LIMIT,
        Kind.OBJECT: deadlines.LIMIT,
        Kind.LIFT: deadlines.LIMIT,
        Kind.ERASE: deadlines.ERASE,
        Kind.PROTECT: deadlines.PROTECT,
    }
    LIMITS = (Kind.RESTRICT, Kind.OBJECT)  # in force from when one is carried out until a LIFT is

    class Asker(models.TextChoices):
        SELF = "SELF", "chính người ấy"
        REPRESENTATIVE = "REPRESENTATIVE", "người đại diện theo pháp luật (trẻ em: Luật 91/2025/QH15, Điều 24)"

    class Outcome(models.TextChoices):
        DONE = "DONE", "đã thực hiện"
        REFUSED = "REFUSED", "từ chối, có lý do"

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="data_requests", verbose_name="nhân khẩu")
    kind = models.CharField("yêu cầu", max_length=10, choices=Kind)
    purpose = models.ForeignKey(
        Purpose, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rút đồng ý cho việc nào"
    )
    asker = models.CharField("ai yêu cầu", max_length=15, choices=Asker)
    details = ProseField("nội dung", max_length=1000, blank=True, validators=[refuse_id_number])
    received_on = models.DateField("nhận ngày")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhận yêu cầu"
    )
    acknowledged_at = models.DateTimeField("báo đã tiếp nhận lúc", null=True, blank=True)
    with_others = models.BooleanField("bên xử lý, bên thứ ba cùng làm", default=False)
    extended_at = models.DateTimeField("gia hạn lúc", null=True, blank=True)
    extension_reason = ProseField("lý do gia hạn", max_length=500, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome, blank=True)
    answer = ProseField("đã làm gì, trả lời thế nào", max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    due_on = models.DateField("hạn trả lời", editable=False)
    next_on = models.DateField("hạn của bước tiếp theo", editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "yêu cầu về dữ liệu cá nhân"
        ordering = ["next_on", "pk"]
        indexes = [models.Index(fields=["next_on"], condition=Q(outcome=""), name="data_request_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", by=None, at=None) | (~Q(outcome="") & Q(by__isnull=False, at__isnull=False)),
                name="data_request_answer_is_complete",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="data_request_due_after_received"),
        ]

    def __str__(self):
        return f"Yêu cầu {self.pk}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        self.derive_days()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("data-request-detail", args=[self.pk])

    def derive_days(self):
        self.due_on = deadlines.answer_by(
            self.TERMS[self.kind], self.received_on, with_others=self.with_others, extended=bool(self.extended_at)
        )
        self.next_on = self.due_on if self.acknowledged_at else self.acknowledge_by

    @property
    def acknowledge_by(self):
        return deadlines.acknowledge_by(self.received_on)

    @property
    def is_open(self):
        return not self.outcome

    @property
    def is_overdue(self):
        return self.is_open and self.next_on < timezone.localdate()


auditlog.register(Purpose)
auditlog.register(Consent)
auditlog.register(DataRequest, exclude_fields=["details", "answer", "extension_reason"])
