from django import forms
from django.core.exceptions import ValidationError

from config.forms import DateField
from config.vietnamese import tidy


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Người soạn đọc lý do này để sửa.",
    )

    def clean_reason(self):
        reason = tidy(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError("Hãy ghi lý do.")
        return reason


class DropForm(ReturnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Lý do không ban hành nữa"
        self.fields["reason"].help_text = "Ai xem lại dự thảo này đều đọc được lý do."


class IssueForm(forms.Form):
    number = forms.IntegerField(
        label="Số",
        min_value=1,
        max_value=99_999,
        error_messages={"invalid": "Số là một số nguyên, ví dụ 15."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    issued_on = DateField(label="Ngày ban hành")

    def __init__(self, data=None, *, number, day):
        super().__init__(data, initial={"number": number, "issued_on": day})
        self.fields[
            "number"
        ].help_text = (
            f"Số tiếp theo trong sổ văn bản đi năm {day.year} là {number}; dãy số dùng chung với văn bản giấy."
        )

    def refuse(self, refusal):
        """Puts a ValidationError of the action beside its field."""
        for name, messages in getattr(refusal, "error_dict", {None: refusal}).items():
            self.add_error(name if name in self.fields else None, messages)
