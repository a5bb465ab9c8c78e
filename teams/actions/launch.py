"""Writes a conference: what was said, who came, what was handed over, and its pictures."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from accounts.audit import audited
from teams.actions.drafting import teams_of
from teams.models import Attendee, Decision, Handover, Launch, LaunchPhoto, Membership, Speech
from teams.photos import keep_files, remove_files
from villages.models import Position
from villages.models.official import describe_posts

MOST_PHOTOS = 12


@audited
def save_launch(launch, *, speeches, by):
    """Saves `launch` with just `speeches` [(name, title, topic)]."""
    launch.save()
    former = list(launch.speeches.values_list("name", "title", "topic"))
    if former != speeches:
        launch.speeches.all().delete()
        for order, (name, title, topic) in enumerate(speeches, start=1):
            Speech.objects.create(launch=launch, order=order, name=name, title=title, topic=topic)
    return launch


@audited
def delete_launch(launch, *, by):
    """Removes a conference that was entered by mistake, with its list and pictures."""
    keys = list(launch.photos.values_list("key", flat=True))
    launch.delete()
    transaction.on_commit(lambda: [remove_files(key) for key in keys])


def announced_by(launch):
    """Issued decisions made known at `launch`: its own, and those handed over there."""
    named = Q(pk=launch.decision_id) | Q(pk__in=launch.handovers.values("decision"))
    return Decision.objects.filter(named, state=Decision.State.ISSUED).order_by("issued_on", "pk")


def heads_to_hand_to(launch):
    """[(decision, official)]: of each decision made known, the heads of the villages whose teams it is about."""
    pairs = []
    for decision in announced_by(launch):
        villages = [team.village_id for team in teams_of(decision) if team.village_id]
        posts = Position.objects.in_force(launch.held_on).filter(kind=Position.Kind.VILLAGE_HEAD, village__in=villages)
        for post in posts.select_related("official").order_by("village__sort_key", "pk"):
            if (decision, post.official) not in pairs:
                pairs.append((decision, post.official))
    return pairs


@audited
def set_handovers(launch, *, handovers, by):
    """Makes `launch` have handed over just `handovers` [(decision, official)]."""
    _lock(launch)
    posts = posts_on(launch.held_on, [official for _, official in handovers])
    former = [(line.decision_id, line.official_id) for line in launch.handovers.all()]
    if former == [(decision.pk, official.pk) for decision, official in handovers]:
        return
    launch.handovers.all().delete()
    for order, (decision, official) in enumerate(handovers, start=1):
        post = posts.get(official.pk, "")
        Handover.objects.create(launch=launch, order=order, decision=decision, official=official, post=post)


def posts_on(day, officials):
    """{official id: his posts in words} on `day`."""
    held: dict[int, list] = {}
    positions = Position.objects.in_force(day).filter(official__in=officials).select_related("village")
    for position in positions:
        held.setdefault(position.official_id, []).append(position)
    return {pk: describe_posts(positions) for pk, positions in held.items()}


@audited
def invite(launch, *, by):
    """Adds to the attendance list who leads and records the conference, the members of the teams that its decisions
    are about, and the common group (nhóm chung) of their villages; who is on it stays. Returns how many came in."""
    _lock(launch)
    people = {official.pk: official for official in (launch.chair, launch.secretary) if official}
    teams = [team for decision in announced_by(launch) for team in teams_of(decision)]
    for team in teams:
        day = max(launch.held_on, team.starts_on or launch.held_on)
        members = Membership.objects.in_force(day).filter(team=team).in_rank().select_related("official")
        group = Position.objects.in_force(launch.held_on).filter(village=team.village_id or 0)
        people |= {member.official_id: member.official for member in members}
        people |= {post.official_id: post.official for post in _ranked(group.select_related("official"))}
    return add_attendees(launch, people=[(one, one.full_name, "") for one in people.values()], by=by)


def _ranked(positions):
    return sorted(positions, key=lambda position: (position.rank, position.pk))


@audited
def add_attendees(launch, *, people, by):
    """Puts `people` [(official or None, name, post)] at the end of the list; an official who is on it stays where he
    is, and without a post he gets those he held. Returns how many were added."""
    _lock(launch)
    there = set(launch.attendees.exclude(official=None).values_list("official", flat=True))
    new = [line for line in people if line[0] is None or line[0].pk not in there]
    posts = posts_on(launch.held_on, [official for official, _, _ in new if official])
    last = launch.attendees.aggregate(last=Max("order"))["last"] or 0
    for order, (official, name, post) in enumerate(new, start=last + 1):
        held = posts.get(official.pk, "") if official else ""
        Attendee.objects.create(launch=launch, order=order, official=official, name=name, post=post or held)
    return len(new)


@audited
def set_attendance(launch, *, present=(), absent=(), removed=(), people=(), by):
    """Ticks those of ids `present`, takes the tick from those of ids `absent`, those of ids `removed` off the list, and
    adds `people`. Others stay: two may stand at two doors and tick."""
    _lock(launch)
    for attendee in launch.attendees.filter(pk__in=removed):
        attendee.delete()
    for ids, ticked in ((present, True), (absent, False)):
        for attendee in launch.attendees.filter(pk__in=ids).exclude(present=ticked):
            attendee.present = ticked
            attendee.save()
    add_attendees(launch, people=people, by=by)


@audited
def add_photo(launch, *, drawn, caption, by):
    """Keeps a picture (teams.photos.Drawn) at the end; ValidationError if it is there already or one too many."""
    _lock(launch)
    key = hashlib.sha256(f"{launch.pk} {drawn.digest}".encode()).hexdigest()
    if launch.photos.filter(key=key).exists():
        raise ValidationError("Ảnh này đã có trong hội nghị.")
    if launch.photos.count() >= MOST_PHOTOS:
        raise ValidationError(f"Mỗi hội nghị giữ nhiều nhất {MOST_PHOTOS} ảnh; hãy xóa bớt rồi thêm.")
    keep_files(key, drawn)
    order = (launch.photos.aggregate(last=Max("order"))["last"] or 0) + 1
    return LaunchPhoto.objects.create(
        launch=launch, order=order, caption=caption, key=key, width=drawn.width, height=drawn.height
    )


@audited
def set_photos(launch, *, captions, removed, by):
    """Puts photos in the order of `captions` [(id, caption)], before any that are not named, and removes those of ids
    `removed` with their files."""
    _lock(launch)
    stored = {photo.pk: photo for photo in launch.photos.all()}
    gone = [stored.pop(pk) for pk in removed if pk in stored]
    named = [(stored.pop(pk), caption) for pk, caption in captions if pk in stored]
    for order, (photo, caption) in enumerate([*named, *((other, other.caption) for other in stored.values())], start=1):
        if (photo.order, photo.caption) != (order, caption):
            photo.order, photo.caption = order, caption
            photo.save()
    keys = [photo.key for photo in gone]
    for photo in gone:
        photo.delete()
    transaction.on_commit(lambda: [remove_files(key) for key in keys])


def _lock(launch):
    Launch.objects.select_for_update().get(pk=launch.pk)
