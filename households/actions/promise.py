from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from households.models import Household, LatestVisit, PromiseMove

FURTHEST = timedelta(days=366)


@audited
def move_promise(household, *, to, by, at=None):
    """The open promise of `household` is kept on the day `to`, or given up (None). Raises ValidationError by field
    name. Twice is once."""
    moment = at or timezone.now()
    Household.objects.select_for_update().get(pk=household.pk)  # a visit stored meanwhile may keep the promise
    latest = LatestVisit.objects.filter(household=household, promised_in__isnull=False).first()
    if latest is None:
        raise ValidationError({"promised_on": "Hộ này không còn hẹn nào đang mở; có lẽ vừa có người đến thăm."})
    if to == latest.promised_on:
        return
    today = timezone.localdate(moment)
    if to and not today <= to <= today + FURTHEST:
        raise ValidationError({"promised_on": "Ngày hẹn mới phải từ hôm nay trở đi, trong vòng một năm."})
    PromiseMove.objects.create(visit_id=latest.promised_in_id, promised_on=to, by=by, at=moment)
    latest.promised_on, latest.changed_at = to, moment
    if to is None:
        latest.promised_in = None
    latest.save(update_fields=["promised_on", "promised_in", "changed_at"])
