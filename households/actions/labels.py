"""What somebody should look at in a visit that is being stored: how it arrived, and what looks unusual about it."""

from datetime import timedelta

from django.utils import timezone

from households.actions.content import CLOCK_DIFFERS
from households.models import Visit, VisitLabel
from households.signs import Lesson, VisitFacts, signs_of

Kind = VisitLabel.Kind
HOUR = timedelta(hours=1)


def labels_of(entry, found, received_at):
    """[(kind, detail)] of an entry (see households.actions.visit), judged before anything of it is written."""
    return [*_arrival(entry, found), *signs_of(_facts(entry, found, received_at))]


def _arrival(entry, found):
    content = entry.content
    if abs(content.clock) > CLOCK_DIFFERS:
        shown = f"{timezone.localtime(content.visited_at):%H:%M ngày %d/%m/%Y}"
        yield Kind.CLOCK, f"Đồng hồ điện thoại chỉ {shown}; giờ thăm đã được tính lại theo giờ máy chủ."
    home = found.standing.kept_home(content.household)
    if home and not found.is_kin(found.standing.villages.get(home, content.village), content.village):
        yield Kind.MOVED, "Hộ đã chuyển đi sau ngày thăm; lượt thăm tính cho nơi hộ ở ngày ấy."
    if away := sum(not found.is_there(who, content) for who in content.people):
        yield Kind.LEFT, f"{away} người được ghi nay không còn ở đó; điều họ làm được theo họ đến nơi mới."


def _facts(entry, found, received_at):
    content, standing = entry.content, found.standing
    lessons = []
    for resident, skill, level, taught in content.guidances:
        if taught:
            lesson = (standing.kept_person(resident), skill)
            other = standing.moments.get(lesson) if lesson in standing.taught else None
            known = standing.levels.get(lesson)
            lessons.append(Lesson(level, other and other[0], known[0] if other else None))
    return VisitFacts(
        visited_at=entry.visited_at,
        received_at=received_at,
        village=content.village,
        team_village=entry.membership.village,
        starts_on=entry.membership.starts_on,
        decided_on=entry.membership.decided_on,
        met=content.outcome != Visit.Outcome.NOBODY_HOME,
        # Visits that bear one moment were entered together, from paper or for a whole lane.
        in_the_hour_before=sum(entry.visited_at - HOUR < call < entry.visited_at for call in found.calls),
        lessons=tuple(lessons),
    )
