from datetime import timedelta

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from config.fields import ProseField
from config.links import link
from households.models.ability import Skill, Trait
from households.models.household import Household
from households.models.resident import Resident
from villages.models import Role, villages_held_by, villages_seen_by


class ExclusionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self._of_villages(villages_seen_by(user, Role.knowing_residents()))

    def decidable_by(self, user):
        """What waits for the commune, less what `user` asked for himself."""
        here = self.waiting()._of_villages(villages_held_by(user, Role.of_a_whole_commune()))
        return here.exclude(asked_by=user.pk)

    def grantable_by(self, user):
        """Somebody who is gone is no exception from the count: his departure is recorded instead."""
        return self.decidable_by(user).exclude(reason=Exclusion.Reason.GONE)

    def withdrawable_by(self, user):
        return self.waiting().filter(asked_by=user.pk)

    def endable_by(self, user):
        return self.running()._of_villages(villages_held_by(user, Role.of_a_whole_commune()))

    def waiting(self):
        """Not decided yet; whoever has left meanwhile, as the registry knows, needs no decision."""
        return self._of_present().filter(verdict="")

    def granted(self):
        return self.filter(verdict=Exclusion.Verdict.GRANTED)

    def in_force(self, on=None):
        day = on or timezone.localdate()
        return self.granted().filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def running(self):
        """In force now, of somebody who is still here."""
        return self._of_present().in_force()

    def current(self):
        """Waiting, or in force, of somebody who is still here."""
        today = timezone.localdate()
        in_force = Q(Q(ends_on=None) | Q(ends_on__gt=today), verdict=Exclusion.Verdict.GRANTED)
        return self._of_present().filter(Q(verdict="") | in_force)

    def over(self):
        """Refused, withdrawn, in force no longer, or of somebody who is gone."""
        ended = Q(verdict__in=Exclusion.Verdict.against()) | Q(ends_on__lte=timezone.localdate())
        return self.filter(ended | ~_is_of_present())

    def of_village(self, village):
        return self.filter(Q(household__village=village) | Q(resident__village=village))

    def of(self, household):
        """What was asked for `household` and for those who live there."""
        members = Resident.objects.filter(household=household, erased_at=None)
        every = self.model.objects.order_by().values("pk")
        # Not one OR: PostgreSQL would read every resident for it.
        return self.filter(pk__in=every.filter(household=household).union(every.filter(resident__in=members)))

    def with_who(self):
        """With the household or person of each, and whether it is out of some indicators only."""
        rows = self.annotate(partial=Exists(ExclusionSubject.objects.filter(exclusion=OuterRef("pk"))))
        return rows.select_related("household", "resident")

    def with_row(self):
        """What a list shows of each."""
        joined = ["household__head", "household__village", "asked_by", "decided_by"]
        return self.with_who().select_related(*joined, "resident__household__head", "resident__household__village")

    def _of_villages(self, villages):
        named = {"resident__village__in": villages, "resident__erased_at": None}
        return self.filter(Q(household__village__in=villages) | Q(**named))

    def _of_present(self):
        return self.filter(_is_of_present())


def _is_of_present():
    return Q(household__state=Household.State.PRESENT) | Q(resident__state=Resident.State.PRESENT)


