from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from config.forms import DateField
from config.vietnamese import show_number
from targets.actions import amend
from targets.forms.lines import LinesForm
from targets.forms.targets import read_value
from targets.models import Indicator, Target
from teams.effects import amendments_of
from teams.lines import place
from teams.models import Decision, Team

ENDS = "THOI"
CHANGES = "SUA"


@dataclass
class AmendRow:
    """A target as it stands, and what becomes of it; without a choice it stays."""

    target: Target
    choice: str = ""
    value: str = ""
    due: str = ""
    choice_error: str = ""
    value_error: str = ""
    due_error: str = ""

    @property
    def key(self):
        return str(self.target.pk)

    @property
    def indicator(self) -> Indicator:
        return self.target.indicator

    @property
    def wrong(self):
        return bool(self.choice_error or self.value_error or self.due_error)

    @property
    def options(self):
        return [("", "Giữ nguyên"), (CHANGES, "Sửa thành"), (ENDS, "Thôi giao")]


@dataclass
class AmendedTeam:
    team: Team
    rows: list[AmendRow] = field(default_factory=list)

    @property
    def number(self):
        return sum(bool(row.choice) for row in self.rows)

    @property
    def wrong(self):
        return any(row.wrong for row in self.rows)


class AmendForm(LinesForm):
    """What a draft changes of the targets of the decision it amends, target by target: another value or due day, or
    assigned no longer."""

    most_open = 3

    def __init__(self, data=None, *, decision, user):
        super().__init__(data, decision=decision, user=user)
        self.first = decision.effective_on or timezone.localdate()
        self.lines: list[Target] = []
        self.ended: list[Target] = []
        self._read_stored()
        sections: dict = {}
        for target in self._targets():
            sections.setdefault(target.team_id, AmendedTeam(target.team)).rows.append(self._row(target))
        self.sections = sorted(sections.values(), key=lambda section: place(section.team))

    def _read_stored(self):
        self.stored = {line.amends_id: line for line in self.decision.targets.exclude(amends=None)}
        self.stored_ends = set(self.decision.target_endings.values_list("target", flat=True))

    def _targets(self):
        """Of the decision that the draft amends, and of those that amended it before, as far as they still run."""
        communes = self.decision.commune.lineage
        affected = Decision.objects.known_in(communes).filter(affected_by__source=self.decision).order_by().values("pk")
        own = Q(decision__in=affected) | Q(decision__in=amendments_of(affected))
        targets = Target.objects.visible_to(self.user).filter(own, ended_on=None, team__commune__in=communes)
        targets = targets.filter(due_on__gte=self.first).select_related("indicator", "team__village")
        return targets.order_by("team", "indicator__code", "pk")

    def _row(self, target):
        row = AmendRow(target)
        if self.bound:
            row.choice, row.value, row.due = (
                self.data.get(f"{what}-{target.pk}", "").strip() for what in ("choice", "value", "due")
            )
            if not row.choice and (row.value or row.due):
                row.choice = CHANGES  # typed, and the choice forgotten
        elif line := self.stored.get(target.pk):
            row.choice, row.value = CHANGES, show_number(line.value, 2)
            row.due = "" if line.due_on == target.due_on else f"{line.due_on:%d/%m/%Y}"
        elif target.pk in self.stored_ends:
            row.choice = ENDS
        return row

    def is_valid(self):
        self.lines, self.ended = [], []
        self._refuse_foreign()
        for section in self.sections:
            for row in section.rows:
                self._judge(row)
        return not (self.error or any(section.wrong for section in self.sections))

    def _refuse_foreign(self):
        offered = {row.key for section in self.sections for row in section.rows}
        for name in self.data:
            what, _, key = name.partition("-")
            if what in ("choice", "value", "due") and key not in offered and self.data[name].strip():
                self.error = "Có chỉ tiêu không thuộc quyết định được sửa đổi, hoặc vừa thay đổi. Hãy xem lại rồi lưu."

    def _judge(self, row):
        if row.choice not in dict(row.options):
            row.choice_error = "Hãy chọn một trong các mục có sẵn."
        elif row.choice == ENDS:
            self.ended.append(row.target)
        elif row.choice == CHANGES:
            value, due = self._read_value(row), self._read_due(row)
            if not row.wrong and (value, due) == (row.target.value, row.target.due_on):
                row.value_error = "Giá trị và thời hạn vẫn như cũ; hãy ghi mức mới, hoặc chọn Giữ nguyên."
            if not row.wrong:
                kept = {name: getattr(row.target, name) for name in ("team", "indicator", "per")}
                self.lines.append(Target(value=value, due_on=due, amends=row.target, **kept))

    @staticmethod
    def _read_value(row):
        """As typed; empty: the value stays."""
        if not row.value:
            return row.target.value
        value, row.value_error = read_value(row)
        return value

    def _read_due(self, row) -> date | None:
        """As typed; empty: the due day stays."""
        try:
            due = DateField(required=False).clean(row.due) or row.target.due_on
        except ValidationError as refusal:
            row.due_error = refusal.messages[0]
            return None
        if due < self.first:
            row.due_error = f"Thời hạn phải từ ngày quyết định có hiệu lực ({self.first:%d/%m/%Y}) trở đi."
        return due

    def _write(self):
        amend(self.decision, lines=self.lines, ended=self.ended, by=self.user, read_version=self.read_version)

    def _show_both(self, saved):
        now = {row.key: row for section in saved.sections for row in section.rows}
        for row in (row for section in self.sections for row in section.rows if row.key in now):
            other = now[row.key]
            if other.choice != row.choice:
                row.choice_error = f"Đang lưu: {dict(other.options)[other.choice].lower()}."
            if other.value != row.value:
                row.value_error = f"Đang lưu: {other.value or 'để trống'}."
            if other.due != row.due:
                row.due_error = f"Đang lưu: {other.due or 'để trống'}."
