from django.db import models
from django.db.models import Exists, OuterRef, Q

from config.fields import LineField
from households.models.household import Household
from households.models.resident import Resident
from villages.models import Commune

AGE_OF_LEARNERS = 15


class SharedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those shared by all communes and those of the communes `user` knows, that are still used."""
        return self.filter(Q(commune=None) | Q(commune__in=Commune.objects.visible_to(user)), active=True)

    def of_commune(self, commune_id):
        """Those shared by all communes and those of this one, that are still used."""
        return self.filter(Q(commune=None) | Q(commune=commune_id), active=True)


class Skill(models.Model):
    """Something a person is taught and then can do, to a level (nội dung hướng dẫn)."""

    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name="xã", related_name="+")
    code = models.SlugField("mã", max_length=30, unique=True)
    name = LineField("tên", max_length=200)
    basic = models.BooleanField("thuộc 5 kỹ năng số cơ bản", default=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    active = models.BooleanField("đang dùng", default=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung hướng dẫn"
        verbose_name_plural = "nội dung hướng dẫn"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    def learners(self):
        """Who of those present should learn it: from 15 years on, and not known to do it alone."""
        able = Ability.objects.filter(resident=OuterRef("pk"), skill=self, level=Level.ALONE)
        return Resident.objects.present().named().may_be_aged(AGE_OF_LEARNERS).filter(~Exists(able))


class Level(models.IntegerChoices):
    NOT_YET = 0, "chưa làm được"
    INTRODUCED = 1, "đã giới thiệu"
    WITH_HELP = 2, "làm được khi có người giúp"
    ALONE = 3, "tự làm được"


class Trait(models.Model):
    """Something a household or a person has or has not (đặc điểm)."""

    class Owner(models.TextChoices):
        HOUSEHOLD = "HOUSEHOLD", "hộ"
        RESIDENT = "RESIDENT", "người"

    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name="xã", related_name="+")
    code = models.SlugField("mã", max_length=30, unique=True)
    name = LineField("tên", max_length=200)
    owner = models.CharField("của", max_length=10, choices=Owner)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    active = models.BooleanField("đang dùng", default=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "đặc điểm"
        verbose_name_plural = "đặc điểm"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class Ability(models.Model):
    """What a person can now do: the level of his latest guidance that is not cancelled. No row: unknown."""

    resident = models.ForeignKey(
        Resident, models.CASCADE, related_name="abilities", verbose_name="nhân khẩu", db_index=False
    )
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name="nội dung")
    level = models.PositiveSmallIntegerField("mức", choices=Level)
    guidance = models.ForeignKey(
        "households.Guidance", models.PROTECT, related_name="+", verbose_name="lần ghi", db_index=False
    )

    is_derived = True  # from other facts: villages.bulk lets it go with them

    class Meta:
        verbose_name = "khả năng hiện nay"
        verbose_name_plural = "khả năng hiện nay"
        ordering = ["resident", "skill"]
        constraints = [models.UniqueConstraint(fields=["resident", "skill"], name="ability_once")]

    def __str__(self):
        return f"{self.resident} – {self.skill}: {self.get_level_display()}"


class TraitValue(models.Model):
    """What a household or a person is now known to have or not to have. No row: unknown."""

    household = models.ForeignKey(Household, models.CASCADE, null=True, related_name="trait_values", verbose_name="hộ")
    resident = models.ForeignKey(
        Resident, models.CASCADE, null=True, related_name="trait_values", verbose_name="nhân khẩu"
    )
    trait = models.ForeignKey(Trait, models.PROTECT, related_name="+", verbose_name="đặc điểm")
    value = models.BooleanField("có")
    observation = models.ForeignKey("households.Observation", models.PROTECT, related_name="+", verbose_name="lần ghi")

    is_derived = True  # from other facts: villages.bulk lets it go with them

    class Meta:
        verbose_name = "đặc điểm hiện nay"
        verbose_name_plural = "đặc điểm hiện nay"
        ordering = ["trait", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "trait"], condition=Q(resident=None), name="household_trait_once"
            ),
            models.UniqueConstraint(
                fields=["resident", "trait"], condition=Q(household=None), name="resident_trait_once"
            ),
            models.CheckConstraint(
                condition=Q(household=None, resident__isnull=False) | Q(household__isnull=False, resident=None),
                name="trait_of_household_or_resident",
            ),
        ]

    def __str__(self):
        return f"{self.household or self.resident} – {self.trait}: {'có' if self.value else 'không'}"


def with_known(residents):
    """`residents` (queryset), each with what he can do as `able` and what he has or has not as `traits`."""
    abilities = Ability.objects.select_related("skill").order_by("skill__order", "skill")
    traits = TraitValue.objects.select_related("trait")
    return residents.prefetch_related(
        models.Prefetch("abilities", abilities, to_attr="able"),
        models.Prefetch("trait_values", traits, to_attr="traits"),
    )
