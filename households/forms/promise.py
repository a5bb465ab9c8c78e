from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.forms import DateField
from households.actions.promise import move_promise
from households.forms.visit import promise_choices


class PromiseForm(forms.Form):
    """Another day for the promise of a household, tapped or typed; or none any more."""

    GIVEN_UP = "thoi"
    promise = forms.ChoiceField(label="Dời sang", required=False, widget=forms.RadioSelect)
    promised_on = DateField(label="Hoặc ngày khác", required=False)

    def __init__(self, data=None, *, household, user):
        super().__init__(data)
        self.household, self.user = household, user
        today = timezone.localdate()
        self.fields["promise"].choices = [
            (today.isoformat(), f"Hôm nay ({today:%d/%m})"),
            *(choice for choice in promise_choices(today, data) if choice[0] not in ("", today.isoformat())),
            (self.GIVEN_UP, "Thôi hẹn, không đến nữa"),
        ]

    def clean(self):
        cleaned = super().clean()
        tapped, typed = cleaned.get("promise"), cleaned.get("promised_on")
        if self.errors:
            return cleaned
        if not tapped and not typed:
            self.add_error("promise", "Hãy chọn ngày hẹn mới, hoặc chọn thôi hẹn.")
        elif tapped == self.GIVEN_UP and typed:
            self.add_error("promised_on", "Đã chọn thôi hẹn thì để trống ô này.")
        elif tapped != self.GIVEN_UP and not typed:
            cleaned["promised_on"] = DateField().clean(tapped)
        return cleaned

    def save(self):
        """Whether the promise was moved; if not, the form says why."""
        try:
            move_promise(self.household, to=self.cleaned_data["promised_on"], by=self.user)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
