"""A plain recount in Python, straight from the facts, sharing no code with the portal's own."""

from django.utils import timezone

from households.models import Exclusion, Guidance, HouseholdVillage, Observation, Residence, Resident
from targets.models import Indicator, WorkingAge


def covers(period, day):
    return period.starts_on <= day and (period.ends_on is None or day < period.ends_on)


class Recount:
    def __init__(self, day):
        self.day = day
        self.village_of = {p.household_id: p.village_id for p in HouseholdVillage.objects.all() if covers(p, day)}
        self.household_of = {
            p.resident_id: p.household_id
            for p in Residence.objects.all()
            if covers(p, day) and p.household_id in self.village_of
        }
        self.levels, self.traits = {}, {}
        self.guidances = [
            g
            for g in Guidance.objects.select_related("visit__membership", "skill")
            if not hasattr(g.visit, "cancellation") and timezone.localdate(g.visit.visited_at) <= day
        ]
        for g in sorted(self.guidances, key=lambda g: (g.visit.visited_at, g.visit.received_at, g.pk)):
            self.levels[g.resident_id, g.skill.code] = g.level
        seen = [
            o
            for o in Observation.objects.select_related("visit", "trait")
            if not (o.visit and hasattr(o.visit, "cancellation")) and timezone.localdate(o.observed_at) <= day
        ]
        for o in sorted(seen, key=lambda o: (o.observed_at, o.received_at, o.pk)):
            self.traits[o.household_id, o.resident_id, o.trait.code] = o.value
        self.basic = set(Guidance.skill.field.related_model.objects.filter(basic=True).values_list("code", flat=True))

        granted = Exclusion.objects.filter(verdict="GRANTED").prefetch_related("subjects__skill", "subjects__trait")
        self.exclusions = [e for e in granted if covers(e, day)]

    def count(self, target):
        """(counted, known, population, ageless, excluded, excluded though known) of a share; (times,) of a flow."""
        indicator, village = target.indicator, target.team.village_id
        if indicator.measure == Indicator.Measure.GUIDANCE:
            return (
                sum(
                    g.taught
                    and g.visit.membership.team_id == target.team_id
                    and g.skill_id == indicator.skill_id
                    and target.starts_on <= timezone.localdate(g.visit.visited_at)
                    for g in self.guidances
                ),
            )
        homes = {home for home, where in self.village_of.items() if where == village}
        people = [p for p in Resident.objects.all() if self.household_of.get(p.pk) in homes]
        if indicator.population == "HOUSEHOLDS":
            answers = [
                self._of_home(indicator, home, [p for p in people if self.household_of[p.pk] == home]) for home in homes
            ]
            freed = [self._is_excluded(indicator, home, None) for home in homes]
            return *self._sums(answers), 0, *self._left_out(answers, freed)
        inside = [p for p in people if self._in_population(indicator, p) is True]
        answers = [self._of_person(indicator, p) for p in inside]
        ageless = sum(self._in_population(indicator, p) is None for p in people)
        freed = [self._is_excluded(indicator, self.household_of[p.pk], p.pk) for p in inside]
        return *self._sums(answers), ageless, *self._left_out(answers, freed)

    def _sums(self, answers):
        return answers.count(True), len(answers) - answers.count(None), len(answers)

    def _left_out(self, answers, freed):
        left_out = [answer for answer, free in zip(answers, freed, strict=True) if free and answer is not True]
        return len(left_out), left_out.count(False)

    def _is_excluded(self, indicator, home, person):
        """Whether an exclusion in force names it, or the household of the person, and speaks of the indicator."""
        about = (e for e in self.exclusions if e.household_id == home or (person and e.resident_id == person))
        return any(self._speaks_of(e, indicator) for e in about)

    def _speaks_of(self, exclusion, indicator):
        named = {row.code for subject in exclusion.subjects.all() for row in (subject.skill, subject.trait) if row}
        if not named:
            return True
        if indicator.measure == Indicator.Measure.BASIC_SKILLS:
            return self.basic <= named
        return (indicator.trait or indicator.skill).code in named

    def _in_population(self, indicator, person):
        """True, False, or None where it cannot be known."""
        if indicator.population == "RESIDENTS":
            return True
        if person.birth_year is None:
            return None
        age = self.day.year - person.birth_year
        if indicator.population == "WORKING_AGE":
            bands = WorkingAge.objects.filter(year=min(self.day.year, 2035), sex__in=person.sex or ["M", "F"])
            answers = {band.first_age <= age <= band.last_age for band in bands}
            return answers.pop() if len(answers) == 1 else None
        return age >= {"AGED_15": 15, "ADULTS": 18}[indicator.population]

    def _of_person(self, indicator, person):
        if indicator.trait:
            return self.traits.get((None, person.pk, indicator.trait.code))
        if indicator.skill:
            level = self.levels.get((person.pk, indicator.skill.code))
            return None if level is None else level >= indicator.level
        known = [level for (who, code), level in self.levels.items() if who == person.pk and code in self.basic]
        return sum(level >= indicator.level for level in known) >= indicator.at_least if known else None

    def _of_home(self, indicator, home, people):
        if indicator.trait:
            return self.traits.get((home, None, indicator.trait.code))
        answers = [answer for p in people if (answer := self._of_person(indicator, p)) is not None]
        return any(answers) if answers else None
