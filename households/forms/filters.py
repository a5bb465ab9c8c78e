from datetime import timedelta

from django import forms
from django.utils import timezone

from config.days import day_begins
from config.forms import DateField
from households.models import Household, Resident
from households.models.visit import receipt_code
from villages.models import Village


class HouseholdFilter(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    ORDERS = [
        ("", "Theo ngõ, xóm"),
        ("hen", "Đã hẹn"),
        ("chua-tham", "Chưa thăm lần nào"),
        ("lau-nhat", "Lâu chưa thăm nhất"),
        ("da-di", "Đã chuyển đi"),
    ]
    q = forms.CharField(label="Tìm tên, ngõ hoặc số hộ", required=False, max_length=100)
    thon = forms.ModelChoiceField(Village.objects.none(), label="Thôn", required=False, empty_label="Mọi thôn")
    xem = forms.ChoiceField(label="Xem", choices=ORDERS, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.residents = Resident.objects.visible_to(user)
        self.fields["q"].widget.input_type = "search"
        offer_villages(self, user)

    def narrow(self, households):
        self.is_valid()
        chosen = self.cleaned_data
        if village := chosen.get("thon"):
            households = households.filter(village=village)
        households = households.matching(chosen.get("q", ""), self.residents)
        view = chosen.get("xem", "")
        if view == "da-di":
            return households.filter(state=Household.State.LEFT).by_lane()
        households = households.present()
        return {
            "hen": households.promised,
            "chua-tham": households.never_visited,
            "lau-nhat": households.longest_unvisited,
        }.get(view, households.by_lane)()


class VisitFilter(forms.Form):
    thon = forms.ModelChoiceField(Village.objects.none(), label="Thôn", required=False, empty_label="Mọi thôn")
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    ma = forms.CharField(label="Mã biên nhận", required=False, max_length=10)

    def __init__(self, data, *, user):
        super().__init__(data)
        offer_villages(self, user)

    def narrow(self, visits):
        """Of the last 30 days where no days are asked for."""
        self.is_valid()
        chosen = self.cleaned_data
        last = chosen.get("den") or timezone.localdate()
        first = chosen.get("tu") or last - timedelta(days=30)
        visits = visits.filter(visited_at__gte=day_begins(first), visited_at__lt=day_begins(last + timedelta(days=1)))
        if village := chosen.get("thon"):
            visits = visits.filter(village=village)
        if code := chosen.get("ma", "").strip().upper():
            uuids = visits.order_by().values_list("uuid", flat=True)
            return visits.filter(uuid__in=[uuid for uuid in uuids if receipt_code(uuid) == code][:100])
        return visits


def offer_villages(form, user):
    """Whoever knows one village only is not asked for it."""
    villages = Village.objects.peopled_for(user)
    if len(villages) < 2:
        del form.fields["thon"]
    else:
        field = form.fields["thon"]
        field.queryset = villages
        field.choices = [("", field.empty_label), *((village.pk, str(village)) for village in villages)]  # read once
