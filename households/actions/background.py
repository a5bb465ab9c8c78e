"""What visits are judged by, read with as many queries for fifty of them as for one."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from households.actions.content import MOMENTS
from households.models import HouseholdVillage, Residence, Skill, Trait, Visit
from households.standing import Standing, standing_now
from teams.models import FormerAccess, Membership
from villages.models import Commune, Village

HOUR = timedelta(hours=1)
LATELY = 20  # visits of one author that are looked at: to know one again, and whether there were many


class Acting(NamedTuple):
    """A membership that opened an access to the author."""

    pk: int
    access: int
    team: int
    village: int | None  # None: a team of the whole commune
    commune: int
    team_commune: int  # today
    starts_on: date
    ends_on: date | None
    decided_on: date
    opened_at: datetime
    closed_at: datetime | None

    def is_open(self, moment):
        day = timezone.localdate(moment)
        in_office = self.starts_on <= day and (self.ends_on is None or day < self.ends_on)
        return in_office and self.opened_at <= moment and (self.closed_at is None or moment < self.closed_at)


# The villages are those of the access: a team that goes on in a renamed village has moved to it.
ACTING = [
    "pk", "access", "team", "access__village", "access__commune", "team__commune", "starts_on", "ends_on",
    "started_by__issued_on", "access__starts_at", "access__ends_at",
]  # fmt: skip
FORMERLY = [name if name.startswith("access") else f"membership__{name}" for name in ACTING]


class Taught(NamedTuple):
    pk: int
    commune_id: int | None
    active: bool
    basic: bool


@dataclass
class Background:
    """Of visits by one author, received at one moment."""

    standing: Standing
    memberships: list = field(default_factory=list)  # as which he ever visited
    stored: bool = False  # whether one of them may be stored already
    communes: dict = field(default_factory=dict)  # village → commune, where a commune's team visits
    homes: dict = field(default_factory=dict)  # household → [HouseholdVillage]; of late visits only
    residences: list = field(default_factory=list)  # rows of RESIDENCE, of those who live elsewhere by now
    skills: dict = field(default_factory=dict)
    traits: dict = field(default_factory=dict)
    lineages: dict = field(default_factory=dict)  # commune with skills or traits of its own → {it and its past}
    companions: dict = field(default_factory=dict)
    continued: dict = field(default_factory=dict)  # membership → [Membership] that continue it in another team
    kin: dict = field(default_factory=dict)  # village → {those it came from or became}, where that may matter
    calls: list = field(default_factory=list)  # moments at which he met somebody lately

    def village_of(self, content, moment):
        """The village (id) that the household of `content` was in at `moment`, or is in now; None: it left before.
        On the day of a move both may be meant: the one in which the author visits goes first."""
        if content.household is None:
            villages = [content.village, *sorted(self.kin.get(content.village, ()))]
            return next((village for village in villages if self.membership_at(village, moment)), content.village)
        day, now = timezone.localdate(moment), self.standing.villages.get(content.household)
        if now and content.household not in self.homes and self.membership_at(now, moment):
            return now
        if content.household not in self.homes:
            self.homes[content.household] = list(HouseholdVillage.objects.filter(household=content.household))
        lived = [home.village_id for home in self.homes[content.household] if _covers(home, day)][::-1] or [now]
        return next((village for village in lived if self.membership_at(village, moment)), lived[0])

    def companions_of(self, content, membership):
        """Those of `content`, each as what he is in the team of `membership`."""
        return tuple(
            next((one.pk for one in self.continued.get(pk, ()) if one.team_id == membership.team), pk)
            for pk in content.companions
        )

    def lives_there(self, resident, content):
        """Whether `resident` belongs to the household (the village, for a group lesson) of `content` now."""
        person = self.standing.people.get(resident)
        if person is None:
            return False
        if content.household:
            return person.household in (content.household, self.standing.kept_home(content.household))
        return self.is_kin(self.standing.villages[person.household], content.village)

    def is_kin(self, village, other):
        """Whether they are the same village, or one was made of the other."""
        return village == other or village in self.kin.get(other, ())

    def is_there(self, resident, content):
        """Whether he lives there now and has neither died nor left the commune; the one kept, if entered twice."""
        resident = self.standing.kept_person(resident)
        return self.lives_there(resident, content) and self.standing.people[resident].present

    def lived_there(self, resident, content, day):
        """Whether he lived there on `day`."""
        return any(
            row.resident == resident
            and _covers(row, day)
            and (row.household == content.household if content.household else self.is_kin(row.village, content.village))
            for row in self.residences
        )

    def membership_at(self, village, moment):
        """The one as which the author visited `village` (id) at `moment`, or None."""
        acting = [one for one in self.memberships if self._serves(one, village) and one.is_open(moment)]
        return min(acting, key=lambda one: (one.starts_on, one.pk), default=None)

    def knew(self, household):
        """Whether the author ever served a village in which `household` was."""
        homes = self.homes.get(household, ())
        return any(self._serves(one, home.village_id) for one in self.memberships for home in homes)

    def is_used_by(self, membership, word):
        """Whether the skill or trait `word` is shared, or of a commune that is the one of `membership`, at the time of
        the visit or now, or that came from it."""
        theirs = {membership.commune, membership.team_commune}
        return word.active and (word.commune_id is None or not theirs.isdisjoint(self.lineages[word.commune_id]))

    def _serves(self, membership, village):
        if membership.village:
            return membership.village == village
        return self.communes.get(village) == membership.commune


def _covers(period, day):
    """On the day of a move both places are right: somebody may have been visited before he left."""
    return period.starts_on <= day and (period.ends_on is None or day <= period.ends_on)


@dataclass(frozen=True)
class Lived:
    resident: int
    household: int
    village: int
    starts_on: object
    ends_on: object


def read_background(contents, *, by, received_at):
    """Locks the households of `contents` until the transaction ends, so that what is read stays so."""
    found = Background(_read_standing(contents))
    _read_kin(found, contents)
    _read_places(found, contents, timezone.localdate(received_at))
    _read_author(found, contents, by, received_at)
    _read_words(found, contents)
    return found


def _read_standing(contents):
    """Of whom `contents` name, and of whom they were merged into since."""
    homes = {content.household for content in contents if content.household}
    people = set().union(*(content.people for content in contents))
    told = {"levels": any(one.guidances for one in contents), "values": any(one.observations for one in contents)}
    while True:
        found = standing_now(homes, people, **told)
        kept_homes = set(map(found.kept_home, homes & found.merged_homes.keys())) - found.villages.keys()
        kept_people = set(map(found.kept_person, people & found.merged_people.keys())) - found.people.keys()
        if not kept_homes and not kept_people:
            return found
        homes, people = homes | kept_homes, people | kept_people


def _read_kin(found, contents):
    """What the villages of group lessons came from and became: a phone may not know of it yet."""
    if villages := {content.village for content in contents if content.household is None and content.village}:
        found.kin = Village.objects.filter(pk__in=villages).kin()


def _read_places(found, contents, today):
    """Where households were and people lived, as far as it may differ from now."""
    late = {
        content.household
        for content in contents
        if content.household
        and (
            found.standing.villages.get(content.household) is None
            or (content.visited_at and timezone.localdate(content.visited_at + content.clock) < today)
        )
    }
    if late:
        for home in HouseholdVillage.objects.filter(household__in=late):
            found.homes.setdefault(home.household_id, []).append(home)
        former = {home.village_id for homes in found.homes.values() for home in homes if home.ends_on}
        if former:
            found.kin |= Village.objects.filter(pk__in=former).kin()
    away = {who for content in contents for who in content.people if not found.lives_there(who, content)}
    if away:
        rows = Residence.objects.filter(resident__in=away)
        fields = ["resident", "household", "household__villages__village", "starts_on", "ends_on"]
        found.residences = [Lived(*row) for row in rows.values_list(*fields)]


def _read_author(found, contents, by, received_at):
    now = Membership.objects.ever_acted_as_by(by).order_by()
    found.memberships = [Acting(*row) for row in now.values_list(*ACTING)]
    before = FormerAccess.objects.opened_to(by, besides=[one.access for one in found.memberships]).order_by()
    found.memberships += [Acting(*row) for row in before.values_list(*FORMERLY)]
    communes = {one.commune for one in found.memberships if one.village is None}
    if communes:
        found.communes = dict(Village.objects.filter(commune__in=communes).values_list("pk", "commune"))
    earliest = min(content.visited_at + content.clock if content.visited_at else received_at for content in contents)
    lately = Visit.objects.filter(author=by.pk, received_at__gte=min(earliest - HOUR, received_at - MOMENTS))
    lately = lately.order_by("-received_at").values_list("uuid", "digest", "outcome", "visited_at")[:LATELY]
    uuids, digests = {content.uuid for content in contents}, {content.digest for content in contents}
    for uuid, digest, outcome, visited_at in lately:
        found.stored |= uuid in uuids or digest in digests
        if outcome != Visit.Outcome.NOBODY_HOME:
            found.calls.append(visited_at)
    # A form without a time may be said again under another UUID; what else is said again clashes.
    found.stored |= len(lately) == LATELY and any(content.visited_at is None for content in contents)
    if companions := {companion for content in contents for companion in content.companions}:
        found.companions = Membership.objects.in_bulk(companions)
        gone = [pk for pk, one in found.companions.items() if one.ends_on]
        if gone:  # their team may go on in another
            for one in Membership.objects.filter(continues__in=gone):
                found.continued.setdefault(one.continues_id, []).append(one)
                found.companions[one.pk] = one


def _read_words(found, contents):
    if taught := {skill for content in contents for _, skill, *_ in content.guidances}:
        skills = Skill.objects.filter(Q(basic=True) | Q(pk__in=taught)).order_by()
        found.skills = {row[0]: Taught(*row) for row in skills.values_list("pk", "commune", "active", "basic")}
        found.standing.basic_skills = {skill.pk for skill in found.skills.values() if skill.basic}
    if seen := {trait for content in contents for _, _, trait, _ in content.observations}:
        found.traits = Trait.objects.in_bulk(seen)
    words = [*found.skills.values(), *found.traits.values()]
    if communes := {word.commune_id for word in words if word.commune_id}:
        found.lineages = {one.pk: set(one.lineage) for one in Commune.objects.filter(pk__in=communes)}
