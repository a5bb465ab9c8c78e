import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F

from config.forms import DateField, LineField
from config.vietnamese import tidy_line
from targets.forms.officials import Officials
from teams.actions import save_launch
from teams.models import Decision, Launch
from villages.forms.place import OfCommune

BLANK_ROWS = 2
MOST_SPEECHES = 20
LONGEST_LABEL = 150
CLOCK = re.compile(r"(\d{1,2})(?:[:.hg]|\s*giờ)\s*(\d{2})?(?:\s*phút)?", re.IGNORECASE)


def issued_for(user, commune=None):
    """Issued decisions that `user` handles, of `commune` if that is known, without their long texts."""
    issued = Decision.objects.handled_by(user).filter(state=Decision.State.ISSUED).latest_first().defer("text")
    issued = issued.annotate(number=F("register_entry__symbol"))
    return issued.filter(commune__in=commune.lineage) if commune else issued


def label_of(decision):
    return f"{decision.number} – {decision.subject}"[:LONGEST_LABEL]


class ClockField(forms.TimeField):
    """A time of day as people write it: 14:00, 14h00, 14 giờ 30."""

    def __init__(self, **kwargs):
        attrs = {"placeholder": "giờ:phút", "maxlength": 20, "autocomplete": "off"}
        super().__init__(**({"widget": forms.TimeInput(format="%H:%M", attrs=attrs), "required": False} | kwargs))
        self.error_messages["invalid"] = "Giờ chưa đúng; hãy nhập theo dạng giờ:phút, ví dụ 14:00."

    def to_python(self, value):
        found = CLOCK.fullmatch(tidy_line(value)) if isinstance(value, str) else None
        return super().to_python(f"{found[1]}:{found[2] or '00'}" if found else value)


class OfficialField(LineField):
    """An official of the commune, typed by name or picked from the list (`officials`, set by the form)."""

    officials: Officials | None = None

    def __init__(self, **kwargs):
        attrs = {"list": "officials", "autocomplete": "off"}
        super().__init__(**({"widget": forms.TextInput(attrs=attrs), "max_length": 400, "required": False} | kwargs))

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        official, error = self.officials.find(typed) if self.officials else (None, "Hãy chọn xã trước.")
        if error:
            raise ValidationError(error)
        return official

    def prepare_value(self, value):
        return self.officials.label_of(value) if isinstance(value, int) and self.officials else value


class SpeechForm(forms.Form):
    name = LineField(label="Họ và tên", max_length=100, required=False)
    title = LineField(label="Chức vụ, đơn vị", max_length=200, required=False)
    topic = LineField(label="Nội dung phát biểu", max_length=300, required=False)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and "name" not in self.errors and (cleaned.get("title") or cleaned.get("topic")):
            self.add_error("name", "Hãy ghi họ và tên người phát biểu.")
        return cleaned


Speeches = forms.formset_factory(
    SpeechForm, extra=BLANK_ROWS, max_num=MOST_SPEECHES, absolute_max=MOST_SPEECHES + 10, validate_max=True
)


class LaunchForm(OfCommune):
    """A conference with those who spoke, on one page."""

    held_on = DateField(label="Ngày tổ chức")
    starts_at = ClockField(label="Bắt đầu lúc", help_text="Để trống nếu không rõ.")
    ends_at = ClockField(label="Kết thúc lúc", help_text="Để trống nếu không rõ.")
    chair = OfficialField(label="Chủ trì", help_text="Gõ tên rồi chọn; là người ký biên bản.")
    secretary = OfficialField(label="Thư ký", help_text="Người ghi biên bản.")

    class Meta:
        model = Launch
        fields = [
            "commune", "title", "decision", "held_on", "part_of_day", "starts_at", "ends_at", "place", "chair",
            "secretary", "body", "minutes_symbol", "published",
        ]  # fmt: skip
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, user=user, **kwargs)
        self.user, launch = user, self.instance
        field = self.fields["decision"]
        field.queryset, field.empty_label = issued_for(user, self.commune), "Chưa chọn"
        field.label_from_instance = label_of
        field.help_text = "Chỉ chọn được quyết định đã ban hành. Chỉ tiêu được công bố lấy từ quyết định này."
        self.officials = Officials(user, self.commune) if self.commune else None
        self.fields["chair"].officials = self.fields["secretary"].officials = self.officials
        if launch.pk is None:
            self.initial["published"] = False
        initial = list(launch.speeches.values("name", "title", "topic")) if launch.pk else []
        self.speeches = Speeches(data, prefix="speeches", initial=initial)

    def clean(self):
        cleaned = super().clean()
        commune, decision = cleaned.get("commune"), cleaned.get("decision")
        if commune and decision and decision.commune_id not in commune.lineage:
            self.add_error("decision", f"Quyết định này không phải của {commune.label}.")
        if cleaned.get("ends_at") and not cleaned.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", "Hãy ghi cả giờ bắt đầu.")
        return cleaned

    def is_valid(self):
        return super().is_valid() & self.speeches.is_valid()

    def save(self):
        said = [tuple(form.cleaned_data.get(name, "") for name in SpeechForm.base_fields) for form in self.speeches]
        return save_launch(self.instance, speeches=[speech for speech in said if speech[0]], by=self.user)
