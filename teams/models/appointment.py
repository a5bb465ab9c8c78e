"""The lines of a decision that name people."""

from auditlog.registry import auditlog
from django.db import models

from teams.models.decision import Decision
from teams.models.team import Membership, Team, TeamRole
from villages.models import Official


class Appointment(models.Model):
    """A line of a decision: this official takes this role in this team."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="appointments", verbose_name="quyết định")
    team = models.ForeignKey(Team, models.CASCADE, related_name="appointments", verbose_name="tổ")
    official = models.ForeignKey(Official, models.PROTECT, related_name="appointments", verbose_name="cán bộ")
    role = models.CharField("chức danh trong tổ", max_length=10, choices=TeamRole, default=TeamRole.MEMBER)

    class Meta:
        verbose_name = "bổ nhiệm"
        verbose_name_plural = "bổ nhiệm"
        ordering = ["team", TeamRole.in_rank(), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "team", "official"],
                name="appointed_once_a_team_and_decision",
                violation_error_message="Người này đã có trong danh sách của tổ.",
            ),
        ]

    def __str__(self):
        return f"{self.official}: {self.get_role_display()} {self.team}"


class Dismissal(models.Model):
    """A line of a decision: this member leaves the team."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="dismissals", verbose_name="quyết định")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="dismissals", verbose_name="thành viên")

    class Meta:
        verbose_name = "thôi làm thành viên"
        verbose_name_plural = "thôi làm thành viên"
        ordering = ["membership__team", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "membership"], name="dismissed_once_a_decision"),
        ]

    def __str__(self):
        return str(self.membership)


auditlog.register(Appointment)
auditlog.register(Dismissal)
