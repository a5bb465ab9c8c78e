"""What is told at the door with few taps: nobody at home in a whole lane."""

from uuid import uuid4

from django import forms

from households.actions.nobody import log_nobody_home

MOST_AT_ONCE = 60


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
