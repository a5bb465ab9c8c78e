"""What a visit of the demo taught and found: people learn from one visit to the next, and get what they lacked."""

import random
from collections import defaultdict

from households.models import Resident, Skill, Trait, Visit
from households.models.ability import Level
from portal.demo.registry import SEED
from portal.demo.rounds import PACES

IDENTITY = "dinh-danh"
# trait → from which age, and how usual it is at (under 18, 18–59, from 60)
USUAL = {
    "dien-thoai": (12, (0.6, 0.97, 0.78)),
    IDENTITY: (14, (0.4, 0.74, 0.5)),
    "tai-khoan": (15, (0.5, 0.94, 0.8)),
    "suc-khoe": (0, (0.7, 0.68, 0.75)),
}
FIBRE, FIBRE_USUAL = "cap-quang", 0.88
SERVICE, OTHER_PLATFORM = "dich-vu-cong", "nen-tang-khac"
REMARKS = {
    Visit.Outcome.NOBODY_HOME: ["Cả nhà đi làm đồng, tối sẽ ghé lại.", "Cửa khóa; đã nhắn hàng xóm.", ""],
    Visit.Outcome.PROMISED: ["Bận mùa màng, hẹn buổi tối.", "Đợi con đi làm về cùng nghe.", "Đang bận khách.", ""],
    Visit.Outcome.REFUSED: ["Chưa muốn dùng vì sợ bị lừa.", "Chưa có nhu cầu."],
    Visit.Outcome.GUIDED: ["Sóng yếu, phải ra đầu xóm mới nộp được hồ sơ.", "Cần lấy lại mật khẩu.", "", "", "", ""],
    Visit.Outcome.ABLE: ["Đã tự nộp hồ sơ, có thể giúp hàng xóm.", "", ""],
}


class Notebook:
    """What the team of one village knows of its people, and what of it goes into the next visit."""

    def __init__(self, village, year):
        self.pace = PACES[village.name]
        self.rng = random.Random(f"{SEED} notes {village.name}")
        self.skills = dict(Skill.objects.values_list("code", "pk"))
        self.basic = list(Skill.objects.filter(basic=True).values_list("pk", flat=True))
        self.traits = dict(Trait.objects.values_list("code", "pk"))
        self.families = defaultdict(list)  # household → [(resident, age)], age 50 where it is not known
        people = Resident.objects.filter(village=village).order_by("pk")
        for resident, household, born in people.values_list("pk", "household", "birth_year"):
            self.families[household].append((resident, year - born if born else 50))
        for family in self.families.values():
            family.sort(key=lambda one: -one[1])
        self.levels = {}  # (resident, skill) → level
        self.found = {}  # (household, resident, trait) → has it, as last noted

    def lesson_at(self, household):
        """(guidances, observations) of a visit that met the family."""
        return self._guidances(household), self._observations(household)

    def group_lesson(self):
        """The same of a lesson for people from anywhere in the village."""
        skills = [self.skills[SERVICE], self.rng.choice(self.basic)]
        return self._taught_to(self._comers(), skills), ()

    def identity_drive(self):
        """The same of an evening on which everyone who came was helped to an electronic identity."""
        owners = [(None, one, self.traits[IDENTITY]) for one in self._comers()]
        comers = [owner for owner in owners if not self.found.get(owner)]
        self.found |= dict.fromkeys(comers, True)
        taught = self._taught_to([one for _, one, _ in comers], [self.skills[OTHER_PLATFORM]])
        return taught, tuple((*owner, True) for owner in comers)

    def _comers(self):
        grown = [one for family in self.families.values() for one, age in family if 25 <= age <= 68]
        return self.rng.sample(grown, self.pace.at_the_hall)

    def _taught_to(self, people, skills):
        return tuple((one, skill, self._teach(one, skill), True) for one in people for skill in dict.fromkeys(skills))

    def _guidances(self, household):
        rng, family = self.rng, self.families[household]
        pupils = sorted((one for one in family if 14 <= one[1] <= 74), key=lambda one: abs(one[1] - 30))
        if not pupils:
            pupils = family[:1]
        ablest = pupils[0][0]
        rows = {}
        if (ablest, self.skills[SERVICE]) not in self.levels and rng.random() < self.pace.ready:
            for skill in self.basic:
                rows[ablest, skill] = self._note(ablest, skill, Level.ALONE)
        for one, age in pupils:
            if rng.random() < self.pace.asks * 0.75 and (one, self.skills[SERVICE]) not in self.levels and age < 62:
                level = rng.choice([Level.NOT_YET, Level.WITH_HELP, Level.WITH_HELP, Level.ALONE])
                rows[one, self.skills[SERVICE]] = self._note(one, self.skills[SERVICE], level)
        for one, _ in rng.sample(pupils[:3], min(len(pupils), rng.choice([1, 1, 2]))):
            for skill in sorted({self.skills[SERVICE], rng.choice(self.basic)}):
                if self.levels.get((one, skill)) != Level.ALONE:
                    rows[one, skill] = (self._teach(one, skill), True)
        rows = rows or {(ablest, self.basic[0]): self._note(ablest, self.basic[0], Level.ALONE)}
        return tuple((*pair, *row) for pair, row in rows.items())

    def _note(self, one, skill, level):
        self.levels[one, skill] = level
        return level, False

    def _teach(self, one, skill):
        """One level further, two for a quick learner; now and then it has to be learnt anew."""
        now = self.levels.get((one, skill), Level.NOT_YET)
        level = max(Level.INTRODUCED, min(Level.ALONE, now + self.rng.choice([0, 1, 1, 1, 2])))
        self.levels[one, skill] = level
        return level

    def _observations(self, household):
        rows = [self._observe(household, None, FIBRE, FIBRE_USUAL)]
        for one, age in self.families[household]:
            for trait, (from_age, (young, grown, old)) in USUAL.items():
                if age >= from_age:
                    usual = young if age < 18 else grown if age < 60 else old
                    rows.append(self._observe(None, one, trait, usual))
        return tuple(row for row in rows if row)

    def _observe(self, household, resident, trait, usual):
        owner = (household, resident, self.traits[trait])
        known = self.found.get(owner)
        if known or self.rng.random() > self.pace.asks or (known is False and self.rng.random() > self.pace.gains):
            return None
        self.found[owner] = known is False or self.rng.random() < usual
        return (*owner, self.found[owner])
