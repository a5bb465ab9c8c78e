from django import forms

from config.validators import refuse_id_number
from households.models import VisitLabel

Verdict = VisitLabel.Verdict


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Giải thích của bạn",
        max_length=500,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: “Bà quên cách làm nên nhờ hướng dẫn lại”, “Gia đình đi làm về muộn, hẹn buổi tối”.",
        error_messages={"required": "Hãy ghi một câu giải thích."},
    )


class JudgeForm(forms.Form):
    """The button that was pressed says what is concluded; whoever strikes says why."""

    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=500,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gạch bỏ thì phải ghi lý do; người ghi lượt thăm đọc được lý do này.",
    )
    verdict = forms.ChoiceField(
        label="Kết luận",
        choices=[(verdict, verdict.label) for verdict in (Verdict.ACCEPTED, Verdict.STRUCK)],
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Hãy bấm Chấp nhận hoặc Gạch bỏ."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == Verdict.STRUCK and not cleaned.get("reason"):
            self.add_error("reason", "Hãy ghi vì sao gạch bỏ lượt thăm này.")
        return cleaned
