"""What a decision does to teams and members beyond its lines: what it repeals, recalls or replaces goes out of force,
and so do the teams it dissolves."""

from functools import cached_property

from django.db.models import Q

from teams.models import DecisionRelation, Membership, Team

Kind = DecisionRelation.Kind


class Undoing:
    """The end, from the day `on`, of what the decisions named by `relations` began, and of the teams `dissolved` beside
    them. Nobody who had left by an older decision comes back.

    A team that a replaced decision founded goes on if the new one names people for it (`named`: team ids). `beside`:
    ids of teams whose members are wanted too."""

    def __init__(self, relations, on, *, dissolved=(), named=(), beside=()):
        self.ending = [relation for relation in relations if relation.ends]
        self.decisions = {relation.affected_id for relation in self.ending}
        self.on, self.dissolved, self.named, self.beside = on, list(dissolved), set(named), list(beside)

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
    def present(self):
        """Members, not gone by the day, of every team from which somebody leaves, and of those `beside`."""
        appointed = Membership.objects.filter(started_by__in=self.decisions)
        teams = Q(team__in=[*(team.pk for team in self.teams), *self.beside]) | Q(team__in=appointed.values("team"))
        present = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=self.on), teams)
        return list(present.select_related("team__village", "official", "access").order_by("team", "pk"))

    @cached_property
    def memberships(self):
        """Members who leave with it, whoever appointed them to a team that is dissolved."""
        if not self.teams and not self.decisions:
            return []
        dissolved = {team.pk for team in self.teams}
        return [one for one in self.present if one.team_id in dissolved or one.started_by_id in self.decisions]


def amendments_of(ids):
    """Ids (as a subquery) of the issued decisions that amended those of `ids`: their targets go with them."""
    amending = DecisionRelation.objects.in_effect().filter(affected__in=ids, kind=Kind.AMENDS)
    return amending.exclude(source=None).values("source")
