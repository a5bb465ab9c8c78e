from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from config.fields import LineField
from config.vietnamese import capitalise_first, text_key


def named(common_noun, name):
    """Common noun and proper name as official texts write them: 'thôn Khe Mó', but 'Thôn 1'."""
    return f"{capitalise_first(common_noun) if name[:1].isdigit() else common_noun} {name}"


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
    held = held_by(user, roles)
    return {pk for access in held for pk in (access.commune_id, *access.commune.past)}


def villages_held_by(user, roles, on=None):
    """Villages in which `user` holds one of `roles` at the moment `on` (now), for a filter `village__in`: their ids,
    or a query if he holds a whole commune."""
    held = held_by(user, roles, on)
    if all(access.village_id for access in held):
        return {access.village_id for access in held}
    return Village.objects.granted_to(user, roles, on)


def oversees(user):
    """Whether there is any Commune.objects.overseen_by(user), without asking the database."""
    return bool(held_by(user, Role.of_a_whole_commune()))


def villages_seen_by(user, roles):
    """Those held now, and those they came from, for a filter `village__in`: what was done there stays to be read."""
    held = held_by(user, roles)
    if all(access.village_id for access in held):
        return {pk for access in held for pk in (access.village_id, *access.village.past)}
    return Village.objects.seen_by(user, roles)


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


class CommuneQuerySet(models.QuerySet):
    def granted_to(self, user, roles, on=None):
        """Communes in which `user` holds one of `roles`, whole or for a village, at the moment `on` (now)."""
        return self.filter(pk__in=communes_held_by(user, roles, on))

    def visible_to_public(self):
        return self.filter(valid_to=None)

    def visible_to(self, user):
        return self.granted_to(user, Role)

    def editable_by(self, user):
        return self.granted_to(user, [Role.OFFICER]).filter(valid_to=None)

    def overseen_by(self, user):
        """Communes whose every document and account `user` may read."""
        return self.granted_to(user, Role.of_a_whole_commune())

    def seen_by(self, user, roles):
        """Those held in one of `roles`, and those they came from."""
        return self.filter(pk__in=communes_seen_by(user, roles))


class Commune(models.Model):
    class Kind(models.TextChoices):
        XA = "XA", "xã"
        PHUONG = "PHUONG", "phường"
        DAC_KHU = "DAC_KHU", "đặc khu"

    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.XA)
    name = LineField("tên", max_length=100)
    code = models.CharField("mã đơn vị", max_length=5)
    district = LineField("cấp huyện (trước 01/7/2025)", max_length=100, blank=True)
    province = LineField("tỉnh, thành phố", max_length=100)
    valid_from = models.DateField("có từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    # Ids of the communes it came from, all generations; their successions say when and how.
    past = models.JSONField(default=list, editable=False)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "xã"
        verbose_name_plural = "xã"
        ordering = ["name", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="commune_code_once_a_day"),
        ]

    def __str__(self):
        return capitalise_first(self.label)

    @property
    def label(self):
        """'xã Dân Chủ' within a sentence; 'Phường 1', since a number makes the common noun a proper one
        (Nghị định 30/2020/NĐ-CP, Phụ lục II)."""
        return named(self.Kind(self.kind).label, self.name)

    @property
    def lineage(self):
        """Ids of itself and of the communes it came from, whose documents it keeps."""
        return [self.pk, *self.past]

    @property
    def whereabouts(self):
        return ", ".join(part for part in (self.district, self.province) if part)


