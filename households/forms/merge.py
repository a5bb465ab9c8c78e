"""Two rows side by side: which is kept, and which of both says right, field by field."""

from django import forms

from config.vietnamese import show_phone
from households.actions.merging import PERSON, TOGETHER, merge_households, merge_residents
from households.consents import refuses_calls
from households.duplicates import describe
from households.forms.event import find_other
from households.models import Household
from villages.forms.place import let_choose

HOME = ["number", "lane", "address", "phone", "head"]
OTHER_PERSON = "Người khác: chuyển sang hộ được giữ"


class SideBySide(forms.Form):
    """`one` and `other` of a model; a field is asked for where both differ."""

    names: list[str] = []
    keep = forms.ChoiceField(label="Giữ lại", widget=forms.RadioSelect)

    def __init__(self, data=None, *, one, other, user):
        super().__init__(data)
        self.one, self.other, self.user = one, other, user
        self.fields["keep"].choices = [(str(row.pk), self.called(row)) for row in (one, other)]
        self.fields["keep"].initial = str(self.proposed().pk)
        for name in self.names:
            shown = [(str(row.pk), self.shown(row, name) or "để trống") for row in (one, other)]
            if shown[0][1] != shown[1][1]:
                field = forms.ChoiceField(label=self.label(name), choices=shown, widget=forms.RadioSelect)
                field.initial = self.fields["keep"].initial
                kept, merged = (one, other) if field.initial == str(one.pk) else (other, one)
                if not getattr(kept, name) and getattr(merged, name):
                    field.initial = str(merged.pk)
                self.fields[name] = field

    def label(self, name):
        label = self.one._meta.get_field(name).verbose_name
        return label[:1].upper() + label[1:]

    def proposed(self):
        """Which one to keep, unless said otherwise: the one entered first."""
        return min(self.one, self.other, key=lambda row: row.pk)

    @property
    def sides(self):
        """(kept, merged) as chosen."""
        if self.cleaned_data["keep"] == str(self.one.pk):
            return self.one, self.other
        return self.other, self.one

    def values(self):
        """{field: value} of the one kept afterwards."""
        rows = {str(row.pk): row for row in (self.one, self.other)}
        found = {}
        for name in self.names:
            if name in self.cleaned_data:
                row = rows[self.cleaned_data[name]]
                found |= {part: getattr(row, part) for part in TOGETHER.get(name, [name])}
        return found


class MergeResidentsForm(SideBySide):
    def __init__(self, data=None, *, one, other, user):
        home = one.household
        under_one_head = other.household_id == home.pk and home.head_id not in (one.pk, other.pk)
        asked = {"relation": under_one_head, "phone": not refuses_calls(one, other)}
        self.names = [name for name in PERSON if asked.get(name, True)]
        super().__init__(data, one=one, other=other, user=user)

    def called(self, resident):
        return f"{resident.full_name}, hộ {resident.household.number}, {resident.village.label} (mã {resident.pk})"

    def shown(self, resident, name):
        if name == "phone":
            return show_phone(resident.phone)
        if name == "birth_year" and resident.birth_year:
            return f"{resident.birth_year}{' (ước chừng)' if resident.birth_year_estimated else ''}"
        return getattr(resident, f"get_{name}_display", lambda: getattr(resident, name))()

    def save(self):
        kept, merged = self.sides
        return merge_residents(kept, merged, values=self.values(), by=self.user)


class MergeHouseholdsForm(SideBySide):
    """Also of each person in `one` who in `other` he is."""

    names = HOME

    def __init__(self, data=None, *, one, other, user):
        super().__init__(data, one=one, other=other, user=user)
        self.people = [list(home.residents.present().named()) for home in (one, other)]
        theirs = [(str(person.pk), _said(person)) for person in self.people[1]]
        for person in self.people[0]:
            field = forms.ChoiceField(
                label=f"{_said(person)} là", choices=[("", OTHER_PERSON), *theirs], required=False
            )
            told = describe(person, self.one)
            alike = [other for other in self.people[1] if describe(other, self.one).is_like(told)]
            field.initial = str(alike[0].pk) if alike else ""
            self.fields[f"person-{person.pk}"] = field

    def called(self, household):
        return f"Hộ {household.number}, {household.village.label} (mã {household.pk})"

    def shown(self, household, name):
        if name == "phone":
            return show_phone(household.phone)
        return household.head and household.head.full_name if name == "head" else getattr(household, name)

    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned.get(f"person-{person.pk}") for person in self.people[0]]
        for person in self.people[0]:
            name = f"person-{person.pk}"
            if cleaned.get(name) and chosen.count(cleaned[name]) > 1:
                self.add_error(name, "Hai người ở đây không thể cùng là một người ở hộ kia.")
        if {"keep", "number"} <= cleaned.keys():
            self._refuse_taken_number()
        return cleaned

    def _refuse_taken_number(self):
        village, number = self.sides[0].village, self.values()["number"]
        if Household.objects.numbered(number, village).exclude(pk__in=[self.one.pk, self.other.pk]).exists():
            self.add_error("number", f"{village} đã có hộ khác mang số {number}.")

    def same(self):
        """{of the household merged: of the one kept}"""
        theirs = {str(person.pk): person for person in self.people[1]}
        pairs = [(person, theirs.get(self.cleaned_data[f"person-{person.pk}"])) for person in self.people[0]]
        if self.sides[1] == self.one:
            return {one: other for one, other in pairs if other}
        return {other: one for one, other in pairs if other}

    def save(self):
        kept, merged = self.sides
        return merge_households(kept, merged, same=self.same(), values=self.values(), by=self.user)


def _said(person):
    return f"{person.full_name} ({person.birth_year or 'chưa rõ năm sinh'})"


class OtherHouseholdForm(forms.Form):
    """A GET form: the other household, by its number in a village."""

    so = forms.CharField(label="Số của hộ kia", max_length=20)
    thon = forms.ModelChoiceField(None, label="Thôn của hộ kia", empty_label=None)

    def __init__(self, data=None, *, household, villages):
        super().__init__(data)
        self.household = household
        let_choose(self.fields["thon"], villages)
        self.fields["thon"].initial = household.village_id

    def clean(self):
        cleaned = super().clean()
        self.other = find_other(self, self.household.pk, number="so", village="thon")
        return cleaned
