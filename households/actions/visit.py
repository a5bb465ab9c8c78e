from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from households.actions.background import read_background
from households.actions.content import MOMENTS
from households.actions.judging import judge_visit
from households.actions.labels import labels_of
from households.actions.passing_on import pass_on_late
from households.derive import (
    add_abilities,
    add_latest_visits,
    derive_abilities,
    derive_latest_visit,
    derive_traits,
)
from households.models import Guidance, Household, NoticeGiven, Observation, Visit, VisitCancellation, VisitLabel
from households.standing import standing_now
from households.tally import add_difference, add_guidances

NO_DIFFERENCE = timedelta(0)


class DifferentContent(Exception):
    """The UUID already names a visit with other content, or another author's."""


@dataclass(frozen=True)
class Entry:
    """A visit on its way into the database."""

    content: object
    visited_at: object
    membership: object
    digest: str  # of what was sent


@dataclass(frozen=True)
class Logged:
    visit: Visit
    new: bool  # False: it had been stored before


def log_visit(content, *, by, at=None):
    """Stores the visit once and returns it; the same content again returns the same visit, also under a new UUID
    within ten minutes: a browser that goes back to the form may load it anew.

    `at` is when it is received (now). Raises DifferentContent, or ValidationError by field name. Whether `by` may
    log it is judged at `visited_at`: by his membership, his access and the household's village of that moment.
    """
    (result,) = log_visits([content], by=by, at=at)
    if isinstance(result, Logged):
        return result.visit
    raise result


def log_visits(contents, *, by, at=None):
    """Stores each of `contents` as log_visit does, all in one transaction; one that is refused keeps no other out.
    Returns in their order what came of each: Logged, or the DifferentContent or ValidationError that refused it."""
    if not contents:
        return []
    received_at = at or timezone.now()
    try:
        with transaction.atomic():
            return _store(contents, received_at, by)
    except IntegrityError:  # one of them is stored already, perhaps since a moment ago
        known = _stored_before(contents, received_at, by)
        if not known:
            raise
    others = iter(log_visits([content for content in contents if content.uuid not in known], by=by, at=at))
    return [known.get(content.uuid) or next(others) for content in contents]


def _stored_before(contents, received_at, by):
    """{uuid of a content: Logged or DifferentContent} of those that the database already holds."""
    found = {}
    lately = Q(author=by, received_at__range=(received_at - MOMENTS, received_at))
    said = lately & Q(digest__in=[content.digest for content in contents])
    rows = Visit.objects.filter(Q(uuid__in=[content.uuid for content in contents]) | said)
    rows = list(rows.select_related("cancellation"))
    for content in contents:
        named = [visit for visit in rows if visit.uuid == content.uuid]
        same = [visit for visit in rows if visit.author_id == by.pk and visit.digest == content.digest]
        if named and named[0] not in same:
            found[content.uuid] = DifferentContent()
        elif visit := next(iter(named or [visit for visit in same if not visit.is_cancelled]), None):
            found[content.uuid] = Logged(visit, new=False)
    return found


def _store(contents, received_at, by):
    """In this order: read and lock, judge, write what was said, bring up to date what follows from it."""
    found = read_background(contents, by=by, received_at=received_at)
    known = _stored_before(contents, received_at, by) if found.stored else {}
    results, entries = {}, {}
    for place, content in enumerate(contents):
        earlier = next((entry for entry in entries.values() if entry.content.uuid == content.uuid), None)
        if content.uuid in known:
            results[place] = known[content.uuid]
        elif earlier is not None:
            if earlier.digest != content.digest:
                results[place] = DifferentContent()
        else:
            try:
                entries[place] = _judged(content, found, received_at, by)
            except ValidationError as refusal:
                results[place] = refusal
    visits = _write(list(entries.values()), found, received_at, by) if entries else {}
    results |= {place: Logged(visits[entry.content.uuid], new=True) for place, entry in entries.items()}
    return [results.get(place) or Logged(visits[content.uuid], new=False) for place, content in enumerate(contents)]


