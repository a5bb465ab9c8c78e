"""What the forms have in common by which something that happened on a day is entered."""

from django import forms
from django.utils import timezone

from config.forms import DateField, LineField
from config.validators import refuse_id_number
from households.models import Household, Resident
from villages.forms.place import not_in_future


class EventForm(forms.Form):
    """Asks for the day, today unless said otherwise, and a note, after all else."""

    on = DateField(label="Ngày")
    note = LineField(label="Ghi chú (không bắt buộc)", required=False, max_length=300, validators=[refuse_id_number])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["on"].initial = timezone.localdate
        self.order_fields([name for name in self.fields if name not in ("on", "note")])

    def clean_on(self):
        return not_in_future(self.cleaned_data["on"])

    def when(self):
        return {"on": self.cleaned_data["on"], "note": self.cleaned_data["note"], "by": self.user}


def not_head(relations):
    """The choices `relations` for somebody who comes to a household: whom it chooses for its head is another event."""
    return [choice for choice in relations if choice[0] != Resident.Relation.HEAD]


def find_other(form, household, *, number="number", village="village"):
    """The household that the fields `number` and `village` of `form` name, other than that with the id `household`;
    None where there is none, which `form` then says."""
    found = Household.objects.bearing(form.cleaned_data.get(number), form.cleaned_data.get(village))
    if found and found.pk == household:
        found = None
    if found is None and not {number, village} & form.errors.keys():
        told = form.cleaned_data.get(number)
        form.add_error(number, "Không có hộ khác mang số này ở thôn đã chọn." if told else "Hãy ghi số hộ.")
    return found
