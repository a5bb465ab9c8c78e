"""What a decision does to teams and members beyond its lines: what it repeals, recalls or replaces goes out of force,
and so do the teams it dissolves."""

from functools import cached_property

from django.db.models import Q

from teams.models import DecisionRelation, Membership, Team

Kind = DecisionRelation.Kind


class Undoing:
    """The end, from the day `on`, of what `affected` decisions began, by relations of these `kinds`, and of the teams
    `dissolved` beside them. Nobody who had left by an older decision comes back.

    A team that a replaced decision founded goes on if the new one names people for it (`named`: team ids)."""

    def __init__(self, relations, on, *, dissolved=(), named=()):
        self.ending = [relation for relation in relations if relation.ends]
        self.on, self.dissolved, self.named = on, list(dissolved), set(named)

    @cached_property
    def decisions(self):
        """Ids of the decisions that go out of force: those named, and what amended them."""
        return with_amendments({relation.affected_id for relation in self.ending})

    @cached_property
    def teams(self):
        """Teams that are dissolved."""
        teams = {team.pk: team for team in self.dissolved}
        if self.decisions:
            founded = Team.objects.exclude(starts_on=None).filter(founded_by__in=self.decisions)
            founded = founded.filter(Q(ends_on=None) | Q(ends_on__gt=self.on)).select_related("village")
            replaced = any(relation.kind == Kind.REPLACES for relation in self.ending)
            teams |= {team.pk: team for team in founded if not (replaced and team.pk in self.named)}
        return list(teams.values())

    @cached_property
    def memberships(self):
        """Members who leave with it, whoever appointed them to a team that is dissolved."""
        if not self.teams and not self.decisions:
            return []
        going = Q(team__in=[team.pk for team in self.teams]) | Q(started_by__in=self.decisions)
        present = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=self.on), going)
        return list(present.select_related("team__village", "official", "access").order_by("team", "pk"))


def with_amendments(ids):
    """`ids` of decisions, and those of the issued decisions that amended them, or amended these in turn."""
    found, new = set(), set(ids)
    while new:
        found |= new
        amending = DecisionRelation.objects.in_effect().filter(affected__in=new, kind=Kind.AMENDS)
        new = set(amending.exclude(source=None).values_list("source", flat=True)) - found
    return found
