from django import forms

from config.forms import LineField
from config.validators import refuse_id_number
from households.models import VerificationCall


class CallForm(forms.Form):
    """The button that was pressed says what the person said; the empty one takes it back."""

    result = forms.ChoiceField(choices=[("", "chưa gọi"), *VerificationCall.Result.choices], required=False)
    note = LineField(
        required=False,
        max_length=300,
        validators=[refuse_id_number],
        error_messages={"max_length": "Ghi chú dài nhất 300 chữ: hãy ghi ngắn hơn."},
    )
