"""What became of communes and villages: old → new, since when, by which document."""

from auditlog.registry import auditlog
from django.db import models
from django.db.models import Exists, OuterRef

from config.fields import LineField
from villages.models.access import Role, communes_seen_by
from villages.models.bulk import BulkRun
from villages.models.place import Commune, Village


class ReorganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of a commune of which `user` oversees all."""
        held = communes_seen_by(user, Role.of_a_whole_commune())
        return self.filter(pk__in=BulkRun.communes.through.objects.filter(commune__in=held).values("bulkrun"))

    def undoable_by(self, user):
        """Those of which `user` is the officer in every commune concerned."""
        held = communes_seen_by(user, [Role.OFFICER])
        others = BulkRun.communes.through.objects.exclude(commune__in=held)
        return self.visible_to(user).exclude(pk__in=others.values("bulkrun"))


class Reorganisation(models.Model):
    """One sắp xếp: what was decided, since when, and the run that carried it out."""

    class Kind(models.TextChoices):
        RENAME = "RENAME", "Đổi tên thôn"
        MERGE = "MERGE", "Sáp nhập thôn"
        SPLIT = "SPLIT", "Chia tách thôn"
        MOVE = "MOVE", "Chuyển thôn sang xã khác"
        COMMUNES = "COMMUNES", "Sáp nhập xã"

    run = models.OneToOneField(
        BulkRun, models.PROTECT, primary_key=True, related_name="reorganisation", verbose_name="việc làm hàng loạt"
    )
    kind = models.CharField("cách sắp xếp", max_length=10, choices=Kind)
    on = models.DateField("từ ngày")
    basis = LineField("theo văn bản", max_length=300)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "sắp xếp đơn vị"
        verbose_name_plural = "sắp xếp đơn vị"
        ordering = ["-run__at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} từ {self.on:%d/%m/%Y}"


class SuccessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What became of a unit is no secret to whoever works in the portal; it names no people."""
        return self.filter(run__undone_at=None).select_related(*self.joined) if user.pk else self.none()

    def with_opened(self, user):
        """Annotated with whether `user` may open the page of the old unit, and that of the new one."""
        known = self.known_to(user)
        old, new = (Exists(known.filter(pk=OuterRef(name))) for name in ("old", "new"))
        return self.annotate(opens_old=old, opens_new=new)


class CommuneSuccessionQuerySet(SuccessionQuerySet):
    joined = ["old", "new"]

    def known_to(self, user):
        return Commune.objects.seen_by(user, Role)


class VillageSuccessionQuerySet(SuccessionQuerySet):
    joined = ["old__commune", "new__commune"]

    def known_to(self, user):
        return Village.objects.visible_to(user)


class Succession(models.Model):
    on = models.DateField("từ ngày")
    basis = LineField("theo văn bản", max_length=300)
    run = models.ForeignKey(BulkRun, models.PROTECT, related_name="+", verbose_name="việc làm hàng loạt")

    class Meta:
        abstract = True
        ordering = ["on", "pk"]

    def __str__(self):
        return f"{self.old} → {self.new}"


class CommuneSuccession(Succession):
    old = models.ForeignKey(Commune, models.PROTECT, related_name="successors", verbose_name="xã cũ")
    new = models.ForeignKey(Commune, models.PROTECT, related_name="predecessors", verbose_name="xã mới")

    objects = CommuneSuccessionQuerySet.as_manager()

    class Meta(Succession.Meta):
        verbose_name = "kế tục của xã"
        verbose_name_plural = "kế tục của xã"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="commune_succession_once")]


class VillageSuccession(Succession):
    old = models.ForeignKey(Village, models.PROTECT, related_name="successors", verbose_name="thôn cũ")
    new = models.ForeignKey(Village, models.PROTECT, related_name="predecessors", verbose_name="thôn mới")

    objects = VillageSuccessionQuerySet.as_manager()

    class Meta(Succession.Meta):
        verbose_name = "kế tục của thôn"
        verbose_name_plural = "kế tục của thôn"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="village_succession_once")]


def gone_elsewhere(communes, on):
    """Ids of what the villages of `communes` (ids) that went to another commune after the day `on` have become."""
    gone = Village.objects.filter(commune__in=communes, keeper__isnull=False, valid_to__gt=on)
    return set().union(*gone.kin().values())


auditlog.register(CommuneSuccession)
auditlog.register(VillageSuccession)
