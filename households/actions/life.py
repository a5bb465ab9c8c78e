"""What a household brings about itself: another head, two households out of one, one out of two, somebody back."""

from django.core.exceptions import ValidationError

from accounts.audit import audited
from households.actions.residing import close, day_of, hold_village, move_in, record, reread, settle, take_out
from households.kinship import relation_to_new_head, tell_head
from households.models import Household, HouseholdVillage, LifeEvent, Resident
from households.tally import kept_in_step

Kind, Relation = LifeEvent.Kind, Resident.Relation


@audited
def return_resident(resident, *, by, on=None, note="", **told):
    """`resident`, who had left the commune, lives in his household again since the day `on` (today); what is `told`
    of him anew ({field: value}) goes before what was known."""
    day, household = day_of(on), resident.household
    with kept_in_step([household.pk]):
        reread(household)
        resident.refresh_from_db()
        if resident.state != Resident.State.LEFT or resident.household_id != household.pk:
            raise ValidationError({"returning": f"{resident} không còn trong số những người đã đi khỏi hộ này."})
        left = resident.residences.last()
        if left and day < left.ends_on:
            raise ValidationError({"on": f"Người này đi ngày {left.ends_on:%d/%m/%Y}; ngày về phải từ ngày ấy."})
        record(Kind.CAME, household, [resident], by=by, on=day, note=note)
        move_in(resident, household, day)
        resident.state, resident.village = Resident.State.PRESENT, household.village
        for name, value in told.items():
            setattr(resident, name, value or getattr(resident, name))
        tell_head(household.head, [resident])
        resident.save()
        household.version += 1
        household.save()


@audited
def change_head(household, *, head, by, on=None, note=""):
    """The household chose `head`, one of its present members, on the day `on` (today). What the others are to him
    follows from what they were to the one before, where it does."""
    day = day_of(on)
    with kept_in_step([household.pk]):
        reread(household)
        people = list(household.residents.present())
        if head not in people:
            raise ValidationError({"head": f"{head} không còn ở hộ này."})
        if household.head_id == head.pk:
            return
        _refuse_before_others(household, head, day)
        head = people[people.index(head)]
        told = Relation.HEAD if _was_last(household, head) else head.relation
        changed = [(head, Relation.HEAD)]
        for person in people:
            relation = relation_to_new_head(told, person.relation)
            if person != head and relation != person.relation:
                changed.append((person, relation))
        concerned = [person for person, _ in changed]
        record(Kind.HEAD, household, concerned, by=by, on=day, note=note, former_head=household.head)
        for person, relation in changed:
            person.relation = relation
            person.save()
        household.head = head
        household.version += 1
        household.save()


def _was_last(household, head):
    """Whether nobody has headed `household` since `head` did: he had left it meanwhile."""
    latest = household.events.of_heads().first()
    return household.head_id is None and latest is not None and latest.former_head_id == head.pk


def _refuse_before_others(household, head, day):
    days = [head.residences.filter(household=household).last().starts_on]
    days += household.events.of_heads().values_list("on", flat=True)[:1]
    if day < max(days):
        raise ValidationError({"on": f"Ngày này phải từ {max(days):%d/%m/%Y} (thay đổi trước đó của hộ) trở đi."})


@audited
def split_household(household, *, new, people, head, by, on=None, note=""):
    """`people`, some members of `household` but not all, found the household `new` (unsaved) in the same village on
    the day `on` (today), headed by `head`, one of them."""
    day = day_of(on)
    new.village = household.village
    hold_village(new.village)
    new.save()
    HouseholdVillage.objects.create(household=new, village=new.village, starts_on=day)
    with kept_in_step([new.pk], new=True):
        pass
    with kept_in_step([household.pk, new.pk]):
        reread(household)
        here = household.villages.last()
        if day < here.starts_on:  # its people were counted elsewhere
            raise ValidationError({"on": f"Hộ này ở {here.village} từ {here.starts_on:%d/%m/%Y}; hãy chọn từ ngày ấy."})
        present = list(household.residents.present())
        going = [person for person in present if person in people]
        if len(going) != len(people) or head not in going:
            raise ValidationError({"people": "Có người vừa được ghi ra khỏi hộ này; hãy tải lại trang."})
        if len(going) == len(present):
            raise ValidationError({"people": "Hộ cũ phải còn ít nhất một người."})
        lost = take_out(going, household.pk)
        record(Kind.SPLIT, household, going, by=by, on=day, note=note, other=new, former_head=lost)
        told = going[going.index(head)].relation
        for person in going:
            relation = Relation.HEAD if person == head else relation_to_new_head(told, person.relation)
            settle(person, new, relation, day)
        new.head = head
        new.save()
    household.refresh_from_db()


@audited
def merge_household(household, *, into, by, on=None, note=""):
    """All members of `household` join the household `into` on the day `on` (today), and it is no more."""
    day = day_of(on)
    with kept_in_step([household.pk, into.pk]):
        reread(household)
        reread(into)
        if household.pk == into.pk:
            raise ValidationError({"number": "Đây chính là hộ đang xem."})
        people = list(household.residents.present())
        said = {"other": into, "former_head": household.head, "note": note}
        record(Kind.MERGED, household, people, by=by, on=day, **said)
        for person in people:
            settle(person, into, "", day)
        close(HouseholdVillage.objects.filter(household=household, ends_on=None), day)
        household.head, household.state = None, Household.State.LEFT
        for row in (household, into):
            row.version += 1
            row.save()
