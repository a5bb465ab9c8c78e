from functools import cached_property

from django.db.models import Prefetch

from teams.effects import Undoing
from teams.models import Decision, TeamRole
from teams.wording import propose_articles
from villages.models import Position

RANKS = list(TeamRole)
# The posts of those whom a line or a membership names.
HELD = Prefetch("official__positions", Position.objects.select_related("village"), to_attr="held")


class Lines:
    """What a decision says about form and people, each part read once, with a constant number of queries, in the
    order of the document: villages, within them tổ trưởng, tổ phó, tổ viên."""

    def __init__(self, decision):
        self.decision = decision
        self._undoings: dict = {}

    @cached_property
    def bases(self):
        return [line.basis for line in self.decision.bases.select_related("basis")]

    @cached_property
    def article_lines(self):
        return list(self.decision.articles.all())

    @property
    def articles(self):
        return [article.text for article in self.article_lines]

    @cached_property
    def founded(self):
        if self.decision.kind != Decision.Kind.FOUND:
            return []
        return list(self.decision.founded_teams.select_related("village"))

    @cached_property
    def appointments(self):
        lines = self.decision.appointments.select_related("team__village", "official").prefetch_related(HELD)
        return sorted(lines, key=lambda line: (place(line.team), RANKS.index(line.role), line.pk))

    @cached_property
    def dismissals(self):
        lines = self.decision.dismissals.select_related("membership__team__village", "membership__official")
        return sorted(
            lines,
            key=lambda line: (place(line.membership.team), RANKS.index(line.membership.role), line.membership_id),
        )

    @cached_property
    def relations(self):
        """With decisions issued before, each with how and since when that is over."""
        if not self.decision.affects_another:
            return []
        return list(self.decision.relations.with_end().select_related("affected__commune"))

    @cached_property
    def dissolved(self):
        if self.decision.kind != Decision.Kind.DISSOLVE:
            return []
        return [line.team for line in self.decision.dissolutions.select_related("team__village")]

    @cached_property
    def reformed(self):
        if self.decision.kind != Decision.Kind.REFORM:
            return []
        here = self.decision.reforms.filter(team__commune=self.decision.commune_id)  # its village may have moved away
        return [line.team for line in here.select_related("team__village")]

    @cached_property
    def targets(self):
        return list(self.decision.targets.select_related("team__village"))

    @cached_property
    def endings(self):
        """Targets that an amending decision ends."""
        if not self.decision.amends_targets:
            return []
        return list(self.decision.target_endings.select_related("target__indicator", "target__team__village"))

    def proposal(self, on):
        """The articles to propose for these lines, as they stand on the day `on`."""
        undoing = self.undoing(on)
        appointed = {(line.team_id, line.official_id) for line in self.appointments}
        dismissed = {(line.membership.team_id, line.membership.official_id) for line in self.dismissals}
        named = [*self.teams, *(line.team for line in self.targets), *(line.target.team for line in self.endings)]
        teams = {team.pk: team for team in [*named, *undoing.teams]}
        return propose_articles(
            self.decision,
            sorted(teams.values(), key=place),
            joining=bool(appointed),
            leaving=bool(dismissed - appointed),
            parting=bool(undoing.memberships),
            targets=bool(self.targets),
            relation=self.relations[0] if self.relations else None,
            ending=[f"{line.target} của {line.target.team}" for line in self.endings],
            dissolved=undoing.teams,
        )

    def undoing(self, on):
        """What goes out of force if the decision takes effect on the day `on`."""
        if on not in self._undoings:
            named = {line.team_id for line in self.appointments}
            beside = [team.pk for team in self.teams]
            self._undoings[on] = Undoing(self.relations, on, dissolved=self.dissolved, named=named, beside=beside)
        return self._undoings[on]

    def staying(self, on):
        """[Membership] of these teams that go on when the decision takes effect on the day `on`."""
        undoing = self.undoing(on)
        if not any(team.starts_on for team in self.teams) and not undoing.memberships:
            return []
        leaving = {*(member.pk for member in undoing.memberships), *(line.membership_id for line in self.dismissals)}
        return [member for member in undoing.present if member.ends_on is None and member.pk not in leaving]

    @cached_property
    def teams(self):
        """Teams that are founded or re-formed, or whose people change."""
        teams = {team.pk: team for team in [*self.founded, *self.reformed]}
        teams |= {line.team_id: line.team for line in self.appointments}
        teams |= {line.membership.team_id: line.membership.team for line in self.dismissals}
        return sorted(teams.values(), key=place)


def place(team):
    """Sorts teams like their villages, a commune's own team first."""
    return team.village.sort_key if team.village_id else "", team.pk
