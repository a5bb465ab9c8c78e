from django import forms
from django.utils import timezone

from config.forms import DateField


class DayForm(forms.Form):
    """Which day to look at; today where nothing is said, or nothing that can be counted."""

    ngay = DateField(label="Số liệu đến hết ngày", required=False)

    @property
    def asked(self):
        """The day that was typed, whether it can be counted or not; None if none was."""
        self.is_valid()
        return self.cleaned_data.get("ngay")

    @property
    def day(self):
        today = timezone.localdate()
        return min(self.asked or today, today)
