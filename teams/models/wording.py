"""The parts of a decision that are words: what it rests on, and its articles."""

from auditlog.registry import auditlog
from django.db import models

from config.fields import ProseField
from teams.models.decision import Decision
from teams.models.legal_basis import LegalBasis


class DecisionBasis(models.Model):
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="bases", verbose_name="quyết định")
    basis = models.ForeignKey(LegalBasis, models.PROTECT, related_name="decisions", verbose_name="căn cứ")
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "căn cứ của quyết định"
        verbose_name_plural = "căn cứ của quyết định"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "basis"], name="decision_names_basis_once")]

    def __str__(self):
        return str(self.basis)


class DecisionArticle(models.Model):
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="articles", verbose_name="quyết định")
    order = models.PositiveSmallIntegerField("thứ tự")
    text = ProseField("nội dung", max_length=10000)
    # As the portal proposed it: no longer right once something it rests on has changed.
    proposed = models.BooleanField("theo đề xuất", default=False, editable=False)

    class Meta:
        verbose_name = "điều"
        verbose_name_plural = "điều"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"Điều {self.order}"


auditlog.register(DecisionBasis)
auditlog.register(DecisionArticle, exclude_fields=["proposed"])
