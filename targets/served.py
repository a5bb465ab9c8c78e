"""Which villages a team served on a day."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from villages.models import Village, VillageSuccession


def villages_by_team(targets, on):
    """{team id: ids of the villages it served on the day `on`}: its own, or all of the commune for a commune's team;
    for a team that goes on in a renamed village, the one it had before that day."""
    communes = {target.team.commune_id for target in targets if target.team.village_id is None}
    by_commune = defaultdict(list)
    if communes:
        there = Village.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), commune__in=communes)
        for pk, commune in there.values_list("pk", "commune"):
            by_commune[commune].append(pk)
    made = {target.team.village_id for target in targets if target.team.village_id and target.team.village.past}
    former = _before(made, on) if made and on < timezone.localdate() else {}
    return {
        target.team_id: former.get(target.team.village_id, [target.team.village_id])
        if target.team.village_id
        else by_commune[target.team.commune_id]
        for target in targets
    }


def call_as_then(targets, on):
    """Puts the village that the team of each of `targets` served on the day `on` in the place of what it has become:
    what is told of a past day keeps the names of that day."""
    if on >= timezone.localdate():
        return
    served = villages_by_team([target for target in targets if target.team.village_id], on)
    earlier = Village.objects.select_related("commune").in_bulk({pk for villages in served.values() for pk in villages})
    for target in targets:
        if villages := served.get(target.team_id):
            target.team.village = earlier[villages[0]]


def _before(villages, on):
    """{village id: ids of those it was on the day `on`, before it was reorganised}"""
    was = {pk: {pk} for pk in villages}
    changing = set(villages)
    while changing:
        links = VillageSuccession.objects.filter(new__in=changing, on__gt=on).values_list("old", "new")
        olds: dict = defaultdict(set)
        for old, new in links:
            olds[new].add(old)
        for pk, now in was.items():
            was[pk] = {old for village in now for old in olds.get(village, {village})}
        changing = {old for found in olds.values() for old in found}
    return {pk: sorted(now) for pk, now in was.items()}


def ever_served(targets):
    """Ids of the villages in which anything that their teams did may lie, under whatever name they had then."""
    teams = [target.team for target in targets]
    own = {pk for team in teams if team.village_id for pk in team.village.lineage}
    communes = {team.commune_id for team in teams if team.village_id is None}
    return own.union(Village.objects.filter(commune__in=communes).values_list("pk", flat=True))


def villages_of(target, on):
    return villages_by_team([target], on)[target.team_id]
