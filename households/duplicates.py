"""Who may stand in the registry twice: the same name without accents, born in the same year or the one beside it as far
as it is known, and of the same household, lane or phone. Nothing is guessed from spelling that is nearly alike."""

from collections import defaultdict
from collections.abc import Hashable
from typing import NamedTuple

from django.db.models import F, Q

from config.vietnamese import fold, text_key
from households.models import DistinctPair, Resident
from households.search import NO_LANE

YEARS_APART = 1
MOST_NAMED = 3


class Described(NamedTuple):
    """A person, stored (`pk`) or only told of; what is not known stays empty."""

    name: str  # folded, as in Resident.search_key
    birth_year: int | None = None
    village: Hashable = None
    household: Hashable = None  # any value that names one household and no other
    lane: str = NO_LANE  # as in Household.lane_key
    phone: str = ""
    pk: int | None = None

    def is_like(self, other):
        """Whether both may be the same person. Nobody is like himself."""
        if self.name != other.name or not self.name or (self.pk is not None and self.pk == other.pk):
            return False
        if self.birth_year and other.birth_year and abs(self.birth_year - other.birth_year) > YEARS_APART:
            return False
        return (
            (self.household is not None and self.household == other.household)
            or (self.village is not None and self._lane == other._lane and self.lane not in ("", NO_LANE))
            or (self.phone != "" and self.phone == other.phone)
        )

    @property
    def _lane(self):
        return self.village, self.lane


def describe(resident, household):
    """`resident`, stored or not, as one who lives in `household`, stored or not."""
    return Described(
        fold(resident.full_name),
        resident.birth_year,
        household.village_id,
        household.pk,
        text_key(household.lane),
        resident.phone,
        resident.pk,
    )


class Known:
    """Many Described, in which those like another are found at once."""

    def __init__(self, people=()):
        self._by_name = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person):
        self._by_name[person.name].append(person)

    def like(self, person):
        """[Described] of those who may be `person`."""
        return [known for known in self._by_name.get(person.name, ()) if known.is_like(person)]


ROW = ["search_key", "birth_year", "village", "household", "household__lane_key", "phone", "pk"]


def known_among(residents, names=None):
    """Known of those `residents` (queryset) who are present; of those with one of the folded `names`, if given."""
    residents = residents.present().named().order_by()
    if names is not None:
        residents = residents.filter(search_key__in=set(names))
    return Known(map(Described._make, residents.values_list(*ROW)))


def look_alikes(people, residents):
    """[[Resident]], for each of `people` (Described) those among `residents` (queryset) who may be him."""
    known = known_among(residents, {person.name for person in people})
    found = [sorted(one.pk for one in known.like(person)) for person in people]
    ids = {pk for some in found for pk in some}
    rows = residents.select_related("household", "village").in_bulk(ids) if ids else {}
    return [[rows[pk] for pk in some] for some in found]


def warning_of(alike):
    """Says of whom `alike` ([Resident] with household) a new person may be the same; '' where there is nobody."""
    named = [
        f"{one.full_name} ({one.birth_year or 'chưa rõ năm sinh'}), hộ {one.household.number}, {one.village.label}"
        for one in alike[:MOST_NAMED]
    ]
    others = len(alike) - len(named)
    return f"Có thể đã có trong sổ: {'; '.join(named)}{f'; và {others} người nữa' if others else ''}." if named else ""


def pairs_to_judge(villages):
    """[(pk, greater pk)] of likely_pairs() that nobody has found to be two people, those entered last first."""
    apart = DistinctPair.objects.filter(one__village__in=villages).order_by().values_list("one", "other")
    return sorted(set(likely_pairs(villages)) - set(apart), key=lambda pair: pair[::-1], reverse=True)


def apart_from(resident):
    """Ids of those whom somebody found to be another than `resident`."""
    pairs = DistinctPair.objects.filter(Q(one=resident) | Q(other=resident)).order_by().values_list("one", "other")
    return {pk for pair in pairs for pk in pair} - {resident.pk}


def likely_pairs(villages):
    """Rows (pk, greater pk) of those present in `villages` (ids, or a query) who may be the same person: one query,
    in which the database joins each with those of his own name."""
    here = Resident.objects.present().named().filter(village__in=villages).order_by()
    of_home = _pairs(here, "household__residents")
    same_lane = {"village__residents__household__lane_key": F("household__lane_key")}
    of_lane = _pairs(here.exclude(household__lane_key=NO_LANE), "village__residents", **same_lane)
    everyone = "village__commune__villages__residents"
    same_phone = {f"{everyone}__phone": F("phone"), f"{everyone}__village__in": villages}
    of_phone = _pairs(here.exclude(phone=""), everyone, **same_phone)
    return of_home.union(of_lane, of_phone)


def _pairs(residents, others, **same):
    """(pk, pk) of `residents` and those of the same name among `others`, a relation, with `same` in common."""
    year, other_year = F("birth_year"), f"{others}__birth_year"
    near = Q(birth_year=None) | Q(**{other_year: None})
    near |= Q(**{f"{other_year}__range": (year - YEARS_APART, year + YEARS_APART)})
    named = {f"{others}__search_key": F("search_key"), f"{others}__state": Resident.State.PRESENT}
    named[f"{others}__erased_at"] = None
    return residents.filter(near, **named, **{f"{others}__pk__gt": F("pk")}, **same).values_list("pk", f"{others}__pk")
