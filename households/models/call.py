from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from config.fields import LineField
from households.consents import not_to_call
from households.models.resident import Resident
from households.models.visit import Guidance, made_by
from teams.models import Team
from villages.models import Commune, Role


class VerificationCallQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team__commune__in=Commune.objects.seen_by(user, Role.of_a_whole_commune()))

    def recordable_by(self, user):
        """Calls an officer may make: of his commune, to nobody whom he has taught there himself."""
        own = Guidance.objects.filter(
            made_by(user, "visit"),
            resident=OuterRef("resident"),
            taught=True,
            visit__membership__team=OuterRef("team"),
        ).alias(month=TruncMonth("visit__visited_at", output_field=models.DateField()))
        own = own.filter(month=OuterRef("month"))
        return self.filter(~Exists(own), team__commune__in=Commune.objects.seen_by(user, [Role.OFFICER]))

    def pursued(self):
        """Without those not made yet of people whom nobody calls any more."""
        return self.exclude(Q(result="") & not_to_call("resident"))

    def uncalled(self):
        return self.filter(result="").pursued()

    def by_team(self):
        return self.order_by("team__commune", "team__village__sort_key", "team", "pk")


class VerificationCall(models.Model):
    """Somebody whom a team says it taught in a month, drawn to be asked by the commune whether that is so."""

    class Result(models.TextChoices):
        CONFIRMED = "CONFIRMED", "xác nhận"
        NOT_CONFIRMED = "NOT_CONFIRMED", "không xác nhận"
        UNREACHED = "UNREACHED", "không gặp được"

    team = models.ForeignKey(Team, models.PROTECT, related_name="verification_calls", verbose_name="tổ", db_index=False)
    month = models.DateField("tháng", help_text="Ngày đầu tháng.")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="verification_calls", verbose_name="nhân khẩu")
    drawn_at = models.DateTimeField("rút thăm lúc")
    result = models.CharField("kết quả", max_length=15, choices=Result, blank=True)
    note = LineField("ghi chú", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gọi"
    )
    at = models.DateTimeField("gọi lúc", null=True, blank=True)

    objects = VerificationCallQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc gọi xác minh"
        verbose_name_plural = "cuộc gọi xác minh"
        ordering = ["team", "month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "month", "resident"], name="call_once_a_team_and_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="call_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(result="", by=None, at=None) | (~Q(result="") & Q(by__isnull=False, at__isnull=False)),
                name="call_result_is_complete",
            ),
        ]

    def __str__(self):
        return f"{self.team}, tháng {self.month:%m/%Y}: {self.resident}"


auditlog.register(VerificationCall)
