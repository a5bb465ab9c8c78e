"""A list costs the same for one row and for three, and no page more than fifteen queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from households.models import Resident
from targets.models import Indicator
from teams.models import Appointment, TeamRole
from tests.factories import (
    days_ago,
    issue_decision,
    make_basis,
    make_draft,
    make_household,
    make_official,
    make_paper,
    make_village,
    make_visit,
    see,
    teach,
)

MOST = 15
PAGES = [
    ("home", None, "leader"),
    ("home", None, "officer"),
    ("home", None, "team_leader"),
    ("home", None, None),
    ("board", None, "leader"),
    ("target-detail", "target", "leader"),
    ("village-list", None, "officer"),
    ("village-detail", "village", "team_leader"),
    ("official-list", None, "officer"),
    ("official-detail", "official", "officer"),
    ("legal-basis-list", None, "officer"),
    ("team-list", None, "officer"),
    ("team-detail", "team", "officer"),
    ("decision-list", None, "officer"),
    ("decision-detail", "decision", "officer"),
    ("decision-pdf", "decision", "officer"),
    ("decision-docx", "decision", "officer"),
    ("decision-pdf", "draft", "officer"),
    ("decision-docx", "draft", "officer"),
    ("decision-people", "draft", "officer"),
    ("decision-targets", "draft", "officer"),
    ("decision-edit", "draft", "officer"),
    ("register-list", None, "officer"),
    ("register-excel", None, "officer"),
    ("register-create", None, "officer"),
    ("register-edit", "paper", "officer"),
    ("published-list", None, None),
    ("published-detail", "decision", None),
    ("published-pdf", "decision", None),
    ("decision-detail", "amending", "officer"),
    ("decision-detail", "repealing", "officer"),
    ("decision-edit", "repealing", "officer"),
    ("decision-amend", "amending", "officer"),
    ("decision-people", "repealing", "officer"),
    ("decision-letter", "decision", "officer"),
    ("decision-changes", "draft", "officer"),
    ("household-list", None, "officer"),
    ("household-detail", "household", "team_leader"),
    ("household-edit", "household", "team_leader"),
    ("visit-create", "household", "team_leader"),
    ("visit-list", None, "officer"),
    ("visit-detail", "visit_uuid", "team_leader"),
]


@pytest.mark.parametrize(("name", "named", "role"), PAGES)
def test_page_costs_the_same_for_more_rows(name, named, role, world, client):
    draft = make_draft(world.officer, world.here, villages=[make_village(world.here, "9")], leaders=[world.official])
    paper = make_paper(world.here, by=world.officer)
    rows = {"draft": draft, "paper": paper, "visit_uuid": world.visit.uuid}
    rows |= {
        name: make_draft(world.officer, world.here, kind=kind, affected=world.decision)
        for name, kind in [("amending", "AMEND"), ("repealing", "REPEAL")]
    }
    row = rows.get(named) or getattr(world, named or "", None)
    url = reverse(name, args=[] if named is None else [getattr(row, "pk", row)])

    see(world.household, world.person, by=world.member, at=days_ago(9))
    few = queries_of(client, url, world, role)
    for number in range(2):
        grow(world, draft, number)
    many = queries_of(client, url, world, role)

    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST, "\n".join(many)


def queries_of(client, url, world, role):
    if role:
        client.force_login(world.users[role])
    client.get(url)  # fills the caches of content types and templates
    response = client.get(url)
    assert response.status_code == 200
    return client.queries


def grow(world, draft, number):
    """One more of everything that a page may list."""
    household = world.household
    person = Resident(full_name=f"Bàn Thị Én {number}", birth_year=1990, sex="F", village=world.village)
    person.household = household
    person.save()
    other = make_household(world.village, f"2{number}", by=world.officer)
    teach(household, person, by=world.team_leader, at=days_ago(number + 2))
    see(household, world.person, by=world.team_leader, at=days_ago(number + 1))
    make_visit(other, by=world.member, outcome="PROMISED", promised_on=timezone.localdate() + timedelta(days=1))
    official = make_official(world.here, f"Từ Văn Phú {number}", positions=[("VETERANS", world.village)])
    make_basis(world.here, f"40{number}/KH-UBND")
    village = make_village(world.here, f"3{number}")
    indicator = Indicator.objects.get(code=["QG-02", "QG-10"][number])
    due = world.target.due_on
    assigned = make_draft(
        world.officer,
        world.here,
        villages=[village],
        leaders=[official],
        targets=[(village, indicator, 70, due), (world.team, indicator, 70, due)],
    )
    issue_decision(assigned, officer=world.officer, leader=world.leader, on=timezone.localdate(), number=100 + number)
    make_paper(world.here, by=world.officer, number=10 + number)
    team = draft.founded_teams.first()
    member = make_official(world.here, f"Vi Văn Quý {number}")
    Appointment.objects.create(decision=draft, team=team, official=member, role=TeamRole.MEMBER)