class VillageQuerySet(models.QuerySet):
    def granted_to(self, user, roles, on=None):
        """Villages in which `user` holds one of `roles` at the moment `on` (now)."""
        return self._opened_by(held_by(user, roles, on))

    def _opened_by(self, held):
        communes = {access.commune_id for access in held if access.village_id is None}
        villages = {access.village_id for access in held if access.village_id}
        return self.filter(Q(pk__in=villages) | Q(commune__in=communes) if communes else Q(pk__in=villages))

    def seen_by(self, user, roles):
        """Villages in which `user` holds one of `roles` now, and those they came from, from whatever commune."""
        held = held_by(user, roles)
        whole = {pk for access in held if not access.village_id for pk in (access.commune_id, *access.commune.past)}
        villages = {pk for access in held if access.village_id for pk in (access.village_id, *access.village.past)}
        return self.filter(
            Q(pk__in=villages) | Q(commune__in=whole) | Q(keeper__in=whole) if whole else Q(pk__in=villages)
        )

    def visible_to(self, user):
        return self.seen_by(user, Role)

    def editable_by(self, user):
        return self.granted_to(user, [Role.OFFICER]).filter(valid_to=None)

    def peopled_for(self, user):
        """Villages whose residents `user` may see: everyone's but an observer's."""
        return self.seen_by(user, Role.knowing_residents())

    def registry_editable_by(self, user):
        return self.granted_to(user, Role.keeping_the_registry())

    def addable_by(self, user):
        """Villages in which `user` may write down, at the door, whom the registry does not know yet."""
        return self.granted_to(user, Role.of_team_members())

    def loggable_by(self, user, at=None):
        return self.granted_to(user, Role.of_team_members(), at)

    def loggable_ever_by(self, user):
        return self._opened_by(ever_held_by(user, Role.of_team_members()))

    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def kin(self):
        """{village id: ids of those it came from and of those it became}, all generations, of those that have any."""
        found = {}
        for pk, past, *_ in self.values_list("pk", "past"):
            found[pk] = set(past)
        became = {pk: {pk} for pk in found}
        while became:
            links = self.model.objects.filter(predecessors__old__in=set().union(*became.values()))
            following: dict = {}
            for new, old in links.order_by().values_list("pk", "predecessors__old"):
                for pk in (pk for pk, olds in became.items() if old in olds):
                    following.setdefault(pk, set()).add(new)
            for pk, news in following.items():
                found[pk] |= news
            became = following
        return {pk: kin for pk, kin in found.items() if kin}


class Village(models.Model):
    class Kind(models.TextChoices):
        THON = "THON", "thôn"
        BAN = "BAN", "bản"
        XOM = "XOM", "xóm"
        KHU_PHO = "KHU_PHO", "khu phố"
        TO_DAN_PHO = "TO_DAN_PHO", "tổ dân phố"

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="villages", verbose_name="xã")
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.THON)
    name = LineField("tên", max_length=100, help_text="Chỉ ghi tên riêng, ví dụ “1” hoặc “Khe Mó”.")
    sort_key = models.CharField(max_length=400, editable=False)
    valid_from = models.DateField("có từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    # Ids of the villages it came from, all generations; their successions say when and how.
    past = models.JSONField(default=list, editable=False)
    keeper = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="xã giữ hồ sơ",
        help_text="Xã mà thôn đã chuyển về, nếu không còn là xã cũ.",
    )

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = "thôn"
        verbose_name_plural = "thôn"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "kind", "name", "valid_from"],
                name="village_name_once_a_day",
                violation_error_message="Xã đã có một thôn cùng loại, cùng tên từ ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="village_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return capitalise_first(self.label)

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("village-detail", args=[self.pk])

    @property
    def lineage(self):
        """Ids of itself and of the villages it came from."""
        return [self.pk, *self.past]

    def derive_keys(self):
        self.sort_key = text_key(self.name.rjust(3, "0") if self.name.isdigit() else self.name)

    @property
    def label(self):
        return named(self.Kind(self.kind).label, self.name)


class Access(models.Model):
    """The only fact from which it is decided who may see and do what, and where."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="accesses", verbose_name="tài khoản"
    )
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="accesses", verbose_name="xã")
    village = models.ForeignKey(
        Village,
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


auditlog.register(Commune)
auditlog.register(Village)
auditlog.register(Access)
