"""A page on a decision costs the same for one team and for forty."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.actions import sign, submit
from targets.decision_text import compose, digest_of
from targets.models import Indicator
from teams.models import Appointment, Decision, TeamRole
from tests.factories import issue_decision, make_basis, make_draft, make_official, make_village

TODAY = timezone.localdate()
DUE = date(TODAY.year + 1, 12, 31)
PAGES = ["detail", "edit", "people", "targets"]


def founding(world, count, first=100):
    villages = [make_village(world.here, str(number)) for number in range(first, first + count)]
    heads = [make_official(world.here, f"Lò Văn {v.name}", None, [("VILLAGE_HEAD", v)]) for v in villages]
    indicators = list(Indicator.objects.filter(code__in=["QG-01", "DP-12"]))
    targets = [(village, indicator, "50", DUE) for village in villages for indicator in indicators]
    decision = make_draft(world.officer, world.here, villages=villages, leaders=heads, targets=targets)
    deputies = [make_official(world.here, f"Tằng Thị {v.name}", None, [("YOUTH_UNION", v)]) for v in villages]
    teams = {team.village_id: team for team in decision.founded_teams.all()}
    for village, deputy in zip(villages, deputies, strict=True):
        team = teams[village.pk]
        Appointment.objects.create(decision=decision, team=team, official=deputy, role=TeamRole.DEPUTY)
    return decision


def cost(client, name, decision):
    response = client.get(reverse(f"decision-{name}", args=[decision.pk]))
    assert response.status_code == 200
    return len(client.queries)


@pytest.mark.parametrize("name", PAGES)
def test_founding_costs_the_same_for_one_village_and_for_many(world, as_user, name):
    one, many = founding(world, 1), founding(world, 12, first=200)
    officer = as_user(world.officer)
    cost(officer, name, one)  # also what a connection to SQLite asks once

    costs = {cost(officer, name, one), cost(officer, name, many)}

    assert len(costs) == 1
    assert costs.pop() <= 15


@pytest.mark.parametrize("kind", [Decision.Kind.REFORM, Decision.Kind.ASSIGN])
@pytest.mark.parametrize("name", PAGES)
def test_decision_on_standing_teams_costs_the_same_for_two_and_for_many(world, as_user, name, kind):
    indicator = Indicator.objects.get(code="QG-02")

    def on_all_teams():
        teams = list(world.decision.founded_teams.all()) + [
            team for founded in issued for team in founded.founded_teams.all()
        ]
        targets = [(team, indicator, "50", DUE) for team in teams]
        decision = make_draft(world.officer, world.here, kind=kind, targets=targets)
        for team in teams if kind == Decision.Kind.REFORM else []:
            someone = make_official(world.here, f"Vi Thị {team.pk}", None, [("WOMENS_UNION", team.village)])
            Appointment.objects.create(decision=decision, team=team, official=someone)
            decision.dismissals.create(membership=team.memberships.first())
        return decision

    issued = []
    few = on_all_teams()
    officer = as_user(world.officer)
    before = cost(officer, name, few)
    issued.append(issue_decision(founding(world, 8), officer=world.officer, leader=world.leader, on=TODAY, number=31))
    after = cost(officer, name, on_all_teams())

    assert before == after <= 15


def test_reading_to_sign_and_numbering_cost_little(world, as_user):
    decision = founding(world, 6)
    submit(decision, by=world.officer)

    leader = as_user(world.leader)
    assert cost(leader, "detail", decision) <= 15
    assert cost(leader, "return", decision) <= 15
    sign(decision, digest=digest_of(compose(decision, on=TODAY)), by=world.leader)
    officer = as_user(world.officer)
    assert cost(officer, "issue", decision) <= 15
    assert cost(officer, "detail", decision) <= 15


def test_issued_decision_reads_its_stored_text(world, as_user):
    decision = issue_decision(founding(world, 6), officer=world.officer, leader=world.leader, on=TODAY, number=32)

    assert cost(as_user(world.member), "detail", decision) <= 10


def test_list_and_new_draft_cost_the_same_for_one_row_and_for_many(world, as_user):
    officer = as_user(world.officer)
    urls = [reverse("decision-list"), reverse("decision-create") + "?loai=FOUND"]
    founding(world, 1)

    def costs():
        return [len(officer.queries) for url in urls if officer.get(url)]

    before = costs()
    for number in range(5):
        founding(world, 1, first=300 + number)
        make_basis(world.here, f"{number}/KH-UBND")

    assert costs() == before
    assert max(before) <= 15
