from datetime import timedelta

from django import forms
from django.utils import timezone

from config.days import day_begins
from config.forms import DateField
from households.models import Household, Resident, Skill
from households.models.visit import receipt_code
from villages.forms.place import named_apart
from villages.models import Village

VIEWS = [
    ("", "Theo ngõ, xóm"),
    ("hen", "Đã hẹn"),
    ("chua-tham", "Chưa thăm"),
    ("lau-nhat", "Lâu chưa thăm"),
    ("chua-chu-ho", "Chưa có chủ hộ"),
    ("da-di", "Đã chuyển đi"),
]


class HouseholdFilter(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    q = forms.CharField(label="Tìm tên, ngõ hoặc số hộ", required=False, max_length=100)
    thon = forms.ModelChoiceField(Village.objects.none(), label="Thôn", required=False, empty_label="Mọi thôn")
    ngo = forms.ChoiceField(label="Ngõ, xóm", required=False)
    can = forms.ModelChoiceField(Skill.objects.none(), label="Cần học", required=False, empty_label="Mọi nội dung")
    xem = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.residents = Resident.objects.visible_to(user)
        self.fields["q"].widget.input_type = "search"
        standing, closed = offer_villages(self, user)
        chosen = [village for village in [*standing, *closed] if str(village.pk) == self.data.get("thon")]
        self.village = next(iter(chosen or (standing if len(standing) == 1 else ())), None)
        here = Household.objects.visible_to(user).present().filter(village=self.village)
        lanes = here.lanes() if self.village else []
        self.fields["ngo"].choices = [("", "Mọi ngõ, xóm"), *((lane, lane) for lane in lanes if lane)]
        if len(self.fields["ngo"].choices) == 1:
            del self.fields["ngo"]
        self.fields["can"].queryset = Skill.objects.visible_to(user)

    @property
    def more(self):
        """Whether the filters that are folded away narrow the list."""
        return any(self.data.get(name) for name in ("thon", "ngo", "can"))

    def views(self):
        """[(value, label, whether it is the one shown)]: the list as chips."""
        shown = self.cleaned_data.get("xem", "")
        return [(value, label, value == shown) for value, label in VIEWS]

    @property
    def of_promises(self):
        """Whether open promises are asked for, after narrow()."""
        return self.cleaned_data.get("xem") == "hen"

    @property
    def of_those_gone(self):
        """Whether households that left are asked for, after narrow()."""
        return self.cleaned_data.get("xem") == "da-di"

    def narrow(self, households):
        self.is_valid()
        chosen = self.cleaned_data
        if village := chosen.get("thon"):
            households = households.filter(village=village)
        if lane := chosen.get("ngo"):
            households = households.in_lane(lane)
        if skill := chosen.get("can"):
            households = households.home_to(skill.learners())
        households = households.matching(chosen.get("q", ""), self.residents)
        if self.of_those_gone:
            return households.filter(state=Household.State.LEFT).by_lane()
        households = households.present()
        return {
            "hen": households.promised,
            "chua-tham": households.never_visited,
            "lau-nhat": households.longest_unvisited,
            "chua-chu-ho": households.without_head,
        }.get(chosen.get("xem"), households.by_lane)()


class VisitFilter(forms.Form):
    thon = forms.ModelChoiceField(Village.objects.none(), label="Thôn", required=False, empty_label="Mọi thôn")
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    ma = forms.CharField(label="Mã biên nhận", required=False, max_length=10)

    def __init__(self, data, *, user):
        super().__init__(data)
        offer_villages(self, user)

    def narrow(self, visits):
        """Of the last 30 days where no days are asked for, which a file of them says as if they were."""
        self.is_valid()
        chosen = self.cleaned_data
        last = chosen["den"] = chosen.get("den") or timezone.localdate()
        first = chosen["tu"] = chosen.get("tu") or last - timedelta(days=30)
        visits = visits.filter(visited_at__gte=day_begins(first), visited_at__lt=day_begins(last + timedelta(days=1)))
        if village := chosen.get("thon"):
            visits = visits.filter(village=village)
        if code := chosen.get("ma", "").strip().upper():
            uuids = visits.order_by().values_list("uuid", flat=True)
            return visits.filter(uuid__in=[uuid for uuid in uuids if receipt_code(uuid) == code][:100])
        return visits


def offer_villages(form, user):
    """Whoever knows one village only is not asked for it, unless he looks at one that it came from; returns those he
    knows that stand, and those that are closed."""
    villages = Village.objects.peopled_for(user)
    known = list(villages.select_related("commune"))
    standing = [village for village in known if not village.valid_to]
    closed = [village for village in known if village.valid_to]
    if len(standing) < 2 and form.data.get("thon") not in {str(village.pk) for village in closed}:
        del form.fields["thon"]
    else:
        field = form.fields["thon"]
        field.queryset = villages
        ended = {village.pk: f" (đến trước {village.valid_to:%d/%m/%Y})" for village in closed}
        names = [(pk, name + ended.get(pk, "")) for pk, name in named_apart([*standing, *closed])]
        field.choices = [("", field.empty_label), *names]  # read once
    return standing, closed
