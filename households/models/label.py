from django.conf import settings
from django.db import models
from django.db.models import Q

from config.fields import ProseField
from households.models.visit import CountingQuerySet, Visit, made_by, window_begins
from teams.models import TeamRole
from villages.models import Role, Village, villages_seen_by


def is_arrival():
    return Q(kind__in=VisitLabel.ARRIVAL)


def is_ripe(at=None):
    """Condition on labels: the author has had his say, because he has answered or his time is over."""
    return Q(answered_at__isnull=False) | Q(visit__received_at__lt=window_begins(at))


class VisitLabelQuerySet(CountingQuerySet):
    def open(self):
        return self.filter(verdict="")

    def arrival(self):
        return self.filter(is_arrival())

    def signs(self):
        return self.exclude(is_arrival())

    def ripe(self, at=None):
        return self.filter(is_ripe(at))

    def visible_to(self, user):
        """How a visit arrived, to those who keep the registry; what looks unusual, to the author first and then to
        the commune; what was concluded, to all who may see the visit."""
        keepers = Village.objects.seen_by(user, Role.keeping_the_registry())
        communal = Village.objects.seen_by(user, Role.of_a_whole_commune())
        return self.filter(
            Q(visit__author=user.pk)
            | (~Q(verdict="") & Q(visit__village__in=Village.objects.peopled_for(user)))
            | (is_arrival() & Q(visit__village__in=keepers))
            | (~is_arrival() & is_ripe() & Q(visit__village__in=communal))
        )

    def answerable_by(self, user):
        """Of his own visits, not yet explained."""
        return self.open().counting().filter(_answerable(user))

    def answered_by(self, user):
        return self.filter(visit__author=user.pk, answered_at__isnull=False)

    def settleable_by(self, user):
        """How visits of others arrived in the villages that `user` leads; those that a tổ trưởng or tổ phó made or
        went along on, the commune settles."""
        return self.open().counting().filter(_settleable(user), _of_others(user))

    def judgeable_by(self, user):
        """What looks unusual about visits of others in his commune, after their author."""
        return self.open().counting().filter(_judgeable(user), _of_others(user))

    def concluded_by(self, user):
        return self.filter(by=user.pk)

    def waiting_for(self, user):
        """What `user` is to explain, settle or judge."""
        concluding = (_settleable(user) | _judgeable(user)) & _of_others(user)
        return self.open().counting().filter(_answerable(user) | concluding)


def _answerable(user):
    return Q(visit__author=user.pk, answered_at=None)


def _settleable(user):
    leaders = Visit.companions.through.objects.exclude(membership__role=TeamRole.MEMBER).values("visit")
    of_leaders = ~Q(visit__membership__role=TeamRole.MEMBER) | Q(visit__in=leaders)
    led = Q(visit__village__in=villages_seen_by(user, [Role.TEAM_LEADER]))
    return is_arrival() & (led | (of_leaders & Q(visit__village__in=villages_seen_by(user, [Role.OFFICER]))))


def _judgeable(user):
    return ~is_arrival() & is_ripe() & Q(visit__village__in=villages_seen_by(user, [Role.OFFICER]))


def _of_others(user):
    """Nobody concludes on a visit of his own."""
    return ~made_by(user, "visit")


class VisitLabel(models.Model):
    """Something about a visit that somebody should look at, said when it was received: how it arrived (nhãn), which
    the tổ trưởng settles; or that it looks unusual (dấu hiệu), which its author explains first and the commune
    accepts or strikes."""

    class Kind(models.TextChoices):
        CLOCK = "CLOCK", "đồng hồ điện thoại lệch"
        MOVED = "MOVED", "hộ đã sang thôn khác"
        LEFT = "LEFT", "có người không còn ở hộ này"
        REPEATED = "REPEATED", "hướng dẫn lại cùng người, cùng nội dung"
        MANY = "MANY", "nhiều lượt trong một giờ"
        NIGHT = "NIGHT", "vào giờ đêm khuya"
        EARLY = "EARLY", "trước ngày của quyết định"
        OUTSIDE = "OUTSIDE", "ngoài thôn của thành viên"

    ARRIVAL = (Kind.CLOCK, Kind.MOVED, Kind.LEFT)

    class Verdict(models.TextChoices):
        SEEN = "SEEN", "đã xem"
        ACCEPTED = "ACCEPTED", "chấp nhận"
        STRUCK = "STRUCK", "gạch bỏ"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="labels", verbose_name="lượt thăm", db_index=False)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    detail = models.CharField("chi tiết", max_length=300, blank=True)
    answer = ProseField("giải thích của người ghi", max_length=500, blank=True)
    answered_at = models.DateTimeField("giải thích lúc", null=True, blank=True)
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict, blank=True)
    reason = ProseField("lý do", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kết luận"
    )
    at = models.DateTimeField("kết luận lúc", null=True, blank=True)

    objects = VisitLabelQuerySet.as_manager()

    class Meta:
        verbose_name = "nhãn, dấu hiệu của lượt thăm"
        verbose_name_plural = "nhãn, dấu hiệu của lượt thăm"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="label_once_a_visit"),
            models.CheckConstraint(
                condition=Q(verdict="", by=None, at=None) | (~Q(verdict="") & Q(by__isnull=False, at__isnull=False)),
                name="label_verdict_is_complete",
            ),
        ]
        indexes = [models.Index(fields=["verdict"], condition=Q(verdict=""), name="label_open")]

    def __str__(self):
        return f"{self.visit}: {self.get_kind_display()}"

    @property
    def is_arrival(self):
        return self.kind in self.ARRIVAL
