"""An event entered by mistake is taken back: what it did to the registry is undone and it is deleted, both kept in the
audit trail, as long as nothing later rests on it."""

from django.core.exceptions import ValidationError

from accounts.audit import audited
from households.models import Household, HouseholdVillage, LifeEvent, Residence, Resident
from households.resting import what_rests_on
from households.tally import kept_in_step
from villages.bulk import relations_to

Kind = LifeEvent.Kind
HISTORY = {Residence, HouseholdVillage}


@audited
def take_back(event, *, by):
    with kept_in_step([pk for pk in (event.household_id, event.other_id) if pk]):
        if not LifeEvent.objects.filter(pk=event.pk).exists():
            raise ValidationError("Việc này vừa được rút lại.")
        reason, _ = what_rests_on(event)
        if reason:
            raise ValidationError(reason)
        people = [(line.resident, line.relation) for line in event.people.select_related("resident")]
        doomed = UNDOING[event.kind](event, people)
        event.delete()
        for row in doomed:
            _refuse_known(row)
            row.delete()


def _refuse_known(row):
    """Whatever else points at `row`, a consent as well as a visit, was said of it since."""
    for relation in relations_to(type(row)):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        if relation.related_model not in HISTORY and rows.exists():
            raise ValidationError("Đã có lượt thăm hoặc ghi nhận về người, hộ được ghi ở đây nên không rút lại được.")


def _undo_arrival(event, people):
    """Whoever is new to the registry is deleted; whoever had come back has left again."""
    doomed = []
    for resident, relation in people:
        stays = list(resident.residences.order_by("-starts_on", "-pk")[:2])
        _expect(stays and stays[0].household_id == event.household_id and stays[0].ends_on is None)
        stays[0].delete()
        if len(stays) > 1:
            resident.state, resident.relation = Resident.State.LEFT, relation
            resident.save()
        else:
            doomed.append(resident)
    household = _reread(event.household_id)
    if household.head in doomed:
        household.head = None
    household.save()
    return doomed


def _undo_departure(event, people):
    household = _reread(event.household_id)
    _expect(household.is_present)
    for resident, _ in people:
        _expect(not resident.is_present and resident.household_id == household.pk)
        _come_back(resident, household, event)
    _restore_head(household, event)
    return []


def _undo_joining(event, people):
    household = _reread(event.household_id)
    _expect(household.is_present)
    _bring_home(event, people, household)
    _restore_head(household, event)
    return []


def _undo_head(event, people):
    household = _reread(event.household_id)
    for resident, relation in people:
        resident.relation = relation
        resident.save()
    former = _former_head(event)
    household.head = former if former and former.is_present and former.household_id == household.pk else None
    household.save()
    return []


def _undo_split(event, people):
    household, new = _reread(event.household_id), _reread(event.other_id)
    _bring_home(event, people, household)
    _expect(not new.residents.exists())
    _restore_head(household, event)
    return [new]


def _undo_merger(event, people):
    household = _reread(event.household_id)
    _reopen(household, event)
    _bring_home(event, people, household)
    _restore_head(household, event)
    return []


def _undo_founding(event, people):
    household = _reread(event.household_id)
    doomed = _undo_arrival(event, people)
    _expect(len(doomed) == len(people) and household.residents.count() == len(doomed))
    return [*doomed, _reread(event.household_id)]


def _undo_moving(event, people):
    household = _reread(event.household_id)
    *_, before, now = [None, None, *household.villages.order_by("starts_on", "pk")]
    _expect(before and household.is_present and now.village_id == event.went_to_id and before.ends_on == event.on)
    now.delete()
    before.ends_on = None
    before.save()
    household.village = before.village
    _expect(before.village.valid_to is None)
    _refuse_taken_number(household)
    household.save()
    for resident in household.residents.all():
        resident.village = before.village
        resident.save()
    return []


def _undo_leaving(event, people):
    household = _reread(event.household_id)
    _reopen(household, event)
    household.save()
    for resident, _ in people:
        _expect(not resident.is_present and resident.household_id == household.pk)
        _come_back(resident, household, event)
    return []


UNDOING = {
    Kind.BORN: _undo_arrival,
    Kind.CAME: _undo_arrival,
    Kind.NOTED: _undo_arrival,
    Kind.DIED: _undo_departure,
    Kind.LEFT: _undo_departure,
    Kind.JOINED: _undo_joining,
    Kind.HEAD: _undo_head,
    Kind.SPLIT: _undo_split,
    Kind.MERGED: _undo_merger,
    Kind.HOUSEHOLD_NOTED: _undo_founding,
    Kind.HOUSEHOLD_CAME: _undo_founding,
    Kind.HOUSEHOLD_MOVED: _undo_moving,
    Kind.HOUSEHOLD_LEFT: _undo_leaving,
}


def _expect(as_left):
    """What the event left behind still stands so; a reorganisation or a merge of persons may have changed it."""
    if not as_left:
        raise ValidationError("Hộ hoặc người ở đây đã được sửa theo cách khác nên không rút lại được.")


def _reread(pk):
    """With a new version: whoever edits the household at the moment is told."""
    household = Household.objects.select_related("village", "head").get(pk=pk)
    household.version += 1
    return household


def _bring_home(event, people, household):
    other = _reread(event.other_id)
    for resident, relation in people:
        stay = resident.residences.filter(ends_on=None).first()
        _expect(resident.is_present and stay and stay.household_id == other.pk and stay.starts_on == event.on)
        stay.delete()
        if other.head_id == resident.pk:
            other.head = None
        resident.household, resident.relation = household, relation
    other.save()
    for resident, _ in people:
        _come_back(resident, household, event)


def _come_back(resident, household, event):
    stay = Residence.objects.filter(resident=resident, household=household, ends_on=event.on).order_by("pk").last()
    _expect(stay)
    stay.ends_on = None
    stay.save()
    resident.state, resident.village = Resident.State.PRESENT, household.village
    resident.save()


def _restore_head(household, event):
    if household.head_id is None:
        household.head = _former_head(event)
    household.save()


def _former_head(event):
    """Nobody whose data were erased since heads a household."""
    former = event.former_head
    return former if former and not former.erased_at else None


def _reopen(household, event):
    period = household.villages.order_by("starts_on", "pk").last()
    _expect(not household.is_present and period and period.ends_on == event.on)
    _expect(household.village.valid_to is None)
    period.ends_on = None
    period.save()
    household.state = Household.State.PRESENT
    _refuse_taken_number(household)


def _refuse_taken_number(household):
    taken = Household.objects.numbered(household.number, household.village)
    if taken.exclude(pk=household.pk).exists():
        raise ValidationError(f"{household.village} đã có hộ khác mang số {household.number} nên không rút lại được.")
