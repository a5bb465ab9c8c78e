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
    """Who belongs to a population: birth years by sex (or ANY_SEX), both ends included; None: everybody."""

    years: dict[str | None, tuple[int, int]] | None

    def holds(self, birth_year, sex):
        if self.years is None:
            return True
        first, last = self.years.get(ANY_SEX) or self.years.get(sex, (1, 0))
        return first <= birth_year <= last

    def as_q(self):
        if self.years is None:
            return Q()
        q = Q(pk__in=[])
        for sex, years in self.years.items():
            q |= Q(birth_year__range=years) if sex == ANY_SEX else Q(birth_year__range=years, sex=sex)
        return q


def age_band(population, on):
    """The birth years of `population` on the day `on`; age is its year less the birth year."""
    if population in (Population.HOUSEHOLDS, Population.RESIDENTS):
        return AgeBand(None)
    if population == Population.WORKING_AGE:
        rows = WorkingAge.objects.filter(year__lte=on.year).order_by("year")
        return AgeBand({row.sex: (on.year - row.last_age, on.year - row.first_age) for row in rows})
    last = on.year - {Population.AGED_15: 15, Population.ADULTS: 18}[population]
    return AgeBand({ANY_SEX: (1, last)})


def ageless_q(population, unknown_year=0):
    """People whose age is needed for `population` and not known."""
    q = Q(birth_year=unknown_year)
    return q | Q(sex="") if population == Population.WORKING_AGE else q
