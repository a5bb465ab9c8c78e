"""Of whom an indicator speaks: which tally keys count, and the birth years of each population."""

from dataclasses import dataclass

from django.db.models import Q

from households.models.ability import Level
from targets.models import Indicator, WorkingAge

Measure, Population = Indicator.Measure, Indicator.Population
MOST_BASIC_SKILLS = 12
ANY_SEX = None


def keys_of(indicator):
    """Tally keys (see Standing.counted) of those counted, of those known, and of the population."""
    household = indicator.population == Population.HOUSEHOLDS
    prefix, everyone = ("h", "h") if household else ("", "p")
    if indicator.measure == Measure.TRAIT:
        counted = [f"{prefix}t{indicator.trait_id}:1"]
        known = [*counted, f"{prefix}t{indicator.trait_id}:0"]
    elif indicator.measure == Measure.SKILL:
        known = [f"s{indicator.skill_id}:{level}" for level in Level.values]
        counted = known[indicator.level :]
    else:
        known = [f"{prefix}b{indicator.level}:{number}" for number in range(MOST_BASIC_SKILLS)]
        counted = known[indicator.at_least :]
    return counted, known, [everyone]


def excused_keys_of(indicator):
    """Tally keys of those excluded from it, of those among them who are known, and who are counted all the same."""
    counted, known, (everyone,) = keys_of(indicator)
    subject = known[0].partition(":")[0]
    return [f"x{everyone}", f"x{subject}"], [f"x{key}" for key in known], [f"x{key}" for key in counted]


@dataclass(frozen=True)
class AgeBand:
    """Who belongs to a population: birth years by sex (or ANY_SEX), both ends included; None: everybody. Somebody of
    unknown sex does where he would whichever it is."""

    years: dict[str | None, tuple[int, int]] | None

    def holds(self, birth_year, sex):
        if self.years is None:
            return True
        return _within(birth_year, self.years.get(ANY_SEX) or self.years.get(sex) or self._certain)

    def leaves_open(self, birth_year, sex):
        """Whether it cannot be known: without a birth year, or where it depends on an unknown sex."""
        if self.years is None:
            return False
        return not birth_year or (not sex and _within(birth_year, self._possible) and not self.holds(birth_year, sex))

    def as_q(self):
        if self.years is None:
            return Q()
        if ANY_SEX in self.years:
            return Q(birth_year__range=self.years[ANY_SEX])
        q = Q(birth_year__range=self._certain, sex="")
        for sex, years in self.years.items():
            q |= Q(birth_year__range=years, sex=sex)
        return q

    def open_q(self, unknown_year=0):
        """leaves_open(), of rows that keep `unknown_year` for an unknown one; nobody where everybody belongs."""
        if self.years is None:
            return Q(pk__in=[])
        q = Q(birth_year=unknown_year)
        if ANY_SEX in self.years:
            return q
        return q | Q(birth_year__range=self._possible, sex="") & ~Q(birth_year__range=self._certain)

    @property
    def _certain(self):
        firsts, lasts = zip(*self.years.values(), strict=True)
        return max(firsts), min(lasts)

    @property
    def _possible(self):
        firsts, lasts = zip(*self.years.values(), strict=True)
        return min(firsts), max(lasts)


def _within(year, years):
    return years[0] <= year <= years[1]


def age_band(population, on):
    """The birth years of `population` on the day `on`; age is its year less the birth year."""
    if population in (Population.HOUSEHOLDS, Population.RESIDENTS):
        return AgeBand(None)
    if population == Population.WORKING_AGE:
        rows = WorkingAge.objects.filter(year__lte=on.year).order_by("year")
        return AgeBand({row.sex: (on.year - row.last_age, on.year - row.first_age) for row in rows})
    last = on.year - {Population.AGED_15: 15, Population.ADULTS: 18}[population]
    return AgeBand({ANY_SEX: (1, last)})
