from auditlog.registry import auditlog
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from config.fields import LineField
from teams.codes import new_code
from teams.models.decision import Decision
from villages.models import (
    Access,
    Commune,
    Official,
    Role,
    Village,
    communes_held_by,
    communes_seen_by,
    ever_held_by,
    held_by,
    villages_seen_by,
    whole_communes_seen_by,
)


class TeamRole(models.TextChoices):
    LEADER = "LEADER", "Tổ trưởng"
    DEPUTY = "DEPUTY", "Tổ phó"
    MEMBER = "MEMBER", "Tổ viên"

    @property
    def access_role(self):
        return Role.TEAM_MEMBER if self == TeamRole.MEMBER else Role.TEAM_LEADER

    @classmethod
    def in_rank(cls, field="role"):
        """Sorts tổ trưởng, tổ phó, tổ viên."""
        return models.Case(*(models.When(**{field: role}, then=rank) for rank, role in enumerate(cls)))


class TeamQuerySet(models.QuerySet):
    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def visible_to(self, user):
        issued = self.exclude(starts_on=None)
        return issued.filter(
            Q(village__in=villages_seen_by(user, Role))
            | Q(commune__in=communes_seen_by(user, Role.of_a_whole_commune()))
        )

    def visible_to_public(self):
        """Teams that stand; founding one is public."""
        return self.in_force()

    def with_members(self):
        """Each with its members of today as `members`, tổ trưởng first."""
        members = Membership.objects.in_force().in_rank().select_related("official")
        return self.prefetch_related(models.Prefetch("memberships", members, to_attr="members"))

    def draftable_by(self, user):
        """Teams a decision that `user` drafts may name: those that stand in his communes."""
        return self.in_force().filter(commune__in=communes_held_by(user, [Role.OFFICER]))

    def verifiable_by(self, user):
        """Teams, dissolved ones too, whose work `user` may have verified by calls."""
        return self.filter(commune__in=Commune.objects.seen_by(user, [Role.OFFICER])).exclude(starts_on=None)

    def timesheet_visible_to(self, user):
        """Teams of which `user` may see the working days of somebody."""
        return self.exclude(starts_on=None).filter(pk__in=Membership.objects.timesheet_visible_to(user).values("team"))

    def introducible_by(self, user):
        """Teams of which `user` may print the giấy giới thiệu of somebody."""
        return self.filter(pk__in=Membership.objects.introducible_by(user).values("team"))

    def handed_over_to(self, user):
        """Teams whose hand-over `user` may read, which names residents: those of villages whose residents he sees."""
        communes = whole_communes_seen_by(user, Role.knowing_residents())
        served = Q(village__in=Village.objects.peopled_for(user)) | Q(village=None, commune__in=communes)
        return self.exclude(starts_on=None).filter(served)


