"""Who lived where, when: what the registry says of a past day."""

from auditlog.registry import auditlog
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from villages.models import Village


class PeriodQuerySet(models.QuerySet):
    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class HouseholdVillage(models.Model):
    """In which village a household was, when."""

    household = models.ForeignKey("households.Household", models.CASCADE, related_name="villages", verbose_name="hộ")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="thôn")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "thôn của hộ"
        verbose_name_plural = "thôn của hộ"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(ends_on=None), name="household_in_one_village_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="household_village_period"
            ),
        ]

    def __str__(self):
        return f"{self.household} – {self.village}"


class Residence(models.Model):
    """In which household a resident lived, when."""

    resident = models.ForeignKey(
        "households.Resident", models.CASCADE, related_name="residences", verbose_name="nhân khẩu"
    )
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="residences", verbose_name="hộ")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi ở"
        verbose_name_plural = "nơi ở"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(ends_on=None), name="resident_in_one_household_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="residence_period"),
        ]

    def __str__(self):
        return f"{self.resident} – {self.household}"


auditlog.register(HouseholdVillage)
auditlog.register(Residence)
