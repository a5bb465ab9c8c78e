"""A list costs the same for one row and for three, and no page more than fifteen queries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions import registry
from households.actions.residing import record
from households.models import Import, Resident, Skill
from targets.models import Indicator
from teams.actions import add_attendees, add_photo, invite, set_handovers
from teams.models import Appointment, Speech, TeamRole
from teams.photos import draw_photo
from tests.factories import (
    ask_exclusion,
    days_ago,
    exclude,
    issue_decision,
    make_basis,
    make_call,
    make_consent,
    make_data_request,
    make_draft,
    make_export,
    make_household,
    make_import,
    make_label,
    make_launch,
    make_merge,
    make_official,
    make_paper,
    make_picture,
    make_promise,
    make_renamed,
    make_run,
    make_signed_copy,
    make_village,
    make_visit,
    see,
    teach,
)
from villages import bulk
from villages.models import Reorganisation, Village
from villages.succession import succeed_villages

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
    ("village-lineage", "village", "team_leader"),
    ("reorganisation-list", None, "officer"),
    ("reorganisation-detail", "reorganisation", "officer"),
    ("reorganise", "kind", "officer"),
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
    ("team-cards", "team", "officer"),
    ("own-cards", None, "team_leader"),
    ("proof-detail", "member_code", None),
    ("proof-detail", "decision_code", None),
    ("signed-copy-create", "decision", "officer"),
    ("signed-copy", "signed_copy", "member"),
    ("register-list", None, "officer"),
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
    ("launch-list", None, "officer"),
    ("launch-detail", "launch", "officer"),
    ("launch-detail", "launch", None),
    ("launch-edit", "launch", "officer"),
    ("launch-handovers", "launch", "officer"),
    ("launch-attendance", "launch", "officer"),
    ("launch-sheet", "launch", "officer"),
    ("launch-photos", "launch", "officer"),
    ("launch-minutes-docx", "launch", "officer"),
    ("search?q=an", None, "officer"),
    ("search?q=001", None, "team_leader"),
    ("household-list", None, "officer"),
    ("household-list", None, "team_leader"),
    ("household-detail", "household", "team_leader"),
    ("household-edit", "household", "team_leader"),
    ("duplicate-list", None, "officer"),
    ("resident-duplicates", "person", "officer"),
    ("household-duplicates", "household", "officer"),
    ("household-list?xem=chua-chu-ho", None, "officer"),
    ("household-move", "household", "officer"),
    ("household-arrival", "household", "officer"),
    ("household-head", "household", "officer"),
    ("household-split", "household", "officer"),
    ("event-take-back", "event", "officer"),
    ("resident-life", "person", "member"),
    ("visit-create", "household", "team_leader"),
    ("lane-nobody", "village", "team_leader"),
    ("household-add", "village", "team_leader"),
    ("resident-add", "household", "team_leader"),
    ("household-list?xem=hen", None, "officer"),
    ("promise-move", "promised_household", "team_leader"),
    ("exclusion-ask", "household", "team_leader"),
    ("exclusion-list", None, "officer"),
    ("exclusion-list?xem=dang-mien", None, "member"),
    ("exclusion-detail", "exclusion", "officer"),
    ("target-detail?nhom=mien-tinh", "target", "leader"),
    ("sheet-print", "village", "officer"),
    ("sheet-enter", "village", "member"),
    ("team-handover", "team", "team_leader"),
    ("visit-list", None, "officer"),
    ("visit-detail", "visit_uuid", "team_leader"),
    ("review-list", None, "team_leader"),
    ("review-list", None, "officer"),
    ("visit-judge", "judged_uuid", "officer"),
    ("call-list", None, "officer"),
    ("resident-data", "person", "officer"),
    ("resident-looks", "person", "officer"),
    ("resident-copy", "person", "officer"),
    ("consent-record", "person", "member"),
    ("data-request-list", None, "officer"),
    ("data-request-list?xem=da-tra-loi", None, "leader"),
    ("data-request-detail", "data_request", "officer"),
    ("bulk-run-list", None, "officer"),
    ("bulk-run-detail", "bulk_run", "officer"),
    ("export-list", None, "officer"),
    ("household-export", None, "officer"),
    ("exclusion-export", None, "officer"),
    ("target-export", "target", "leader"),
    ("duplicate-export", None, "team_leader"),
    ("import-export", None, "officer"),
    ("reorganisation-export", None, "leader"),
    ("import-list", None, "officer"),
    ("import-detail", "import", "officer"),
    ("timesheet", "team", "officer"),
]


@pytest.mark.parametrize(("name", "named", "role"), PAGES)
def test_page_costs_the_same_for_more_rows(name, named, role, world, client):
    draft = make_draft(world.officer, world.here, villages=[make_village(world.here, "9")], leaders=[world.official])
    rows = {
        "draft": draft,
        "event": world.household.events.get(),
        "visit_uuid": world.visit.uuid,
        "promised_household": make_promise(make_household(world.village, "777", by=world.officer), by=world.member),
        "member_code": world.official.memberships.get().code,
        "decision_code": world.decision.code,
        "signed_copy": make_signed_copy(world.decision, by=world.officer),
        "judged_uuid": make_label(world.visit, answered_at=timezone.now()).visit.uuid,
    }
    rows["exclusion"] = ask_exclusion(world.household, by=world.member)
    exclude(make_household(world.village, "778", by=world.officer), by=world.member, granted_by=world.officer)
    make_label(world.visit, "CLOCK")
    make_call(world.team, world.person)
    rows["data_request"] = make_data_request(world.person, by=world.member)
    make_data_request(world.person, "VIEW", by=world.member, outcome="DONE")
    rows["bulk_run"] = make_run(world.household, by=world.officer)
    make_export(world.person, by=world.officer)
    rows |= {"reorganisation": make_renamed(make_village(world.here, "Khe Cũ"), by=world.officer), "kind": "doi-ten"}
    rows["import"] = make_import(world.here, by=world.officer)
    rows["paper"] = make_paper(world.here, by=world.officer)
    rows |= {
        name: make_draft(world.officer, world.here, kind=kind, affected=world.decision)
        for name, kind in [("amending", "AMEND"), ("repealing", "REPEAL")]
    }
    launch = make_launch(world.here, world.decision, chair=world.official, secretary=world.member_official)
    invite(launch, by=world.officer)
    set_handovers(launch, handovers=[(world.decision, world.official)], by=world.officer)
    rows["launch"] = launch
    row = rows.get(named) or getattr(world, named or "", None)
    name, _, query = name.partition("?")
    url = f"{reverse(name, args=[] if named is None else [getattr(row, 'pk', row)])}?{query}"

    see(world.household, world.person, by=world.member, at=days_ago(9))
    add_doubles(world.household, 1979, by=world.officer)
    make_household(world.village, "400", members=(), by=world.officer)
    few = queries_of(client, url, world, role)
    for number in range(2):
        grow(world, draft, number)
        grow_reorganisations(world, number)
        grow_import(world, rows["import"], number)
        grow_launch(world, launch, number)
    many = queries_of(client, url, world, role)

    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST, "\n".join(many)


def test_draft_that_replaces_all_of_a_decision_costs_no_more(world, client):
    target = world.target
    founded = {"villages": [world.village, world.other_village], "leaders": [world.member_official]}
    assigned = [(place, target.indicator, 85, target.due_on) for place in (world.team, world.other_village)]
    draft = make_draft(world.officer, world.here, kind="REPLACE", affected=world.decision, targets=assigned, **founded)

    for role in ("officer", "leader"):
        asked = queries_of(client, draft.get_absolute_url(), world, role)
        assert len(asked) <= MOST, "\n".join(asked)


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
    add_doubles(household, [1981, None][number], by=world.officer)
    other = make_household(world.village, f"2{number}", by=world.officer)
    headless = make_household(world.village, f"40{number + 1}", members=(), by=world.officer)
    people = [person, world.person]
    record("JOINED", headless, people, by=world.officer, on=timezone.localdate(), other=household, former_head=person)
    make_label(teach(household, person, by=world.team_leader, at=days_ago(number + 2)), "MANY")
    make_label(teach(household, person, by=world.member, at=days_ago(number + 20)), "NIGHT")
    see(household, world.person, by=world.team_leader, at=days_ago(number + 1))
    ask_exclusion(other, by=world.member, skills=Skill.objects.all())
    exclude(other, other.head, by=world.member, granted_by=world.leader)
    exclude(household, person, by=world.team_leader, granted_by=world.officer)
    make_call(world.team, person, result="CONFIRMED", by=world.officer, at=timezone.now())
    asked = make_data_request(person, by=world.member)
    make_data_request(world.person, ["CORRECT", "COPY"][number], by=world.member)
    make_data_request(asked.resident, "VIEW", by=world.member, outcome="DONE")
    make_run(other, by=world.officer)
    make_export(world.person, by=world.officer)
    make_consent(world.person, by=world.officer, given=bool(number))
    make_call(world.team, person, date(2026, number + 1, 1))
    make_label(world.visit, ["EARLY", "OUTSIDE"][number], answered_at=timezone.now())
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
    make_signed_copy(world.decision, by=world.officer, content=b"%%PDF-1.7 %d" % number)
    Appointment.objects.create(decision=assigned, team=world.team, official=official, role=TeamRole.MEMBER)
    issue_decision(assigned, officer=world.officer, leader=world.leader, on=timezone.localdate(), number=100 + number)
    make_paper(world.here, by=world.officer, number=10 + number)
    team = draft.founded_teams.first()
    member = make_official(world.here, f"Vi Văn Quý {number}")
    Appointment.objects.create(decision=draft, team=team, official=member, role=TeamRole.MEMBER)


def add_doubles(household, year, *, by):
    """Somebody who looks like its head, and two who turned out to be one."""
    make_merge(household, by=by)
    head = Resident.objects.get(pk=household.head_id)
    registry.add_member(household, resident=Resident(full_name=head.full_name, birth_year=year), by=by)


def grow_reorganisations(world, number):
    """One more, as it is kept; the list that waits to be imported would stand in the way of carrying one out."""
    today, told = timezone.localdate(), "Nghị quyết số 12/NQ-HĐND"
    run = bulk.start("Đổi tên thôn", communes=[world.here], by=world.officer)
    Reorganisation.objects.create(run=run, kind=Reorganisation.Kind.RENAME, on=today, basis=told)
    new = Village(commune=world.here, name=f"Đồng {number}", valid_from=today)
    succeed_villages(run, {make_village(world.here, f"Khe {number}"): [new]}, None, on=today, basis=told)


def grow_import(world, one, number):
    """One more import, given up, and one more row of `one` that has everything to show."""
    given_up = {"state": Import.State.DROPPED, "at": timezone.now()}
    Import.objects.create(commune=world.here, by=world.officer, size=1, since=date(2026, 1, 1), **given_up)
    alike = [{"text": "Lý Văn Nhập", "household": world.household.pk}]
    row = {"values": one.rows.first().values, "verdict": "NEW", "warnings": "DUPLICATE", "alike": alike}
    one.rows.create(number=10 + number, **row)


def grow_launch(world, launch, number):
    """One more of everything that a conference holds."""
    make_launch(world.here)
    Speech.objects.create(launch=launch, order=number, name=f"Lý Văn {number}")
    guest = make_official(world.here, f"Từ Văn Khách {number}", positions=[("VETERANS", world.village)])
    add_attendees(launch, people=[(guest, guest.full_name, ""), (None, "Khách mời", "Doanh nghiệp")], by=world.officer)
    handed = [line.official for line in launch.handovers.all()]
    pairs = [(world.decision, official) for official in [*handed, guest]]
    set_handovers(launch, handovers=pairs, by=world.officer)
    picture = draw_photo(make_picture((640, 400 + number)))
    add_photo(launch, drawn=picture, caption=f"Ảnh {number}", by=world.officer)
