from auditlog.registry import auditlog
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.fields import LineField, ProseField
from teams.models.decision import Decision
from villages.models import Commune, Official, Role, communes_held_by, communes_seen_by


class LaunchQuerySet(models.QuerySet):
    def visible_to_public(self):
        return self.filter(published=True)

    def visible_to(self, user):
        """Published ones are anybody's; the others are for those who prepare them."""
        return self.filter(Q(published=True) | Q(commune__in=communes_seen_by(user, Role.of_a_whole_commune())))

    def listed_for(self, user):
        """Those of the communes in which `user` holds a role."""
        return self.visible_to(user).filter(commune__in=communes_seen_by(user, Role))

    def overseen_by(self, user):
        """Whose attendance list and minutes `user` may read: they name people."""
        return self.filter(commune__in=communes_seen_by(user, Role.of_a_whole_commune()))

    def editable_by(self, user):
        return self.filter(commune__in=communes_held_by(user, [Role.OFFICER]))


class Launch(models.Model):
    """A conference that makes decisions known and launches the teams (hội nghị công bố, ra mắt)."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="launches", verbose_name="xã")
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="launches", verbose_name="quyết định công bố"
    )
    title = LineField("tên hội nghị", max_length=300)
    held_on = models.DateField("ngày tổ chức")
    part_of_day = LineField("buổi", max_length=30, blank=True, help_text="Ví dụ: chiều.")
    starts_at = models.TimeField("bắt đầu lúc", null=True, blank=True)
    ends_at = models.TimeField("kết thúc lúc", null=True, blank=True)
    place = LineField("địa điểm", max_length=200, blank=True)
    chair = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="chaired_launches", verbose_name="chủ trì"
    )
    secretary = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="recorded_launches", verbose_name="thư ký"
    )
    body = ProseField("nội dung", max_length=10000, help_text="Mỗi đoạn cách nhau một dòng trống.")
    minutes_symbol = LineField(
        "số, ký hiệu biên bản", max_length=30, blank=True, help_text="Ví dụ: 12/BB-UBND. Để trống nếu chưa cấp số."
    )
    published = models.BooleanField(
        "đăng công khai", default=True, help_text="Ai cũng đọc được trang và xem được ảnh của hội nghị."
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị ra mắt"
        verbose_name_plural = "hội nghị ra mắt"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="launch_ends_after_it_begins",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("launch-detail", args=[self.pk])


class Speech(models.Model):
    """Who spoke, as what, and about what."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="speeches", verbose_name="hội nghị")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = LineField("họ và tên", max_length=100)
    title = LineField("chức vụ, đơn vị", max_length=200, blank=True)
    topic = LineField("nội dung phát biểu", max_length=300, blank=True)

    class Meta:
        verbose_name = "phát biểu tại hội nghị"
        verbose_name_plural = "phát biểu tại hội nghị"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.name}, {self.title}" if self.title else self.name


class Attendee(models.Model):
    """A line of the attendance list, with the post he held at the time."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="attendees", verbose_name="hội nghị")
    order = models.PositiveSmallIntegerField("thứ tự")
    official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="attended_launches", verbose_name="cán bộ"
    )
    name = LineField("họ và tên", max_length=100)
    post = LineField("chức vụ, đơn vị công tác", max_length=300, blank=True)
    present = models.BooleanField("có mặt", default=False)

    class Meta:
        verbose_name = "đại biểu dự hội nghị"
        verbose_name_plural = "đại biểu dự hội nghị"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["launch", "official"],
                condition=Q(official__isnull=False),
                name="official_attends_launch_once",
                violation_error_message="Người này đã có trong danh sách.",
            ),
        ]

    def __str__(self):
        return self.name


class Handover(models.Model):
    """A decision handed at the conference to one of those who carry it out."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="handovers", verbose_name="hội nghị")
    order = models.PositiveSmallIntegerField("thứ tự")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="handovers", verbose_name="quyết định")
    official = models.ForeignKey(Official, models.PROTECT, related_name="handovers", verbose_name="người nhận")
    post = LineField("chức vụ, đơn vị", max_length=300, blank=True)

    class Meta:
        verbose_name = "trao quyết định"
        verbose_name_plural = "trao quyết định"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["launch", "decision", "official"],
                name="decision_handed_once_to_each",
                violation_error_message="Quyết định này đã ghi trao cho người đó.",
            ),
        ]

    def __str__(self):
        return f"{self.decision.symbol}: {self.official}"


class LaunchPhotoQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(launch__in=Launch.objects.visible_to(user))


class LaunchPhoto(models.Model):
    """A picture of the conference, kept as files named after `key` (teams.photos), one a size."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="photos", verbose_name="hội nghị")
    order = models.PositiveSmallIntegerField("thứ tự")
    caption = LineField("chú thích", max_length=300)
    key = models.CharField("mã tệp", max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField("rộng (điểm ảnh)", editable=False)
    height = models.PositiveIntegerField("cao (điểm ảnh)", editable=False)

    objects = LaunchPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh hội nghị"
        verbose_name_plural = "ảnh hội nghị"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.caption


for model in (Launch, Speech, Attendee, Handover, LaunchPhoto):
    auditlog.register(model)
