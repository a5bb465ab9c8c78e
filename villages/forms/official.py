import re
from datetime import date

from django import forms
from django.db.models import Case, Value, When
from django.forms.utils import ErrorDict
from django.utils.choices import flatten_choices

from config.forms import DateField
from config.vietnamese import fold, tidy
from villages.actions import save_official
from villages.forms.place import OfCommune
from villages.models import Official, Position, Village

NUMBER = r"\d{1,18}"
Kind = Position.Kind
OF_COMMUNE = [
    Kind.CHAIR,
    Kind.VICE_CHAIR,
    Kind.CULTURE_OFFICER,
    Kind.CLERK,
    Kind.COMMITTEE_HEAD,
    Kind.COMMITTEE_DEPUTY,
    Kind.COMMITTEE_MEMBER,
]
KINDS = [
    ("", "Chọn chức vụ"),
    ("Ở xã", [(kind.value, kind.label) for kind in Kind if kind in OF_COMMUNE]),
    ("Ở thôn", [(kind.value, kind.label) for kind in Kind if kind not in OF_COMMUNE]),
]


class Unjudged:
    """Without JavaScript a row is added by sending the form: nothing is checked then, all that was typed stays."""

    def full_clean(self):
        if self.growing:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()


class PositionForm(Unjudged, forms.ModelForm):
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Chức vụ", choices=KINDS)
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến ngày", required=False)

    class Meta:
        model = Position
        fields = ["kind", "village", "starts_on", "ends_on"]

    def __init__(self, *args, villages, growing, **kwargs):
        super().__init__(*args, **kwargs)
        self.growing = growing
        self.initial["row"] = self.instance.pk
        if self.instance.village_id not in (None, *villages):  # a post of his in a village that has gone stays there
            villages = villages | {self.instance.village_id: self.instance.village}
        self.fields["village"] = forms.TypedChoiceField(
            label="Thôn",
            required=False,
            choices=[("", "–"), *((pk, str(village)) for pk, village in villages.items())],
            coerce=lambda pk: villages.get(int(pk)),
            empty_value=None,
        )

    def clean(self):
        cleaned = super().clean()
        kind, village = cleaned.get("kind"), cleaned.get("village")
        if kind in OF_COMMUNE and village:
            self.add_error("village", "Đây là chức vụ ở xã: hãy để trống ô thôn.")
        elif kind and kind not in OF_COMMUNE and not village and "village" not in self.errors:
            self.add_error("village", "Đây là chức vụ ở thôn: hãy chọn thôn.")
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "Ngày thôi giữ chức vụ phải sau ngày bắt đầu.")
        return cleaned

    @property
    def removed_meanwhile(self):
        return bool(self["row"].data) and self.instance.pk is None

    def overlaps(self, other):
        one, two = self.cleaned_data, other.cleaned_data
        if (one.get("kind"), one.get("village")) != (two.get("kind"), two.get("village")):
            return False
        return _begins_within(one, two) and _begins_within(two, one)

    def show_stored(self):
        for name in set(self.changed_data) & set(self.initial):
            stored = self.initial[name]
            if isinstance(stored, date):
                stored = f"{stored:%d/%m/%Y}"
            elif name in ("kind", "village"):
                stored = dict(flatten_choices(self.fields[name].choices)).get(stored)
            self.add_error(name, f"Đang lưu: {stored or 'để trống'}.")


def _begins_within(one, two):
    begins, end = one.get("starts_on"), two.get("ends_on")
    return begins is not None and (end is None or begins < end)


