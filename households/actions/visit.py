import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.audit import audited
from households.derive import (
    add_abilities,
    add_latest_visit,
    derive_abilities,
    derive_latest_visit,
    derive_traits,
)
from households.models import (
    Guidance,
    HouseholdVillage,
    Observation,
    Residence,
    Skill,
    Trait,
    Visit,
    VisitCancellation,
)
from households.standing import standing_now
from households.tally import add_difference, add_guidances
from teams.models import Membership

TAUGHT_OUTCOMES = {Visit.Outcome.GUIDED, Visit.Outcome.ABLE}
EMPTY_OUTCOMES = {Visit.Outcome.NOBODY_HOME, Visit.Outcome.REFUSED, Visit.Outcome.GONE}
CLOCK_TOLERANCE = timedelta(minutes=10)
MOMENTS = timedelta(minutes=10)


class DifferentContent(Exception):
    """The UUID already names a visit with other content, or another author's."""


@dataclass(frozen=True)
class VisitContent:
    """What a person says about a visit, normalised; ids only, so that it can be compared without the database."""

    uuid: UUID
    village: int | None  # None: where the household was
    household: int | None
    outcome: str
    place: str = Visit.Place.HOME
    visited_at: datetime | None = None  # None: when it is received
    note: str = ""
    promised_on: date | None = None
    companions: tuple[int, ...] = ()
    guidances: tuple[tuple[int, int, int, bool], ...] = ()  # (resident, skill, level, taught)
    observations: tuple[tuple[int | None, int | None, int, bool], ...] = ()  # (household, resident, trait, has it)

    @cached_property
    def digest(self):
        content = asdict(self) | {"visited_at": self.visited_at and self.visited_at.timestamp(), "uuid": None}
        if self.household is not None:  # it may move before the form is sent again
            del content["village"]
        return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()

    @property
    def people(self):
        return {resident for resident, *_ in self.guidances} | {
            resident for _, resident, *_ in self.observations if resident is not None
        }


def repeated(content, *, by, at):
    """The visit that `content`, received `at`, is a repetition of, or None. Raises DifferentContent."""
    for visit in Visit.objects.filter(Q(uuid=content.uuid) | _moments_ago(content, by, at)):
        if visit.uuid != content.uuid and visit.is_cancelled:
            continue
        if visit.author_id != by.pk or visit.digest != content.digest:
            raise DifferentContent
        return visit
    return None


def _moments_ago(content, by, at):
    return Q(author=by, received_at__range=(at - MOMENTS, at), digest=content.digest)


def log_visit(content, *, by, at=None):
    """Stores the visit once and returns it; the same content again returns the same visit, also under a new UUID
    within ten minutes: a browser that goes back to the form may load it anew.

    `at` is when it is received (now). Raises DifferentContent, or ValidationError by field name. Whether `by` may
    log it is judged at `visited_at`: by his membership, his access and the household's village of that moment.
    """
    received_at = at or timezone.now()
    try:
        return _store(content, content.visited_at or received_at, received_at, by)
    except (IntegrityError, ValidationError):
        if visit := repeated(content, by=by, at=received_at):
            return visit
        raise


