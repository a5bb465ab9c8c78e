"""What the typed lines of a sheet say of whom in a village, in words and as visits to be stored."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import uuid5

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from config.vietnamese import capitalise_first, tidy
from households.actions.content import VisitContent
from households.forms.visit import WEEKDAYS
from households.models import Household, HouseholdVillage, Skill, Trait, Visit
from households.sheet import people_of
from households.sheet_lines import LineError, day_of, read_line
from teams.models import Membership

LINES = 40
NOON = time(12)


@dataclass(frozen=True)
class Reading:
    """A typed line: empty, read (`content` and `words`), stored (`visit` too) or faulty (`fault`)."""

    number: int
    text: str
    words: str = ""
    fault: str = ""
    content: VisitContent | None = None
    visit: Visit | None = None

    @property
    def state(self):
        if self.fault:
            return "fault"
        if self.visit:
            return "stored"
        return "read" if self.content else "empty"

    @property
    def said(self):
        """What the page shows beside the line."""
        if self.visit:
            return self.fault or f"Đã lưu, mã {self.visit.receipt_code}: {self.words}"
        return self.fault or self.words


class Sheet:
    """The `lines` of the form `uuid`, typed by `user` for `village`. Line by line the UUID of a visit follows from
    that of the form, so that a form sent twice stores once."""

    def __init__(self, lines, *, uuid, village, user):
        self.village, self.user, self.now = village, user, timezone.now()
        self.lines = list(lines)
        self.uuids = [uuid5(uuid, str(number)) for number in range(1, len(self.lines) + 1)]

    def readings(self):
        """[Reading], one a line, with a constant number of queries."""
        parsed = list(self._parsed())
        self._load({line.household for line in parsed if line and not isinstance(line, str)})
        readings, earlier = [], {}
        for number, line in enumerate(parsed, start=1):
            reading = self._reading(number, line)
            if reading.content:
                same = earlier.setdefault(reading.content.digest, number)
                if same != number and not reading.visit:
                    reading = replace(reading, content=None, fault=f"Giống hệt dòng {same}: mỗi lượt thăm một dòng.")
            readings.append(reading)
        return readings

    def _parsed(self):
        """Of each line what read_line() finds, its refusal as text, or None."""
        above, today = None, timezone.localdate(self.now)
        for text in self.lines:
            if not text:
                yield None
                continue
            try:
                yield read_line(text, today=today, above=above)
            except LineError as error:
                yield str(error)
            above = day_of(text, today=today, above=above)

    def _load(self, households):
        here = HouseholdVillage.objects.filter(household=OuterRef("pk"), village=self.village)
        known = Household.objects.loggable_ever_by(self.user).filter(Exists(here), pk__in=households)
        self.households = {household.pk: household for household in known.select_related("head")}
        self.people = people_of(self.households)
        commune = self.village.commune_id
        self.skills = {skill.pk: skill for skill in Skill.objects.of_commune(commune)}
        self.traits = {trait.pk: trait for trait in Trait.objects.of_commune(commune)}
        self.stored = {visit.uuid: visit for visit in Visit.objects.filter(uuid__in=self.uuids, author=self.user)}
        serving = Q(team__village=self.village) | Q(team__village=None, team__commune=commune)
        memberships = Membership.objects.filter(serving, official__user=self.user)
        self.terms = [(membership.starts_on, membership.ends_on) for membership in memberships]

    def _reading(self, number, line):
        reading = Reading(number, self.lines[number - 1], visit=self.stored.get(self.uuids[number - 1]))
        if line is None and reading.visit is None:
            return reading
        try:
            if line is None:
                raise LineError("Dòng trống.")
            if isinstance(line, str):
                raise LineError(line)
            content = self._content(self.uuids[number - 1], line)
        except LineError as error:
            return self._differing(reading) if reading.visit else replace(reading, fault=str(error))
        if reading.visit and not is_same(reading.visit, content):
            return self._differing(reading)
        return replace(reading, content=content, words=self._words(line))

    def _differing(self, reading):
        return replace(
            reading,
            fault=f"Dòng này đã lưu với nội dung khác (mã {reading.visit.receipt_code}); thay đổi chưa được lưu. "
            "Nếu lượt đã lưu bị sai, hãy mở lượt ấy, rút lại, rồi gõ vào một dòng trống.",
        )

    def _content(self, uuid, line):
        if line.household not in self.households:
            raise LineError(f"Không có hộ mang mã này ở {self.village.label}.")
        if not any(first <= line.visited_on and not (last and last <= line.visited_on) for first, last in self.terms):
            raise LineError(f"Ngày {line.visited_on:%d/%m/%Y} bạn không làm nhiệm vụ của tổ ở thôn này.")
        lessons = sorted(
            (self._person(line, lesson.person).pk, self._skill(lesson.skill).pk, int(lesson.level), lesson.taught)
            for lesson in line.lessons
        )
        sights = [
            (None, self._person(line, sight.person).pk, self._trait(sight).pk, sight.has)
            if sight.person
            else (line.household, None, self._trait(sight).pk, sight.has)
            for sight in line.sights
        ]
        return VisitContent(
            uuid=uuid,
            village=self.village.pk,
            household=line.household,
            outcome=line.outcome.value,
            visited_at=self._moment(line.visited_on),
            note=tidy(line.note),
            promised_on=line.promised_on,
            guidances=tuple(lessons),
            observations=tuple(sorted(sights, key=str)),
        )

    def _moment(self, day):
        """Paper knows no hour: noon, or now where noon is still to come."""
        return min(timezone.make_aware(datetime.combine(day, NOON)), self.now)

    def _person(self, line, number):
        people = self.people[line.household]
        if number > len(people):
            raise LineError(f"Hộ này không có người thứ {number}: so lại với phiếu.")
        return people[number - 1]

    def _skill(self, pk):
        if pk not in self.skills:
            raise LineError(f"Không có nội dung số {pk}.")
        return self.skills[pk]

    def _trait(self, sight):
        trait = self.traits.get(sight.trait)
        owner = Trait.Owner.RESIDENT if sight.person else Trait.Owner.HOUSEHOLD
        if trait is None or trait.owner != owner:
            raise LineError(f"Không có đặc điểm số {sight.trait} của {owner.label}.")
        return trait

    def _words(self, line):
        household = self.households[line.household]
        day = capitalise_first(f"{WEEKDAYS[line.visited_on.weekday()]} {line.visited_on:%d/%m/%Y}")
        parts = [f"{day}, hộ {household.number} ({household.head_name}): {line.outcome.label}"]
        parts += [
            f"{self._person(line, lesson.person)} – {self._skill(lesson.skill)}: {lesson.level.label}"
            + ("" if lesson.taught else " (chỉ ghi nhận)")
            for lesson in line.lessons
        ]
        parts += [
            f"{self._person(line, sight.person) if sight.person else 'hộ'} – {self._trait(sight)}: "
            + ("có" if sight.has else "không")
            for sight in line.sights
        ]
        if line.promised_on:
            parts.append(f"hẹn {WEEKDAYS[line.promised_on.weekday()]} {line.promised_on:%d/%m/%Y}")
        if line.note:
            parts.append(f"ghi chú: {line.note}")
        return "; ".join(parts)


def is_same(visit, content):
    """Whether `visit` was stored from the same line: its hour was now if the line was typed before noon."""
    same_day = timezone.localdate(visit.visited_at) == timezone.localdate(content.visited_at)
    return same_day and visit.digest == replace(content, visited_at=visit.visited_at).digest
