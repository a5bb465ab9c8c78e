"""Whether a visit may be stored: by whom, of whom, with what. Reads nothing but the words of a refusal: Background
holds the facts."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import Trait, Visit
from teams.models import Membership

TAUGHT_OUTCOMES = {Visit.Outcome.GUIDED, Visit.Outcome.ABLE}
EMPTY_OUTCOMES = {Visit.Outcome.NOBODY_HOME, Visit.Outcome.REFUSED, Visit.Outcome.GONE}
UNHEARD_OUTCOMES = {Visit.Outcome.NOBODY_HOME, Visit.Outcome.GONE}
CLOCK_TOLERANCE = timedelta(minutes=10)


def judge_visit(content, found, visited_at, received_at, by):
    """The membership as which `by` visits. Raises ValidationError by field name."""
    if visited_at > received_at + CLOCK_TOLERANCE:
        raise ValidationError({"visited_at": "Lượt thăm không thể ở tương lai. Hãy kiểm tra lại ngày giờ."})
    day = timezone.localdate(visited_at)
    if content.village is None and found.knew(content.household):
        raise ValidationError({"visited_at": "Hộ này không còn ở thôn vào ngày thăm."})
    membership = found.membership_at(content.village, visited_at)
    if membership is None:
        raise ValidationError({"visited_at": _why_not(by, content.village, day)})
    faults = {}
    if content.promised_on and not day <= content.promised_on <= day + timedelta(days=366):
        faults["promised_on"] = "Ngày hẹn phải từ ngày thăm trở đi, trong vòng một năm."
    if content.outcome == Visit.Outcome.PROMISED and not content.promised_on:
        faults["promised_on"] = "Hẹn lại thì hãy chọn ngày hẹn."
    if content.outcome in TAUGHT_OUTCOMES and not content.guidances:
        faults["outcome"] = "Hãy chọn ai đã được hướng dẫn nội dung gì, đến mức nào."
    if content.outcome in EMPTY_OUTCOMES and (
        content.guidances or any(who is not None for _, who, *_ in content.observations)
    ):
        faults["outcome"] = "Kết quả này không đi cùng việc hướng dẫn ai. Hãy chọn kết quả khác hoặc bỏ phần hướng dẫn."
    if content.notice and (not content.household or content.outcome in UNHEARD_OUTCOMES):
        faults["notice"] = "Không gặp ai của hộ thì chưa đọc được thông báo: hãy bỏ đánh dấu ô này."
    if not content.household and not content.people:
        faults["outcome"] = "Buổi hướng dẫn tập trung cần ít nhất một người tham dự."
    if _strangers(content, found, day):
        faults["people"] = "Có người không thuộc hộ (thôn) này vào ngày thăm. Hãy mở lại trang của hộ."
    if _unknown_ids(content, found, membership):
        faults["people"] = "Có nội dung hoặc đặc điểm không còn dùng. Hãy mở lại trang của hộ."
    if not all(_is_colleague(found.companions.get(pk), membership, day) for pk in content.companions):
        faults["companions"] = "Người đi cùng phải là thành viên của tổ vào ngày thăm."
    if faults:
        raise ValidationError(faults)
    return membership


def _why_not(by, village, day):
    first = (
        Membership.objects.filter(official__user=by, team__village=village, starts_on__gt=day)
        .select_related("started_by")
        .first()
    )
    if first:
        return (
            f"Ngày thăm trước ngày {first.starts_on:%d/%m/%Y}, khi Quyết định số {first.started_by.symbol} "
            "về tổ của bạn có hiệu lực."
        )
    return f"Ngày {day:%d/%m/%Y} bạn không làm nhiệm vụ của tổ ở thôn này, nên chưa ghi được lượt thăm."


def _strangers(content, found, day):
    """Whether someone named was not of the household (of the village, for a group lesson) on `day` and is not now."""
    if any(household not in (None, content.household) for household, *_ in content.observations):
        return True
    return not all(found.lives_there(who, content) or found.lived_there(who, content, day) for who in content.people)


def _unknown_ids(content, found, membership):
    skills = (found.skills.get(skill) for _, skill, *_ in content.guidances)
    if not all(skill and found.is_used_by(membership, skill) for skill in skills):
        return True
    for household, _, trait, _ in content.observations:
        known = found.traits.get(trait)
        owner = Trait.Owner.RESIDENT if household is None else Trait.Owner.HOUSEHOLD
        if not known or not found.is_used_by(membership, known) or known.owner != owner:
            return True
    return False


def _is_colleague(companion, membership, day):
    return (
        companion is not None
        and companion.team_id == membership.team
        and companion.starts_on <= day
        and (companion.ends_on is None or day < companion.ends_on)
    )
