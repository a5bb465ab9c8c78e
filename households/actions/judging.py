"""Whether a visit may be stored: by whom, of whom, with what."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists
from django.utils import timezone

from households.models import HouseholdVillage, Residence, Trait, Visit
from teams.models import Membership

TAUGHT_OUTCOMES = {Visit.Outcome.GUIDED, Visit.Outcome.ABLE}
EMPTY_OUTCOMES = {Visit.Outcome.NOBODY_HOME, Visit.Outcome.REFUSED, Visit.Outcome.GONE}
CLOCK_TOLERANCE = timedelta(minutes=10)


def judge_visit(content, standing, skills, visited_at, received_at, by):
    """The membership as which `by` visits; its `repeats` tells whether he said the same moments ago. Raises
    ValidationError by field name."""
    if visited_at > received_at + CLOCK_TOLERANCE:
        raise ValidationError({"visited_at": "Lượt thăm không thể ở tương lai. Hãy kiểm tra lại ngày giờ."})
    day = timezone.localdate(visited_at)
    acting = Membership.objects.acting_for(by, content.village, visited_at).select_related("team")
    moments_ago = Visit.objects.filter(content.said_moments_ago(by, received_at))
    membership = acting.annotate(repeats=Exists(moments_ago)).order_by("starts_on").first()
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
    if not content.household and not content.people:
        faults["outcome"] = "Buổi hướng dẫn tập trung cần ít nhất một người tham dự."
    if _strangers(content, standing, day):
        faults["people"] = "Có người không thuộc hộ (thôn) này vào ngày thăm. Hãy mở lại trang của hộ."
    if _unknown_ids(content, skills, membership.team.commune_id):
        faults["people"] = "Có nội dung hoặc đặc điểm không còn dùng. Hãy mở lại trang của hộ."
    if content.companions and set(content.companions) != set(
        membership.team.memberships.in_force(day).filter(pk__in=content.companions).values_list("pk", flat=True)
    ):
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


def _strangers(content, standing, day):
    """Whether someone named was not of the household (of the village, for a group lesson) on `day` and is not now."""
    known = content.people & standing.people.keys()
    if content.household:
        homes = HouseholdVillage.objects.in_force(day).filter(household=content.household, village=content.village)
        if standing.villages.get(content.household) != content.village and not homes.exists():
            return True
        if any(household not in (None, content.household) for household, *_ in content.observations):
            return True
        known = {who for who in known if standing.people[who].household == content.household}
        then = {"household": content.household}
    else:
        if any(household is not None for household, *_ in content.observations):
            return True
        known = {who for who in known if standing.villages[standing.people[who].household] == content.village}
        then = {"household__villages__village": content.village}
    missing = content.people - known
    if not missing:
        return False
    lived = Residence.objects.in_force(day).filter(resident__in=missing, **then)
    return bool(missing - set(lived.values_list("resident", flat=True)))


def _unknown_ids(content, skills, commune):
    if not {skill for _, skill, *_ in content.guidances} <= {skill.pk for skill in skills if skill.is_of(commune)}:
        return True
    traits = {
        (Trait.Owner.RESIDENT if home is None else Trait.Owner.HOUSEHOLD, trait)
        for home, _, trait, _ in content.observations
    }
    if not traits:
        return False
    known = Trait.objects.of_commune(commune).filter(pk__in={trait for _, trait in traits})
    return not traits <= set(known.values_list("owner", "pk"))
