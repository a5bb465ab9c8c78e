import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from config.days import day_begins
from config.fields import ProseField
from households.models.ability import Level, Skill, Trait
from households.models.household import Household
from households.models.resident import Resident
from teams.models import Membership
from villages.models import Role, Village, villages_seen_by

# What a line of a list reads: in full these rows have fifty columns.
LINE = [
    "uuid", "household", "village", "author", "place", "outcome", "visited_at", "claimed_at", "received_at",
    "promised_on", "membership__official__full_name", "cancellation__visit",
]  # fmt: skip
RECEIPT_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def made_by(user, visit):
    """Condition on rows that `visit` leads to a visit from: written by `user`, made by him as a member, or gone along
    with."""
    accompanied = Visit.companions.through.objects.filter(membership__official__user=user.pk).values("visit")
    return (
        Q(**{f"{visit}__author": user.pk})
        | Q(**{f"{visit}__membership__official__user": user.pk})
        | Q(**{f"{visit}__in": accompanied})
    )


class CountingQuerySet(models.QuerySet):
    """Visits, and what was said in them."""

    visit = "visit"

    def counting(self):
        """Without what was withdrawn or struck."""
        return self.filter(~Exists(VisitCancellation.objects.filter(visit=OuterRef(self.visit))))


class VisitQuerySet(CountingQuerySet):
    visit = "pk"

    def visible_to(self, user):
        return self.filter(village__in=villages_seen_by(user, Role.knowing_residents()))

    def receipted_to(self, user):
        """Visits whose receipt `user` may see: also his own in a village he no longer serves."""
        return self.filter(Q(author=user.pk) | Q(village__in=villages_seen_by(user, Role.knowing_residents())))

    def withdrawable_by(self, user, at=None):
        """The author's own visits, until the end of the day after they were received."""
        return self.counting().filter(author=user.pk, received_at__gte=window_begins(at))

    def withdrawn_by(self, user):
        return self.filter(author=user.pk, cancellation__by=user.pk)

    def with_line(self):
        """With what a line of a list says of each, the place aside."""
        return self.select_related("membership__official", "cancellation").only(*LINE)

    def with_where(self):
        # With the village too, PostgreSQL would take longer to order the joins than to make them.
        joined = self.with_line().select_related("household__head").prefetch_related("village")
        return joined.only(*LINE, "household__number", "household__head__full_name")


