import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.forms import DateField, SinceRead
from config.vietnamese import document_number, tidy_line
from teams.actions import enter_paper, next_number, numbering_of
from teams.document_types import DECISION, LETTERS
from teams.models import Numbering, RegisterEntry
from villages.forms.place import OfCommune, not_in_future

WHOLE_NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
NOT_WHOLE = {"invalid": "Hãy ghi một số nguyên, ví dụ 15."}


class HandlingForm(SinceRead):
    """The columns that the văn thư fills while a document goes out; all that a decision's line leaves open."""

    copies = forms.IntegerField(
        label="Số lượng bản",
        min_value=1,
        max_value=9999,
        required=False,
        widget=WHOLE_NUMBER,
        error_messages=NOT_WHOLE,
    )
    sent_on = DateField(label="Ngày chuyển", required=False)

    class Meta:
        model = RegisterEntry
        fields = ["kept_by", "copies", "sent_on", "received_by", "note"]
        help_texts = {
            "kept_by": "Ví dụ: VT, hồ sơ công việc.",
            "received_by": "Tên người ký nhận; bản giấy ký vào bản in của sổ.",
        }

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["commune", "document_type", "number", "notation", *self._meta.fields])

    def clean(self):
        cleaned = super().clean()
        sent_on, issued_on = cleaned.get("sent_on"), cleaned.get("issued_on") or self.instance.issued_on
        if sent_on and sent_on > timezone.localdate():
            self.add_error("sent_on", "Ngày này không thể ở tương lai.")
        elif sent_on and issued_on and sent_on < issued_on:
            self.add_error("sent_on", f"Ngày chuyển không thể trước ngày của văn bản {issued_on:%d/%m/%Y}.")
        return cleaned


class PaperForm(OfCommune, HandlingForm):
    """A document that lives on paper only."""

    document_type = forms.ChoiceField(label="Tên loại văn bản")
    number = forms.IntegerField(
        label="Số",
        min_value=1,
        max_value=99_999,
        required=False,
        widget=WHOLE_NUMBER,
        error_messages=NOT_WHOLE,
    )
    notation = forms.CharField(
        label="Ký hiệu",
        max_length=24,
        required=False,
        help_text="Phần sau dấu “/”, ví dụ KH-UBND, công văn UBND-VX. Để trống: theo tên loại.",
    )
    issued_on = DateField(label="Ngày của văn bản")
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Như trên văn bản, ví dụ: Về việc chuyển đổi số năm 2026.",
    )
    recipients = forms.CharField(
        label="Nơi nhận",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi nơi nhận một dòng.",
    )

    class Meta(HandlingForm.Meta):
        fields = [
            *["commune", "document_type", "number", "issued_on", "subject", "signer", "recipients"],
            *HandlingForm.Meta.fields,
        ]

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, user=user, **kwargs)
        self.user, stored = user, self.instance
        names = list(LETTERS) if stored.document_type in {"", *LETTERS} else [*LETTERS, stored.document_type]
        self.fields["document_type"].choices = [("", "Chọn tên loại"), *((name, name) for name in names)]
        if stored.pk:
            self.initial["notation"] = stored.symbol.partition("/")[2]
        else:
            self.fields["number"].help_text = f"Để trống: lấy số tiếp theo trong sổ{self._now()}."

    def _now(self):
        """The number proposed, where the type does not matter and the commune is known."""
        commune = self.commune
        if not commune or numbering_of(commune).series == Numbering.Series.BY_TYPE:
            return ""
        year = timezone.localdate().year
        return f", năm {year} nay là {document_number(next_number(commune, year))}"

    def clean_number(self):
        number = self.cleaned_data["number"]
        if number is None and self.instance.pk:
            raise ValidationError("Hãy ghi số của văn bản.")
        return number

    def clean_notation(self):
        """Also what is left of a whole symbol: 'KH-UBND' of '12/KH-UBND'."""
        notation = tidy_line(self.cleaned_data["notation"]).replace(" ", "")
        number, _, rest = notation.partition("/")
        if rest and number.isdecimal() and int(number) == self.cleaned_data.get("number"):
            notation = rest
        if notation and not re.fullmatch(r"[\w.&-]+(/[\w.&-]+)*", notation):
            raise ValidationError("Ký hiệu chỉ gồm chữ, số và dấu nối, ví dụ KH-UBND.")
        return notation

    def clean_issued_on(self):
        return not_in_future(self.cleaned_data["issued_on"])

    def clean_subject(self):
        subject = tidy_line(self.cleaned_data["subject"])
        if not subject:
            raise ValidationError("Hãy ghi trích yếu.")
        return subject

    def clean(self):
        cleaned = super().clean()
        commune, day = cleaned.get("commune"), cleaned.get("issued_on")
        if commune and day and day < commune.valid_from:
            self.add_error("issued_on", f"{commune} có từ ngày {commune.valid_from:%d/%m/%Y}.")
        elif commune and day and commune.valid_to and day >= commune.valid_to:
            self.add_error("issued_on", f"{commune} không còn từ ngày {commune.valid_to:%d/%m/%Y}.")
        return cleaned

    def save_if_current(self):
        try:
            return super().save_if_current()
        except ValidationError as refusal:
            for name, messages in refusal.error_dict.items():
                self.add_error(name, messages)
            return None

    def save(self):
        return enter_paper(self.instance, notation=self.cleaned_data["notation"], by=self.user)


