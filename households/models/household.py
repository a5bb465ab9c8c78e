from auditlog.registry import auditlog
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from config.fields import LineField, PhoneField
from config.links import link
from config.validators import refuse_id_number
from config.vietnamese import fold, text_key
from households.models.merged import Mergeable, is_merged_as_it_says
from households.models.residence import HouseholdVillage, Residence
from households.search import any_of, households_like, number_key
from villages.models import Role, Village, villages_held_by, villages_seen_by


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(village__in=villages_seen_by(user, Role.knowing_residents()))

    def editable_by(self, user):
        return self.filter(village__in=villages_held_by(user, Role.keeping_the_registry()))

    def overseen_by(self, user):
        return self.filter(village__in=villages_held_by(user, Role.of_a_whole_commune()))

    def informable_by(self, user):
        """Those whom `user` may tell what is kept of them."""
        return self.filter(village__in=villages_held_by(user, [Role.OFFICER, *Role.of_team_members()]))

    def addable_by(self, user):
        return self.filter(village__in=Village.objects.addable_by(user))

    def exclusion_askable_by(self, user):
        """Households of which `user` may ask that they, or somebody there, be left out of the count."""
        return self.present().filter(village__in=villages_held_by(user, Role.of_team_members()))

    def loggable_by(self, user, at=None):
        """Households that `user` served at the moment `at` (now), by the village they were in then."""
        villages = villages_held_by(user, Role.of_team_members(), at)
        if at is None:
            return self.filter(village__in=villages)
        day = timezone.localdate(at)
        lived = HouseholdVillage.objects.in_force(day).filter(household=OuterRef("pk"), village__in=villages)
        return self.filter(Exists(lived))

    def loggable_ever_by(self, user):
        """Households of the villages that `user` serves or once served; log_visit judges the moment."""
        lived = HouseholdVillage.objects.filter(village__in=Village.objects.loggable_ever_by(user))
        return self.filter(Exists(lived.filter(household=OuterRef("pk"))))

    def present(self):
        return self.filter(state=Household.State.PRESENT)

    def numbered(self, number, village):
        """The one that bears `number` in `village` now, if any."""
        return self.present().filter(village=village, number=number)

    def bearing(self, typed, village):
        """The one in `village` that somebody means by the number `typed`: the one that bears it, or else the only one
        that does but for the zeros before it; None for no such one."""
        told = self.numbered(typed, village).first()
        if told or not typed:
            return told
        alike = self.present().filter(village=village, number_key=number_key(typed))[:2]
        return alike[0] if len(alike) == 1 else None

    def unmerged(self):
        return self.exclude(state=Household.State.MERGED)

    def matching(self, text, residents):
        """Those of which `text` tells number, lane, address or phone, or that one of `residents` lives there."""
        if not (conditions := households_like(text)):
            return self
        named = residents.present().matching(text).order_by().values("household")
        told = self.filter(any_of(conditions)).order_by().values("pk")
        return self.filter(pk__in=told.union(named))  # not one OR: PostgreSQL would read every row for it

    def in_lane(self, lane):
        return self.filter(lane_key=text_key(lane))

    def home_to(self, residents):
        """Those in which one of `residents` (a queryset) lives."""
        return self.filter(Exists(residents.filter(household=OuterRef("pk")).order_by()))

    def promised(self, on=None):
        """Those with an open promise, due until the day `on` if given, the earliest first."""
        promised = self.filter(latest_visit__promised_on__isnull=False)
        if on:
            promised = promised.filter(latest_visit__promised_on__lte=on)
        return promised.order_by("latest_visit__promised_on", "lane_key", "number_key", "pk")

    def without_head(self):
        """Those that have yet to choose one, also where nobody is left to choose."""
        return self.present().filter(head=None).by_lane()

    def inhabited(self):
        """Without those that all who lived there have left. Where nobody was written down yet, somebody may live."""
        stays = Residence.objects.filter(household=OuterRef("pk")).order_by(F("ends_on").desc(nulls_first=True))
        # Not two Exists(): behind an OR, PostgreSQL reads every residence there is for each of them.
        left = Subquery(stays.values(left=Q(ends_on__isnull=False))[:1])
        return self.exclude(Q(head=None) & Q(Coalesce(left, False)))

    def never_visited(self):
        return self.filter(latest_visit=None).by_lane()

    def longest_unvisited(self):
        return self.filter(latest_visit__isnull=False).order_by("latest_visit__visited_at", "pk")

    def never_visited_first(self):
        """Then the longest unvisited."""
        return self.order_by(F("latest_visit__visited_at").asc(nulls_first=True), "number_key", "pk")

    def with_loggable(self, user):
        """Annotated with whether `user` may log a visit there now."""
        loggable = self.model.objects.loggable_by(user).present().filter(pk=OuterRef("pk"))
        return self.annotate(loggable=Exists(loggable))

    def with_lived_in(self):
        """Each with whether anybody, as far as is written down, ever lived there."""
        return self.annotate(lived_in=Exists(Residence.objects.filter(household=OuterRef("pk"))))

    def with_doubled(self):
        return self.annotate(doubled=Exists(self.model.objects.filter(merged_into=OuterRef("pk"))))

    def lanes(self):
        """The names of their lanes, each once, in order; '' for those without."""
        names = dict(self.order_by("lane_key", "lane").values_list("lane_key", "lane").distinct())
        return list(names.values())

    def by_lane(self):
        return self.order_by("lane_key", "number_key", "pk")

    def with_row(self):
        """What a list shows of each in this slice. Read first: PostgreSQL joins before it slices."""
        shown = ["number", "lane", "state", "village__kind", "village__name", "head__full_name"]
        shown += ["latest_visit__promised_on", "latest_visit__visited_at", "latest_visit__promised_in__note"]
        rows = Household.objects.filter(pk__in=list(self.values_list("pk", flat=True))).order_by(*self.query.order_by)
        return rows.select_related("village", "head", "latest_visit__promised_in").only(*shown)


