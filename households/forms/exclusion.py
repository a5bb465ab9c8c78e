from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from config.forms import DateField, ManyField
from config.validators import refuse_id_number
from config.vietnamese import capitalise_first
from households.actions import exclusion as actions
from households.forms.filters import offer_villages
from households.models import Exclusion, Skill, Trait
from villages.models import Village

Reason, Verdict = Exclusion.Reason, Exclusion.Verdict
WHOLE_HOUSEHOLD = "ho"
LONGEST = 500
VIEWS = [("", "Chờ trả lời"), ("dang-mien", "Đang miễn"), ("da-het", "Không miễn, đã hết")]


def prose(label, *, rows=2, **kwargs):
    messages = {"max_length": f"Viết ngắn hơn {LONGEST} chữ.", "required": "Hãy ghi lý do."}
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=messages,
        **kwargs,
    )


class AskForm(forms.Form):
    """For whom of a household the commune is asked for an exclusion, why, and from what."""

    who = forms.ChoiceField(
        label="Miễn tính cho ai",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Hãy chọn cả hộ hoặc một người trong hộ."),
    )
    reason = forms.ChoiceField(
        label="Lý do",
        choices=[(reason, capitalise_first(reason.label)) for reason in Reason],
        widget=forms.RadioSelect,
        help_text="“Không còn ở đây” không miễn gì: đó là lời báo để ghi chuyển đi trong sổ hộ.",
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Hãy chọn một lý do."),
    )
    note = prose("Nói rõ thêm", required=False, help_text="Ví dụ: “Làm công nhân ở Hải Phòng, Tết mới về”.")
    last_day = DateField(label="Miễn đến hết ngày", required=False, help_text="Để trống: miễn cho tới khi xã cho thôi.")
    subjects = forms.MultipleChoiceField(
        label="Chỉ miễn ở những nội dung này",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn gì: mọi chỉ tiêu; riêng lý do không có điện thoại: mọi nội dung hướng dẫn, vẫn tính ở "
        "chỉ tiêu có điện thoại thông minh và các đặc điểm khác.",
        error_messages={"invalid_choice": "Có nội dung không còn dùng. Hãy mở lại trang này."},
    )

    def __init__(self, data=None, *, household, user, initial=None):
        super().__init__(data, initial=initial)
        self.household, self.user = household, user
        self.people = {str(person.pk): person for person in household.residents.present().named()}
        everyone = f"Cả hộ ({len(self.people)} người)"
        self.fields["who"].choices = [
            (WHOLE_HOUSEHOLD, everyone),
            *((pk, _named(one)) for pk, one in self.people.items()),
        ]
        commune = household.village.commune_id
        self.skills = {f"s{skill.pk}": skill for skill in Skill.objects.of_commune(commune)}
        self.traits = {f"t{trait.pk}": trait for trait in Trait.objects.of_commune(commune)}
        self.fields["subjects"].choices = [(key, row.name) for key, row in (self.skills | self.traits).items()]

    @property
    def more(self):
        """Whether what is folded away was filled in, or has to be mended."""
        return any(self[name].value() or self[name].errors for name in ("subjects", "last_day"))

    def save(self):
        """The exclusion asked for, or None where the form says why not."""
        said = self.cleaned_data
        subjects, last_day = said["subjects"], said["last_day"]
        try:
            return actions.ask(
                self.household,
                resident=self.people.get(said["who"]),
                reason=said["reason"],
                note=said["note"],
                skills=[self.skills[key] for key in subjects if key in self.skills],
                traits=[self.traits[key] for key in subjects if key in self.traits],
                ends_on=last_day and last_day + timedelta(days=1),
                by=self.user,
            )
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name, messages)
            return None


def _named(person):
    return f"{person.full_name}, sinh {person.birth_year}" if person.birth_year else person.full_name


