"""Whom the teams of the demo asked to leave out of the count: some were granted, one was refused, some wait."""

from datetime import date, timedelta

from households.actions.exclusion import ask, grant, refuse
from households.models import Exclusion, Household, Resident
from portal.demo.people import at

Reason = Exclusion.Reason
ASKED, ANSWERED = 30, 28  # days ago
OLD = 75
GRANTED = [
    (Reason.FRAIL, "Cụ mắt kém, nằm một chỗ, con cháu làm hộ."),
    (Reason.AWAY, "Làm công nhân ở Hải Phòng, Tết mới về."),
    (Reason.NO_PHONE, "Dùng máy bàn phím của con, không định mua."),
]
WAITING = [
    (Reason.FRAIL, "Cụ đã lẫn, không nhớ được mật khẩu."),
    (Reason.REFUSES, "Đã đến ba lần, gia đình không muốn dùng."),
    (Reason.GONE, "Hàng xóm nói cả nhà đã chuyển ra phố."),
]


def exclude(stage):
    """The elder first; who works away is of working age, and comes back at Tết."""
    for village, author in (("1", "totruong1"), ("2", "totruong2")):
        people = Resident.objects.present().filter(village__name=village).exclude(birth_year=None)
        elders = list(people.filter(birth_year__lte=stage.today.year - OLD).order_by("birth_year", "pk")[:3])
        (worker,) = people.filter(birth_year=stage.today.year - 24).order_by("pk")[:1] or people.order_by("pk")[:1]
        returns = date(stage.today.year + 1, 2, 15)
        chosen = [(elders[0], None), (worker, returns), (elders[1], None)]
        by = stage.users[author]
        asked = [
            _ask(person, stage, reason, note, by, ends_on=until)
            for (person, until), (reason, note) in zip(chosen, GRANTED, strict=True)
        ]
        grant(asked, by=stage.users["congchuc"], at=at(stage.today - timedelta(days=ANSWERED), 9))
        refused = _ask(_head(village, 7), stage, Reason.AWAY, "Đi làm ở Hạ Long.", by)
        answer = "Tối nào cũng về nhà: hẹn buổi tối."
        refuse([refused], answer=answer, by=stage.users["lanhdao"], at=at(stage.today - timedelta(days=ANSWERED), 10))
        people_waiting = [elders[2], _head(village, 11), None]
        for person, (reason, note) in zip(people_waiting, WAITING, strict=True):
            household = person.household if person else _home(village, 15)
            moment = at(stage.today - timedelta(days=2), 17)
            ask(household, resident=person, reason=reason, note=note, by=by, at=moment)


def _ask(person, stage, reason, note, by, **fields):
    moment = at(stage.today - timedelta(days=ASKED), 17)
    return ask(person.household, resident=person, reason=reason, note=note, by=by, at=moment, **fields)


def _home(village, place):
    return Household.objects.present().filter(village__name=village).order_by("pk")[place]


def _head(village, place):
    return _home(village, place).head
