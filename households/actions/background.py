"""What visits are judged by, read with as many queries for fifty of them as for one."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, F, Q
from django.utils import timezone

from households.actions.content import MOMENTS
from households.models import HouseholdVillage, Residence, Skill, Trait, Visit
from households.standing import Standing, standing_now
from teams.models import Membership
from villages.models import Village

HOUR = timedelta(hours=1)


@dataclass
class Background:
    """Of visits by one author, received at one moment."""

    standing: Standing
    memberships: list = field(default_factory=list)  # as which he ever visited, each with its team and access
    stored: bool = False  # whether one of them may be stored already
    communes: dict = field(default_factory=dict)  # village → commune, where a commune's team visits
    homes: dict = field(default_factory=dict)  # household → [HouseholdVillage]; of late visits only
    residences: list = field(default_factory=list)  # rows of RESIDENCE, of those who live elsewhere by now
    skills: dict = field(default_factory=dict)
    traits: dict = field(default_factory=dict)
    companions: dict = field(default_factory=dict)
    calls: list = field(default_factory=list)  # moments at which he met somebody lately

    def village_of(self, content, day):
        """The village (id) that the household of `content` was in on `day`, or is in now; None: it left before."""
        if content.household is None:
            return content.village
        now = self.standing.villages.get(content.household)
        lived = [home.village_id for home in self.homes.get(content.household, ()) if _covers(home, day)]
        return lived[-1] if lived else now

    def lives_there(self, resident, content):
        """Whether `resident` belongs to the household (the village, for a group lesson) of `content` now."""
        person = self.standing.people.get(resident)
        if person is None:
            return False
        if content.household:
            return person.household == content.household
        return self.standing.villages[person.household] == content.village

    def lived_there(self, resident, content, day):
        """Whether he lived there on `day`."""
        return any(
            row.resident == resident
            and _covers(row, day)
            and (row.household == content.household if content.household else row.village == content.village)
            for row in self.residences
        )

    def membership_at(self, village, moment):
        """The one as which the author visited `village` (id) at `moment`, or None."""
        day = timezone.localdate(moment)
        acting = [
            one
            for one in self.memberships
            if self._serves(one, village)
            and one.starts_on <= day
            and (one.ends_on is None or day < one.ends_on)
            and one.access.is_open(moment)
        ]
        return min(acting, key=lambda one: (one.starts_on, one.pk), default=None)

    def knew(self, household):
        """Whether the author ever served a village in which `household` was."""
        homes = self.homes.get(household, ())
        return any(self._serves(one, home.village_id) for one in self.memberships for home in homes)

    def _serves(self, membership, village):
        team = membership.team
        return team.village_id == village if team.village_id else self.communes.get(village) == team.commune_id


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
    standing = standing_now(
        {content.household for content in contents if content.household},
        set().union(*(content.people for content in contents)),
        levels=any(content.guidances for content in contents),
        values=any(content.observations for content in contents),
    )
    found = Background(standing)
    _read_places(found, contents, timezone.localdate(received_at))
    _read_author(found, contents, by, received_at)
    _read_words(found, contents)
    return found


def _read_places(found, contents, today):
    """Where households were and people lived, as far as it may differ from now."""
    late = {
        content.household
        for content in contents
        if content.household
        and (
            found.standing.villages.get(content.household) is None
            or (content.visited_at and timezone.localdate(content.visited_at) < today)
        )
    }
    if late:
        for home in HouseholdVillage.objects.filter(household__in=late):
            found.homes.setdefault(home.household_id, []).append(home)
    away = {who for content in contents for who in content.people if not found.lives_there(who, content)}
    if away:
        rows = Residence.objects.filter(resident__in=away)
        fields = ["resident", "household", "household__villages__village", "starts_on", "ends_on"]
        found.residences = [Lived(*row) for row in rows.values_list(*fields)]


def _read_author(found, contents, by, received_at):
    moments_ago = Visit.objects.filter(
        author=by.pk,
        received_at__range=(received_at - MOMENTS, received_at),
        digest__in=[content.digest for content in contents],
    )
    named = Visit.objects.filter(uuid__in=[content.uuid for content in contents])
    memberships = Membership.objects.ever_acted_as_by(by).select_related("team", "access")
    memberships = memberships.annotate(decided_on=F("started_by__issued_on"))
    found.memberships = list(memberships.annotate(stored=Exists(moments_ago), named=Exists(named)))
    found.stored = any(one.stored or one.named for one in found.memberships)
    communes = {one.team.commune_id for one in found.memberships if one.team.village_id is None}
    if communes:
        found.communes = dict(Village.objects.filter(commune__in=communes).values_list("pk", "commune"))
    earliest = (
        min(content.visited_at + content.clock if content.visited_at else received_at for content in contents) - HOUR
    )
    calls = Visit.objects.filter(author=by.pk, received_at__gte=earliest, visited_at__gte=earliest)
    found.calls = list(calls.exclude(outcome=Visit.Outcome.NOBODY_HOME).order_by().values_list("visited_at", flat=True))
    if companions := {companion for content in contents for companion in content.companions}:
        found.companions = Membership.objects.in_bulk(companions)


def _read_words(found, contents):
    if taught := {skill for content in contents for _, skill, *_ in content.guidances}:
        found.skills = {skill.pk: skill for skill in Skill.objects.filter(Q(basic=True) | Q(pk__in=taught))}
        found.standing.basic_skills = {skill.pk for skill in found.skills.values() if skill.basic}
    if seen := {trait for content in contents for _, _, trait, _ in content.observations}:
        found.traits = Trait.objects.in_bulk(seen)