class DecideForm(forms.Form):
    """The button that was pressed says what is decided about all that are ticked; whoever refuses says why."""

    exclusions = ManyField(
        Exclusion.objects.none(),
        label="Đề nghị",
        error_messages={
            "required": "Hãy đánh dấu ít nhất một đề nghị.",
            **dict.fromkeys(
                ["invalid_choice", "invalid_list", "invalid_pk_value"],
                "Có đề nghị không còn chờ bạn trả lời; hãy tải lại trang.",
            ),
        },
    )
    answer = prose("Lý do", required=False, help_text="Không đồng ý thì phải ghi lý do; người đề nghị đọc được.")
    last_day = DateField(
        label="Miễn đến hết ngày", required=False, help_text="Để trống: đến ngày người đề nghị đã ghi, nếu có."
    )
    verdict = forms.ChoiceField(
        choices=[(verdict, verdict.label) for verdict in (Verdict.GRANTED, Verdict.REFUSED)],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Hãy bấm Đồng ý hoặc Không đồng ý."),
    )

    def __init__(self, data=None, *, decidable):
        super().__init__(data)
        self.fields["exclusions"].queryset = decidable.select_related("household", "resident__household")

    @property
    def ticked(self):
        """Ids, as the form was sent."""
        return set(self.data.getlist("exclusions")) if self.is_bound else set()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == Verdict.REFUSED and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Hãy ghi vì sao không đồng ý.")
        gone = [row for row in cleaned.get("exclusions", ()) if row.is_gone]
        if cleaned.get("verdict") == Verdict.GRANTED and gone:
            self.add_error(
                "exclusions", f"{capitalise_first(gone[0].who)} không còn ở đây: hãy ghi chuyển đi, không miễn tính."
            )
        return cleaned

    def save(self, by):
        """What was done, in words; None where the form says why not."""
        said = self.cleaned_data
        rows = list(said["exclusions"])
        if said["verdict"] == Verdict.REFUSED:
            return f"Đã trả lời không đồng ý {len(actions.refuse(rows, answer=said['answer'], by=by))} đề nghị."
        ends_on = said["last_day"] and said["last_day"] + timedelta(days=1)
        try:
            granted = actions.grant(rows, answer=said["answer"], ends_on=ends_on, by=by)
        except ValidationError as error:
            self.add_error("last_day", error)
            return None
        return f"Đã đồng ý {len(granted)} đề nghị: miễn tính từ hôm nay."


class EndForm(forms.Form):
    reason = prose("Vì sao thôi miễn")

    def __init__(self, data=None, *, exclusion):
        super().__init__(data)
        self.exclusion = exclusion

    def save(self, by):
        actions.end(self.exclusion, reason=self.cleaned_data["reason"], by=by)
        return "Đã thôi miễn tính từ hôm nay."


class WithdrawForm(forms.Form):
    """Nothing but its button."""

    def __init__(self, data=None, *, exclusion):
        super().__init__(data)
        self.exclusion = exclusion

    def save(self, by):
        actions.withdraw(self.exclusion, by=by)
        return "Đã rút lại đề nghị."


class ExclusionFilter(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    thon = forms.ModelChoiceField(Village.objects.none(), label="Thôn", required=False, empty_label="Mọi thôn")
    xem = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, user):
        super().__init__(data)
        offer_villages(self, user)
        self.is_valid()
        self.view = self.cleaned_data.get("xem", "")

    def views(self):
        """[(value, label, whether it is the one shown)]"""
        return [(value, label, value == self.view) for value, label in VIEWS]

    @property
    def by_default(self):
        """[what is shown where nothing else is asked for]"""
        return [] if self.view else [dict(VIEWS)[""].lower()]

    def narrow(self, exclusions):
        if village := self.cleaned_data.get("thon"):
            exclusions = exclusions.of_village(village)
        if self.view == "dang-mien":
            return exclusions.running()
        if self.view == "da-het":
            return exclusions.over()
        return exclusions.waiting().order_by("asked_at", "pk")
