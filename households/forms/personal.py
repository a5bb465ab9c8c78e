"""What people ask and agree to about their data, as an officer or a team member takes it down."""

from django import forms
from django.utils import timezone

from config.forms import DateField
from config.validators import refuse_id_number
from config.vietnamese import capitalise_first
from households.consents import is_limited
from households.forms.questions import spoken
from households.models import DataRequest, Purpose

Kind, Outcome = DataRequest.Kind, DataRequest.Outcome
ANSWERS = [("", "Không hỏi"), ("1", "Đồng ý"), ("0", "Không đồng ý")]


class ConsentForm(forms.Form):
    """One question a purpose that needs consent; nothing is chosen beforehand (Luật 91/2025/QH15, Điều 9)."""

    def __init__(self, data=None, *, agreements):
        super().__init__(data)
        self.purposes = {f"muc-{row.purpose.pk}": row.purpose for row in agreements if row.purpose.needs_consent}
        for name, purpose in self.purposes.items():
            self.fields[name] = forms.ChoiceField(
                label=capitalise_first(purpose.name),
                help_text=f"Dùng đến: {purpose.data}.",
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self):
        cleaned = super().clean()
        if self.is_valid_so_far() and not any(cleaned.values()):
            raise forms.ValidationError("Hãy chọn Đồng ý hoặc Không đồng ý ở ít nhất một mục đích.")
        return cleaned

    def is_valid_so_far(self):
        return not self.errors

    def answers(self):
        return {
            purpose: self.cleaned_data[name] == "1"
            for name, purpose in self.purposes.items()
            if self.cleaned_data[name]
        }


class TakeRequestForm(forms.ModelForm):
    class Meta:
        model = DataRequest
        fields = ["kind", "purpose", "asker", "received_on", "details"]
        widgets = {"details": forms.Textarea(attrs={"rows": 3})}
        labels = {"kind": "Người này yêu cầu gì", "purpose": "Rút đồng ý cho việc nào", "asker": "Ai nói"}
        help_texts = {
            "purpose": "Chỉ chọn khi rút lại sự đồng ý.",
            "details": "Ghi ngắn gọn, ví dụ “năm sinh đúng là 1962”. Không ghi số giấy tờ.",
        }
        error_messages = {"kind": {"required": "Hãy chọn người này yêu cầu gì."}}
        field_classes = {"received_on": DateField}

    def __init__(self, data=None, *, resident):
        super().__init__(data, instance=DataRequest(resident=resident, received_on=timezone.localdate()))
        self.fields["purpose"].queryset = Purpose.objects.filter(ground=Purpose.Ground.CONSENT)
        self.fields["purpose"].empty_label = "Không phải rút đồng ý"
        for name in ("kind", "asker"):
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label,
                choices=spoken(self.fields[name].choices[1:]),
                widget=forms.RadioSelect,
                error_messages={"required": "Hãy chọn một mục."},
            )
        if not is_limited(resident):
            kind = self.fields["kind"]
            kind.choices = [choice for choice in kind.choices if choice[0] != Kind.LIFT]

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        today = timezone.localdate()
        if day > today:
            raise forms.ValidationError("Ngày này không thể ở tương lai.")
        if (today - day).days > 366:
            raise forms.ValidationError("Ngày này đã hơn một năm; hãy xem lại.")
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Kind.WITHDRAW and not cleaned.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", "Hãy chọn rút đồng ý cho việc nào.")
        if cleaned.get("kind") != Kind.WITHDRAW and "purpose" not in self.errors:
            cleaned["purpose"] = None
        return cleaned


ACKNOWLEDGED, EXTENDED = "ACKNOWLEDGED", "EXTENDED"


class AnswerRequestForm(forms.Form):
    """The next step of a request."""

    step = forms.ChoiceField(
        label="Bước tiếp theo", widget=forms.RadioSelect, error_messages={"required": "Hãy chọn bước tiếp theo."}
    )
    text = forms.CharField(
        label="Đã làm gì, trả lời thế nào, hoặc lý do",
        required=False,
        max_length=500,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bắt buộc, trừ khi chỉ báo đã tiếp nhận. Người yêu cầu đọc được câu này.",
    )
    with_others = forms.BooleanField(
        label="Phải có bên xử lý hoặc bên thứ ba cùng làm (thời hạn dài hơn)", required=False
    )

    def __init__(self, data=None, *, request):
        super().__init__(data, initial={"with_others": request.with_others})
        steps = [(ACKNOWLEDGED, "Đã báo người ấy là đã tiếp nhận")]
        if not request.extended_at:
            steps.append((EXTENDED, "Gia hạn (một lần)"))
        done = "Đã thực hiện"
        if request.kind == Kind.ERASE:
            done = "Xóa ngay tên, điện thoại, ghi chú nói về người này; không lấy lại được"
            self.fields["sure"] = forms.BooleanField(
                label=f"Chắc chắn xóa {request.resident.full_name}", required=False
            )
        if request.kind == Kind.WITHDRAW:
            done = "Ghi rút lại sự đồng ý ngay"
        self.fields["step"].choices = [*steps, (Outcome.DONE, done), (Outcome.REFUSED, "Từ chối, có lý do theo luật")]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("step") not in (None, ACKNOWLEDGED) and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Hãy ghi đã làm gì, trả lời thế nào, hoặc lý do.")
        if cleaned.get("step") == Outcome.DONE and cleaned.get("sure") is False:
            self.add_error("sure", "Xóa rồi không lấy lại được: chắc chắn thì hãy đánh dấu ô này.")
        return cleaned
