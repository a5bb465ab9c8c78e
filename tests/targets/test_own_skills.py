"""What a commune teaches for itself, when its villages go to another or it becomes part of one."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from households.actions.visit import log_visit
from households.models import Guidance, Observation, Skill, Trait
from targets.models import Indicator, Target
from teams.models import Team
from tests.factories import content_of, days_ago
from tests.targets.reorganising import ask, join_communes, move
from villages.models import Access, Role


@pytest.fixture
def own(lived):
    """A skill and a trait of the commune `here` alone."""
    skill = Skill.objects.create(commune=lived.here, code="cho-phien", name="Bán hàng ở chợ phiên số")
    return skill, Trait.objects.create(commune=lived.here, code="loa", name="Nghe được loa thôn", owner="HOUSEHOLD")


def teaching(world, own, at):
    skill, trait = own
    household = world.other_household
    taught = (household.residents.get().pk, skill.pk, 2, True)
    seen = (household.pk, None, trait.pk, True)
    said = {"outcome": "GUIDED", "visited_at": at, "guidances": (taught,), "observations": (seen,)}
    return content_of(household, **said)


def test_late_visit_teaches_what_the_former_commune_taught(lived, own, client):
    late, today = teaching(lived, own, days_ago(1)), teaching(lived, own, None)
    move(lived, client)
    by = User.objects.get(pk=lived.other_team_leader.pk)

    log_visit(late, by=by)

    assert Guidance.objects.filter(skill=own[0]).exists()
    assert Observation.objects.filter(trait=own[1]).exists()
    with pytest.raises(ValidationError, match="không còn dùng"):
        log_visit(today, by=by)


def test_late_visit_of_a_commune_team_teaches_what_the_new_commune_took_over(lived, own, client):
    team = Team.objects.get(village=lived.other_village)
    Access.objects.filter(membership__team=team).update(village=None)
    Team.objects.filter(pk=team.pk).update(village=None)
    late = teaching(lived, own, days_ago(1))
    join_communes(lived, client)

    log_visit(late, by=User.objects.get(pk=lived.other_team_leader.pk))

    assert Guidance.objects.filter(skill=own[0]).exists()


def test_village_does_not_leave_the_commune_that_teaches_what_its_team_is_to_reach(lived, own, client):
    Access.objects.create(user=lived.officer, role=Role.OFFICER, commune=lived.there, starts_at=days_ago(30))
    asked = {"measure": "SKILL", "skill": own[0], "level": 2, "population": "ADULTS", "unit": "%"}
    indicator = Indicator.objects.create(commune=lived.here, code="DC-01", name="Chợ phiên", short_name="Chợ", **asked)
    target = Target.objects.get(team__village=lived.other_village)
    Target.objects.filter(pk=target.pk).update(indicator=indicator)
    client.force_login(lived.officer)
    said = {"village": lived.other_village.pk, "to": lived.there.pk, "kind_of_village": "THON", "name": "2"}

    running = ask(client, "chuyen-xa", **said)
    renamed = ask(client, "doi-ten", **(said | {"name": "9"}))
    Target.objects.filter(pk=target.pk).update(ended_on=days_ago(0).date())
    ended = ask(client, "chuyen-xa", **said)

    assert "nội dung, đặc điểm riêng của xã Dân Chủ" in str(running.context["faults"])
    assert renamed.context["faults"] == ended.context["faults"] == []
