from collections import Counter
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from households.actions.judging import judge_visit
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
    Skill,
    Visit,
    VisitCancellation,
)
from households.standing import standing_now
from households.tally import add_difference, add_guidances


class DifferentContent(Exception):
    """The UUID already names a visit with other content, or another author's."""


def repeated(content, *, by, at):
    """The visit that `content`, received `at`, is a repetition of, or None. Raises DifferentContent."""
    for visit in Visit.objects.filter(Q(uuid=content.uuid) | content.said_moments_ago(by, at)):
        if visit.uuid != content.uuid and visit.is_cancelled:
            continue
        if visit.author_id != by.pk or visit.digest != content.digest:
            raise DifferentContent
        return visit
    return None


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
    membership = judge_visit(content, standing, skills, visited_at, received_at, by)
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


@audited
def withdraw_visit(visit, *, reason, by, at=None):
    """The author takes back a wrong visit: it stays, crossed out, and counts no more. Twice is once."""
    _cancel(visit, VisitCancellation.Kind.WITHDRAWN, reason, by, at)


@audited
def strike_visit(visit, *, reason, by, at=None):
    """The commune strikes a visit: it stays, crossed out, and counts no more. Whether it was not cancelled before."""
    return _cancel(visit, VisitCancellation.Kind.STRUCK, reason, by, at)


def _cancel(visit, kind, reason, by, at):
    abilities = set(visit.guidances.values_list("resident", "skill"))
    traits = set(visit.observations.values_list("household", "resident", "trait"))
    people = {resident for resident, _ in abilities} | {resident for _, resident, _ in traits if resident}
    standing = standing_now({visit.household_id} if visit.household_id else (), people)
    before = standing.counted()
    _, created = VisitCancellation.objects.get_or_create(
        visit=visit, defaults={"kind": kind, "reason": reason, "by": by, "at": at or timezone.now()}
    )
    if not created:
        return False
    derive_abilities(standing, abilities)
    derive_traits(standing, traits)
    if visit.household_id:
        derive_latest_visit(visit.household_id)
    add_difference(before, standing.counted(), {visit.village_id})
    skills = Counter(visit.guidances.filter(taught=True).values_list("skill", flat=True))
    add_guidances(visit.membership.team_id, timezone.localdate(visit.visited_at), skills, sign=-1)
    return True


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
