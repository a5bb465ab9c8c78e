from django import forms
from django.utils import timezone

from config.forms import DateField


class DayForm(forms.Form):
    """Which day to look at; today where nothing is said, or nothing that can be counted."""

    ngay = DateField(label="Số liệu đến hết ngày", required=False)

    @property
    def day(self):
        today = timezone.localdate()
        self.is_valid()
        return min(self.cleaned_data.get("ngay") or today, today)
