from datetime import timedelta

from auditlog.registry import auditlog
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from config.fields import LineField, ProseField
from config.links import link
from config.vietnamese import show_number
from households.models import Skill, Trait
from households.models.ability import Level
from teams.models import Decision, Team
from villages.models import (
    Commune,
    Role,
    communes_held_by,
    communes_seen_by,
    gone_elsewhere,
    villages_seen_by,
    whole_communes_seen_by,
)


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(Q(commune=None) | Q(commune__in=communes_held_by(user, Role)))

    def assignable_by(self, user):
        """Indicators of the newest version that `user` may write into a decision."""
        return self.filter(Q(commune=None) | Q(commune__in=communes_held_by(user, [Role.OFFICER])), replaced_by=None)


class Indicator(models.Model):
    """The definition of what is counted; assigned to a team it becomes a Target."""

    class Measure(models.TextChoices):
        TRAIT = "TRAIT", "có đặc điểm"
        SKILL = "SKILL", "đạt mức ở một nội dung"
        BASIC_SKILLS = "BASIC_SKILLS", "đạt mức ở ít nhất n trong 5 kỹ năng số cơ bản"
        GUIDANCE = "GUIDANCE", "số lượt hướng dẫn trong kỳ"

    class Population(models.TextChoices):
        HOUSEHOLDS = "HOUSEHOLDS", "hộ gia đình"
        RESIDENTS = "RESIDENTS", "người dân"
        AGED_15 = "AGED_15", "người từ 15 tuổi trở lên"
        ADULTS = "ADULTS", "người từ 18 tuổi trở lên"
        WORKING_AGE = "WORKING_AGE", "người trong độ tuổi lao động"

    class Direction(models.TextChoices):
        AT_LEAST = "AT_LEAST", "ít nhất"
        AT_MOST = "AT_MOST", "nhiều nhất"

    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="xã",
        help_text="Để trống: dùng chung cho mọi xã.",
    )
    code = models.CharField("mã", max_length=20)
    version = models.PositiveSmallIntegerField("bản", default=1)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="bản thay thế"
    )
    name = LineField("tên chỉ tiêu", max_length=300)
    short_name = LineField("tên ngắn", max_length=60)
    explanation = ProseField("giải thích", max_length=2000)
    unit = LineField("đơn vị tính", max_length=30)
    measure = models.CharField("cách đo", max_length=12, choices=Measure)
    population = models.CharField("mẫu số", max_length=12, choices=Population, blank=True)
    trait = models.ForeignKey(Trait, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đặc điểm")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nội dung")
    level = models.PositiveSmallIntegerField("mức phải đạt", choices=Level, null=True, blank=True)
    at_least = models.PositiveSmallIntegerField("số kỹ năng ít nhất", null=True, blank=True)
    direction = models.CharField("chiều", max_length=10, choices=Direction, default=Direction.AT_LEAST)
    source = LineField("nguồn", max_length=300, blank=True)
    published_level = models.DecimalField("mức đã công bố", max_digits=9, decimal_places=2, null=True, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu (định nghĩa)"
        verbose_name_plural = "chỉ tiêu (định nghĩa)"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once"),
            models.CheckConstraint(
                condition=Q(measure="TRAIT", trait__isnull=False, skill=None) & ~Q(population="")
                | Q(measure="SKILL", skill__isnull=False, level__isnull=False, trait=None) & ~Q(population="")
                | Q(measure="BASIC_SKILLS", level__isnull=False, at_least__isnull=False, skill=None, trait=None)
                & ~Q(population="")
                | Q(measure="GUIDANCE", population="", trait=None),
                name="indicator_measure_is_complete",
                violation_error_message="Cách đo này còn thiếu nội dung, đặc điểm, mức hoặc mẫu số.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_share(self):
        return self.measure != self.Measure.GUIDANCE

    def show(self, value):
        """`value` with the unit: '80%', '150 lượt'."""
        return f"{show_number(value)}%" if self.unit == "%" else f"{show_number(value, 0)} {self.unit}"


class WorkingAge(models.Model):
    """Who is of working age in a year, by sex: from 15 until the retirement age of that year
    (Bộ luật Lao động 2019, Điều 169; Nghị định 135/2020/NĐ-CP, Điều 4). `last_age` still counts."""

    year = models.PositiveSmallIntegerField("năm")
    sex = models.CharField("giới tính", max_length=1, choices=[("M", "Nam"), ("F", "Nữ")])
    first_age = models.PositiveSmallIntegerField("từ tuổi", default=15)
    last_age = models.PositiveSmallIntegerField("đến hết tuổi")

    class Meta:
        verbose_name = "độ tuổi lao động"
        verbose_name_plural = "độ tuổi lao động"
        ordering = ["-year", "sex"]
        constraints = [models.UniqueConstraint(fields=["year", "sex"], name="working_age_once")]

    def __str__(self):
        return f"{self.year}, {self.get_sex_display()}: {self.first_age}–{self.last_age} tuổi"


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user, on=None):
        """Those of the teams that `user` sees; on a past day also what decisions of his commune assigned to a team
        that had not yet gone to another with its village."""
        seen = Q(team__village__in=villages_seen_by(user, Role))
        seen |= Q(team__commune__in=communes_seen_by(user, Role.of_a_whole_commune()))
        if on and on < timezone.localdate():
            communes = whole_communes_seen_by(user, Role)
            seen |= Q(team__village__in=gone_elsewhere(communes, on), decision__commune__in=communes)
        return self.exclude(starts_on=None).filter(seen)

    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), starts_on__lte=day, due_on__gte=day)

    def visible_to_public(self):
        """What anybody may read: the numbers of issued targets, which name nobody."""
        return self.exclude(starts_on=None)

    def with_all(self):
        """With what progress asks for."""
        return self.select_related("team__village", "indicator")

    def with_shared(self):
        """The same for a whole board, whose targets share their teams and indicators: each is read once."""
        teams = Team.objects.select_related("commune", "village__commune")
        return self.prefetch_related(models.Prefetch("team", teams), "indicator")

    def with_symbols(self):
        """Annotated with the numbers of the decisions that began and ended each, whose long texts are not read, and
        whether it ended because its village or commune did."""
        closed = Coalesce("team__village__valid_to", "team__commune__valid_to")
        return self.annotate(
            start_symbol=F("decision__register_entry__symbol"),
            end_symbol=F("ended_by__register_entry__symbol"),
            ended_with_unit=Q(ended_by=None, ended_on__gte=closed),
        )

    def with_terms_of(self, target):
        """`target` and what the same team was assigned of the same indicator before and after it."""
        same = self.filter(team=target.team_id, indicator__code=target.indicator.code)
        return same.select_related("indicator").order_by("starts_on", "pk")

    def by_village(self):
        return self.order_by("team__commune", "team__village__sort_key", "team", "indicator__code")


