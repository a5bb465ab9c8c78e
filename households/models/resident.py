from auditlog.registry import auditlog
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from config.fields import LineField, PhoneField
from config.validators import refuse_id_number
from config.vietnamese import fold, initials, name_key
from households.models.household import Household
from households.models.merged import Mergeable, is_merged_as_it_says
from households.search import any_of, people_like, words_of_name
from villages.models import Role, Village, villages_held_by, villages_seen_by


class ResidentQuerySet(models.QuerySet):
    def _named_in(self, villages):
        return self.named().filter(village__in=villages)

    def visible_to(self, user):
        return self._named_in(villages_seen_by(user, Role.knowing_residents()))

    def editable_by(self, user):
        return self._named_in(villages_held_by(user, Role.keeping_the_registry()))

    def loggable_by(self, user):
        return self._named_in(villages_held_by(user, Role.of_team_members()))

    def overseen_by(self, user):
        """Those of whom `user` may see who looked at them, and all that is kept."""
        return self._named_in(villages_seen_by(user, Role.of_a_whole_commune()))

    def heard_by(self, user):
        """Those whose consent and requests `user` may take down: at the door, or in the office."""
        return self._named_in(villages_seen_by(user, [Role.OFFICER, *Role.of_team_members()]))

    def named(self):
        """Without those whose data were erased: they are counted, but nobody finds or opens them."""
        return self.filter(erased_at=None)

    def present(self):
        return self.filter(state=Resident.State.PRESENT)

    def unmerged(self):
        return self.exclude(state=Resident.State.MERGED)

    def may_be_aged(self, years):
        """Those of `years` or older, and those whose age nobody knows."""
        return self.filter(Q(birth_year=None) | Q(birth_year__lte=timezone.localdate().year - years))

    def matching(self, text):
        """Those of whom `text` tells the name, its initials or the end of the phone number."""
        conditions = people_like(text)
        return self.filter(any_of(conditions)) if conditions else self


class Resident(Mergeable):
    class Sex(models.TextChoices):
        MALE = "M", "Nam"
        FEMALE = "F", "Nữ"

    class State(models.TextChoices):
        PRESENT = "PRESENT", "đang ở xã"
        LEFT = "LEFT", "đã chuyển đi"
        DEAD = "DEAD", "đã mất"
        MERGED = "MERGED", "đã gộp"

    class Relation(models.TextChoices):
        HEAD = "HEAD", "Chủ hộ"
        SPOUSE = "SPOUSE", "Vợ, chồng"
        CHILD = "CHILD", "Con"
        CHILD_IN_LAW = "CHILD_IN_LAW", "Con dâu, con rể"
        PARENT = "PARENT", "Bố, mẹ"
        GRANDPARENT = "GRANDPARENT", "Ông, bà"
        GRANDCHILD = "GRANDCHILD", "Cháu"
        SIBLING = "SIBLING", "Anh, chị, em"
        OTHER = "OTHER", "Quan hệ khác"

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name="hộ")
    village = models.ForeignKey(Village, models.PROTECT, related_name="residents", verbose_name="thôn", editable=False)
    full_name = LineField("họ và tên", max_length=100, validators=[refuse_id_number])
    birth_year = models.PositiveSmallIntegerField(
        "năm sinh",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1900, "Năm sinh phải từ 1900 trở đi."),
            MaxValueValidator(2100, "Năm sinh chưa đúng."),
        ],
    )
    birth_year_estimated = models.BooleanField("năm sinh ước chừng", default=False)
    sex = models.CharField("giới tính", max_length=1, choices=Sex, blank=True)
    relation = models.CharField("quan hệ với chủ hộ", max_length=12, choices=Relation, blank=True)
    phone = PhoneField("số điện thoại", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PRESENT, editable=False)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=110, editable=False)
    initials = models.CharField(max_length=100, editable=False)
    words = models.TextField(editable=False)  # see households/search.py
    erased_at = models.DateTimeField("xóa dữ liệu lúc", null=True, editable=False)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = "nhân khẩu"
        verbose_name_plural = "nhân khẩu"
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["village", "state", "birth_year", "sex"], name="resident_by_village_and_age"),
            models.Index(fields=["village", "sort_key"], name="resident_by_name"),
            models.Index(fields=["sort_key", "id"], name="resident_by_name_everywhere"),
            models.Index(fields=["initials"], name="resident_by_initials"),
            models.Index(fields=["search_key", "village"], name="resident_by_folded_name"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="resident_merged_into"),
            models.Index(fields=["merged_in"], condition=Q(merged_in__isnull=False), name="resident_merged_in"),
        ]
        constraints = [
            models.CheckConstraint(condition=is_merged_as_it_says(), name="resident_merged_points_at_kept"),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    def derive_keys(self):
        self.sort_key, self.search_key = name_key(self.full_name), fold(self.full_name)
        self.initials, self.words = initials(self.full_name), words_of_name(self.full_name)

    @property
    def is_present(self):
        return self.state == self.State.PRESENT


auditlog.register(
    Resident,
    mask_fields=["full_name", "phone"],
    exclude_fields=["sort_key", "search_key", "initials", "words"],
)
