"""What happened to a household or a person, told in sentences, the latest first."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from config.vietnamese import capitalise_first
from households.models import Household, LifeEvent, LifeEventPerson

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


THEN = "khi ấy là chủ hộ"
NOBODY_LEFT = "cả hộ {household} nhập vào hộ {other}"


class Happening(NamedTuple):
    event: LifeEvent
    text: str
    note: str = ""
    elsewhere: Household | None = None  # the other household
    opens: bool = False  # whether the user may open it


def household_timeline(household, user):
    """[Happening] as the page of `household` tells `user`."""
    homes = household.all_ids()
    return [happening_of(event, homes) for event in told_to(user, LifeEvent.objects.touching(homes))]


def resident_timeline(resident, user):
    """[Happening] of `resident`, wherever he lived then. Of a household that `user` may not see only he is told."""
    entered = resident.all_ids()
    # Read first: PostgreSQL would join every event with what is told of it before it asks whom it is about.
    named = list(LifeEventPerson.objects.filter(resident__in=entered).values_list("event", flat=True))
    return [
        happening_of(event) if event.sees_household or event.sees_other else _without_others(event, entered)
        for event in told_to(user, LifeEvent.objects.filter(pk__in=named))
    ]


def told_to(user, events):
    """`events` with what a line of a timeline says of each, and what `user` may see and do of it."""
    correctable = LifeEvent.objects.correctable_by(user).filter(pk=OuterRef("pk"))
    seen = Household.objects.visible_to(user)
    sees = {f"sees_{side}": Exists(seen.filter(pk=OuterRef(side))) for side in ("household", "other")}
    return events.with_line().annotate(correctable=Exists(correctable), **sees)


def happening_of(event, homes=()):
    """`event` (of told_to) as the household with the ids `homes` sees it, or as its people do."""
    comes = event.other_id in homes and event.household_id not in homes
    text = _sentence(event, FROM_ELSEWHERE if comes else SENTENCES, [line.resident.full_name for line in event.lines])
    if event.former_head:
        text += f" (trước đó: {event.former_head})" if event.kind == Kind.HEAD else f" ({event.former_head} {THEN})"
    elsewhere, opens = (event.household, event.sees_household) if comes else (event.other, event.sees_other)
    if elsewhere and elsewhere.pk in homes:
        elsewhere = None
    return Happening(event, capitalise_first(text), event.note, elsewhere, opens)


def _without_others(event, entered):
    """`event` of the person with the ids `entered`, as somebody may know who sees no household of it."""
    if event.kind == Kind.HEAD and event.lines[0].resident_id not in entered:
        return Happening(event, event.get_kind_display())
    names = [line.resident.full_name for line in event.lines if line.resident_id in entered]
    return Happening(event, capitalise_first(_sentence(event, SENTENCES, names)))


def _sentence(event, sentences, names):
    sentence = sentences[event.kind] if names or event.kind != Kind.MERGED else NOBODY_LEFT
    return sentence.format(
        people=", ".join(names) or "hộ",
        first=names[0] if names else "chưa rõ",
        household=event.household.number,
        other=event.other and event.other.number,
        came_from=event.came_from and event.came_from.label,
        went_to=event.went_to and event.went_to.label,
    )