class Visit(models.Model):
    """One call at a household, or one group lesson. Never updated; see VisitCancellation."""

    class Place(models.TextChoices):
        HOME = "HOME", "tại nhà"
        HALL = "HALL", "nhà văn hóa"
        POINT = "POINT", "điểm lưu động"

    class Outcome(models.TextChoices):
        GUIDED = "GUIDED", "đã hướng dẫn"
        ABLE = "ABLE", "đã tự làm được"
        PROMISED = "PROMISED", "hẹn lại"
        NOBODY_HOME = "NOBODY_HOME", "không ai ở nhà"
        REFUSED = "REFUSED", "từ chối"
        GONE = "GONE", "không còn ở đây"

    uuid = models.UUIDField("mã lượt thăm", unique=True)
    # The indexes below begin with these.
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="hộ", db_index=False
    )
    village = models.ForeignKey(Village, models.PROTECT, related_name="visits", verbose_name="thôn", db_index=False)
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="visits", verbose_name="người thăm", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits", verbose_name="người ghi", db_index=False
    )
    companions = models.ManyToManyField(
        Membership, blank=True, related_name="accompanied_visits", verbose_name="người đi cùng"
    )
    place = models.CharField("nơi gặp", max_length=10, choices=Place, default=Place.HOME)
    outcome = models.CharField("kết quả", max_length=12, choices=Outcome)
    visited_at = models.DateTimeField("thăm lúc")
    claimed_at = models.DateTimeField("đồng hồ điện thoại chỉ", null=True, editable=False)  # where it was corrected
    received_at = models.DateTimeField("nhận lúc")
    note = ProseField("ghi chú", max_length=1000, blank=True)
    promised_on = models.DateField("hẹn ngày", null=True, blank=True)
    digest = models.CharField(max_length=64, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt thăm"
        verbose_name_plural = "lượt thăm"
        ordering = ["-visited_at", "-received_at", "-pk"]
        indexes = [
            models.Index(fields=["household", "-visited_at"], name="visit_by_household"),
            models.Index(fields=["village", "-visited_at"], name="visit_by_village"),
            models.Index(fields=["membership", "-received_at"], name="visit_by_member"),
            models.Index(fields=["author", "-received_at"], name="visit_by_author"),
            models.Index(fields=["-visited_at", "-received_at", "-id"], name="visit_by_time"),
        ]

    def __str__(self):
        return f"Lượt thăm {self.receipt_code}"

    def get_absolute_url(self):
        return reverse("visit-detail", args=[self.uuid])

    @property
    def receipt_code(self):
        return receipt_code(self.uuid)

    @property
    def is_cancelled(self):
        return hasattr(self, "cancellation")

    @property
    def where(self):
        if self.household is None:
            return f"Buổi hướng dẫn tập trung, {self.village}"
        return f"{self.household.head_name}, hộ {self.household.number}, {self.village}"


def window_begins(at=None):
    """Visits received from this moment on are still their author's to withdraw and explain: those of today and
    yesterday."""
    return day_begins(timezone.localdate(at or timezone.now()) - timedelta(days=1))


def receipt_code(uuid):
    """The six characters a person reads out to find his visit; not unique by itself."""
    number = int.from_bytes(hashlib.sha256(uuid.bytes).digest()[:4], "big")
    return "".join(RECEIPT_ALPHABET[number >> 5 * place & 31] for place in range(6))


class VisitCancellation(models.Model):
    class Kind(models.TextChoices):
        WITHDRAWN = "WITHDRAWN", "người ghi rút lại"
        STRUCK = "STRUCK", "xã gạch bỏ"

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="cancellation", verbose_name="lượt thăm")
    kind = models.CharField("cách hủy", max_length=10, choices=Kind)
    reason = ProseField("lý do", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người hủy")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "hủy lượt thăm"
        verbose_name_plural = "hủy lượt thăm"
        ordering = ["-at"]

    def __str__(self):
        return f"{self.visit}: {self.get_kind_display()}"

    @property
    def is_struck(self):
        return self.kind == self.Kind.STRUCK


class LatestVisit(models.Model):
    """The latest visit of a household that is not cancelled, derived in the same transaction. No row: never."""

    household = models.OneToOneField(
        Household, models.CASCADE, primary_key=True, related_name="latest_visit", verbose_name="hộ"
    )
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", verbose_name="lượt thăm")
    visited_at = models.DateTimeField("thăm lúc", db_index=True)
    promised_on = models.DateField("hẹn ngày", null=True, db_index=True)
    promised_in = models.ForeignKey(
        Visit, models.PROTECT, null=True, related_name="+", verbose_name="hẹn ở lượt thăm", db_index=False
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    is_derived = True  # from other facts: villages.bulk lets it go with them

    class Meta:
        verbose_name = "lượt thăm gần nhất"
        verbose_name_plural = "lượt thăm gần nhất"

    def __str__(self):
        return f"{self.household}: {self.visit}"

    @property
    def days_overdue(self):
        """How many days ago the promise was due; 0 for today, later or none."""
        return max((timezone.localdate() - self.promised_on).days, 0) if self.promised_on else 0


class PromiseMove(models.Model):
    """The promise made in a visit was moved to another day, or given up (no day)."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="promise_moves", verbose_name="lượt thăm")
    promised_on = models.DateField("hẹn lại ngày", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người dời")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "dời ngày hẹn"
        verbose_name_plural = "dời ngày hẹn"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.visit}: {self.promised_on or 'thôi hẹn'}"


class Guidance(models.Model):
    """What one person was taught, or noted to be able to do, in a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="guidances", verbose_name="lượt thăm", db_index=False)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="guidances", verbose_name="nhân khẩu")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name="nội dung")
    level = models.PositiveSmallIntegerField("mức", choices=Level)
    taught = models.BooleanField("đã hướng dẫn", default=True)

    objects = CountingQuerySet.as_manager()

    class Meta:
        verbose_name = "hướng dẫn"
        verbose_name_plural = "hướng dẫn"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "resident", "skill"], name="guidance_once_a_visit")]

    def __str__(self):
        return f"{self.resident} – {self.skill}: {self.get_level_display()}"


class Observation(models.Model):
    """What was seen of a household or a person, at a visit or by the office (no visit)."""

    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="observations", verbose_name="lượt thăm")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="observations", verbose_name="hộ")
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, related_name="observations", verbose_name="nhân khẩu"
    )
    trait = models.ForeignKey(Trait, models.PROTECT, related_name="+", verbose_name="đặc điểm")
    value = models.BooleanField("có")
    observed_at = models.DateTimeField("ghi nhận lúc")
    received_at = models.DateTimeField("nhận lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    objects = CountingQuerySet.as_manager()

    class Meta:
        verbose_name = "ghi nhận đặc điểm"
        verbose_name_plural = "ghi nhận đặc điểm"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "resident", "trait"],
                condition=Q(visit__isnull=False, household=None),
                name="observed_resident_once_a_visit",
            ),
            models.UniqueConstraint(
                fields=["visit", "household", "trait"],
                condition=Q(visit__isnull=False, resident=None),
                name="observed_household_once_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(household=None, resident__isnull=False) | Q(household__isnull=False, resident=None),
                name="observation_of_household_or_resident",
            ),
        ]

    def __str__(self):
        return f"{self.household or self.resident} – {self.trait}: {'có' if self.value else 'không'}"
