from django import forms
from django.utils import timezone

from config.forms import DateField, SinceRead
from config.vietnamese import capitalise_first
from villages.models import Commune, Village

COMMON_NOUNS = dict(Village.Kind.choices + Commune.Kind.choices)
ALSO_IN_NAMES = {Village.Kind.BAN, Village.Kind.XOM}  # thôn Bản Sen, thôn Xóm Mới


def only_proper(name, kind):
    """`name` as it was typed for a unit of `kind` (a choice of Village.Kind or Commune.Kind); the portal writes the
    common noun before it."""
    for code, noun in COMMON_NOUNS.items():
        rest = name[len(noun) :].strip()
        refused = code == kind or code not in ALSO_IN_NAMES
        if refused and rest and name.casefold().startswith(f"{noun} "):
            raise forms.ValidationError(f"Chỉ ghi tên riêng, không ghi chữ “{capitalise_first(noun)}”: “{rest}”.")
    return name


class OfCommune(SinceRead):
    """A row of one of the communes that `user` edits. The field shows only where there is a choice, and never
    moves a row that exists to another commune."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        field.queryset = Commune.objects.editable_by(user)
        field.empty_label = "Chọn xã"
        communes = [self.instance.commune] if self.instance.pk else list(field.queryset[:2])
        if len(communes) == 1:
            field.widget, field.disabled = forms.HiddenInput(), True
            self.initial["commune"] = communes[0]

    @property
    def commune(self):
        """The commune of the row as far as it is known: None before one of several was chosen."""
        if self.fields["commune"].disabled:
            return self.initial["commune"]
        try:
            return self.fields["commune"].to_python(self["commune"].data)
        except forms.ValidationError:
            return None


class VillageForm(OfCommune):
    valid_from = DateField(
        label="Có từ ngày", help_text="Ngày nghị quyết lập thôn có hiệu lực, hoặc ngày xã bắt đầu dùng cổng."
    )

    class Meta:
        model = Village
        fields = ["commune", "kind", "name", "valid_from"]

    def clean_name(self):
        return only_proper(self.cleaned_data["name"], self.cleaned_data.get("kind"))

    def clean(self):
        cleaned = super().clean()
        namesakes = Village.objects.in_force().exclude(pk=self.instance.pk)
        same = {name: cleaned.get(name) for name in ("commune", "kind", "name")}
        if all(same.values()) and namesakes.filter(**same).exists():
            self.add_error("name", f"Xã đã có {Village(kind=same['kind'], name=same['name']).label}.")
        return cleaned


def let_choose(field, villages):
    """Lets `field` choose among `villages`, which are read once and returned."""
    known = list(villages.select_related("commune"))
    field.queryset = villages
    empty = [] if field.empty_label is None else [("", field.empty_label)]
    field.choices = [*empty, *named_apart(known)]
    return known


def named_apart(villages):
    """[(id, name)] of `villages` as a list tells them apart: with the commune, where they lie in several."""
    several = len({village.commune_id for village in villages}) > 1
    return [(one.pk, f"{one}, {one.commune.label}" if several else str(one)) for one in villages]


def not_in_future(day):
    if day > timezone.localdate():
        raise forms.ValidationError("Ngày này không thể ở tương lai.")
    return day
