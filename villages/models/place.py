from auditlog.registry import auditlog
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from config.fields import LineField
from config.vietnamese import capitalise_first, text_key
from villages.models.access import (
    Role,
    communes_held_by,
    communes_seen_by,
    ever_held_by,
    held_by,
    whole_communes_seen_by,
)


def named(common_noun, name):
    """Common noun and proper name as official texts write them: 'thôn Khe Mó', but 'Thôn 1'."""
    return f"{capitalise_first(common_noun) if name[:1].isdigit() else common_noun} {name}"


def villages_held_by(user, roles, on=None):
    """Villages in which `user` holds one of `roles` at the moment `on` (now), for a filter `village__in`: their ids,
    or a query if he holds a whole commune."""
    held = held_by(user, roles, on)
    if all(access.village_id for access in held):
        return {access.village_id for access in held}
    return Village.objects.granted_to(user, roles, on)


def villages_seen_by(user, roles):
    """Those held now, and those they came from, for a filter `village__in`: what was done there stays to be read."""
    held = held_by(user, roles)
    if all(access.village_id for access in held):
        return {pk for access in held for pk in access.village.lineage}
    return Village.objects.seen_by(user, roles)


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

    def papers_seen_by(self, user):
        """Those of overseen_by(), then those they came from, whose documents lie with them."""
        seen = self.seen_by(user, Role.of_a_whole_commune())
        return seen.order_by(F("valid_to").desc(nulls_first=True), "name", "pk")

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

    def get_absolute_url(self):
        """Its lineage is the only page it has."""
        return reverse("commune-lineage", args=[self.pk])

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
        whole = whole_communes_seen_by(user, roles)
        held = [access for access in held_by(user, roles) if access.village_id]
        villages = {pk for access in held for pk in access.village.lineage}
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
        found = {pk: set(past) for pk, past, *_ in self.values_list("pk", "past")}
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


auditlog.register(Commune)
auditlog.register(Village)
