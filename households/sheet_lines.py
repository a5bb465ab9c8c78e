"""What one typed line of a sheet says: `25/11 01K7 h 2K 1-3 c4 ; ghi chú`. Nothing here looks into the database."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from config.validators import ID_NUMBER, ID_NUMBER_REFUSED
from households.actions.judging import EMPTY_OUTCOMES, TAUGHT_OUTCOMES
from households.models import Visit
from households.models.ability import Level
from households.sheet_codes import read_household_code, read_person_code

LONGEST = 300
OUTCOMES = {
    "h": Visit.Outcome.GUIDED,
    "t": Visit.Outcome.ABLE,
    "l": Visit.Outcome.PROMISED,
    "k": Visit.Outcome.NOBODY_HOME,
    "c": Visit.Outcome.REFUSED,
    "r": Visit.Outcome.GONE,
}
NOTED = "g"
HAS = {"c": True, "k": False}
EARLIEST_YEAR, LATEST_YEAR = 2000, 2200
HALF_A_YEAR, A_YEAR = timedelta(days=183), timedelta(days=366)


class LineError(ValueError):
    """Why a line cannot be read, in Vietnamese."""


@dataclass(frozen=True)
class Lesson:
    person: int  # number in the household
    skill: int
    level: Level
    taught: bool


@dataclass(frozen=True)
class Sight:
    person: int | None  # None: of the household
    trait: int
    has: bool


@dataclass(frozen=True)
class SheetLine:
    visited_on: date
    household: int
    outcome: Visit.Outcome
    lessons: tuple[Lesson, ...] = ()
    sights: tuple[Sight, ...] = ()
    promised_on: date | None = None
    note: str = ""


def read_line(text, *, today, above=None):
    """The SheetLine that `text` says; without a date it is of the day `above`, that of the line before. Raises
    LineError."""
    if len(text) > LONGEST:
        raise LineError(f"Dòng dài quá {LONGEST} ký tự.")
    typed, _, note = text.partition(";")
    if ID_NUMBER.search(note):
        raise LineError(ID_NUMBER_REFUSED)
    words = typed.lower().split()
    visited_on = above
    if words and "/" in words[0]:
        visited_on = _day_before(words.pop(0), today)
    if visited_on is None:
        raise LineError("Cần ngày thăm, ví dụ 25/11; các dòng sau không ghi ngày thì theo dòng này.")
    if not words:
        raise LineError("Thiếu mã hộ.")
    household = read_household_code(words[0])
    if household is None:
        raise LineError(f"Mã hộ “{words[0].upper()}” gõ chưa đúng: so lại với phiếu.")
    if len(words) < 2 or words[1] not in OUTCOMES:
        raise LineError(f"Sau mã hộ là chữ của kết quả: {', '.join(OUTCOMES)}.")
    line = SheetLine(visited_on, household, OUTCOMES[words[1]], note=note.strip())
    return _judged(_with_answers(line, words[2:]))


def day_of(text, *, today, above=None):
    """The day that the line after `text` may leave out: its own if it has one, None if that cannot be read."""
    first = text.partition(";")[0].lower().split()[:1]
    if not first or "/" not in first[0]:
        return above
    try:
        return _day_before(first[0], today)
    except LineError:
        return None


def _with_answers(line, words):
    person, people, noted = None, {}, set()
    lessons, sights = {}, {}
    for word in words:
        if number := read_person_code(word, line.household):
            person = number
            people.setdefault(person, word)
        elif re.fullmatch(r"[0-9]+[a-z]", word):
            raise LineError(f"Mã người “{word}” không phải của hộ này: so lại với phiếu.")
        elif match := re.fullmatch(r"([0-9]{1,9})-([0-3])", word):
            if person is None:
                raise LineError(f"Trước “{word}” cần mã người.")
            _note(lessons, (person, int(match[1])), Level(int(match[2])), word)
        elif match := re.fullmatch(r"([ck])([0-9]{1,9})", word):
            _note(sights, (person, int(match[2])), HAS[match[1]], word)
        elif word == NOTED and person:
            noted.add(person)
        elif "/" in word and line.promised_on is None:
            line = replace(line, promised_on=_day_after(word, line.visited_on))
        else:
            raise LineError(f"Không hiểu “{word}”. Ghi chú thì gõ sau dấu chấm phẩy.")
    said = {who for who, _ in [*lessons, *sights]}
    if silent := [word for who, word in people.items() if who not in said]:
        raise LineError(f"Sau mã người “{silent[0]}” chưa ghi nội dung nào.")
    taught = line.outcome != Visit.Outcome.ABLE
    return replace(
        line,
        lessons=tuple(
            Lesson(who, skill, level, taught and level > Level.NOT_YET and who not in noted)
            for (who, skill), level in lessons.items()
        ),
        sights=tuple(Sight(who, trait, has) for (who, trait), has in sights.items()),
    )


def _note(answers, key, answer, word):
    if answers.setdefault(key, answer) != answer:
        raise LineError(f"“{word}” trái với điều đã ghi phía trước trong dòng.")


def _judged(line):
    """`line`, unless log_visit would refuse what it says."""
    of_people = line.lessons or any(sight.person for sight in line.sights)
    if line.outcome in TAUGHT_OUTCOMES and not line.lessons:
        raise LineError("Kết quả này cần ghi ai, nội dung gì, đến mức nào; ví dụ 2K 1-3.")
    if line.outcome in EMPTY_OUTCOMES and of_people:
        raise LineError("Kết quả này không đi cùng việc hướng dẫn ai.")
    if line.outcome == Visit.Outcome.PROMISED and not line.promised_on:
        raise LineError("Hẹn lại thì ghi ngày hẹn, ví dụ 28/11.")
    return line


def _day_before(word, today):
    """The day of a visit; without a year it is of this one, or of the last one soon after New Year."""
    visited_on = _day(word, today.year)
    if "/" not in word.partition("/")[2]:
        last_year = _day(word, today.year - 1)
        if visited_on is None or (visited_on > today and last_year and last_year > today - HALF_A_YEAR):
            visited_on = last_year
    if visited_on is None:
        raise LineError(f"Không có ngày “{word}”.")
    if visited_on > today:
        raise LineError(f"Ngày thăm {visited_on:%d/%m/%Y} ở tương lai.")
    return visited_on


def _day_after(word, visited_on):
    """The day promised; without a year it is of the visit's, or of the next one shortly before New Year."""
    promised_on = _day(word, visited_on.year)
    if "/" not in word.partition("/")[2]:
        next_year = _day(word, visited_on.year + 1)
        if promised_on is None or (promised_on < visited_on and next_year and next_year < visited_on + HALF_A_YEAR):
            promised_on = next_year
    if promised_on is None:
        raise LineError(f"Không có ngày “{word}”.")
    if not visited_on <= promised_on <= visited_on + A_YEAR:
        raise LineError(f"Ngày hẹn {promised_on:%d/%m/%Y} phải từ ngày thăm trở đi, trong vòng một năm.")
    return promised_on


def _day(word, this_year):
    """The date `word` names, in `this_year` unless it has a year of its own; None where the year has no such day."""
    match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{2}|[0-9]{4}))?", word)
    if not match:
        raise LineError(f"“{word}” chưa phải ngày; ví dụ 25/11.")
    day, month, year = (number and int(number) for number in match.groups())
    if year is None:
        year = this_year
    elif year < 100:
        year += 2000
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise LineError(f"Hãy xem lại năm của “{word}”.")
    try:
        return date(year, month, day)
    except ValueError:
        return None