class PositionFormSet(forms.BaseFormSet):
    """The positions of an official, one a row; rows left empty are ignored."""

    def __init__(self, data=None, *, official, villages, growing):
        self.stored = {post.pk: post for post in official.positions.select_related("village")} if official.pk else {}
        self.official = official
        super().__init__(data, prefix="positions", form_kwargs={"villages": villages, "growing": growing})

    def initial_form_count(self):
        return super().initial_form_count() if self.is_bound else len(self.stored)

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"instance": self._position(index)}

    def _position(self, index):
        if index is not None and self.is_bound:
            row = self.data.get(f"{self.add_prefix(index)}-row", "")
            position = self.stored.get(int(row) if re.fullmatch(NUMBER, row) else None)
        else:
            position = dict(enumerate(self.stored.values())).get(index)
        return position or Position(official=self.official)

    def clean(self):
        rows = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        for number, form in enumerate(rows):
            if any(form.overlaps(earlier) for earlier in rows[:number]):
                form.add_error("kind", "Chức vụ này trùng với một dòng ở trên.")

    def changed(self):
        return [form.instance for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]

    def removed(self):
        return [form.instance for form in self.forms if form.instance.pk and form.cleaned_data.get("DELETE")]

    def show_both(self):
        """Puts beside each row what now stands in the database; returns the positions that have no row here."""
        shown = set()
        for form in self.forms:
            shown.add(form.instance.pk)
            if form.removed_meanwhile:
                form.add_error(None, "Người khác vừa xóa chức vụ này; nếu lưu lại, nó được thêm trở lại.")
            elif form.instance.pk:
                form.show_stored()
        return [position for pk, position in self.stored.items() if pk not in shown]


Positions = forms.formset_factory(
    PositionForm, formset=PositionFormSet, extra=1, can_delete=True, max_num=30, validate_max=True
)


class OfficialForm(Unjudged, OfCommune):
    """An official with all his positions on one page."""

    class Meta:
        model = Official
        fields = ["commune", "full_name", "phone", "public_phone"]

    def __init__(self, data=None, *, user, **kwargs):
        self.growing = data is not None and "add_row" in data
        super().__init__(data, user=user, **kwargs)
        self.user = user
        self.positions = Positions(
            self._with_one_more_row(data) if self.growing else data,
            official=self.instance,
            villages=self._villages(),
            growing=self.growing,
        )

    def _villages(self):
        here = Village.objects.editable_by(self.user).in_force()
        if self.commune:
            here = here.filter(commune=self.commune)
        return {village.pk: village for village in here}

    @staticmethod
    def _with_one_more_row(data):
        data = data.copy()
        total = data.get("positions-TOTAL_FORMS", "")
        data["positions-TOTAL_FORMS"] = int(total) + 1 if re.fullmatch(NUMBER, total) else 1
        return data

    def clean(self):
        cleaned = super().clean()
        same = {name: cleaned.get(name) for name in ("commune", "full_name", "phone")}
        if self.instance.pk is None and None not in same.values() and Official.objects.filter(**same).exists():
            number = "số điện thoại khác" if same["phone"] else "số điện thoại"
            self.add_error(
                "full_name",
                f"Xã đã có cán bộ này (cùng họ tên, cùng số điện thoại). Nếu là người trùng tên, hãy ghi {number}.",
            )
        return cleaned

    def is_valid(self):
        return super().is_valid() & self.positions.is_valid() and not self.growing

    def save(self):
        rows = self.positions
        save_official(self.instance, positions=rows.changed(), removed=rows.removed(), by=self.user)
        return self.instance

    def _show_both(self, stored):
        super()._show_both(stored)
        for position in self.positions.show_both():
            self.add_error(None, f"Người khác vừa thêm chức vụ: {position}.")


class OfficialFilter(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    q = forms.CharField(
        label="Tìm theo tên", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def narrow(self, officials):
        """Those whose name holds what was typed, with or without accents; names with its very accents first."""
        typed = tidy(self.cleaned_data.get("q", "")) if self.is_valid() else ""
        if not fold(typed):
            return officials
        exact = Case(When(full_name__icontains=typed, then=Value(0)), default=Value(1))
        return officials.filter(search_key__contains=fold(typed)).order_by(exact, "sort_key", "pk")
