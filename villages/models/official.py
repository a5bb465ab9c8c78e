from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from config.fields import LineField, PhoneField
from config.vietnamese import fold, name_key
from villages.models.access import Access, Role, communes_held_by
from villages.models.place import Commune, Village, villages_seen_by


class OfficialQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(commune__in=communes_held_by(user, Role.of_a_whole_commune()))

    def editable_by(self, user):
        return self.filter(commune__in=communes_held_by(user, [Role.OFFICER]))

    def account_editable_by(self, user):
        """Officials whose account `user` may create, lock or give a new password: not his own, nor that of
        anyone who leads, is an officer, enters the admin or opens another commune."""
        own = communes_held_by(user, [Role.OFFICER])
        more = Q(role__in=Role.of_a_whole_commune()) | ~Q(commune__in=own)
        superior = Access.objects.not_over().filter(more, user=OuterRef("user"))
        return (
            self.editable_by(user)
            .exclude(user=user.pk)
            .exclude(user__is_staff=True)
            .exclude(user__is_superuser=True)
            .filter(~Exists(superior))
        )


class Official(models.Model):
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="officials", verbose_name="xã")
    full_name = LineField("họ và tên", max_length=100)
    phone = PhoneField("số điện thoại", blank=True, help_text="Chỉ người trong xã thấy.", landline=True)
    public_phone = PhoneField(
        "số điện thoại công khai", blank=True, help_text="Để trống nếu không công khai số nào.", landline=True
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="official",
        verbose_name="tài khoản",
    )
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=110, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        ordering = ["sort_key", "pk"]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("official-detail", args=[self.pk])

    def derive_keys(self):
        self.sort_key, self.search_key = name_key(self.full_name), fold(self.full_name)


class PositionQuerySet(models.QuerySet):
    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def of_signers(self):
        return self.filter(kind__in=[Position.Kind.CHAIR, Position.Kind.VICE_CHAIR])

    def visible_to_public(self):
        """Posts of a commune today, of those who gave out a number for anybody to call."""
        return self.in_force().filter(village=None).exclude(official__public_phone="")

    def visible_to(self, user):
        """Contacts of the villages and communes in which `user` holds a role."""
        overseen = communes_held_by(user, Role.of_a_whole_commune())
        return self.filter(Q(village__in=villages_seen_by(user, Role)) | Q(official__commune__in=overseen))


class Position(models.Model):
    class Kind(models.TextChoices):
        CHAIR = "CHAIR", "Chủ tịch Ủy ban nhân dân"
        VICE_CHAIR = "VICE_CHAIR", "Phó Chủ tịch Ủy ban nhân dân"
        CULTURE_OFFICER = "CULTURE_OFFICER", "Công chức Văn hóa - Xã hội"
        CLERK = "CLERK", "Văn thư"
        COMMITTEE_HEAD = "COMMITTEE_HEAD", "Trưởng Ban chỉ đạo chuyển đổi số"
        COMMITTEE_DEPUTY = "COMMITTEE_DEPUTY", "Phó Trưởng Ban chỉ đạo chuyển đổi số"
        COMMITTEE_MEMBER = "COMMITTEE_MEMBER", "Ủy viên Ban chỉ đạo chuyển đổi số"
        CELL_SECRETARY = "CELL_SECRETARY", "Bí thư chi bộ"
        VILLAGE_HEAD = "VILLAGE_HEAD", "Trưởng thôn"
        VILLAGE_POLICE = "VILLAGE_POLICE", "Công an viên"
        FRONT_HEAD = "FRONT_HEAD", "Trưởng ban công tác Mặt trận"
        WOMENS_UNION = "WOMENS_UNION", "Chi hội trưởng Phụ nữ"
        FARMERS_UNION = "FARMERS_UNION", "Chi hội trưởng Nông dân"
        VETERANS = "VETERANS", "Chi hội trưởng Cựu chiến binh"
        ELDERLY = "ELDERLY", "Chi hội trưởng Người cao tuổi"
        YOUTH_UNION = "YOUTH_UNION", "Bí thư chi đoàn"

    official = models.ForeignKey(Official, models.CASCADE, related_name="positions", verbose_name="cán bộ")
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name="thôn",
        help_text="Để trống: chức vụ ở xã.",
    )
    kind = models.CharField("chức vụ", max_length=20, choices=Kind)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "chức vụ"
        verbose_name_plural = "chức vụ"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="position_ends_after_it_begins",
                violation_error_message="Ngày thôi giữ chức vụ phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.village}" if self.village_id else self.get_kind_display()

    @property
    def rank(self):
        """Documents list people by rank, not by alphabet."""
        return list(self.Kind).index(self.Kind(self.kind))


def titles_of(positions):
    """'Bí thư chi bộ kiêm Trưởng thôn' of one person's `positions`, highest first; '' for none."""
    names = [Position.Kind(position.kind).label for position in sorted(positions, key=lambda position: position.rank)]
    return " kiêm ".join(names)


def describe_posts(positions):
    """'Bí thư chi bộ kiêm Trưởng thôn, Thôn 1' of one person's `positions`, with their villages."""
    villages = dict.fromkeys(position.village.label for position in positions if position.village_id)
    return ", ".join(part for part in (titles_of(positions), *villages) if part)


auditlog.register(Official, mask_fields=["phone", "public_phone"], exclude_fields=["sort_key", "search_key"])
auditlog.register(Position)
