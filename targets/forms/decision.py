import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from config.forms import DateField
from config.vietnamese import tidy
from teams.actions import draft, save_draft, texts_of
from teams.models import Decision, LegalBasis, Team
from teams.wording import propose_subject
from villages.forms.official import Unjudged
from villages.forms.place import OfCommune
from villages.models import Commune, Village

MOST_ARTICLES = 50


class DecisionForm(Unjudged, OfCommune):
    """A draft of the kind that its instance has: its own fields, its bases in order and, once it exists, its
    articles."""

    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Phần sau chữ “Về việc”.",
    )
    effective_on = DateField(label="Ngày có hiệu lực", required=False, help_text="Để trống: có hiệu lực từ ngày ký.")
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="Thành lập tổ ở",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một thôn."},
    )

    class Meta:
        model = Decision
        fields = ["commune", "subject", "authority", "effective_on", "proposer", "recipients"]
        widgets = {
            "authority": forms.RadioSelect,
            "recipients": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, user=user, **kwargs)
        self.user, decision = user, self.instance
        self.growing = decision.pk is not None and data is not None and "rows" in data
        if self.commune and not decision.pk:
            self.initial["subject"] = propose_subject(decision.kind, self.commune)
        if decision.kind == Decision.Kind.FOUND:
            self.fields["villages"].queryset = self._villages()
            if decision.pk:
                self.initial["villages"] = list(decision.founded_teams.values_list("village", flat=True))
        else:
            del self.fields["villages"]
        self.order_fields(["commune", "subject", "villages"])
        self.bases = OrderedBases(data, decision=decision, user=user, commune=self.commune)
        self.articles = Articles(data, decision=decision) if decision.pk else None

    def _villages(self):
        """Those without a team, and those this draft founds one in."""
        teams = Team.objects.filter(village=OuterRef("pk"), ends_on=None)
        taken = Exists(teams.exclude(starts_on=None))
        villages = Village.objects.editable_by(self.user).in_force().filter(~taken)
        return villages.filter(commune=self.commune) if self.commune else villages

    def clean_subject(self):
        subject = " ".join(tidy(self.cleaned_data["subject"]).split())
        subject = re.sub(r"^(về việc|v/v)\s+", "", subject, flags=re.IGNORECASE).rstrip(" .")
        if not subject:
            raise ValidationError("Hãy ghi trích yếu.")
        return subject

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if day and day < timezone.localdate():
            raise ValidationError("Ngày này đã qua; hãy ghi từ hôm nay trở đi, hoặc để trống.")
        return day

    def clean(self):
        cleaned = super().clean()
        commune = cleaned.get("commune")
        chosen = [*cleaned.get("villages", []), *(basis for basis in self.bases.chosen() if basis.commune_id)]
        if commune and any(row.commune_id != commune.pk for row in chosen):
            self.add_error(None, f"Có thôn hoặc căn cứ không thuộc {commune.label}.")
        return cleaned

    def is_valid(self):
        if self.growing:
            self.articles.regroup(self.data["rows"])
            return False
        return all([super().is_valid(), self.bases.is_valid(), self.articles is None or self.articles.is_valid()])

    def save_if_current(self):
        try:
            return super().save_if_current()
        except ValidationError as refusal:  # submitted meanwhile: no longer a draft
            self.add_error(None, refusal)
            return None

    def save(self):
        lines = {"bases": self.bases.chosen(), "villages": self.cleaned_data.get("villages", []), "by": self.user}
        if self.instance.pk is None:
            return draft(self.instance, **lines)
        articles = None if "propose" in self.data else self.articles.texts()
        return save_draft(self.instance, articles=articles, **lines)

    def _show_both(self, stored):
        super()._show_both(stored)
        self.bases.show_both(stored)
        for extra in self.articles.show_both(stored):
            self.add_error(None, extra)


@dataclass
class BasisRow:
    basis: LegalBasis
    order: str  # as typed; empty: not used
    stored: int | None
    error: str = ""

    @property
    def name(self):
        return f"basis-{self.basis.pk}"

    @property
    def number(self):
        return int(self.order) if re.fullmatch(r"[1-9]\d?", self.order, re.ASCII) else None


