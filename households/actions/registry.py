"""Writes to the registry: who lives in which household, and which household in which village, since when. Each leaves
an event behind; those that only a household itself brings about are in life.py."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.forms import model_to_dict

from accounts.audit import audited
from config.days import day_begins
from config.vietnamese import fold
from households.actions.residing import (
    close,
    day_of,
    depart_from,
    hold_village,
    move_in,
    record,
    refuse_absent,
    reread,
    settle,
    take_out,
)
from households.kinship import tell_head
from households.models import Guidance, Household, HouseholdVillage, LifeEvent, Resident
from households.tally import kept_in_step

Kind = LifeEvent.Kind


@audited
def create_household(household, *, residents, head, by, on=None, kind=Kind.HOUSEHOLD_NOTED):
    """Saves a new `household` with its `residents` (unsaved rows, `head` one of them), living there since `on`; it is
    new to the registry, or came (`kind`) to the commune on that day."""
    day = day_of(on)
    hold_village(household.village)
    household.save()
    HouseholdVillage.objects.create(household=household, village=household.village, starts_on=day)
    with kept_in_step([household.pk], new=True):
        _write_members(household, residents, head, day)
        record(kind, household, residents, by=by, on=day)


@audited
def save_members(household, *, residents, head, by, on=None):
    """Saves `household`, its changed or new `residents`, and who heads it (one of them or a present member)."""
    day, former = day_of(on), household.head
    with kept_in_step([household.pk]):
        refuse_absent(household)
        stored = list(household.residents.present())
        known = {person.pk: model_to_dict(person) for person in stored}
        new = [person for person in residents if person.pk is None]
        everyone = [*residents, *(person for person in stored if person not in residents)]
        tell_head(head, everyone)
        changed = [person for person in everyone if model_to_dict(person) != known.get(person.pk)]
        _write_members(household, changed, head, day)
        if new:
            record(Kind.NOTED, household, new, by=by, on=day)
        if head and head != former:
            concerned = [person for person in (head, former) if person]
            relations = {pk: said["relation"] for pk, said in known.items()}
            record(Kind.HEAD, household, concerned, by=by, on=day, relations=relations, former_head=former)


@audited
def add_member(household, *, resident, by, on=None, kind=Kind.NOTED, note=""):
    """The new `resident` (unsaved) of `household` since the day `on` (today): found out at the door, born, or come
    (`kind`). Whoever bears that name and birth year there already, if the form was sent twice."""
    day = day_of(on)
    with kept_in_step([household.pk]):
        reread(household)
        for known in household.residents.present().filter(birth_year=resident.birth_year):
            if fold(known.full_name) == fold(resident.full_name):
                return known
        alone = kind != Kind.BORN and not household.residents.present().exists()
        household.version += 1  # whoever edits the list of its people at the moment is told
        _write_members(household, [resident], resident if alone else household.head, day)
        record(kind, household, [resident], by=by, on=day, note=note)
    return resident


def _write_members(household, residents, head, day):
    tell_head(head, residents)
    for resident in residents:
        new = resident.pk is None
        resident.household, resident.village = household, household.village
        resident.save()
        if new:
            move_in(resident, household, day)
    household.head = head
    household.save()


@audited
def move_household(household, *, to, by, on=None, note=""):
    """`household` goes, with its members and history, to the village `to` on the day `on` (today)."""
    day = day_of(on)
    if day < to.valid_from:
        raise ValidationError({"on": f"{to} có từ {to.valid_from:%d/%m/%Y}; hãy chọn từ ngày ấy."})
    hold_village(to)
    with kept_in_step([household.pk]):
        reread(household)
        if Household.objects.numbered(household.number, to).exists():
            raise ValidationError({"to": f"{to} đã có hộ mang số {household.number}. Hãy đổi số hộ trước khi chuyển."})
        villages = {"came_from": household.village, "went_to": to}
        record(Kind.HOUSEHOLD_MOVED, household, [], by=by, on=day, note=note, **villages)
        close(HouseholdVillage.objects.filter(household=household, ends_on=None), day)
        HouseholdVillage.objects.create(household=household, village=to, starts_on=day)
        household.village = to
        household.version += 1
        household.save()
        for resident in household.residents.all():
            resident.village = to
            resident.save()


@audited
def leave_commune(household, *, by, on=None, note=""):
    """`household` and all its present members leave the commune on the day `on` (today)."""
    day = day_of(on)
    with kept_in_step([household.pk]):
        reread(household)
        people = list(household.residents.present())
        record(Kind.HOUSEHOLD_LEFT, household, people, by=by, on=day, note=note)
        close(HouseholdVillage.objects.filter(household=household, ends_on=None), day)
        for resident in people:
            depart_from(resident, Resident.State.LEFT, day)
        household.state = Household.State.LEFT
        household.version += 1
        household.save()


@audited
def depart(resident, *, state, by, on=None, note=""):
    """`resident` left the commune or died (`state`) on the day `on` (today)."""
    day, former = day_of(on), resident.household_id
    dead = state == Resident.State.DEAD
    with kept_in_step([former]):
        reread(resident, still_in=former)
        if dead:
            _refuse_taught_after(resident, day)
        depart_from(resident, state, day)
        head = take_out([resident], former)
        kind = Kind.DIED if dead else Kind.LEFT
        record(kind, resident.household, [resident], by=by, on=day, note=note, former_head=head)


def _refuse_taught_after(resident, day):
    after = day_begins(day + timedelta(days=1))
    lessons = Guidance.objects.counting().filter(resident=resident, visit__visited_at__gte=after)
    latest = lessons.order_by("-visit__visited_at").values_list("visit__visited_at__date", flat=True).first()
    if latest:
        text = f"Lượt thăm ngày {latest:%d/%m/%Y} còn ghi đã hướng dẫn {resident}; hãy xem lại ngày."
        raise ValidationError({"on": text})


@audited
def move_resident(resident, *, to, relation, by, on=None, note=""):
    """`resident` joins the household `to` on the day `on` (today); what he can do goes along."""
    day, former = day_of(on), resident.household_id
    with kept_in_step([former, to.pk]):
        reread(resident, still_in=former)
        reread(to)
        head = take_out([resident], former)
        said = {"other": to, "former_head": head, "note": note}
        record(Kind.JOINED, resident.household, [resident], by=by, on=day, **said)
        settle(resident, to, relation, day)
        to.version += 1
        to.save()
