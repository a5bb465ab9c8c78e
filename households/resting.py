"""What later rests on an event, so that it can no longer be taken back."""

from django.db.models import Q
from django.utils import timezone

from households.actions.merging import UNDO_WITHIN
from households.models import Guidance, Household, LifeEvent, Resident, Visit
from households.models.life import OF_HOUSEHOLD
from villages.models import BulkRun

Kind = LifeEvent.Kind


def what_rests_on(event):
    """(why `event` can no longer be taken back, the later event that has to be taken back first if that is why); '' and
    None if it can, as far as later events and visits tell."""
    if reason := _merged_since(event):
        return reason, None
    if first := _first_resting_on(event):
        told = f"Sau đó còn ghi “{first.get_kind_display()}” ngày {first.on:%d/%m/%Y}; hãy rút lại việc ấy trước."
        return told, first
    if latest := _visits_resting_on(event).order_by("-visited_at").first():
        return f"Sau đó đã có lượt thăm ở đó (mã {latest.receipt_code}) nên không rút lại được.", None
    return "", None


def _first_resting_on(event):
    later = LifeEvent.objects.filter(pk__gt=event.pk)
    of_household = later.touching([pk for pk in (event.household_id, event.other_id) if pk])
    if not event.is_of_household:
        changed = Q(kind__in=OF_HOUSEHOLD)
        if event.former_head_id or event.kind == Kind.HEAD:
            changed |= Q(kind=Kind.HEAD)
        of_household = of_household.filter(changed)
    people = event.people.values("resident")
    return (later.about(people) | of_household).order_by("pk").first()


def _merged_since(event):
    """Why not, where somebody or a household of `event` was merged since: what it changed is another's by now."""
    people = list(event.people.values_list("resident", flat=True))  # as a query PostgreSQL would read every resident
    homes = [pk for pk in (event.household_id, event.other_id) if pk]
    residents = Resident.objects.filter(Q(pk__in=people) | Q(merged_into__in=people))
    households = Household.objects.filter(Q(pk__in=homes) | Q(merged_into__in=homes))
    of_them = Q(pk__in=residents.order_by().values("merged_in")) | Q(pk__in=households.order_by().values("merged_in"))
    first = BulkRun.objects.filter(of_them, at__gt=event.at).order_by("at").first()
    if first is None:
        return ""
    if first.at < timezone.now() - UNDO_WITHIN:
        return f"Người hoặc hộ ở đây đã được gộp quá {UNDO_WITHIN.days} ngày với mục ghi trùng nên không rút lại được."
    return "Người hoặc hộ ở đây sau đó đã được gộp với mục ghi trùng; hãy hoàn tác lần gộp ấy trước."


def _visits_resting_on(event):
    """Those to where the event led, stored since."""
    visits = Visit.objects.counting().filter(received_at__gt=event.at)
    if event.kind == Kind.HOUSEHOLD_MOVED:
        return visits.filter(household=event.household_id, village=event.went_to_id)
    if event.other_id is None and event.kind != Kind.CAME:
        return visits.none()
    lessons = Guidance.objects.filter(resident__in=event.people.values("resident"))
    return visits.filter(household=event.other_id or event.household_id, pk__in=lessons.values("visit"))