class NumberingForm(SinceRead):
    """How a commune numbers; the first number counts in the year it is stated."""

    first_number = forms.IntegerField(
        label="Số đầu tiên cổng tự cấp trong năm nay",
        min_value=1,
        max_value=99_999,
        required=False,
        widget=WHOLE_NUMBER,
        error_messages=NOT_WHOLE,
        help_text="Chỉ dùng khi cổng tự cấp số. Sang năm, mọi dãy số bắt đầu lại từ 01.",
    )

    class Meta:
        model = Numbering
        fields = ["series", "given", "first_number"]
        widgets = {"series": forms.RadioSelect, "given": forms.RadioSelect}

    def __init__(self, data=None, *, commune, **kwargs):
        super().__init__(data, **kwargs)
        self.commune, self.year = commune, timezone.localdate().year
        self.initial["first_number"] = next_number(commune, self.year)

    def clean(self):
        cleaned = super().clean()
        first = cleaned.get("first_number")
        by_type = cleaned.get("series") == Numbering.Series.BY_TYPE
        last = RegisterEntry.objects.last_number(self.commune, self.year, DECISION if by_type else None)
        if first is None and "first_number" not in self.errors:
            cleaned["first_number"] = last + 1
        elif first is not None and first <= last and cleaned.get("given") == Numbering.Given.AT_SIGNING:
            self.add_error("first_number", f"Sổ năm {self.year} đã có đến số {last}; hãy ghi số lớn hơn.")
        return cleaned

    def save(self):
        self.instance.commune, self.instance.first_year = self.commune, self.year
        self.instance.save()
        return self.instance


class RegisterFilter(forms.Form):
    """The register of one commune and year; what is not understood narrows nothing."""

    xa = forms.ChoiceField(label="Xã", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    loai = forms.ChoiceField(label="Tên loại", required=False)
    q = forms.CharField(label="Tìm số, trích yếu", required=False, max_length=100)

    def __init__(self, data, *, communes, entries):
        """`communes`: [Commune], not empty, whose lines `entries` are."""
        self.commune = _chosen(data.get("xa"), {str(commune.pk): commune for commune in communes})
        self.entries = entries.filter(commune=self.commune)
        years = set(self.entries.order_by().values_list("year", flat=True).distinct()) or {timezone.localdate().year}
        self.year = _chosen(data.get("nam"), {str(year): year for year in sorted(years, reverse=True)})
        names = self.entries.order_by("document_type").values_list("document_type", flat=True).distinct()
        shown = {"xa": self.commune.pk, "nam": self.year, "loai": data.get("loai"), "q": data.get("q")}
        super().__init__(shown)
        self.fields["q"].widget.input_type = "search"
        self.fields["nam"].choices = [(year, year) for year in sorted(years, reverse=True)]
        self.fields["loai"].choices = [("", "Mọi loại"), *((name, name) for name in names)]
        self.fields["xa"].choices = [(commune.pk, _named(commune)) for commune in communes]
        if len(communes) == 1:
            del self.fields["xa"]

    def narrow(self):
        """The lines asked for."""
        self.is_valid()
        entries = self.entries.filter(year=self.year)
        if document_type := self.cleaned_data.get("loai"):
            entries = entries.filter(document_type=document_type)
        return entries.matching(self.cleaned_data.get("q", ""))

    @property
    def typed(self):
        return self.cleaned_data.get("q", "")


def _named(commune):
    """Told apart from the one of the same name that it became."""
    return f"{commune} (đến trước {commune.valid_to:%d/%m/%Y})" if commune.valid_to else str(commune)


def _chosen(key, options):
    """The option of that key, or the first."""
    return options.get(key) or next(iter(options.values()))
