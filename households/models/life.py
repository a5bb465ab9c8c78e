from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from config.fields import LineField
from config.validators import refuse_id_number
from households.models.household import Household
from households.models.resident import Resident
from villages.models import Role, Village, villages_held_by


class LifeEventQuerySet(models.QuerySet):
    def correctable_by(self, user):
        """Events whose every household and village `user` keeps the registry of."""
        villages = villages_held_by(user, Role.keeping_the_registry())
        return self.filter(
            Q(other=None) | Q(other__village__in=villages),
            Q(came_from=None) | Q(came_from__in=villages),
            household__village__in=villages,
        )

    def touching(self, households):
        """Those of one of `households`: ids, as PostgreSQL would read every event for a query."""
        return self.filter(Q(household__in=households) | Q(other__in=households))

    def about(self, people):
        """Those that name one of `people` (ids or a queryset)."""
        lines = LifeEventPerson.objects.filter(event=OuterRef("pk"), resident__in=people)
        return self.filter(Exists(lines))

    def of_heads(self):
        """Those by which a household got or lost its head."""
        return self.filter(Q(kind=LifeEvent.Kind.HEAD) | Q(former_head__isnull=False))

    def with_line(self):
        """With what a line of a timeline says of each, the latest first."""
        related = ["household__village", "other__village", "came_from", "went_to", "former_head", "by"]
        people = LifeEventPerson.objects.select_related("resident").order_by("pk")
        lines = models.Prefetch("people", people, to_attr="lines")
        return self.select_related(*related).prefetch_related(lines).order_by("-on", "-pk")


class LifeEvent(models.Model):
    """Something that happened to a household or its people on a day. The rows it changed (Residence,
    HouseholdVillage, head, state) say where that led; one entered by mistake is deleted together with what it did."""

    class Kind(models.TextChoices):
        BORN = "BORN", "Sinh con"
        DIED = "DIED", "Mất"
        CAME = "CAME", "Chuyển đến"
        LEFT = "LEFT", "Rời khỏi xã"
        JOINED = "JOINED", "Sang hộ khác"
        NOTED = "NOTED", "Ghi thêm vào sổ"
        HEAD = "HEAD", "Đổi chủ hộ"
        SPLIT = "SPLIT", "Tách hộ"
        MERGED = "MERGED", "Nhập hộ"
        HOUSEHOLD_NOTED = "HOUSEHOLD_NOTED", "Hộ được ghi vào sổ"
        HOUSEHOLD_CAME = "HOUSEHOLD_CAME", "Cả hộ chuyển đến"
        HOUSEHOLD_MOVED = "HOUSEHOLD_MOVED", "Cả hộ sang thôn khác"
        HOUSEHOLD_LEFT = "HOUSEHOLD_LEFT", "Cả hộ rời khỏi xã"

    kind = models.CharField("việc", max_length=20, choices=Kind)
    household = models.ForeignKey(Household, models.PROTECT, related_name="events", verbose_name="hộ")
    other = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="events_of_others", verbose_name="sang hộ"
    )
    came_from = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="từ thôn"
    )
    went_to = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đến thôn"
    )
    former_head = models.ForeignKey(
        Resident, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="chủ hộ trước đó"
    )
    on = models.DateField("ngày")
    note = LineField("ghi chú", max_length=300, blank=True, validators=[refuse_id_number])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        verbose_name = "diễn biến của hộ"
        verbose_name_plural = "diễn biến của hộ"
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.household}, {self.on:%d/%m/%Y}"

    @property
    def is_of_household(self):
        """Whether it changed the household as a whole, not only some of its people."""
        return self.kind in OF_HOUSEHOLD

    def ends(self, household):
        """Whether `household` is no more since then."""
        return self.household_id == household.pk and self.kind in (self.Kind.MERGED, self.Kind.HOUSEHOLD_LEFT)


OF_HOUSEHOLD = {
    LifeEvent.Kind.SPLIT,
    LifeEvent.Kind.MERGED,
    LifeEvent.Kind.HOUSEHOLD_NOTED,
    LifeEvent.Kind.HOUSEHOLD_CAME,
    LifeEvent.Kind.HOUSEHOLD_MOVED,
    LifeEvent.Kind.HOUSEHOLD_LEFT,
}


class LifeEventPerson(models.Model):
    """Whom an event concerned, and what he was to the head of the household before."""

    event = models.ForeignKey(LifeEvent, models.CASCADE, related_name="people", verbose_name="diễn biến")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="event_lines", verbose_name="nhân khẩu")
    relation = models.CharField("quan hệ trước đó", max_length=12, choices=Resident.Relation, blank=True)

    class Meta:
        verbose_name = "người trong diễn biến"
        verbose_name_plural = "người trong diễn biến"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.event}: {self.resident}"


auditlog.register(LifeEvent, mask_fields=["note"])