class Exclusion(models.Model):
    """Miễn tính: a household with all who live there, or one person, is taken out of the denominator of what it
    cannot or will not do. Asked at the door, granted by the commune; counts from the day of the grant, [from, to)."""

    class Reason(models.TextChoices):
        NO_PHONE = "NO_PHONE", "không có điện thoại"
        AWAY = "AWAY", "đi làm xa"
        FRAIL = "FRAIL", "già yếu"
        REFUSES = "REFUSES", "từ chối"
        GONE = "GONE", "không còn ở đây"

    class Verdict(models.TextChoices):
        GRANTED = "GRANTED", "đồng ý"
        REFUSED = "REFUSED", "không đồng ý"
        WITHDRAWN = "WITHDRAWN", "người đề nghị rút lại"

        @classmethod
        def against(cls):
            return [cls.REFUSED, cls.WITHDRAWN]

    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="exclusions", verbose_name="hộ"
    )
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="exclusions", verbose_name="nhân khẩu"
    )
    reason = models.CharField("lý do", max_length=10, choices=Reason)
    note = ProseField("nói rõ thêm", max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đề nghị"
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    verdict = models.CharField("trả lời", max_length=10, choices=Verdict, blank=True)
    answer = ProseField("lý do trả lời", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    starts_on = models.DateField("miễn từ ngày", null=True, blank=True)
    ends_on = models.DateField("thôi miễn từ ngày", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kết thúc"
    )
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    end_reason = ProseField("lý do kết thúc", max_length=500, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = "miễn tính"
        verbose_name_plural = "miễn tính"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(verdict=""), name="exclusion_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(household=None, resident__isnull=False) | Q(household__isnull=False, resident=None),
                name="exclusion_of_household_or_resident",
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(verdict=""), name="household_exclusion_asked_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["resident"], condition=Q(verdict=""), name="resident_exclusion_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_by=None, decided_at=None)
                | (~Q(verdict="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="exclusion_verdict_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(verdict="GRANTED", starts_on__isnull=False) | (~Q(verdict="GRANTED") & Q(starts_on=None)),
                name="exclusion_starts_with_its_grant",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="GRANTED") | ~Q(decided_by=F("asked_by")), name="exclusion_granted_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="GRANTED", reason="GONE"), name="gone_is_recorded_in_the_registry"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="exclusion_period"
            ),
        ]

    def __str__(self):
        return f"Miễn tính {self.who}"

    def get_absolute_url(self):
        return link("exclusion-detail", self.pk)

    @property
    def home(self):
        return self.household or self.resident.household

    @property
    def who(self):
        return self.resident.full_name if self.resident_id else f"cả hộ {self.household.number}"

    @property
    def is_gone(self):
        return self.reason == self.Reason.GONE

    @property
    def whose(self):
        """The person or the household."""
        return self.resident or self.household

    @property
    def is_waiting(self):
        """As waiting() finds them."""
        return not self.verdict and self.whose.is_present

    @property
    def last_day(self):
        return self.ends_on and self.ends_on - timedelta(days=1)

    @property
    def state(self):
        """In a word, as of today."""
        if self.is_waiting:
            return "chờ xã trả lời"
        if not self.verdict:
            return f"không cần trả lời: {self.whose.get_state_display()}"
        if self.verdict != self.Verdict.GRANTED:
            return self.get_verdict_display()
        in_force = self.ends_on is None or self.ends_on > timezone.localdate()
        return "đang miễn" if in_force and self.whose.is_present else "đã hết"


class ExclusionSubject(models.Model):
    """What an exclusion is about: indicators of this skill or trait. None of them: everything."""

    exclusion = models.ForeignKey(Exclusion, models.CASCADE, related_name="subjects", verbose_name="miễn tính")
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nội dung", db_index=False
    )
    trait = models.ForeignKey(
        Trait, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đặc điểm", db_index=False
    )

    class Meta:
        verbose_name = "nội dung được miễn"
        verbose_name_plural = "nội dung được miễn"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(skill=None, trait__isnull=False) | Q(skill__isnull=False, trait=None),
                name="exclusion_subject_is_one",
            ),
            models.UniqueConstraint(
                fields=["exclusion", "skill"], condition=Q(trait=None), name="exclusion_skill_once"
            ),
            models.UniqueConstraint(
                fields=["exclusion", "trait"], condition=Q(skill=None), name="exclusion_trait_once"
            ),
        ]

    def __str__(self):
        return str(self.skill or self.trait)


auditlog.register(Exclusion, mask_fields=["note", "answer", "end_reason"])
