import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from config.forms import DateField, ManyField
from config.vietnamese import tidy
from targets.forms.articles import Articles
from targets.forms.bases import OrderedBases
from teams.actions import draft, save_draft
from teams.models import Decision, LegalBasis, Team
from teams.wording import filled_subject, propose_subject
from villages.forms.official import Unjudged
from villages.forms.place import OfCommune, let_choose
from villages.models import Commune, Village


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
    villages = ManyField(
        Village.objects.none(),
        label="Thành lập tổ ở",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một thôn."},
    )

    affected = forms.ModelChoiceField(
        Decision.objects.none(),
        empty_label="Chọn quyết định đã ban hành",
        error_messages={"invalid_choice": "Hãy chọn một quyết định đã ban hành, còn hiệu lực của xã."},
    )
    note = forms.CharField(
        label="Nội dung đính chính",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: tại Phụ lục I, số thứ tự 3, đã in là “…”, nay đọc là “…”.",
    )
    dissolved = ManyField(
        Team.objects.none(),
        label="Giải thể",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một tổ."},
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
            if not let_choose(self.fields["villages"], self._villages()):
                self.fields["villages"].help_text = self._why_no_village()
            if decision.pk:
                self.initial["villages"] = list(decision.founded_teams.values_list("village", flat=True))
        else:
            del self.fields["villages"]
        self._offer_relation(decision)
        self._offer_teams(decision)
        self.order_fields(["commune", "affected", "subject", "note", "villages", "dissolved"])
        self.bases = OrderedBases(data, decision=decision, user=user, commune=self.commune)
        self.articles = Articles(data, decision=decision) if decision.pk else None

    def _offer_relation(self, decision):
        """Which issued decision it speaks of; of a correction also what is corrected."""
        self.former = None
        if not decision.affects_another:
            del self.fields["affected"], self.fields["note"]
            return
        field = self.fields["affected"]
        line = decision.relations.select_related("affected").first() if decision.pk else None
        field.queryset = _choosable(self.user, self.commune, line, amended=decision.amends_targets)
        if decision.amends_targets:
            field.help_text = "Chọn quyết định gốc; các mức đã sửa đổi trước đây cũng nằm ở đó."
        field.label = AFFECTED[decision.kind]
        field.label_from_instance = lambda one: f"{one.symbol} ngày {one.issued_on:%d/%m/%Y}: {one.subject}"
        if line:
            self.former = line.affected
            self.initial |= {"affected": line.affected_id, "note": line.note}
        if decision.kind != Decision.Kind.CORRECT:
            del self.fields["note"]

    def _offer_teams(self, decision):
        if decision.kind != Decision.Kind.DISSOLVE:
            del self.fields["dissolved"]
            return
        teams = Team.objects.draftable_by(self.user).filter(ends_on=None)
        field = self.fields["dissolved"]
        field.queryset = teams.filter(commune=self.commune) if self.commune else teams
        if not field.queryset.exists():
            field.help_text = format_html(
                'Xã chưa có tổ nào đang hoạt động. Tổ được lập bằng <a href="{}">quyết định thành lập</a>.',
                f"{reverse('decision-create')}?loai={Decision.Kind.FOUND}",
            )
        if decision.pk:
            self.initial["dissolved"] = list(decision.dissolutions.values_list("team", flat=True))

    def _villages(self):
        """Those without a team, and those this draft founds one in."""
        teams = Team.objects.filter(village=OuterRef("pk"), ends_on=None)
        taken = Exists(teams.exclude(starts_on=None))
        villages = Village.objects.editable_by(self.user).in_force().filter(~taken)
        return villages.filter(commune=self.commune) if self.commune else villages

    def _why_no_village(self):
        if Village.objects.editable_by(self.user).in_force().exists():
            return format_html(
                'Mọi thôn đã có tổ. Thay đổi người trong tổ thì soạn <a href="{}">quyết định kiện toàn</a>.',
                f"{reverse('decision-create')}?loai={Decision.Kind.REFORM}",
            )
        return format_html(
            'Xã chưa có thôn nào: hãy <a href="{}">thêm thôn</a> hoặc <a href="{}">nhập từ Excel</a> trước.',
            *(reverse("village-create"), reverse("import-list")),
        )

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

    def clean_note(self):
        note = tidy(self.cleaned_data["note"])
        if not note:
            raise ValidationError("Hãy ghi nội dung đính chính.")
        return note

    def clean(self):
        cleaned = super().clean()
        commune = cleaned.get("commune")
        affected, effective_on = cleaned.get("affected"), cleaned.get("effective_on")
        foreign = affected and commune and affected.commune_id not in commune.lineage
        if foreign and not self.instance.amends_targets:
            self.add_error("affected", f"Quyết định này không phải của {commune.label}.")
        if affected and (effective_on or timezone.localdate()) < affected.effective_on:
            self.add_error(
                "effective_on",
                f"Quyết định số {affected.symbol} có hiệu lực từ {affected.effective_on:%d/%m/%Y}; hãy ghi ngày từ đó "
                "trở đi.",
            )
        chosen = [*cleaned.get("villages", []), *(basis for basis in self.bases.chosen() if basis.commune_id)]
        chosen += cleaned.get("dissolved", [])
        if commune and any(row.commune_id not in commune.lineage for row in chosen):
            self.add_error(None, f"Có thôn, tổ hoặc căn cứ không thuộc {commune.label}.")
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
        given, affected = self.cleaned_data, self.cleaned_data.get("affected")
        lines = {name: given.get(name, ()) for name in ("villages", "dissolved")}
        lines |= {"bases": self.bases.chosen(), "affected": affected, "note": given.get("note", ""), "by": self.user}
        if affected:
            self.instance.subject = self._subject_for(affected)
        if self.instance.pk is None:
            if affected and not lines["bases"]:  # it mostly rests on the same
                known = LegalBasis.objects.visible_to(self.user).filter(decisions__decision=affected)
                here = Q(commune=None) | Q(commune__in=self.instance.commune.lineage)
                lines["bases"] = list(known.filter(here).order_by("decisions__order"))
            return draft(self.instance, **lines)
        articles = None if "propose" in self.data else self.articles.texts()
        return save_draft(self.instance, articles=articles, **lines)

    def _subject_for(self, affected):
        """As typed; one that nobody has reworded names the decision that is chosen now."""
        decision, former = self.instance, self.former
        proposed = propose_subject(decision.kind, decision.commune)
        if former and decision.subject == filled_subject(proposed, former):
            return filled_subject(proposed, affected)
        return filled_subject(decision.subject, affected)

    def _show_both(self, stored):
        super()._show_both(stored)
        self.bases.show_both(stored)
        for extra in self.articles.show_both(stored):
            self.add_error(None, extra)


AFFECTED = {
    Decision.Kind.AMEND: "Sửa đổi, bổ sung quyết định",
    Decision.Kind.REPLACE: "Thay thế quyết định",
    Decision.Kind.REPEAL: "Bãi bỏ quyết định",
    Decision.Kind.RECALL: "Thu hồi quyết định",
    Decision.Kind.CORRECT: "Đính chính quyết định",
}


def _choosable(user, commune, line, *, amended):
    """Issued decisions still in force, and the one that the draft names already. What amended another is not `amended`
    itself: the first one is, with all that was amended of it."""
    decisions = Decision.objects.amendable_by(user)
    if amended:
        decisions = Decision.objects.adjustable_by(user).exclude(kind=Decision.Kind.AMEND)
        if line:
            decisions |= Decision.objects.visible_to(user).filter(pk=line.affected_id)
        return (decisions.known_in(commune.lineage) if commune else decisions).latest_first()
    if line:
        decisions |= Decision.objects.handled_by(user).filter(pk=line.affected_id)
    return (decisions.filter(commune__in=commune.lineage) if commune else decisions).latest_first()


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
