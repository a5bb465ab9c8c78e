from django import forms
from django.core.exceptions import ValidationError

from teams.codes import LENGTH, read_code


class CodeForm(forms.Form):
    ma = forms.CharField(
        label="Mã xác nhận",
        max_length=200,
        help_text=f"{LENGTH} chữ và số in trên giấy giới thiệu. Chữ hoa hay chữ thường, có hay không có dấu gạch đều "
        "được.",
        error_messages={"required": "Hãy gõ mã in trên giấy giới thiệu."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "autocorrect": "off", "spellcheck": "false"}
        ),
    )

    def clean_ma(self):
        code = read_code(self.cleaned_data["ma"])
        if not code:
            raise ValidationError(
                f"Mã gồm đúng {LENGTH} chữ và số. Hãy so lại từng nhóm năm ký tự trên giấy giới thiệu rồi gõ lại."
            )
        return code
