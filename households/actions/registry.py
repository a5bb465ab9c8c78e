"""Writes to the registry: who lives in which household, and which household in which village, since when."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from config.vietnamese import fold
from households.models import Household, HouseholdVillage, Residence, Resident
from households.tally import kept_in_step


@audited
def create_household(household, *, residents, head, by, on=None):
    """Saves a new `household` with its `residents` (unsaved rows, `head` one of them), living there since `on`."""
    day = on or timezone.localdate()
    household.save()
    HouseholdVillage.objects.create(household=household, village=household.village, starts_on=day)
    with kept_in_step([household.pk], new=True):
        _write_members(household, residents, head, day)


@audited
def save_members(household, *, residents, head, by, on=None):
    """Saves `household`, its changed or new `residents`, and who heads it (one of them or a present member)."""
    with kept_in_step([household.pk]):
        _refuse_absent(household)
        _write_members(household, residents, head, on or timezone.localdate())


@audited
def add_member(household, *, resident, by, on=None):
    """The new `resident` (unsaved) of `household`, as is found out at the door on the day `on` (today); whoever bears
    that name and birth year there already, if the form was sent twice."""
    with kept_in_step([household.pk]):
        _reread(household)
        for known in household.residents.present().filter(birth_year=resident.birth_year):
            if fold(known.full_name) == fold(resident.full_name):
                return known
        household.version += 1  # whoever edits the list of its people at the moment is told
        _write_members(household, [resident], household.head or resident, on or timezone.localdate())
    return resident


def _write_members(household, residents, head, day):
    for resident in residents:
        new = resident.pk is None
        resident.household, resident.village = household, household.village
        resident.save()
        if new:
            Residence.objects.create(resident=resident, household=household, starts_on=day)
    household.head = head
    household.save()


@audited
def move_household(household, *, to, by, on=None):
    """`household` goes, with its members and history, to the village `to` on the day `on` (today)."""
    day = on or timezone.localdate()
    with kept_in_step([household.pk]):
        _reread(household)
        _close(HouseholdVillage.objects.filter(household=household, ends_on=None), day)
        HouseholdVillage.objects.create(household=household, village=to, starts_on=day)
        household.village = to
        household.version += 1
        if Household.objects.present().filter(village=to, number=household.number).exists():
            raise ValidationError({"number": f"{to} đã có hộ mang số {household.number}. Hãy đổi số trước khi chuyển."})
        household.save()
        for resident in household.residents.all():
            resident.village = to
            resident.save()


@audited
def leave_commune(household, *, by, on=None):
    """`household` and all its present members leave the commune on the day `on` (today)."""
    day = on or timezone.localdate()
    with kept_in_step([household.pk]):
        _reread(household)
        _close(HouseholdVillage.objects.filter(household=household, ends_on=None), day)
        for resident in household.residents.present():
            _depart(resident, Resident.State.LEFT, day)
        household.state = Household.State.LEFT
        household.version += 1
        household.save()


@audited
def depart(resident, *, state, by, on=None):
    """`resident` left the commune or died (`state`) on the day `on` (today)."""
    former = resident.household_id
    with kept_in_step([former]):
        _reread(resident, still_in=former)
        _depart(resident, state, on or timezone.localdate())
        _take_out(resident, former)


@audited
def move_resident(resident, *, to, relation, by, on=None):
    """`resident` joins the household `to` on the day `on` (today); what he can do goes along."""
    day = on or timezone.localdate()
    former = resident.household_id
    with kept_in_step([former, to.pk]):
        _reread(resident, still_in=former)
        _reread(to)
        _take_out(resident, former)
        _close(Residence.objects.filter(resident=resident, ends_on=None), day)
        Residence.objects.create(resident=resident, household=to, starts_on=day)
        resident.household, resident.village, resident.relation = to, to.village, relation
        resident.save()
        Household.objects.filter(pk=to.pk).update(changed_at=timezone.now())


def _reread(row, *, still_in=None):
    """`row` as it stands now that it is locked: someone may have recorded another change meanwhile."""
    row.refresh_from_db()
    _refuse_absent(row)
    if still_in is not None and row.household_id != still_in:
        raise ValidationError(f"{row} vừa được ghi sang hộ khác; hãy tải lại trang.")


def _refuse_absent(row):
    if not type(row).objects.present().filter(pk=row.pk).exists():
        raise ValidationError(f"{row} không còn ở xã; hãy tải lại trang.")


def _depart(resident, state, day):
    _close(Residence.objects.filter(resident=resident, ends_on=None), day)
    resident.state = state
    resident.save()


def _close(periods, day):
    for period in periods:
        if day < period.starts_on:
            raise ValidationError({"on": f"Ngày này phải từ {period.starts_on:%d/%m/%Y} (ngày bắt đầu ở đây) trở đi."})
        period.ends_on = day
        period.save()


def _take_out(resident, household):
    """Of `household` (id) as a list of people: whoever edits that list at the moment is told."""
    former = Household.objects.get(pk=household)
    if former.head_id == resident.pk:
        former.head = None
    former.version += 1
    former.save()
