from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from config.forms import DateField
from config.vietnamese import read_number, show_number
from targets.actions import assign
from targets.forms.lines import LinesForm
from targets.models import Indicator, Target
from teams.models import Team

EVERY_TEAM = "moi"
LARGEST = 9_999_999


@dataclass
class TargetRow:
    """One indicator for one team, as typed; without a value it is not assigned."""

    key: str
    indicator: Indicator
    value: str = ""
    per: str = Target.Per.TERM
    due: str = ""
    value_error: str = ""
    due_error: str = ""

    @property
    def wrong(self):
        return bool(self.value_error or self.due_error)

    @property
    def published(self):
        """'80%': the level that a plan from above has published."""
        level = self.indicator.published_level
        return "" if level is None else self.indicator.show(level)


@dataclass
class TeamTargets:
    team: Team | None  # None: for every team
    rows: list[TargetRow] = field(default_factory=list)

    @property
    def number(self):
        return sum(bool(row.value) for row in self.rows)

    @property
    def wrong(self):
        return any(row.wrong for row in self.rows)


class TargetsForm(LinesForm):
    """What a draft assigns to each team: every indicator a row. Values for every team fill the rows of the teams
    that are left empty; one due day holds wherever a row has none of its own."""

    most_open = 3

    def __init__(self, data=None, *, decision, user):
        super().__init__(data, decision=decision, user=user)
        self.due_error = ""
        self.stored = {(line.team_id, line.indicator_id): line for line in decision.targets.all()}
        self.indicators = self._indicators()
        self.due = self.data.get("due", "").strip() if self.bound else self._usual_due()
        self.lines: list[Target] = []
        self.sections = [TeamTargets(team, self._rows(str(team.pk))) for team in self.teams]
        self.every = TeamTargets(None, self._rows(EVERY_TEAM)) if len(self.teams) > 1 else None

    def _indicators(self):
        """What may be assigned now, and what the draft has already."""
        assignable = Indicator.objects.assignable_by(self.user).filter(
            Q(commune=None) | Q(commune=self.decision.commune_id)
        )
        kept = Indicator.objects.visible_to(self.user).filter(pk__in={indicator for _, indicator in self.stored})
        return list((assignable | kept).distinct())

    def _usual_due(self):
        days = Counter(line.due_on for line in self.stored.values())
        first = self.decision.effective_on or timezone.localdate()
        return f"{days.most_common(1)[0][0] if days else date(first.year, 12, 31):%d/%m/%Y}"

    def _rows(self, key):
        return [self._row(key, indicator) for indicator in self.indicators]

    def _row(self, key, indicator):
        name = f"{key}-{indicator.pk}"
        row = TargetRow(name, indicator)
        if self.bound:
            row.value, row.due = (self.data.get(f"{what}-{name}", "").strip() for what in ("value", "due"))
            row.per = self.data.get(f"per-{name}", row.per)
        elif line := self.stored.get((int(key), indicator.pk)) if key != EVERY_TEAM else None:
            row.value, row.per = show_number(line.value, 2), line.per
            due = f"{line.due_on:%d/%m/%Y}"
            row.due = "" if due == self.due else due
        return row

    def is_valid(self):
        self._refuse_foreign()
        self._fill()
        default, self.due_error = self._read_due(self.due)
        self.lines = []
        sections = [*self.sections, self.every] if self.every else self.sections
        for section in sections:
            for row in section.rows:
                line = self._read(row, default)
                if line and section.team:
                    line.team = section.team
                    self.lines.append(line)
        return not (self.error or self.due_error or any(section.wrong for section in sections))

    def _refuse_foreign(self):
        sections = [*self.sections, self.every] if self.every else self.sections
        offered = {row.key for section in sections for row in section.rows}
        for name in self.data:
            what, _, key = name.partition("-")
            if what == "value" and key not in offered and self.data[name].strip():
                self.error = "Có tổ hoặc chỉ tiêu không thuộc xã này, hoặc vừa thay đổi. Hãy xem lại rồi lưu."

    def _fill(self):
        """A value for every team goes into the rows that are empty; a wrong one stays where it was typed."""
        for number, common in enumerate(self.every.rows if self.every else []):
            if not common.value:
                continue
            _, common.value_error = read_value(common)
            if common.value_error:
                continue
            for section in self.sections:
                row = section.rows[number]
                if not row.value:
                    row.value, row.per, row.due = common.value, common.per, row.due or common.due
            common.value = common.due = ""

    def _read_due(self, text):
        """(day, error)"""
        try:
            day = DateField(required=False).clean(text)
        except ValidationError as refusal:
            return None, refusal.messages[0]
        first = self.decision.effective_on or timezone.localdate()
        if day and day < first:
            return None, f"Thời hạn phải từ ngày quyết định có hiệu lực ({first:%d/%m/%Y}) trở đi."
        return day, ""

    def _read(self, row, default):
        if not row.value:
            if row.due:
                row.value_error = "Hãy ghi giá trị, hoặc xóa thời hạn ở dòng này."
            return None
        value, row.value_error = read_value(row)
        due, row.due_error = self._read_due(row.due)
        if not (row.due_error or due or default or self.due_error):
            row.due_error = "Hãy ghi thời hạn ở đây, hoặc một thời hạn cho tất cả."
        if row.indicator.is_share or row.per not in Target.Per.values:
            row.per = Target.Per.TERM
        if row.wrong or not (due or default):
            return None
        return Target(indicator=row.indicator, value=value, per=row.per, due_on=due or default)

    def _write(self):
        assign(self.decision, lines=self.lines, by=self.user, read_version=self.read_version)

    def _show_both(self, saved):
        now = {row.key: row for section in saved.sections for row in section.rows}
        for row in (row for section in self.sections for row in section.rows if row.key in now):
            other = now[row.key]
            if (other.value, other.per) != (row.value, row.per):
                row.value_error = f"Đang lưu: {other.value or 'để trống'}."
            if other.value and (other.due or saved.due) != (row.due or self.due):
                row.due_error = f"Đang lưu: {other.due or saved.due}."


def read_value(row):
    """(value, error) of a row with a value."""
    try:
        value = read_number(row.value)
    except ValueError:
        return None, "Giá trị là một số, ví dụ 80 hoặc 62,5."
    if value < 0:
        return None, "Chỉ tiêu không được âm."
    if row.indicator.is_share and value > 100:
        return None, "Tỷ lệ nhiều nhất là 100%."
    if not row.indicator.is_share and value != value.to_integral_value():
        return None, "Số lượt phải là số nguyên."
    if value > LARGEST:
        return None, f"Số này quá lớn; nhiều nhất là {show_number(LARGEST)}."
    if value != value.quantize(Decimal("0.01")):
        return None, "Chỉ ghi đến hai chữ số sau dấu phẩy."
    return value, ""
