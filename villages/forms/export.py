from django import forms

from config.forms import LineField
from config.validators import refuse_id_number

OTHER = "Việc khác"
PURPOSES = [
    "Rà soát, sửa rồi nhập lại",
    "Làm báo cáo, gửi cấp trên",
    "Mang theo khi đi từng ngõ",
    "Lưu hồ sơ của xã",
    "Trả lời người có tên trong danh sách",
    OTHER,
]


class ExportForm(forms.Form):
    purpose = forms.ChoiceField(
        label="Mục đích", choices=[("", "Chọn mục đích"), *((purpose, purpose) for purpose in PURPOSES)]
    )
    detail = LineField(
        label="Ghi rõ (việc khác thì phải ghi)", max_length=150, required=False, validators=[refuse_id_number]
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("purpose") == OTHER and cleaned.get("detail") == "":
            self.add_error("detail", "Hãy ghi rõ dùng danh sách vào việc gì.")
        return cleaned

    @property
    def stated(self):
        """The purpose as it is kept."""
        purpose, detail = self.cleaned_data["purpose"], self.cleaned_data["detail"]
        return ": ".join(part for part in (purpose if purpose != OTHER else "", detail) if part)