class Target(models.Model):
    """An indicator assigned to a team with a value and a due day. Without `starts_on`: still a draft's line."""

    class Per(models.TextChoices):
        TERM = "TERM", "cả thời hạn"
        MONTH = "MONTH", "mỗi tháng"
        QUARTER = "QUARTER", "mỗi quý"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="targets", verbose_name="quyết định")
    team = models.ForeignKey(Team, models.CASCADE, related_name="targets", verbose_name="tổ")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name="chỉ tiêu")
    value = models.DecimalField(
        "giá trị", max_digits=9, decimal_places=2, validators=[MinValueValidator(0, "Chỉ tiêu không được âm.")]
    )
    per = models.CharField("tính theo", max_length=8, choices=Per, default=Per.TERM)
    due_on = models.DateField("thời hạn", help_text="Ngày cuối cùng.")
    starts_on = models.DateField("từ ngày", null=True, editable=False)
    ended_on = models.DateField("thôi từ ngày", null=True, editable=False)
    ended_by = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="ended_targets",
        verbose_name="thôi theo quyết định",
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name="sửa đổi chỉ tiêu"
    )
    counts_from = models.DateField("đếm từ ngày", null=True, editable=False)
    baseline_counted = models.PositiveIntegerField("tử số khi giao", null=True, editable=False)
    baseline_population = models.PositiveIntegerField("mẫu số khi giao", null=True, editable=False)
    baseline_excluded = models.PositiveIntegerField("được miễn tính khi giao", default=0, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu được giao"
        verbose_name_plural = "chỉ tiêu được giao"
        ordering = ["team", "indicator__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "team", "indicator"],
                name="target_once_a_team_and_decision",
                violation_error_message="Chỉ tiêu này đã giao cho tổ trong quyết định.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_value_not_negative",
                violation_error_message="Chỉ tiêu không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")), name="target_due_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.indicator.short_name}: {self.shown_value}"

    def get_absolute_url(self):
        return link("target-detail", self.pk)

    @property
    def shown_value(self):
        per = "" if self.per == self.Per.TERM else f" {self.get_per_display()}"
        return self.indicator.show(self.value) + per

    @property
    def first_day(self):
        """The day from which times (lượt) count: an amended target goes on with what was done under the old value."""
        return self.counts_from or self.starts_on

    @property
    def last_day(self):
        """The last day in force: its due day, or the day before another decision ended it."""
        return min(self.due_on, self.ended_on - timedelta(days=1)) if self.ended_on else self.due_on

    def is_expired(self, on=None):
        return self.due_on < (on or timezone.localdate())


class TargetEnding(models.Model):
    """A line of an amending decision: this target is assigned no longer."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="target_endings", verbose_name="quyết định")
    target = models.ForeignKey(Target, models.PROTECT, related_name="endings", verbose_name="chỉ tiêu được giao")

    class Meta:
        verbose_name = "thôi giao chỉ tiêu"
        verbose_name_plural = "thôi giao chỉ tiêu"
        ordering = ["target__team", "target__indicator__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "target"], name="target_ended_once_a_decision")]

    def __str__(self):
        return str(self.target)


class DecisionFile(models.Model):
    """The PDF of an issued decision, drawn when it was issued and never again. In the database, which all web
    processes share; apart from the decision, which lists read."""

    decision = models.OneToOneField(
        Decision, models.PROTECT, primary_key=True, related_name="file", verbose_name="quyết định"
    )
    pdf = models.BinaryField("bản PDF")

    class Meta:
        verbose_name = "tệp của quyết định"
        verbose_name_plural = "tệp của quyết định"

    def __str__(self):
        return f"PDF: {self.decision}"


auditlog.register(Indicator)
auditlog.register(WorkingAge)
auditlog.register(Target)
auditlog.register(TargetEnding)
