import re
from datetime import date

from django import forms
from django.utils import timezone

FIRST_YEAR = 2020


class MonthForm(forms.Form):
    """Which month to look at; `latest` where nothing is said, or nothing that can be."""

    thang = forms.CharField(
        label="Tháng", required=False, max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )

    def __init__(self, data, *, latest=None):
        self.latest = latest or timezone.localdate().replace(day=1)
        super().__init__(data, initial={"thang": f"{self.latest:%Y-%m}"})

    @property
    def month(self):
        """Its first day."""
        typed = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", self.data.get("thang", ""))
        if not typed or int(typed[1]) < FIRST_YEAR:
            return self.latest
        return min(date(int(typed[1]), int(typed[2]), 1), self.latest)
