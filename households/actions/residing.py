"""The rows that say who lives where since when, as the actions on the registry change them."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import Household, LifeEvent, LifeEventPerson, Residence
from villages.models import Village


def day_of(on):
    """The day of an event: today unless said otherwise."""
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"on": "Ngày này không thể ở tương lai."})
    return day


def record(kind, household, people, *, by, on, note="", relations=None, **fields):
    """Writes the event; `people` as they are before it, unless `relations` ({id: relation}) says what they were."""
    event = LifeEvent.objects.create(kind=kind, household=household, by=by, on=on, note=note, **fields)
    LifeEventPerson.objects.bulk_create(
        LifeEventPerson(
            event=event,
            resident=person,
            relation=person.relation if relations is None else relations.get(person.pk, ""),
        )
        for person in people
    )
    return event


def hold_village(village):
    """Keeps `village` from being closed, renamed or merged until the transaction ends. Taken before any household, as
    a reorganisation does."""
    if Village.objects.select_for_update(no_key=True).filter(pk=village.pk, valid_to=None).first() is None:
        raise ValidationError(f"{village} vừa được sắp xếp; hãy tải lại trang.")


def reread(row, *, still_in=None):
    """`row` as it stands now that it is locked: someone may have recorded another change meanwhile."""
    row.refresh_from_db()
    refuse_absent(row)
    if still_in is not None and row.household_id != still_in:
        raise ValidationError(f"{row} vừa được ghi sang hộ khác; hãy tải lại trang.")


def refuse_absent(row):
    if not type(row).objects.present().filter(pk=row.pk).exists():
        raise ValidationError(f"{row} không còn ở xã; hãy tải lại trang.")


def move_in(resident, household, day):
    """`resident` lives in `household` from `day` on."""
    first = household.villages.order_by("starts_on").values_list("starts_on", flat=True).first()
    if first and day < first:
        raise ValidationError({"on": f"Hộ {household.number} có trong sổ từ {first:%d/%m/%Y}; hãy chọn từ ngày ấy."})
    Residence.objects.create(resident=resident, household=household, starts_on=day)


def settle(resident, household, relation, day):
    """`resident`, who lived elsewhere, lives in `household` from `day` on; what he can do goes along."""
    close(Residence.objects.filter(resident=resident, ends_on=None), day)
    move_in(resident, household, day)
    resident.household, resident.village, resident.relation = household, household.village, relation
    resident.save()


def depart_from(resident, state, day):
    close(Residence.objects.filter(resident=resident, ends_on=None), day)
    resident.state = state
    resident.save()


def close(periods, day):
    for period in periods:
        if day < period.starts_on:
            raise ValidationError({"on": f"Ngày này phải từ {period.starts_on:%d/%m/%Y} (ngày bắt đầu ở đây) trở đi."})
        period.ends_on = day
        period.save()


def take_out(people, household):
    """Of `household` (id) as a list of people: whoever edits that list at the moment is told. Returns its head, if he
    is among those who go."""
    former = Household.objects.select_related("head").get(pk=household)
    head = former.head if former.head in people else None
    if head:
        former.head = None
    former.version += 1
    former.save()
    return head
