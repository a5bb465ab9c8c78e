from uuid import uuid4

from django import forms
from django.utils.functional import cached_property

from config.vietnamese import tidy_line
from households.actions.sheet import keep_draft, store_lines
from households.sheet_lines import LONGEST
from households.sheet_reading import LINES, Sheet


class SheetForm(forms.Form):
    """Forty typed lines, a visit each. A line is judged on its own, so only the form's UUID is a field."""

    uuid = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ["required", "invalid"], "Biểu mẫu gửi lên bị hỏng nên chưa lưu gì. Hãy bấm Lưu một lần nữa."
        ),
    )
    longest = LONGEST

    def __init__(self, data=None, *, village, user, draft=None):
        super().__init__(data, initial={"uuid": draft.uuid if draft else uuid4()})
        self.village, self.user, self.draft = village, user, draft
        self.kept = draft  # what is kept after this form was sent
        if self.is_bound and not self.is_valid():
            self.data = self.data.copy()
            self.data["uuid"] = str(self.initial["uuid"])

    @property
    def lines(self):
        if self.is_bound:
            lines = [tidy_line(self.data.get(f"line-{number}", ""))[: LONGEST + 1] for number in range(1, LINES + 1)]
        else:
            lines = self.draft.lines if self.draft else []
        return [*lines, *[""] * (LINES - len(lines))][:LINES]

    @cached_property
    def readings(self):
        uuid = self.cleaned_data.get("uuid") if self.is_bound else None
        return Sheet(self.lines, uuid=uuid or self.initial["uuid"], village=self.village, user=self.user).readings()

    def check(self):
        self._keep()

    def store(self):
        self.readings = store_lines(self.readings, by=self.user)
        self._keep()

    def _keep(self):
        self.kept = keep_draft(self.readings, uuid=self.cleaned_data["uuid"], village=self.village, by=self.user)

    @property
    def held_elsewhere(self):
        """Whether another sheet of this village is under way, so that this one is not kept."""
        return self.is_bound and self.kept is not None and self.kept.uuid != self.cleaned_data.get("uuid")

    @property
    def stored(self):
        return [reading for reading in self.readings if reading.state == "stored"]

    @property
    def faults(self):
        return [reading for reading in self.readings if reading.state == "fault"]

    @property
    def is_finished(self):
        return bool(self.stored) and all(reading.state in ("empty", "stored") for reading in self.readings)


class LaneFilter(forms.Form):
    """A GET form: one lane, those without one, or the whole village."""

    NO_LANE = "-"
    ngo = forms.ChoiceField(label="Ngõ, xóm", required=False)

    def __init__(self, data, *, households):
        super().__init__(data)
        self.households = households
        lanes = households.order_by("lane_key").values_list("lane", flat=True).distinct()
        self.fields["ngo"].choices = [
            ("", "Cả thôn, lần lượt từng ngõ"),
            *((lane or self.NO_LANE, lane or "Chưa ghi ngõ") for lane in lanes),
        ]

    def narrow(self):
        self.is_valid()
        lane = self.cleaned_data.get("ngo")
        households = self.households.filter(lane=lane.removeprefix(self.NO_LANE)) if lane else self.households
        return households.by_lane()
