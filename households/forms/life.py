"""What happened to a household, one form an event; all ask for the day, today unless said otherwise."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.forms import LineField, ManyField
from config.validators import refuse_id_number
from households.actions import life, registry
from households.consents import refuses_calls
from households.duplicates import describe, look_alikes, warning_of
from households.forms.door import free_number
from households.forms.event import EventForm, find_other, not_head
from households.forms.household import NO_NUMBER, TWICE, MemberForm
from households.models import Household, LifeEvent, Resident
from villages.forms.place import let_choose
from villages.models import Village

Kind = LifeEvent.Kind
ADULT = 18


class LifeForm(EventForm):
    """`household` is locked and judged again by the action that save() calls."""

    title = lede = said = ""

    def __init__(self, *args, household, **kwargs):
        super().__init__(*args, **kwargs)
        self.household = household
        self.present = household.residents.named().present().order_by("birth_year", "sort_key", "pk")

    def choose(self, name, residents, empty_label=None):
        """Lets the field `name` choose among `residents`, read once."""
        field = self.fields[name]
        field.queryset = residents
        field.empty_label = empty_label
        field.label_from_instance = told_of


def told_of(resident):
    year = f"sinh {resident.birth_year}" if resident.birth_year else "chưa rõ năm sinh"
    return ", ".join(part for part in (resident.full_name, resident.get_relation_display().lower(), year) if part)


def one_of(**fields):
    return forms.ModelChoiceField(Resident.objects.none(), widget=forms.RadioSelect, **fields)


class NewcomerForm(LifeForm, MemberForm):
    """Somebody who is born or comes, an event of the `kind`; whoever stands in the registry already is told of."""

    kind = None
    anyway = forms.BooleanField(label="Vẫn ghi", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = not_head(self.fields["relation"].choices)
        self.order_fields(["full_name", "anyway"])
        if not self.is_bound:
            del self.fields["anyway"]

    def clean(self):
        cleaned = super().clean()
        here, alike = self._alike(cleaned)
        if here and not any(self._is_sent_again(one, cleaned) for one in here):
            self.add_error("full_name", TWICE)
        if alike and not cleaned["anyway"]:
            self.add_error("full_name", warning_of(alike))
        if not alike:
            del self.fields["anyway"]
        return cleaned

    def _alike(self, cleaned):
        """(those of the household with his name and year of birth, all others like him)"""
        if cleaned.get("returning") or not cleaned.get("full_name"):
            return [], []
        who = Resident(**{name: cleaned[name] for name in ("full_name", "birth_year", "phone") if cleaned.get(name)})
        (alike,) = look_alikes([describe(who, self.household)], Resident.objects.visible_to(self.user))
        here = [one for one in alike if (one.household_id, one.birth_year) == (self.household.pk, who.birth_year)]
        return here, [one for one in alike if one not in here]

    def _is_sent_again(self, one, cleaned):
        """Whether this form has entered `one` already: a second click enters nobody more."""
        typed = set(self._meta.fields) - {"full_name"} - ({"relation"} if one.pk == self.household.head_id else set())
        when = {name: cleaned.get(name) for name in ("on", "note")}
        events = LifeEvent.objects.about([one.pk]).filter(household=self.household, kind=self.kind, **when)
        return all(getattr(one, name) == cleaned.get(name) for name in typed) and events.exists()


class BirthForm(NewcomerForm):
    title, said, kind = "Sinh con", "Đã ghi trẻ mới sinh vào hộ.", Kind.BORN

    class Meta(MemberForm.Meta):
        fields = ["full_name", "birth_year", "sex", "relation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Ngày sinh"
        self.fields["birth_year"].required = True
        self.initial |= {"birth_year": timezone.localdate().year, "relation": Resident.Relation.CHILD}

    def clean(self):
        cleaned = super().clean()
        on, year = cleaned.get("on"), cleaned.get("birth_year")
        if on and year and on.year != year:
            self.add_error(
                "birth_year", f"Ngày sinh thuộc năm {on.year} mà năm sinh ghi {year}; hãy sửa một trong hai."
            )
        return cleaned

    def save(self):
        registry.add_member(self.household, resident=self.instance, kind=self.kind, **self.when())


class DeathForm(LifeForm):
    title, said = "Mất", "Đã ghi người mất."
    lede = "Những lượt thăm và những gì người này từng làm được vẫn được giữ; người này không còn tính vào số dân."
    resident = one_of(label="Ai đã mất")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Ngày mất"
        self.choose("resident", self.present)

    def save(self):
        registry.depart(self.cleaned_data["resident"], state=Resident.State.DEAD, **self.when())


class ArrivalForm(NewcomerForm):
    title, said, kind = "Chuyển đến", "Đã ghi người chuyển đến.", Kind.CAME
    lede = (
        "Người từ ngoài xã về ở hộ này. Người đang ở hộ khác trong xã thì mở trang hộ ấy, chọn “Chuyển hộ, rời đi” "
        "ở tên người đó, để những gì đã làm được đi theo."
    )
    returning = one_of(label="Ai chuyển đến", required=False)

    class Meta(MemberForm.Meta):
        fields = ["full_name", "birth_year", "birth_year_estimated", "sex", "relation", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Đến ở từ ngày"
        gone = self.household.residents.named().filter(state=Resident.State.LEFT)
        if gone:
            self.choose("returning", gone, "Người chưa có trong sổ (điền tên bên dưới)")
            self.order_fields(["returning"])
            self.fields["full_name"].required = False
            self.fields["full_name"].help_text = "Người từng ở hộ này trở về thì chọn ở trên, không cần điền tên."
        else:
            del self.fields["returning"]

    def clean(self):
        cleaned = super().clean()
        on, year = cleaned.get("on"), cleaned.get("birth_year")
        back = cleaned.get("returning")
        if back and cleaned.get("phone") and refuses_calls(back):
            self.add_error("phone", NO_NUMBER)
        if not back and not cleaned.get("full_name") and "full_name" not in self.errors:
            self.add_error("full_name", "Hãy điền họ và tên, hoặc chọn người trở về ở trên.")
        if on and year and year > on.year:
            self.add_error("birth_year", "Năm sinh sau ngày đến ở; hãy xem lại.")
        return cleaned

    def save(self):
        if back := self.cleaned_data.get("returning"):
            told = {name: self.cleaned_data[name] for name in ("relation", "phone")}
            life.return_resident(back, **told, **self.when())
        else:
            registry.add_member(self.household, resident=self.instance, kind=self.kind, **self.when())


class ChoosesHead(LifeForm):
    """A child is chosen head where an adult lives in the same household only if it is said to be meant."""

    anyway = forms.BooleanField(label="Vẫn ghi", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["people", "head", "anyway"])
        if not self.is_bound:
            del self.fields["anyway"]

    def clean(self):
        cleaned = super().clean()
        head, born = cleaned.get("head"), timezone.localdate().year - ADULT
        years = [one.birth_year for one in cleaned.get("people", self.present) if one.birth_year]
        if not (head and head.birth_year and head.birth_year > born and any(year <= born for year in years)):
            del self.fields["anyway"]
        elif not cleaned["anyway"]:
            text = f"{head} sinh năm {head.birth_year}, chưa đủ {ADULT} tuổi, mà hộ có người từ {ADULT} tuổi trở lên."
            self.add_error("head", f"{text} Đúng là hộ cử người này thì chọn “Vẫn ghi”.")
        return cleaned


class HeadForm(ChoosesHead):
    title, said = "Đổi chủ hộ", "Đã ghi chủ hộ mới."
    lede = (
        "Chủ hộ do các thành viên của hộ cử ra. Quan hệ của những người khác với chủ hộ mới được suy ra từ quan hệ cũ; "
        "chỗ nào không suy được thì để trống, bổ sung ở “Sửa hộ, nhân khẩu”."
    )
    head = one_of(label="Chủ hộ mới")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Từ ngày"
        self.choose("head", self.present.exclude(pk=self.household.head_id))

    def save(self):
        life.change_head(self.household, head=self.cleaned_data["head"], **self.when())


class SplitForm(ChoosesHead):
    title, said = "Tách hộ", "Đã tách hộ."
    lede = "Những người được chọn lập thành một hộ mới cùng thôn; những gì họ đã làm được đi theo."
    people = ManyField(
        Resident.objects.none(),
        label="Những người sang hộ mới",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một người."},
    )
    head = one_of(label="Chủ hộ mới")
    number = LineField(label="Số của hộ mới", max_length=20, validators=[refuse_id_number])
    lane = LineField(label="Ngõ, xóm", required=False, max_length=100, validators=[refuse_id_number])
    address = LineField(label="Địa chỉ", required=False, max_length=200, validators=[refuse_id_number])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Tách từ ngày"
        self.choose("people", self.present)
        self.choose("head", self.present)
        self.fields["number"].initial = free_number(self.household.village)
        self.fields["lane"].initial = self.household.lane

    def clean_number(self):
        number, village = self.cleaned_data["number"], self.household.village
        if Household.objects.numbered(number, village).exists():
            raise ValidationError(f"{village} đã có hộ mang số {number}. Số còn trống: {free_number(village)}.")
        return number

    def clean(self):
        cleaned = super().clean()
        people, head = cleaned.get("people"), cleaned.get("head")
        if people and head and head not in people:
            self.add_error("head", "Chủ hộ mới phải là một trong những người sang hộ mới.")
        if people and len(people) == self.household.residents.present().count():
            self.add_error("people", "Hộ cũ phải còn ít nhất một người. Cả hộ đi thì ghi “Chuyển đi”.")
        return cleaned

    def save(self):
        told = {name: self.cleaned_data[name] for name in ("number", "lane", "address")}
        people, head = list(self.cleaned_data["people"]), self.cleaned_data["head"]
        life.split_household(self.household, new=Household(**told), people=people, head=head, **self.when())


class MergeForm(LifeForm):
    title, said = "Nhập hộ", "Đã nhập hộ."
    lede = (
        "Mọi người của hộ này sang hộ ghi dưới đây, hộ này thôi không còn. Lượt thăm cũ vẫn mở được ở trang này. "
        "Quan hệ với chủ hộ mới thì bổ sung sau ở “Sửa hộ, nhân khẩu”."
    )
    number = LineField(label="Nhập vào hộ số", max_length=20)
    village = forms.ModelChoiceField(Village.objects.none(), label="Thôn của hộ ấy", empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Từ ngày"
        villages = Village.objects.registry_editable_by(self.user).in_force()
        if len(let_choose(self.fields["village"], villages)) == 1:
            self.fields["village"].help_text = "Hộ ấy ở thôn khác của xã thì báo công chức xã ghi."
        self.fields["village"].initial = self.household.village_id

    def clean(self):
        cleaned = super().clean()
        cleaned["into"] = find_other(self, self.household.pk)
        return cleaned

    def save(self):
        life.merge_household(self.household, into=self.cleaned_data["into"], **self.when())
