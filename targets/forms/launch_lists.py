"""Who came to a conference, and to whom decisions were handed there."""

import re
from dataclasses import dataclass

from django import forms

from config.forms import LineField
from targets.forms.launch import BLANK_ROWS, OfficialField, issued_for, label_of
from targets.forms.officials import Officials
from teams.actions import heads_to_hand_to, set_attendance, set_handovers

NUMBER = re.compile(r"\d{1,18}", re.ASCII)
NEW_ROWS = 3
MOST_HANDOVERS = 120
MOST_ATTENDEES = 1500


@dataclass
class NewAttendee:
    """A person to be added, as typed."""

    name: str = ""
    post: str = ""
    error: str = ""


class AttendanceForm:
    """The list as it stands, a tick for each who was present, and rows for people to add: an official of the commune
    is picked by name, anybody else written with his post."""

    def __init__(self, data=None, *, launch, user):
        self.launch, self.user, self.error = launch, user, ""
        self.attendees = list(launch.attendees.all())
        self.officials = Officials(user, launch.commune)
        ticked = {one.pk for one in self.attendees if one.present}
        self.present = _ids(data, "present") if data is not None else ticked
        self.ticked = _ids(data, "ticked") if data is not None else ticked  # when the page was opened
        self.removed = _ids(data, "removed") & {one.pk for one in self.attendees}
        self.rows = _typed(data)

    def is_valid(self):
        self.people = []
        there = {one.official_id for one in self.attendees if one.pk not in self.removed}
        for row in self.rows:
            if row.name or row.post:
                row.error = self._judge(row, there)
        if self.people and len(self.attendees) - len(self.removed) + len(self.people) > MOST_ATTENDEES:
            self.error = f"Danh sách dài quá {MOST_ATTENDEES} người; hãy bớt lại."
        return not self.error and not any(row.error for row in self.rows)

    def _judge(self, row, there):
        """A name typed together with a post is somebody's who only happens to be called like an official."""
        picked = row.name in self.officials.by_label
        official = self.officials.find(row.name)[0] if picked or not row.post else None
        if not row.name:
            return "Hãy ghi họ và tên."
        if official and official.pk in there:
            return f"{official.full_name} đã có trong danh sách."
        if not official and len(row.name) > 100:
            return "Họ và tên dài quá 100 ký tự."
        if len(row.post) > 300:
            return "Chức vụ, đơn vị dài quá 300 ký tự."
        if official:
            there.add(official.pk)
        self.people.append((official, official.full_name if official else row.name, row.post))
        return ""

    def save(self):
        changes = {"present": self.present - self.ticked, "absent": self.ticked - self.present}
        set_attendance(self.launch, **changes, removed=self.removed, people=self.people, by=self.user)


def _ids(data, name):
    return {int(pk) for pk in data.getlist(name) if NUMBER.fullmatch(pk)} if data is not None else set()


def _typed(data):
    """Rows somebody wrote in, and some empty ones."""
    rows = []
    if data is not None:
        text = LineField(required=False)
        names, posts = data.getlist("name"), data.getlist("post")
        posts += [""] * (len(names) - len(posts))
        rows = [
            NewAttendee(text.to_python(name), text.to_python(post)) for name, post in zip(names, posts, strict=False)
        ]
        rows = [row for row in rows[: MOST_ATTENDEES + 1] if row.name or row.post]
    return [*rows, *(NewAttendee() for _ in range(NEW_ROWS))]


class HandoverForm(forms.Form):
    official = OfficialField(label="Trao cho")

    def __init__(self, *args, issued, officials, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["official"].officials = officials
        self.fields["decision"] = forms.TypedChoiceField(
            label="Quyết định",
            required=False,
            choices=[("", "Chọn quyết định"), *((pk, label_of(decision)) for pk, decision in issued.items())],
            coerce=lambda pk: issued.get(int(pk)),
            empty_value=None,
        )
        self.order_fields(["decision"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("official") and not cleaned.get("decision") and "decision" not in self.errors:
            self.add_error("decision", "Hãy chọn quyết định.")
        return cleaned

    @property
    def pair(self):
        decision, official = self.cleaned_data.get("decision"), self.cleaned_data.get("official")
        return (decision, official) if decision and official else None


class HandoversForm(forms.BaseFormSet):
    """Who was handed which issued decision: what is stored or, before that, the heads of the villages concerned."""

    def __init__(self, data=None, *, launch, user):
        self.launch, self.user = launch, user
        stored = list(launch.handovers.values_list("decision", "official"))
        self.proposed = not stored
        pairs = stored or [(decision.pk, official.pk) for decision, official in heads_to_hand_to(launch)]
        self.officials = Officials(user, launch.commune)
        issued = {decision.pk: decision for decision in issued_for(user, launch.commune)}
        super().__init__(
            data,
            prefix="handovers",
            initial=[{"decision": decision, "official": official} for decision, official in pairs],
            form_kwargs={"issued": issued, "officials": self.officials},
        )

    def clean(self):
        pairs = [form.pair for form in self.forms]
        for number, (form, pair) in enumerate(zip(self.forms, pairs, strict=True)):
            if pair and pair in pairs[:number]:
                form.add_error("official", "Dòng này trùng với một dòng ở trên.")

    def save(self):
        handovers = [form.pair for form in self.forms if form.pair]
        set_handovers(self.launch, handovers=handovers, by=self.user)


Handovers = forms.formset_factory(
    HandoverForm,
    formset=HandoversForm,
    extra=BLANK_ROWS,
    max_num=MOST_HANDOVERS,
    absolute_max=MOST_HANDOVERS + 10,
    validate_max=True,
)
