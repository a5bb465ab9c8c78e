"""Who may see and do what, where, and since when."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Role(models.TextChoices):
    LEADER = "LEADER", "Lãnh đạo"
    OFFICER = "OFFICER", "Công chức"
    TEAM_LEADER = "TEAM_LEADER", "Tổ trưởng, tổ phó"
    TEAM_MEMBER = "TEAM_MEMBER", "Tổ viên"
    OBSERVER = "OBSERVER", "Theo dõi"

    @classmethod
    def knowing_residents(cls):
        return [cls.LEADER, cls.OFFICER, cls.TEAM_LEADER, cls.TEAM_MEMBER]

    @classmethod
    def keeping_the_registry(cls):
        return [cls.OFFICER, cls.TEAM_LEADER]

    @classmethod
    def of_team_members(cls):
        return [cls.TEAM_LEADER, cls.TEAM_MEMBER]

    @classmethod
    def of_a_whole_commune(cls):
        return [cls.LEADER, cls.OFFICER]

    @classmethod
    def grantable_by_officers(cls):
        return [cls.OBSERVER, cls.TEAM_LEADER, cls.TEAM_MEMBER]


def held_by(user, roles, on=None):
    """[Access] of `user` in one of `roles`, open at the moment `on` (now)."""
    moment = on or timezone.now()
    return [access for access in ever_held_by(user, roles) if access.is_open(moment)]


def ever_held_by(user, roles):
    """[Access] of `user` in one of `roles`, over or not. A request reads them once (villages.middleware)."""
    return [access for access in user.accesses.all() if access.role in roles] if user.pk else []


def communes_held_by(user, roles, on=None):
    """Ids of the communes in which `user` holds one of `roles`, whole or for a village, at the moment `on` (now)."""
    return {access.commune_id for access in held_by(user, roles, on)}


def communes_seen_by(user, roles):
    """Those held now, and those they came from: the papers of a commune go to its successor."""
    return {pk for access in held_by(user, roles) for pk in access.commune.lineage}


def whole_communes_seen_by(user, roles):
    """Those of communes_seen_by() that `user` holds, or held what became of, as a whole."""
    return {pk for access in held_by(user, roles) if not access.village_id for pk in access.commune.lineage}


def oversees(user):
    """Whether there is any Commune.objects.overseen_by(user), without asking the database."""
    return bool(held_by(user, Role.of_a_whole_commune()))


class AccessQuerySet(models.QuerySet):
    def in_force(self, on=None):
        moment = on or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def not_over(self):
        """In force, or granted for later."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def visible_to(self, user):
        return self.filter(commune__in=communes_seen_by(user, Role.of_a_whole_commune()))

    def grantable_by(self, user):
        """Rows an officer may end: of his commune, of the roles he may grant, never his own."""
        return self.filter(
            commune__in=communes_held_by(user, [Role.OFFICER]), role__in=Role.grantable_by_officers()
        ).exclude(user_id=user.pk)


class Access(models.Model):
    """The only fact from which it is decided who may see and do what, and where."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="accesses", verbose_name="tài khoản"
    )
    commune = models.ForeignKey("villages.Commune", models.PROTECT, related_name="accesses", verbose_name="xã")
    village = models.ForeignKey(
        "villages.Village",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accesses",
        verbose_name="thôn",
        help_text="Để trống: cả xã.",
    )
    role = models.CharField("vai trò", max_length=12, choices=Role)
    starts_at = models.DateTimeField("từ lúc", default=timezone.now)
    ends_at = models.DateTimeField("đến lúc", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="người cấp"
    )

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = "quyền"
        verbose_name_plural = "quyền"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="access_ends_after_it_begins",
                violation_error_message="Lúc kết thúc phải sau lúc bắt đầu.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["LEADER", "OFFICER"]) | Q(village=None),
                name="access_of_leaders_and_officers_is_communal",
                violation_error_message="Quyền lãnh đạo và công chức là của cả xã: hãy để trống ô thôn.",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.village or self.commune}"

    def is_open(self, moment):
        return self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)


auditlog.register(Access)
