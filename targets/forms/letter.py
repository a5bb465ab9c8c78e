import re

from django import forms
from django.core.exceptions import ValidationError

from config.forms import DateField, LineField
from config.vietnamese import tidy
from teams.models import DecisionRelation

Kind = DecisionRelation.Kind


class LetterForm(forms.Form):
    """A công văn that corrects or recalls a decision: signed and numbered on paper, noted here."""

    kind = forms.ChoiceField(
        label="Công văn này",
        choices=[(Kind.CORRECTS, "Đính chính quyết định"), (Kind.RECALLS, "Thu hồi quyết định")],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đính chính hay thu hồi."},
    )
    number = forms.IntegerField(
        label="Số công văn",
        min_value=1,
        max_value=99_999,
        error_messages={"invalid": "Số là một số nguyên, ví dụ 15."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    notation = LineField(label="Ký hiệu", max_length=20, initial="UBND", help_text="Phần sau dấu “/”, ví dụ UBND-VX.")
    issued_on = DateField(
        label="Ngày của công văn", help_text="Thu hồi có hiệu lực từ ngày này; đính chính không đổi hiệu lực."
    )
    signer = LineField(label="Người ký", max_length=100)
    note = forms.CharField(
        label="Nội dung",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đính chính: tại Phụ lục I, số thứ tự 3, đã in là “…”, nay đọc là “…”. Thu hồi: ghi lý do.",
    )

    def clean_notation(self):
        notation = self.cleaned_data["notation"].upper()
        if not re.fullmatch(r"[A-ZĐ][A-ZĐ0-9-]*", notation):
            raise ValidationError("Ký hiệu chỉ gồm chữ in hoa, chữ số và dấu gạch nối, ví dụ UBND-VX.")
        return notation

    def clean_note(self):
        return tidy(self.cleaned_data["note"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "Hãy ghi nội dung đính chính, hoặc lý do thu hồi.")
        return cleaned

    def refuse(self, refusal):
        """Puts a ValidationError of the action beside its field."""
        for name, messages in getattr(refusal, "error_dict", {None: refusal}).items():
            self.add_error(name if name in self.fields else None, messages)