class OrderedBases:
    """Every basis the commune may cite, those of the decision first, each with its place among them. Where two
    have the same place, the one that was just put there comes first."""

    def __init__(self, data, *, decision, user, commune):
        used = self._stored(decision)
        offered = LegalBasis.objects.visible_to(user)
        if commune:
            offered = offered.filter(Q(commune=None) | Q(commune=commune))
        ordered = sorted(offered, key=lambda basis: used.get(basis.pk, len(used) + 1))
        typed = {} if data is None else data
        self.rows = [self._row(basis, used.get(basis.pk), typed, bound=data is not None) for basis in ordered]
        known = {row.name for row in self.rows}
        foreign = [name for name in typed if name.startswith("basis-") and name not in known and typed[name].strip()]
        self.error = "Có căn cứ đã bị xóa hoặc không thuộc xã này." if foreign else ""

    @staticmethod
    def _stored(decision):
        return dict(decision.bases.values_list("basis", "order")) if decision.pk else {}

    @staticmethod
    def _row(basis, stored, typed, *, bound):
        order = typed.get(f"basis-{basis.pk}", "").strip() if bound else str(stored or "")
        return BasisRow(basis, order, stored)

    def is_valid(self):
        for row in self.rows:
            if row.order and row.number is None:
                row.error = "Thứ tự là một số từ 1 đến 99."
        return not self.error and not any(row.error for row in self.rows)

    def chosen(self):
        rows = [row for row in self.rows if row.number]
        return [row.basis for row in sorted(rows, key=lambda row: (row.number, row.number == row.stored))]

    def show_both(self, decision):
        stored = self._stored(decision)
        for row in self.rows:
            row.stored = stored.get(row.basis.pk)
            if row.number != row.stored:
                row.error = f"Đang lưu: {row.stored or 'không dùng'}."


@dataclass
class ArticleRow:
    text: str
    error: str = ""


class Articles:
    """The articles, one text each; an empty one is left out. Without JavaScript a row is put in or taken out by
    sending the form: nothing is saved then."""

    def __init__(self, data, *, decision):
        texts = texts_of(decision) if data is None else data.getlist("article")
        self.rows = [ArticleRow(text) for text in texts]

    def regroup(self, what):
        """`what`: 'them', 'chen-2' (a row after the second) or 'bo-2' (without the second)."""
        action, _, number = what.partition("-")
        place = int(number) if re.fullmatch(r"\d{1,3}", number, re.ASCII) else len(self.rows)
        if action == "bo":
            del self.rows[place - 1 : place]
        elif len(self.rows) < MOST_ARTICLES:
            self.rows.insert(place, ArticleRow(""))

    def is_valid(self):
        for row in self.rows:
            if len(row.text) > 10_000:
                row.error = f"Điều này dài {len(row.text)} ký tự; nhiều nhất là 10.000."
        if len(self.rows) > MOST_ARTICLES:
            self.rows[MOST_ARTICLES].error = f"Nhiều nhất là {MOST_ARTICLES} điều."
        return not any(row.error for row in self.rows)

    def texts(self):
        """As they are kept: without the 'Điều n.' that the document puts before each."""
        texts = [re.sub(r"^điều\s+\d+\s*[.:]\s*", "", tidy(row.text), flags=re.IGNORECASE) for row in self.rows]
        return [text for text in texts if text]

    def show_both(self, decision):
        """Puts beside each row what now stands in the database; returns the articles that have no row here."""
        stored = texts_of(decision)
        for number, row in enumerate(self.rows):
            now = stored[number] if number < len(stored) else "không có điều này"
            if tidy(row.text) != now:
                row.error = f"Đang lưu: {now}"
        return [f"Đang lưu thêm: {text}" for text in stored[len(self.rows) :]]


class DecisionFilter(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái", choices=[("", "Mọi trạng thái"), *Decision.State.choices], required=False
    )
    nam = forms.TypedChoiceField(label="Năm", coerce=int, required=False)

    def __init__(self, data, *, decisions, user):
        super().__init__(data)
        years = {day.year for day in decisions.dates("issued_on", "year") if day}
        if Commune.objects.overseen_by(user).exists():
            years |= {moment.year for moment in decisions.filter(issued_on=None).datetimes("created_at", "year")}
        else:
            del self.fields["trang_thai"]
        self.fields["nam"].choices = [("", "Mọi năm"), *((year, year) for year in sorted(years, reverse=True))]

    def narrow(self, decisions):
        self.is_valid()
        if state := self.cleaned_data.get("trang_thai"):
            decisions = decisions.filter(state=state)
        if year := self.cleaned_data.get("nam"):
            decisions = decisions.of_year(year)
        return decisions.latest_first()


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
