from django import forms

from villages.models import Commune


class PublishedFilter(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    q = forms.CharField(label="Tìm số, ký hiệu hoặc trích yếu", required=False, max_length=100)
    xa = forms.ChoiceField(label="Xã", required=False)
    nam = forms.TypedChoiceField(label="Năm", coerce=int, required=False)

    def __init__(self, data, *, entries):
        super().__init__(data)
        self.fields["q"].widget.input_type = "search"
        years = entries.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["nam"].choices = [("", "Mọi năm"), *((year, year) for year in years)]
        communes = Commune.objects.filter(pk__in=entries.order_by().values("commune"))
        names = {commune.code: str(commune) for commune in communes}
        self.fields["xa"].choices = [("", "Mọi xã"), *names.items()]
        if len(names) < 2:
            del self.fields["xa"]

    def narrow(self, entries):
        self.is_valid()
        if code := self.cleaned_data.get("xa"):
            entries = entries.filter(commune__code=code)
        if year := self.cleaned_data.get("nam"):
            entries = entries.filter(year=year)
        typed = self.cleaned_data.get("q", "")
        return entries.matching(typed).closest_first(typed)
