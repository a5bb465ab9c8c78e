from collections import Counter

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from config.forms import DateField, SinceRead
from config.vietnamese import fold
from households.actions import registry
from households.consents import refuses_calls
from households.duplicates import describe, look_alikes, warning_of
from households.forms.door import free_number
from households.forms.event import EventForm, find_other, not_head
from households.models import Household, LifeEvent, Resident
from villages.forms.place import let_choose, not_in_future
from villages.models import Village

NO_NUMBER = "Người này không đồng ý cho gọi điện nên không giữ số. Nay đồng ý thì ghi ở Dữ liệu cá nhân trước."
TWICE = "Người này có hai lần trong hộ (cùng tên, cùng năm sinh). Nếu là hai người thì ghi rõ năm sinh của mỗi người."


class MemberForm(forms.ModelForm):
    class Meta:
        model = Resident
        fields = ["full_name", "birth_year", "birth_year_estimated", "sex", "relation", "phone"]
        widgets = {"birth_year": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})}
        error_messages = {"birth_year": {"invalid": "Năm sinh gồm bốn chữ số, ví dụ 1980."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("sex", "relation"):
            self.fields[name].choices = [("", "Chưa rõ"), *self.fields[name].choices[1:]]

    def clean_phone(self):
        number = self.cleaned_data["phone"]
        if number and "phone" in self.changed_data and self.instance.pk and refuses_calls(self.instance):
            raise forms.ValidationError(NO_NUMBER)
        return number

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year and year > timezone.localdate().year:
            raise forms.ValidationError("Năm sinh không thể ở tương lai.")
        return year


class MemberRow(MemberForm):
    anyway = forms.BooleanField(label="Vẫn ghi", required=False)
    alike = False  # whether somebody like him stands in the registry

    @property
    def tells_who(self):
        """Whether something is new by which one is known."""
        return bool({"full_name", "birth_year", "phone"}.intersection(self.changed_data))


class MembersFormSet(forms.BaseInlineFormSet):
    """The members of a household in one table; a row left empty is ignored."""

    def clean(self):
        rows = [form for form in self.forms if form.has_changed() or form.instance.pk]
        names = [(fold(form.cleaned_data.get("full_name", "")), form.cleaned_data.get("birth_year")) for form in rows]
        for form in self.initial_forms:
            if form.instance.pk is None:
                form.add_error("full_name", "Người này không còn ở hộ. Hãy tải lại trang rồi sửa.")
        times = Counter(name for name in names if name[0])
        for form, name in zip(rows, names, strict=True):
            if times[name] > 1:
                form.add_error("full_name", TWICE)

    def filled(self):
        return [form for form in self.forms if form.has_changed() or form.instance.pk]


Members = forms.inlineformset_factory(
    Household, Resident, form=MemberRow, formset=MembersFormSet, fk_name="household", extra=3, can_delete=False
)


class HouseholdForm(SinceRead):
    """A household with all its members on one page."""

    came_on = DateField(
        label="Chuyển đến từ ngày",
        required=False,
        help_text="Chỉ điền nếu hộ mới từ ngoài xã chuyển đến. Hộ ở sẵn, nay mới ghi vào sổ, thì để trống.",
    )

    class Meta:
        model = Household
        fields = ["village", "number", "lane", "address", "phone"]

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.user = user
        if self.instance.pk:
            del self.fields["village"], self.fields["came_on"]
        else:
            self.fields["village"].empty_label = "Chọn thôn"
            villages = Village.objects.registry_editable_by(user).in_force()
            self.has_villages = bool(let_choose(self.fields["village"], villages))
        self.members = Members(
            data, instance=self.instance, queryset=Resident.objects.present().named(), prefix="members"
        )
        self.head_error = ""

    @property
    def chosen_head(self):
        """Prefix of the row marked as head, or else of the only one who is said to be the head."""
        rows = self.members.forms
        if self.is_bound:
            said = [row.prefix for row in rows if self.data.get(f"{row.prefix}-relation") == Resident.Relation.HEAD]
            return self.data.get("head") or (said[0] if len(said) == 1 else "")
        return next(
            (form.prefix for form in rows if form.instance.pk and form.instance.pk == self.instance.head_id), ""
        )

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - ({"state", "village"} - self.errors.keys())

    def clean_came_on(self):
        day = self.cleaned_data["came_on"]
        return day and not_in_future(day)

    def clean(self):
        village = self.cleaned_data.get("village") or getattr(self.instance, "village", None)
        number = self.cleaned_data.get("number")
        others = Household.objects.numbered(number, village).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("number", f"{village} đã có hộ mang số {number}.")
        return super().clean()

    def is_valid(self):
        valid = super().is_valid() & self.members.is_valid()
        rows = self.members.filled() if self.is_bound else []
        if rows and self.chosen_head not in {form.prefix for form in rows}:
            self.head_error = "Hãy chọn chủ hộ trong số những người ở bảng dưới."
        return valid and not self.head_error and not self._warn(rows)

    def _warn(self, rows):
        """Whether somebody among `rows` may stand in the registry already, and nobody said to enter him anyway."""
        told = [row for row in rows if row.tells_who]
        people = [describe(row.instance, self.instance) for row in told]
        for row, alike in zip(told, look_alikes(people, Resident.objects.visible_to(self.user)), strict=True):
            row.alike = bool(alike)
            if alike and not row.cleaned_data["anyway"]:
                row.add_error("full_name", warning_of(alike))
        return any(row.alike and not row.cleaned_data["anyway"] for row in told)

    def save_if_current(self):
        try:
            return super().save_if_current()
        except forms.ValidationError as refusal:  # its village was closed meanwhile, or it left
            self.add_error(None, refusal.messages)
            return None

    def save(self):
        rows = self.members.filled()
        people = {"head": next((form.instance for form in rows if form.prefix == self.chosen_head), None)}
        if self.instance.pk:
            people["residents"] = [form.instance for form in rows if form.has_changed()]
            registry.save_members(self.instance, **people, by=self.user)
        else:
            people["residents"] = [form.instance for form in rows]
            if came_on := self.cleaned_data["came_on"]:
                people |= {"on": came_on, "kind": LifeEvent.Kind.HOUSEHOLD_CAME}
            registry.create_household(self.instance, **people, by=self.user)
        return self.instance

    def _show_both(self, stored):
        super()._show_both(stored)
        for form in self.members.filled():
            for name in form.changed_data if form.instance.pk else []:
                if name not in form._meta.fields:
                    continue
                form.add_error(name, f"Đang lưu: {form.initial.get(name) or 'để trống'}.")


class HouseholdMoveForm(EventForm):
    to = forms.ModelChoiceField(
        Village.objects.none(),
        label="Chuyển đến",
        required=False,
        empty_label="Rời khỏi xã",
        help_text="Hộ sang thôn khác của xã thì chọn thôn mới.",
    )

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        self.household = household
        villages = Village.objects.registry_editable_by(self.user).in_force().exclude(pk=household.village_id)
        if not let_choose(self.fields["to"], villages):
            self.fields["to"].help_text = (
                "Hộ sang thôn khác của xã thì báo công chức xã ghi, đừng ghi ở đây: “Rời khỏi xã” chỉ dành cho hộ "
                "không còn ở xã."
            )
        self.fields["on"].label = "Từ ngày"

    def clean_to(self):
        to, number = self.cleaned_data["to"], self.household.number
        if to and Household.objects.numbered(number, to).exists():
            free = max(free_number(self.household.village), free_number(to), key=int)
            raise forms.ValidationError(
                format_html(
                    '{} đã có hộ mang số {}. Hãy <a href="{}">đổi số của hộ này</a> rồi ghi lại; số còn trống: {}.',
                    *(to, number, reverse("household-edit", args=[self.household.pk]), free),
                )
            )
        return to

    def save(self):
        if to := self.cleaned_data["to"]:
            registry.move_household(self.household, to=to, **self.when())
        else:
            registry.leave_commune(self.household, **self.when())


class ResidentMoveForm(EventForm):
    LEFT, DEAD, MOVED = "LEFT", "DEAD", "MOVED"
    what = forms.ChoiceField(
        label="Việc gì",
        choices=[(MOVED, "Sang hộ khác"), (LEFT, "Chuyển đi khỏi xã"), (DEAD, "Đã mất")],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label="Số hộ chuyển đến", required=False, max_length=20)
    village = forms.ModelChoiceField(Village.objects.none(), label="Thôn của hộ ấy", required=False, empty_label=None)
    relation = forms.ChoiceField(
        label="Quan hệ với chủ hộ mới", choices=[("", "Chưa rõ"), *not_head(Resident.Relation.choices)], required=False
    )

    def __init__(self, *args, resident, **kwargs):
        super().__init__(*args, **kwargs)
        self.resident = resident
        villages = Village.objects.registry_editable_by(self.user).in_force()
        if len(let_choose(self.fields["village"], villages)) == 1:
            self.fields["what"].help_text = (
                "Người sang hộ ở thôn khác của xã thì báo công chức xã ghi, đừng ghi ở đây: “Chuyển đi khỏi xã” chỉ "
                "dành cho người không còn ở xã."
            )
        self.fields["village"].initial = resident.village_id
        self.fields["on"].label = "Từ ngày"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") == self.MOVED:
            cleaned["to"] = find_other(self, self.resident.household_id)
        return cleaned

    def save(self):
        cleaned = self.cleaned_data
        if cleaned["what"] == self.MOVED:
            registry.move_resident(self.resident, to=cleaned["to"], relation=cleaned["relation"], **self.when())
        else:
            registry.depart(self.resident, state=cleaned["what"], **self.when())
