"""What the rows of a file would do to households and their people."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone

from config.vietnamese import fold
from households.columns import HOUSEHOLDS, HouseholdLine, household_lines
from households.consents import refusing_calls
from households.importing.comparing import BLANK, V, W, conclude, differs, refuse_times_to_come, shown, stored
from households.importing.likeness import find_likely
from households.kinship import relation_to_new_head
from households.models import Household, ImportRow, Resident

OF_HOUSEHOLD = {"number": "number", "lane": "lane", "address": "address", "household_phone": "phone"}
OF_RESIDENT = ["full_name", "relation", "birth_year", "birth_year_estimated", "sex", "phone"]
MOST_PEOPLE = 200
MAKES_HEAD = "makes_head"
Relation = Resident.Relation


def number_key(number):
    """Excel drops the zeros of 001."""
    return number.casefold().lstrip("0") or "0"


@dataclass
class Known:
    """What the registry has of the households that some rows speak of."""

    by_id: dict = field(default_factory=dict)  # of the commune, present or not
    by_number: dict = field(default_factory=dict)  # (village, key) → household
    lines: dict = field(default_factory=lambda: defaultdict(list))  # household → its lines
    refusing: set = field(default_factory=set)  # residents (ids) of whom no number is kept
    people: dict = field(default_factory=dict)  # resident → Resident of the commune, as far as an id names him
    groups: dict = field(default_factory=lambda: defaultdict(set))  # household → groups of the file with its id


def check(one, rows):
    """Judges `rows` (ImportRow, ordered by group): all those of some households."""
    known = _read(one, rows)
    groups = [list(some) for _, some in groupby(rows, lambda row: row.group)]
    newcomers = []
    for group in groups:
        if group[0].group:
            newcomers += _Group(one, known, group).judge()
        else:
            for row in group:
                conclude(row, new=True)
    find_likely(one, newcomers)
    numbers = Counter(one.numbers)
    numbers["missing"] += sum(_missing(known, group) for group in groups)
    one.numbers = numbers
    return rows


def _missing(known, group):
    """How many people the portal has in the household whom the file does not name: they stay."""
    household = next((row.first for row in group if row.first), None)
    named = {row.second for row in group}
    return sum(1 for line in known.lines.get(household, ()) if line.resident and line.resident.pk not in named)


def _read(one, rows):
    known = Known()
    of_commune = Household.objects.filter(village__commune=one.commune)
    given = {row.given for row in rows if row.given}
    villages = {int(row.group.split(":")[0]) for row in rows if row.group}
    keys = {row.group for row in rows}
    known.by_id = {row.pk: row for row in of_commune.filter(pk__in=given)}
    wanted = set(known.by_id)
    for household in of_commune.present().filter(village__in=villages).only("pk", "village_id", "number"):
        if (key := f"{household.village_id}:{number_key(household.number)}") in keys:
            known.by_number[key] = household
            wanted.add(household.pk)
    for line in household_lines(of_commune.present().filter(pk__in=wanted).order_by("pk")):
        known.lines[line.household.pk].append(line)
    known.refusing = set(refusing_calls().filter(household__in=wanted).values_list("pk", flat=True))
    ids = {row.values.get("resident_id") for row in rows} - {None}
    people = Resident.objects.filter(village__commune=one.commune, pk__in=ids).select_related("household__village")
    known.people = people.in_bulk()
    claims = ImportRow.objects.filter(of=one, given__in=wanted).exclude(group="")
    for household, group in claims.values_list("given", "group").distinct():
        known.groups[household].add(group)
    return known


class _Group:
    """The rows of one household of the file."""

    def __init__(self, one, known, rows):
        self.one, self.known, self.rows = one, known, rows
        self.lines, self.matched, self.newcomers = [], {}, []
        self.household, self.by_id = None, False

    def judge(self):
        """Judges the rows; returns those of people whom the registry does not have."""
        today = timezone.localdate()
        for row in self.rows:
            refuse_times_to_come(row, HOUSEHOLDS, ["birth_year", "household_since", "resident_since"], today)
        self._skip_the_gone()
        rows = [row for row in self.rows if row.verdict != V.SKIPPED]
        if rows and self._find_household(rows):
            self._compare_household(rows)
            self._match_people([row for row in rows if row.values.get("full_name")])
            self._tell_head(rows, self._choose_head(rows))
        for place, row in enumerate(rows):
            conclude(row, new=row in self.newcomers or (place == 0 and self.household is None))
        return [row for row in self.newcomers if row.verdict == V.NEW]

    def _skip_the_gone(self):
        for row in self.rows:
            household = self.known.by_id.get(row.given)
            person = self.known.people.get(row.values.get("resident_id"))
            left = person and (not person.is_present or person.erased_at)
            gone = left or (household and not household.is_present)
            if gone or row.values.get("state") in ("LEFT", "DEAD"):
                row.verdict = V.SKIPPED
                row.warn(W.GONE)

    def _find_household(self, rows):
        """Whether it is clear which household is meant: self.household, None for a new one."""
        if len(rows) > MOST_PEOPLE:
            return self._refuse(rows, f"Số hộ: hộ này có hơn {MOST_PEOPLE} dòng")
        for row in rows:
            if row.given and row.given not in self.known.by_id:
                row.warn(W.UNKNOWN_ID)
        given = {row.given for row in rows if row.given in self.known.by_id}
        holder = self.known.by_number.get(rows[0].group)
        if len(given) > 1:
            return self._refuse(rows, "Mã hộ trong cổng: các dòng cùng số hộ mà khác mã hộ")
        if given:
            return self._find_by_id(rows, given.pop(), holder)
        if holder and self.known.groups[holder.pk] - {rows[0].group}:
            return self._refuse(rows, f"Số hộ: đang là số của {holder}, mà tệp này đổi sang số khác; nhập hai lần")
        if holder:
            self.lines = self.known.lines[holder.pk]
            self.household = self.lines[0].household
        return True

    def _find_by_id(self, rows, pk, holder):
        household = self.known.by_id[pk]
        if self.known.groups[pk] - {rows[0].group}:
            return self._refuse(rows, "Mã hộ trong cổng: mã này còn ghi ở dòng khác với số hộ hoặc thôn khác")
        if int(rows[0].group.split(":")[0]) != household.village_id:
            return self._refuse(rows, "Thôn: hộ chuyển thôn thì ghi ở trang của hộ, không nhập từ tệp")
        if holder and holder.pk != pk:
            return self._refuse(rows, f"Số hộ: thôn đã có hộ khác mang số {holder.number}")
        self.lines, self.by_id = self.known.lines[pk], True
        self.household = self.lines[0].household
        return True

    @staticmethod
    def _refuse(rows, error):
        for row in rows:
            row.errors.append(error)
        return False

    def _compare_household(self, rows):
        """The values of the household go into its first row, merged from all of them."""
        first = rows[0]
        line = self.lines[0] if self.lines else HouseholdLine(Household(village=None), None, None, None)
        for name in OF_HOUSEHOLD:
            column, old = HOUSEHOLDS[name], stored(HOUSEHOLDS[name], line)
            if name == "number" and self.lines and number_key(old) == number_key(first.values["number"]):
                first.values[name] = old
                continue
            said = [row for row in rows if row.values.get(name) not in (*BLANK, old)]
            for row in said:
                if row.values[name] != said[0].values[name]:
                    row.errors.append(f"{column.heading}: khác dòng {said[0].number} của cùng hộ")
            if said:
                first.values[name] = said[0].values[name]
            told = said or all(row.values.get(name) in BLANK for row in rows)
            if told and self.lines and differs(column, first.values, line, by_id=self.by_id):
                first.old[name] = shown(column, line)
        if self.household:
            for row in rows:
                row.first = self.household.pk
                self._compare_since(row, "household_since", line.household_since)

    @staticmethod
    def _compare_since(row, name, since):
        if row.values.get(name) and since and row.values[name] != since.isoformat():
            row.warn(W.SINCE)

    def _match_people(self, rows):
        free = {line.resident.pk: line for line in self.lines if line.resident}
        twice = {}
        for row in rows:
            row.name_key = fold(row.values["full_name"])
            self._match_by_id(row, free)
        for row in sorted(rows, key=lambda row: row.second is None):  # an id tells those of one name and year apart
            who = (row.name_key, row.values.get("birth_year"))
            if who in twice and row.second is None:
                row.errors.append(f"Họ và tên: người này có hai lần trong hộ, xem dòng {twice[who]}")
            twice.setdefault(who, row.number)
        for how in (self._same, self._may_be):
            for row in rows:
                if row.second is None and not row.errors:
                    alike = [pk for pk, line in free.items() if how(row, line.resident)]
                    if len(alike) == 1:
                        self.matched[row.number] = free.pop(alike[0])
                        row.second = alike[0]
        for row in rows:
            if row.number in self.matched:
                self._compare_person(row, self.matched[row.number])
            elif not row.errors:
                self.newcomers.append(row)

    def _match_by_id(self, row, free):
        pk = row.values.get("resident_id")
        if pk is None:
            return
        person = self.known.people.get(pk)
        if person is None:
            row.warn(W.UNKNOWN_ID)
        elif pk in free:
            self.matched[row.number] = free.pop(pk)
            row.second = pk
            if not set(row.name_key.split()) & set(fold(person.full_name).split()):
                row.warn(W.OTHER)
        elif person.household == self.household:
            row.errors.append("Mã trong cổng: mã này có hai lần trong hộ")
        else:
            place = f"{person.household}, {person.household.village}"
            row.errors.append(f"Mã trong cổng: người này ở {place}; chuyển hộ thì ghi ở trang của hộ")

    @staticmethod
    def _same(row, resident):
        return row.name_key == resident.search_key and row.values.get("birth_year") == resident.birth_year

    @staticmethod
    def _may_be(row, resident):
        one_unknown = not row.values.get("birth_year") or not resident.birth_year
        return row.name_key == resident.search_key and one_unknown

    def _compare_person(self, row, line):
        by_id = row.values.get("resident_id") == row.second
        if row.second in self.known.refusing and row.values.get("phone"):
            row.values["phone"] = ""
            row.warn(W.NO_NUMBER)
        for name in OF_RESIDENT:
            if differs(HOUSEHOLDS[name], row.values, line, by_id=by_id):
                row.old[name] = shown(HOUSEHOLDS[name], line)
        self._compare_since(row, "resident_since", line.resident_since)

    def _choose_head(self, rows):
        """The row of whoever heads the household henceforth; None if no row is his."""
        said = [row for row in rows if row.values.get("head") is True]
        named = {fold(row.values["head"]) for row in rows if isinstance(row.values.get("head"), str)}
        said = said or [row for row in rows if row.name_key and row.name_key in named]
        said = said or [row for row in rows if row.values.get("relation") == Relation.HEAD]
        for row in said[1:]:
            row.errors.append(f"Chủ hộ: hộ đã có chủ hộ ở dòng {said[0].number}")
        now = self.household and self.household.head_id
        if not said and self.household is None:
            rows[0].warn(W.NO_HEAD)
        if said and (said[0].second is None or said[0].second != now):
            said[0].values[MAKES_HEAD] = True
            if self.household:
                said[0].old["head"] = next((line.resident.full_name for line in self.lines
                                            if line.resident and line.resident.pk == now), "")  # fmt: skip
        return said[0] if said else next((row for row in rows if now and row.second == now), None)

    def _tell_head(self, rows, head):
        """What kinship.tell_head() will do to those whom `rows` name, so that it is seen before."""
        for row in rows:
            line = self.matched.get(row.number)
            before = line.resident.relation if line else ""
            relation = before if line and "relation" not in row.old else row.values.get("relation") or ""
            told = Relation.HEAD.value if row is head else relation_to_new_head(Relation.HEAD, relation)
            if told != relation and row.name_key:
                row.values["relation"] = told
                row.old.pop("relation", None)
                if line and told != before:
                    row.old["relation"] = shown(HOUSEHOLDS["relation"], line)
