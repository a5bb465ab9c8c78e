import re
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from config.forms import DateField
from config.validators import refuse_id_number
from config.vietnamese import tidy
from households.actions.content import VisitContent
from households.forms.questions import LEVEL_OPTIONS, YES_NO, person_row, question_of, spoken
from households.models import Ability, Skill, Trait, Visit
from households.notice import CURRENT, VERSIONS
from teams.models import Membership

NUMBER = r"(\d{1,18})"
WEEKDAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]
EARLIEST_YEAR = 2000


class VisitForm(forms.Form):
    """A visit to a household, or a group lesson for `people` of a village. What a person may say about whom is
    judged by log_visit; here the answers are only read, so that a repeated form reads the same for ever."""

    uuid = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "Biểu mẫu gửi lên bị hỏng. Hãy mở biểu mẫu mới."),
    )
    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=spoken(Visit.Outcome.choices),
        widget=forms.RadioSelect,
        required=False,
        help_text="Hướng dẫn ai thì chỉ cần chọn mức ở dưới: cổng tự ghi là “Đã hướng dẫn”.",
    )
    place = forms.ChoiceField(
        label="Nơi gặp", choices=spoken(Visit.Place.choices), widget=forms.RadioSelect, initial=Visit.Place.HOME
    )
    companions = forms.MultipleChoiceField(label="Người đi cùng", required=False, widget=forms.CheckboxSelectMultiple)
    promise = forms.ChoiceField(label="Hẹn lại", required=False, widget=forms.RadioSelect)
    promised_on = DateField(label="Hoặc hẹn ngày khác", required=False)
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=1000,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chỉ ghi điều cần cho việc hướng dẫn; không ghi mật khẩu, số giấy tờ.",
    )
    visited_at = forms.DateTimeField(
        label="Thăm lúc khác (để trống: vừa xong)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Ngày giờ chưa đúng, ví dụ 07/06/2022 14:00."},
    )

    notice = forms.TypedChoiceField(
        choices=[(version, version) for version in VERSIONS],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Bản thông báo này không có; hãy mở lại trang này."},
    )

    household = None  # set before the form of a household is shown
    opened = ""  # id of the person to begin with

    def __init__(self, data=None, *, user, household_pk=None, village=None, people=()):
        super().__init__(data, initial={"uuid": uuid4()})
        self.user, self.household_pk, self._village, self._people = user, household_pk, village, people
        today = timezone.localdate()
        self.fields["promise"].choices = promise_choices(today, data)
        self.fields["companions"].choices = self._companion_choices
        if household_pk is None:
            self.fields["outcome"].choices = [
                choice
                for choice in spoken(Visit.Outcome.choices)
                if choice[0] in (Visit.Outcome.GUIDED, Visit.Outcome.ABLE)
            ]
            self.fields["outcome"].initial, self.fields["outcome"].help_text = Visit.Outcome.GUIDED, ""
            self.fields["place"].initial = Visit.Place.HALL
            del self.fields["promise"], self.fields["promised_on"], self.fields["notice"]

    # Only a form that is shown needs these; one that is stored at once does without.
    @property
    def village(self):
        return self.household.village if self.household else self._village

    @cached_property
    def notice_due(self):
        """The version of the notice on personal data to be read aloud; 0: the household has heard it."""
        heard = self.household.notices.counting().filter(version=CURRENT).exists()
        return 0 if heard and not self["notice"].errors else CURRENT

    @cached_property
    def people(self):
        return list(self.household.residents.present().named() if self.household else self._people)

    @cached_property
    def skills(self):
        return list(Skill.objects.of_commune(self.village.commune_id))

    @cached_property
    def traits(self):
        return list(Trait.objects.of_commune(self.village.commune_id))

    def _companion_choices(self):
        return self._sent_companions() if self.village is None else self._colleagues

    def _sent_companions(self):
        return [(pk, pk) for pk in self.data.getlist("companions")] if self.is_bound else []

    @cached_property
    def _colleagues(self):
        acting = Membership.objects.acting_for(self.user, self.village, timezone.now())
        membership = acting.order_by("starts_on").first()
        if membership is None:
            return self._sent_companions()
        colleagues = Membership.objects.in_force().filter(team=membership.team_id).exclude(pk=membership.pk)
        return [(str(colleague.pk), str(colleague.official)) for colleague in colleagues.select_related("official")]

    def clean_companions(self):
        return tuple(sorted({int(pk) for pk in self.cleaned_data["companions"] if re.fullmatch(NUMBER, pk)}))

    def clean_visited_at(self):
        moment = self.cleaned_data["visited_at"]
        if moment and not EARLIEST_YEAR <= moment.year <= timezone.localdate().year + 1:
            raise forms.ValidationError("Ngày giờ chưa đúng; hãy xem lại năm.")
        return moment

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == "":
            self._conclude(cleaned)
        if not cleaned.get("promised_on") and cleaned.get("promise"):
            cleaned["promised_on"] = DateField().clean(cleaned["promise"])
        return cleaned

    def _conclude(self, cleaned):
        """The outcome of a form in which none was tapped: whoever was taught says it."""
        if any(taught for *_, taught in self._guidances()):
            cleaned["outcome"] = Visit.Outcome.GUIDED
        else:
            self.add_error("outcome", "Hãy chọn kết quả của lượt thăm.")

    def content(self):
        cleaned = self.cleaned_data
        return VisitContent(
            uuid=cleaned["uuid"],
            village=self.village and self.village.pk,
            household=self.household_pk,
            outcome=cleaned["outcome"],
            place=cleaned["place"],
            visited_at=cleaned["visited_at"],
            note=tidy(cleaned["note"]),
            promised_on=cleaned.get("promised_on"),
            companions=cleaned["companions"],
            guidances=self._guidances(),
            observations=self._observations(),
            notice=cleaned.get("notice"),
        )

    def _guidances(self):
        levels = {
            (person, skill): int(level)
            for (person, skill), level in self._answers(rf"g-{NUMBER}-{NUMBER}", r"[0-3]").items()
        }
        if self.household_pk is None:
            for (skill,), level in self._answers(rf"g-all-{NUMBER}", r"[0-3]").items():
                for person in self.people:
                    levels.setdefault((person.pk, skill), int(level))
        taught = self.cleaned_data["outcome"] != Visit.Outcome.ABLE
        return tuple(
            (person, skill, level, taught and level > 0 and f"noted-{person}" not in self.data)
            for (person, skill), level in sorted(levels.items())
        )

    def _observations(self):
        seen = [
            (None, person, trait, answer == "1")
            for (person, trait), answer in self._answers(rf"t-r-{NUMBER}-{NUMBER}", "[01]").items()
        ] + [
            (household, None, trait, answer == "1")
            for (household, trait), answer in self._answers(rf"t-h-{NUMBER}-{NUMBER}", "[01]").items()
        ]
        return tuple(sorted(seen, key=str))

    def _answers(self, name, value):
        """{numbers in the field's name: answer} of the answered questions named like `name`."""
        found = {}
        for field, answer in self.data.items():
            if (match := re.fullmatch(name, field)) and re.fullmatch(value, answer):
                found[tuple(map(int, match.groups()))] = answer
        return found

    def add_refusal(self, error):
        """Puts what log_visit refused beside its field."""
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)

    def everyone_rows(self):
        """For a group lesson: what all of them were taught, unless said otherwise of one."""
        return [question_of(self.data, f"g-all-{skill.pk}", skill.name, LEVEL_OPTIONS) for skill in self.skills]

    def household_questions(self):
        traits = [trait for trait in self.traits if trait.owner == Trait.Owner.HOUSEHOLD]
        home = self.household.pk
        return [question_of(self.data, f"t-h-{home}-{trait.pk}", trait.name, YES_NO) for trait in traits]

    def person_rows(self):
        """Those who have something to learn first."""
        traits = [trait for trait in self.traits if trait.owner == Trait.Owner.RESIDENT]
        known = Ability.objects.filter(resident__in=self.people).order_by() if self.skills else Ability.objects.none()
        levels = {(person, skill): level for person, skill, level in known.values_list("resident", "skill", "level")}
        rows = [
            person_row(self.data, person, self.skills, traits, levels, open_anyway=self._is_opened(person))
            for person in self.people
        ]
        return sorted(rows, key=lambda row: row.turn)

    def _is_opened(self, person):
        return len(self.people) == 1 or self.opened == str(person.pk)


def promise_choices(today, data=None):
    """Days one taps: tomorrow, the coming Saturday and Sunday, in a week; with the day a resent form chose."""
    tomorrow, next_week = today + timedelta(days=1), today + timedelta(days=7)
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
    sunday = today + timedelta(days=(6 - today.weekday()) % 7 or 7)
    labels = {tomorrow: "Ngày mai", saturday: "Thứ Bảy", sunday: "Chủ nhật", next_week: "Tuần sau"}
    choices = [("", "Không hẹn")]
    for day, label in sorted(labels.items()):
        weekday = WEEKDAYS[day.weekday()]
        when = "" if label.lower() == weekday.lower() else f"{weekday} "
        choices.append((day.isoformat(), f"{label} ({when}{day:%d/%m})"))
    typed = data.get("promise", "") if data else ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", typed) and typed not in dict(choices):
        choices.append((typed, typed))
    return choices


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Vì sao rút lại",
        max_length=500,
        validators=[refuse_id_number],
        widget=forms.TextInput(attrs={"list": "reasons"}),
    )
