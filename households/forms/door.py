"""What is told at the door with few taps: nobody at home in a whole lane; people whom the registry does not know."""

from uuid import uuid4

from django import forms
from django.db import IntegrityError
from django.utils import timezone

from config.forms import LineField
from config.validators import refuse_id_number
from config.vietnamese import fold
from households.actions import registry
from households.actions.nobody import log_nobody_home
from households.models import Household, Resident

MOST_AT_ONCE = 60
OLDEST = 120


def ids_in(values):
    """The numbers among `values`, each once, that may be ids."""
    return list(dict.fromkeys(int(value) for value in values if value.isdecimal() and len(value) < 19))


class LaneForm(forms.Form):
    """The households of a lane in which nobody was at home; those that are not among `households` are left out."""

    uuid = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "Biểu mẫu gửi lên bị hỏng. Hãy mở lại trang này."),
    )

    def __init__(self, data=None, *, households):
        super().__init__(data, initial={"uuid": uuid4()})
        self.households = households
        self.ticked = ids_in(data.getlist("ho")) if data else []
        self.left_out = 0

    def clean(self):
        cleaned = super().clean()
        if not self.ticked:
            raise forms.ValidationError("Hãy chọn ít nhất một hộ.")
        if len(self.ticked) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Mỗi lần ghi nhiều nhất {MOST_AT_ONCE} hộ; hãy bỏ bớt rồi lưu.")
        cleaned["households"] = sorted(self.households.filter(pk__in=self.ticked).values_list("pk", flat=True))
        self.left_out = len(self.ticked) - len(cleaned["households"])
        if not cleaned["households"]:
            raise forms.ValidationError("Những hộ đã chọn không còn ở thôn này. Hãy mở lại trang này.")
        return cleaned

    def save(self, by):
        """The stored visits; none where `self` says why."""
        cleaned = self.cleaned_data
        visits, refused = log_nobody_home(cleaned["households"], form=cleaned["uuid"], by=by)
        self.left_out += len(refused)
        if not visits:
            self.add_error(None, refused[0])
        return visits


class PersonAtDoorForm(forms.Form):
    """Somebody whom the registry does not know yet: a name and a rough age."""

    full_name = LineField(
        label="Họ và tên",
        max_length=100,
        validators=[refuse_id_number],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    age = forms.IntegerField(
        label="Khoảng bao nhiêu tuổi",
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Đoán cũng được; không rõ thì để trống.",
        error_messages={"invalid": "Tuổi là một số, ví dụ 45."}
        | dict.fromkeys(["min_value", "max_value"], f"Tuổi phải từ 0 đến {OLDEST}."),
    )

    def resident(self):
        """The person described, not saved."""
        age = self.cleaned_data["age"]
        year = None if age is None else timezone.localdate().year - age
        name = self.cleaned_data["full_name"]
        return Resident(full_name=name, birth_year=year, birth_year_estimated=year is not None)

    def save(self, household, *, by):
        """The person, saved once however often the form is sent; None where the household has left meanwhile."""
        try:
            return registry.add_member(household, resident=self.resident(), by=by)
        except forms.ValidationError as error:
            self.add_error(None, error)
            return None


class HouseholdAtDoorForm(PersonAtDoorForm):
    """A household that the registry does not know yet, by one of its people."""

    lane = LineField(label="Ngõ, xóm", required=False, max_length=100, validators=[refuse_id_number])
    number = LineField(
        label="Số hộ",
        max_length=20,
        validators=[refuse_id_number],
        help_text="Số còn trống tiếp theo của thôn. Công chức, tổ trưởng sửa lại được sau.",
    )
    field_order = ["full_name", "age", "lane", "number"]

    def __init__(self, data=None, *, village):
        super().__init__(data)
        self.village = village
        self.fields["number"].initial = free_number(village)
        self.fields["full_name"].label = "Họ và tên chủ hộ, hoặc người gặp ở nhà"
        self.fields["lane"].widget.attrs["list"] = "lanes"

    def save(self, *, by):
        """The household, made once however often the form is sent; None where it cannot be."""
        number, resident = self.cleaned_data["number"], self.resident()
        household = Household(village=self.village, number=number, lane=self.cleaned_data["lane"])
        if taken := self._with_number(number):
            return taken if fold(taken.head_name) == fold(resident.full_name) else self._refuse(number)
        try:
            registry.create_household(household, residents=[resident], head=resident, by=by)
        except IntegrityError:  # somebody took it just now, perhaps the same thumb
            taken = self._with_number(number)
            return taken if taken and fold(taken.head_name) == fold(resident.full_name) else self._refuse(number)
        except forms.ValidationError as refusal:  # the village was closed meanwhile
            self.add_error(None, refusal)
            return None
        return household

    def _with_number(self, number):
        return Household.objects.numbered(number, self.village).select_related("head").first()

    def _refuse(self, number):
        free = free_number(self.village)
        self.add_error("number", f"{self.village} đã có hộ mang số {number}. Số còn trống: {free}.")


def free_number(village):
    """One more than the highest number a household of `village` has or had, as wide as that."""
    numbers = Household.objects.filter(village=village).values_list("number", flat=True)
    highest = max((number for number in numbers if number.isdecimal() and len(number) < 10), key=int, default="000")
    return str(int(highest) + 1).zfill(len(highest))
