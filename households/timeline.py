"""What happened to a household or a person, told in sentences, the latest first."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from config.vietnamese import capitalise_first
from households.models import Household, LifeEvent

Kind = LifeEvent.Kind
SENTENCES = {
    Kind.BORN: "sinh {people}",
    Kind.DIED: "{people} mất",
    Kind.CAME: "{people} chuyển đến",
    Kind.LEFT: "{people} rời khỏi xã",
    Kind.JOINED: "{people} sang hộ {other}",
    Kind.NOTED: "ghi thêm {people} vào sổ",
    Kind.HEAD: "chủ hộ mới: {first}",
    Kind.SPLIT: "{people} tách thành hộ {other}",
    Kind.MERGED: "{people} cùng cả hộ {household} nhập vào hộ {other}",
    Kind.HOUSEHOLD_NOTED: "hộ được ghi vào sổ",
    Kind.HOUSEHOLD_CAME: "cả hộ chuyển đến",
    Kind.HOUSEHOLD_MOVED: "cả hộ từ {came_from} sang {went_to}",
    Kind.HOUSEHOLD_LEFT: "cả hộ rời khỏi xã",
}
# As the household sees it that the people of another come to.
FROM_ELSEWHERE = {
    Kind.JOINED: "{people} sang từ hộ {household}",
    Kind.SPLIT: "{people} tách ra từ hộ {household}",
    Kind.MERGED: "{people} nhập vào từ hộ {household}",
}


class Happening(NamedTuple):
    event: LifeEvent
    text: str
    elsewhere: object  # the other household, or None


def household_timeline(household, user):
    """[Happening] as the page of `household` tells `user`."""
    homes = Household.objects.filter(Q(pk=household.pk) | Q(merged_into=household.pk)).order_by().values("pk")
    return [happening_of(event, household) for event in _told(LifeEvent.objects.touching(homes), user)]


def resident_timeline(resident, user):
    """[Happening] of `resident`, wherever he lived then."""
    entered = [resident.pk, *resident.merged.values_list("pk", flat=True)]
    return [happening_of(event) for event in _told(LifeEvent.objects.about(entered), user)]


def _told(events, user):
    correctable = LifeEvent.objects.correctable_by(user).filter(pk=OuterRef("pk"))
    return events.with_line().annotate(correctable=Exists(correctable))


def happening_of(event, household=None):
    """`event` (with_line) as `household` sees it, or as its people do."""
    comes = household is not None and event.other_id == household.pk
    names = [line.resident.full_name for line in event.lines]
    text = (FROM_ELSEWHERE if comes else SENTENCES)[event.kind].format(
        people=", ".join(names) or "hộ",
        first=names[0] if names else "chưa rõ",
        household=event.household.number,
        other=event.other and event.other.number,
        came_from=event.came_from and event.came_from.label,
        went_to=event.went_to and event.went_to.label,
    )
    if event.former_head:
        text += f" (trước đó: {event.former_head})" if event.kind == Kind.HEAD else " (khi ấy là chủ hộ)"
    return Happening(event, capitalise_first(text), event.household if comes else event.other)