def _judged(content, found, received_at, by):
    visited_at = content.visited_at + content.clock if content.visited_at else received_at
    sent, content = content, replace(content, village=found.village_of(content, visited_at))
    if membership := found.membership_at(content.village, visited_at):
        content = replace(content, companions=found.companions_of(content, membership))
    return Entry(content, visited_at, judge_visit(content, found, visited_at, received_at, by), sent.digest)


def _write(entries, found, received_at, by):
    """{uuid: visit}"""
    before = found.standing.counted()
    found.calls += [entry.visited_at for entry in entries if entry.content.outcome != Visit.Outcome.NOBODY_HOME]
    visits = Visit.objects.bulk_create(_visit(entry, received_at, by) for entry in entries)
    pairs = list(zip(visits, entries, strict=True))
    Visit.companions.through.objects.bulk_create(
        Visit.companions.through(visit=visit, membership_id=companion)
        for visit, entry in pairs
        for companion in entry.content.companions
    )
    guidances = Guidance.objects.bulk_create(
        Guidance(visit=visit, resident_id=resident, skill_id=skill, level=level, taught=taught)
        for visit, entry in pairs
        for resident, skill, level, taught in entry.content.guidances
    )
    Observation.objects.bulk_create(
        Observation(
            visit=visit,
            household_id=household,
            resident_id=resident,
            trait_id=trait,
            value=value,
            observed_at=visit.visited_at,
            received_at=received_at,
            by=by,
        )
        for visit, entry in pairs
        for household, resident, trait, value in entry.content.observations
    )
    NoticeGiven.objects.bulk_create(
        NoticeGiven(
            household_id=visit.household_id, version=entry.content.notice, visit=visit, by=by, at=visit.visited_at
        )
        for visit, entry in pairs
        if entry.content.notice
    )
    VisitLabel.objects.bulk_create(
        VisitLabel(visit=visit, kind=kind, detail=detail)
        for visit, entry in pairs
        for kind, detail in labels_of(entry, found, received_at)
    )
    add_abilities(found.standing, guidances)
    derive_traits(found.standing, {owner[:3] for entry in entries for owner in entry.content.observations})
    add_latest_visits([visit for visit in visits if visit.household_id])
    _mark_changed(entries, found.standing)
    add_difference(before, found.standing.counted(), {visit.village_id for visit in visits})
    add_guidances(_taught(pairs))
    said = [entry.content for entry in entries]
    pass_on_late(found.standing, set().union(*(one.people for one in said)), {one.household for one in said})
    return {visit.uuid: visit for visit in visits}


def _visit(entry, received_at, by):
    content = entry.content
    return Visit(
        uuid=content.uuid,
        household_id=content.household,
        village_id=content.village,
        membership_id=entry.membership.pk,
        author=by,
        place=content.place,
        outcome=content.outcome,
        visited_at=entry.visited_at,
        claimed_at=content.visited_at if content.clock else None,
        received_at=received_at,
        note=content.note,
        promised_on=content.promised_on,
        digest=entry.digest,
    )


def _taught(pairs):
    """Counter of (team, day, skill): times taught."""
    return Counter(
        (entry.membership.team, timezone.localdate(visit.visited_at), skill)
        for visit, entry in pairs
        for _, skill, _, taught in entry.content.guidances
        if taught
    )


def _mark_changed(entries, standing):
    """What was said of people may change households that this was no visit of."""
    homes = {
        standing.people[who].household
        for entry in entries
        for who in entry.content.people & standing.people.keys()
        if standing.people[who].household != entry.content.household
    }
    if homes:
        Household.objects.filter(pk__in=homes).update(changed_at=timezone.now())


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
    Household.objects.filter(pk__in=standing.villages).update(changed_at=timezone.now())
    add_difference(before, standing.counted(), {visit.village_id})
    day = timezone.localdate(visit.visited_at)
    skills = visit.guidances.filter(taught=True).values_list("skill", flat=True)
    add_guidances(Counter((visit.membership.team_id, day, skill) for skill in skills), sign=-1)
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
    Household.objects.filter(pk=household.pk).update(changed_at=timezone.now())
    add_difference(before, standing.counted(), {household.village_id})