@transaction.atomic
def _store(content, visited_at, received_at, by):
    standing = standing_now(
        {content.household} if content.household else (),
        content.people,
        levels=bool(content.guidances),
        values=bool(content.observations),
    )
    content = _placed(content, standing)
    taught = {skill for _, skill, *_ in content.guidances}
    skills = list(Skill.objects.filter(Q(basic=True) | Q(pk__in=taught))) if taught else []
    standing.basic_skills = {skill.pk for skill in skills if skill.basic}
    membership = _check(content, standing, skills, visited_at, received_at, by)
    if membership.repeats and (visit := repeated(content, by=by, at=received_at)):
        return visit
    before = standing.counted()
    visit = Visit.objects.create(
        uuid=content.uuid,
        household_id=content.household,
        village_id=content.village,
        membership=membership,
        author=by,
        place=content.place,
        outcome=content.outcome,
        visited_at=visited_at,
        received_at=received_at,
        note=content.note,
        promised_on=content.promised_on,
        digest=content.digest,
    )
    if content.companions:
        visit.companions.set(content.companions)
    guidances = Guidance.objects.bulk_create(
        Guidance(visit=visit, resident_id=resident, skill_id=skill, level=level, taught=taught)
        for resident, skill, level, taught in content.guidances
    )
    Observation.objects.bulk_create(
        Observation(
            visit=visit,
            household_id=household,
            resident_id=resident,
            trait_id=trait,
            value=value,
            observed_at=visited_at,
            received_at=received_at,
            by=by,
        )
        for household, resident, trait, value in content.observations
    )
    add_abilities(standing, visit, guidances)
    derive_traits(standing, {owner[:3] for owner in content.observations})
    if content.household:
        add_latest_visit(visit)
    add_difference(before, standing.counted(), {content.village})
    add_guidances(membership.team_id, timezone.localdate(visited_at), _taught(content.guidances))
    return visit


def _placed(content, standing):
    """`content` with the village that the household is in, or was in on the day of an earlier visit."""
    if content.household is None:
        return content
    village = standing.villages.get(content.household)
    if content.visited_at:
        day = timezone.localdate(content.visited_at)
        then = HouseholdVillage.objects.in_force(day).filter(household=content.household).order_by("-pk").first()
        village = then.village_id if then else village
    if village is None:
        raise ValidationError({"visited_at": "Hộ này không còn ở thôn vào ngày thăm."})
    return replace(content, village=village)


def _taught(guidances):
    return Counter(skill for _, skill, _, taught in guidances if taught)


def _check(content, standing, skills, visited_at, received_at, by):
    """The membership as which `by` visits; its `repeats` tells whether he said the same moments ago. Raises
    ValidationError by field name."""
    if visited_at > received_at + CLOCK_TOLERANCE:
        raise ValidationError({"visited_at": "Lượt thăm không thể ở tương lai. Hãy kiểm tra lại ngày giờ."})
    day = timezone.localdate(visited_at)
    acting = Membership.objects.acting_for(by, content.village, visited_at).select_related("team")
    moments_ago = Visit.objects.filter(_moments_ago(content, by, received_at))
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


@audited
def withdraw_visit(visit, *, reason, by, at=None):
    """The author takes back a wrong visit: it stays, crossed out, and counts no more. Twice is once."""
    abilities = set(visit.guidances.values_list("resident", "skill"))
    traits = set(visit.observations.values_list("household", "resident", "trait"))
    people = {resident for resident, _ in abilities} | {resident for _, resident, _ in traits if resident}
    standing = standing_now({visit.household_id} if visit.household_id else (), people)
    before = standing.counted()
    _, created = VisitCancellation.objects.get_or_create(
        visit=visit,
        defaults={
            "kind": VisitCancellation.Kind.WITHDRAWN,
            "reason": reason,
            "by": by,
            "at": at or timezone.now(),
        },
    )
    if not created:
        return
    derive_abilities(standing, abilities)
    derive_traits(standing, traits)
    if visit.household_id:
        derive_latest_visit(visit.household_id)
    add_difference(before, standing.counted(), {visit.village_id})
    skills = Counter(visit.guidances.filter(taught=True).values_list("skill", flat=True))
    add_guidances(visit.membership.team_id, timezone.localdate(visit.visited_at), skills, sign=-1)


@audited
def observe(household, *, observations, by, at=None):
    """The office records traits of `household` and its members: `observations` as in VisitContent."""
    moment = at or timezone.now()
    standing = standing_now({household.pk}, {resident for _, resident, *_ in observations if resident is not None})
    before = standing.counted()
    Observation.objects.bulk_create(
        Observation(
            household_id=home,
            resident_id=resident,
            trait_id=trait,
            value=value,
            observed_at=moment,
            received_at=moment,
            by=by,
        )
        for home, resident, trait, value in observations
    )
    derive_traits(standing, {owner[:3] for owner in observations})
    add_difference(before, standing.counted(), {household.village_id})