class Team(models.Model):
    """A tổ công nghệ số cộng đồng. A row made by a draft has no `starts_on` until that decision is issued."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="teams", verbose_name="xã")
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="teams", verbose_name="thôn"
    )
    name = LineField("tên tổ", max_length=200)
    founded_by = models.ForeignKey(
        Decision, models.PROTECT, related_name="founded_teams", verbose_name="quyết định thành lập"
    )
    starts_on = models.DateField("từ ngày", null=True, editable=False)
    dissolved_by = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="dissolved_teams",
        verbose_name="quyết định giải thể",
    )
    ends_on = models.DateField("đến ngày", null=True, editable=False)
    # Made of former teams when their villages were reorganised, and no decision has named its people since.
    interim_since = models.DateField("tạm thời từ ngày", null=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "tổ công nghệ số cộng đồng"
        verbose_name_plural = "tổ công nghệ số cộng đồng"
        ordering = ["village__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "founded_by"],
                name="team_once_a_village_and_decision",
                violation_error_message="Quyết định này đã thành lập tổ ở thôn đó.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("team-detail", args=[self.pk])


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def between(self, first, last):
        """In force on some day from `first` to `last`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lte=last)

    def not_over(self):
        """In force, or decided and to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()))

    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user))

    def introducible_by(self, user):
        """Members whose giấy giới thiệu `user` may print: those of the teams he leads or is the officer for, and
        his own."""
        roles = [Role.OFFICER, Role.TEAM_LEADER]
        return self.not_over().filter(self._of_teams_granted_to(user, roles) | Q(official__user=user.pk))

    def timesheet_visible_to(self, user):
        """Members, of today or before, whose working days `user` may see: those of his commune or of the teams he
        leads, and his own."""
        roles = [*Role.of_a_whole_commune(), Role.TEAM_LEADER]
        return self.filter(self._of_teams_granted_to(user, roles) | Q(official__user=user.pk))

    def _of_teams_granted_to(self, user, roles):
        of_a_village = Q(team__village__in=villages_seen_by(user, roles))
        return of_a_village | Q(team__village=None, team__commune__in=whole_communes_seen_by(user, roles))

    def carried_by(self, user):
        """Memberships of `user` himself."""
        return self.not_over().filter(official__user=user.pk)

    def proven_to_public(self, code):
        """The membership, over or not, whose verification code somebody holds."""
        return self.filter(code=code)

    def with_symbols(self):
        """Annotated with number, date and code of the decisions that began and ended each, and the team."""
        decisions = {"start": "started_by", "end": "ended_by", "dissolving": "team__dissolved_by"}
        fields = {"symbol": "register_entry__symbol", "day": "issued_on", "code": "code"}
        names = {
            f"{name}_{field}": F(f"{decision}__{path}")
            for name, decision in decisions.items()
            for field, path in fields.items()
        }
        return self.select_related("official", "team__village", "team__commune").annotate(**names)

    def leading(self):
        """Today's tổ trưởng, whom anybody may know by name."""
        return self.in_force().filter(role=TeamRole.LEADER)

    def in_rank(self):
        return self.order_by("team", TeamRole.in_rank(), "pk")

    def ever_acted_as_by(self, user):
        """Memberships that ever opened an access to `user`; whoever judges the past asks each for its time."""
        return self.filter(access__user=user.pk)

    def acting_for(self, user, village, at):
        """Memberships as which `user` visits `village` (a row or id) at the moment `at`: those whose own access was
        open then."""
        held = held_by(user, Role.of_team_members(), at)
        here = Q(access__village=village)
        if any(access.village_id is None for access in held):
            commune = Village.objects.filter(pk=getattr(village, "pk", village)).values("commune")
            here |= Q(team__village=None, team__commune__in=commune)
        return self.in_force(timezone.localdate(at)).filter(here, access__in=[access.pk for access in held])


class Membership(models.Model):
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name="tổ")
    official = models.ForeignKey(Official, models.PROTECT, related_name="memberships", verbose_name="cán bộ")
    role = models.CharField("chức danh trong tổ", max_length=10, choices=TeamRole)
    starts_on = models.DateField("từ ngày")
    started_by = models.ForeignKey(
        Decision, models.PROTECT, related_name="started_memberships", verbose_name="theo quyết định"
    )
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    ended_by = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ended_memberships",
        verbose_name="thôi theo quyết định",
    )
    access = models.OneToOneField(
        Access, models.PROTECT, null=True, blank=True, related_name="membership", verbose_name="quyền đã mở"
    )
    code = models.CharField("mã xác nhận", max_length=15, unique=True, default=new_code, editable=False)
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="continued_in", verbose_name="tiếp nối"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên tổ"
        verbose_name_plural = "thành viên tổ"
        ordering = ["team", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return f"{self.official} ({self.get_role_display()})"


class FormerAccessQuerySet(models.QuerySet):
    def opened_to(self, user, *, besides=()):
        """Those of `user`; the database is not asked where each access he ever had is one of `besides` (ids)."""
        held = {access.pk for access in ever_held_by(user, Role.of_team_members())}
        return self.filter(access__user=user.pk) if held.difference(besides) else self.none()


class FormerAccess(models.Model):
    """An access that a membership had until the village of its team was renamed or went to another commune."""

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="former_accesses", verbose_name="thành viên tổ"
    )
    access = models.OneToOneField(Access, models.PROTECT, related_name="formerly_of", verbose_name="quyền đã đóng")

    objects = FormerAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "quyền cũ của thành viên tổ"
        verbose_name_plural = "quyền cũ của thành viên tổ"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.membership}: {self.access}"


auditlog.register(Team)
auditlog.register(FormerAccess)
auditlog.register(Membership, exclude_fields=["code"])
