from django import forms

from config.forms import DateField
from teams.models import LegalBasis
from villages.forms.place import OfCommune, not_in_future


class LegalBasisForm(OfCommune):
    kind = forms.ChoiceField(label="Loại văn bản", choices=[("", "Chọn loại văn bản"), *LegalBasis.Kind.choices])
    issued_on = DateField(label="Ngày ban hành")

    class Meta:
        model = LegalBasis
        fields = ["commune", "kind", "symbol", "issued_on", "issuer", "title"]

    def clean_issued_on(self):
        return not_in_future(self.cleaned_data["issued_on"])

    def clean(self):
        cleaned = super().clean()
        title = cleaned.get("title", "")
        if cleaned.get("kind") == LegalBasis.Kind.LAW:
            cleaned["title"] = title[5:] if title.lower().startswith("luật ") else title
        elif not cleaned.get("symbol") and "symbol" not in self.errors:
            self.add_error("symbol", "Hãy ghi số, ký hiệu của văn bản.")
        return cleaned
