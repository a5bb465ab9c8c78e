"""What one document does to a decision issued before it (Nghị định 30/2020/NĐ-CP, Điều 18)."""

from auditlog.registry import auditlog
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from config.fields import ProseField
from teams.models.decision import Decision
from teams.models.register import RegisterEntry
from teams.models.team import Team


class DecisionRelationQuerySet(models.QuerySet):
    def in_effect(self):
        """Of issued documents, from whatever day."""
        return self.exclude(effective_on=None)

    def with_end(self):
        """Annotated with how (`ended_how`) and since when (`ended_from`) another document ended the older decision."""
        others = DecisionRelation.objects.in_effect().ending().filter(affected=OuterRef("affected"))
        others = others.exclude(pk=OuterRef("pk"))
        return self.annotate(
            ended_how=Subquery(others.values("kind")[:1]), ended_from=Subquery(others.values("effective_on")[:1])
        )

    def ending(self):
        """Those that leave nothing of the older decision in force."""
        return self.filter(kind__in=DecisionRelation.Kind.of_ending())


class DecisionRelation(models.Model):
    """A document amends, replaces, repeals, corrects or recalls an issued decision. That document is a decision or,
    to correct and to recall, a registered công văn. Without `effective_on`: a draft's line."""

    class Kind(models.TextChoices):
        AMENDS = "AMENDS", "Sửa đổi, bổ sung"
        REPLACES = "REPLACES", "Thay thế"
        REPEALS = "REPEALS", "Bãi bỏ"
        CORRECTS = "CORRECTS", "Đính chính"
        RECALLS = "RECALLS", "Thu hồi"

        @classmethod
        def of_ending(cls):
            return [cls.REPLACES, cls.REPEALS, cls.RECALLS]

        @classmethod
        def of_letters(cls):
            return [cls.CORRECTS, cls.RECALLS]

    source = models.ForeignKey(
        Decision, models.CASCADE, null=True, blank=True, related_name="relations", verbose_name="theo quyết định"
    )
    letter = models.ForeignKey(
        RegisterEntry, models.PROTECT, null=True, blank=True, related_name="relations", verbose_name="theo công văn"
    )
    affected = models.ForeignKey(
        Decision, models.PROTECT, related_name="affected_by", verbose_name="quyết định chịu tác động"
    )
    kind = models.CharField("quan hệ", max_length=10, choices=Kind)
    note = ProseField("nội dung đính chính", max_length=2000, blank=True)
    effective_on = models.DateField("có hiệu lực từ", null=True, editable=False)

    objects = DecisionRelationQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ giữa các văn bản"
        verbose_name_plural = "quan hệ giữa các văn bản"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=False, letter=None)
                | Q(source=None, letter__isnull=False, kind__in=["CORRECTS", "RECALLS"]),
                name="relation_has_one_source",
            ),
            models.UniqueConstraint(fields=["source", "affected"], name="decision_affects_another_once"),
            models.UniqueConstraint(
                fields=["letter", "affected"],
                name="letter_affects_a_decision_once",
                violation_error_message="Công văn này đã được ghi cho quyết định này.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.affected}"

    @property
    def ends(self):
        return self.kind in self.Kind.of_ending()


class Dissolution(models.Model):
    """A line of a decision: this team is dissolved."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="dissolutions", verbose_name="quyết định")
    team = models.ForeignKey(Team, models.CASCADE, related_name="dissolutions", verbose_name="tổ")

    class Meta:
        verbose_name = "giải thể tổ"
        verbose_name_plural = "giải thể tổ"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "team"], name="dissolved_once_a_decision")]

    def __str__(self):
        return str(self.team)


class Reform(models.Model):
    """A line of a decision: this team is re-formed (kiện toàn), whether any of its members leaves or all stay."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="reforms", verbose_name="quyết định")
    team = models.ForeignKey(Team, models.CASCADE, related_name="reforms", verbose_name="tổ")

    class Meta:
        verbose_name = "kiện toàn tổ"
        verbose_name_plural = "kiện toàn tổ"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "team"], name="reformed_once_a_decision")]

    def __str__(self):
        return str(self.team)


auditlog.register(DecisionRelation)
auditlog.register(Dissolution)
auditlog.register(Reform)