class Household(Mergeable):
    class State(models.TextChoices):
        PRESENT = "PRESENT", "đang ở xã"
        LEFT = "LEFT", "đã chuyển đi"
        MERGED = "MERGED", "đã gộp"

    village = models.ForeignKey(Village, models.PROTECT, related_name="households", verbose_name="thôn")
    number = LineField("số hộ", max_length=20, validators=[refuse_id_number])
    head = models.OneToOneField(
        "households.Resident",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="headed_household",
        verbose_name="chủ hộ",
    )
    lane = LineField("ngõ, xóm", max_length=100, blank=True, validators=[refuse_id_number])
    address = LineField("địa chỉ", max_length=200, blank=True, validators=[refuse_id_number])
    phone = PhoneField("số điện thoại của hộ", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PRESENT, editable=False)
    lane_key = models.CharField(max_length=400, editable=False)
    number_key = models.CharField(max_length=120, editable=False)
    search_key = models.CharField(max_length=350, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    # When it, its members or what is known of them last changed other than by its own visit (see LatestVisit).
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    at_home = ""  # when somebody is usually met there; see households.at_home.add_hints

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "hộ dân"
        verbose_name_plural = "hộ dân"
        ordering = ["village", "lane_key", "number_key", "pk"]
        indexes = [
            models.Index(fields=["village", "state", "lane_key", "number_key"], name="household_by_lane"),
            models.Index(fields=["lane_key", "number_key"], name="household_by_lane_everywhere"),
            models.Index(fields=["number_key"], name="household_by_number"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="household_merged_into"),
            models.Index(fields=["merged_in"], condition=Q(merged_in__isnull=False), name="household_merged_in"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"],
                condition=Q(state="PRESENT"),
                name="household_number_once_a_village",
                violation_error_message="Thôn đã có hộ mang số này.",
            ),
            models.CheckConstraint(condition=is_merged_as_it_says(), name="household_merged_points_at_kept"),
        ]

    def __str__(self):
        return f"Hộ {self.number}"

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return link("household-detail", self.pk)

    def derive_keys(self):
        self.lane_key, self.number_key = text_key(self.lane), number_key(self.number)
        self.search_key = fold(f"{self.number} {self.lane} {self.address}")
        self.changed_at = timezone.now()

    @property
    def is_present(self):
        return self.state == self.State.PRESENT

    @property
    def head_name(self):
        return self.head.full_name if self.head else "Chưa rõ chủ hộ"

    @property
    def called(self):
        """Its head, or its number where it has none."""
        return self.head.full_name if self.head else f"hộ {self.number}"

    @property
    def house(self):
        """As called, with 'nhà' before the name of a person."""
        return f"nhà {self.called}" if self.head else self.called

    @property
    def latest_visit_or_none(self):
        return getattr(self, "latest_visit", None)


auditlog.register(
    Household,
    mask_fields=["phone"],
    exclude_fields=["lane_key", "number_key", "search_key", "changed_at"],
)
