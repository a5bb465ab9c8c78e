"""What a decision does to one that was issued before it: to members, accesses, targets and teams, by dates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from config.days import day_begins
from targets.actions import amend
from targets.letter import affect_by_letter
from targets.models import Indicator, Target
from targets.progress import count_for, period
from teams.actions import set_people
from teams.models import Appointment, Decision, DecisionRelation, Dismissal, Membership, RegisterEntry, Team, TeamRole
from tests.factories import issue_decision, make_basis, make_draft, make_official, teach
from villages.models import Role, held_by

TODAY = timezone.localdate()
DAYS = {"past": -10, "today": 0, "future": 20}


def act(world, kind, when, *, prepare=None, **fields):
    """Issues a decision of `kind` that takes effect ten days ago, today or in twenty days."""
    on = TODAY + timedelta(days=DAYS[when])
    issued_on = min(on, TODAY)
    affected = fields.pop("affected", None)
    draft = make_draft(world.officer, world.here, kind=kind, affected=affected, effective_on=on, **fields)
    if prepare:
        prepare(draft)
    return issue_decision(draft, officer=world.officer, leader=world.leader, on=issued_on, number=500), on


def reform(world, *, on, leaving=(), joining=(), number=400):
    """A decision that re-forms the team of the first village: [Membership] leave, [(official, role)] join."""
    draft = make_draft(world.officer, world.here, kind="REFORM", subject="kiện toàn tổ")
    for membership in leaving:
        Dismissal.objects.create(decision=draft, membership=membership)
    for official, role in joining:
        Appointment.objects.create(decision=draft, team=world.team, official=official, role=role)
    return issue_decision(draft, officer=world.officer, leader=world.leader, on=on, number=number)


def leaders_on(team, day):
    return [one.official for one in team.memberships.in_force(day) if one.role == TeamRole.LEADER]


def opened(user, moment):
    return bool(held_by(user, Role.of_team_members(), moment))


@pytest.mark.parametrize("kind", ["REPEAL", "RECALL"])
@pytest.mark.parametrize("when", DAYS)
def test_repeal_ends_what_the_decision_began(world, when, kind):
    repeal, on = act(world, kind, when, affected=world.decision)

    before, day = day_begins(on) - timedelta(seconds=1), on - timedelta(days=1)
    team = Team.objects.get(pk=world.team.pk)
    assert (team.ends_on, team.dissolved_by) == (on, repeal)
    assert team in Team.objects.in_force(day)
    assert team not in Team.objects.in_force(on)
    assert set(team.memberships.values_list("ends_on", "ended_by")) == {(on, repeal.pk)}
    assert set(team.targets.values_list("ended_on", "ended_by")) == {(on, repeal.pk)}
    assert team.targets.in_force(day).count() == 2
    assert not team.targets.in_force(on)
    for user in (world.team_leader, world.member, world.other_team_leader):
        user.refresh_from_db()
        assert opened(user, before)
        assert not opened(user, day_begins(on))
    world.decision.refresh_from_db()
    relation = repeal.relations.get()
    assert (relation.affected, relation.effective_on) == (world.decision, on)


@pytest.mark.parametrize("when", DAYS)
def test_dissolution_ends_one_team_and_leaves_the_other(world, when):
    decision, on = act(world, "DISSOLVE", when, dissolved=[world.team])

    team, other = Team.objects.get(pk=world.team.pk), world.decision.founded_teams.exclude(pk=world.team.pk).get()
    assert (team.ends_on, team.dissolved_by) == (on, decision)
    assert set(team.memberships.values_list("ends_on", "ended_by")) == {(on, decision.pk)}
    assert set(team.targets.values_list("ended_on", flat=True)) == {on}
    assert (other.ends_on, other.targets.get().ended_on, other.memberships.get().ends_on) == (None, None, None)


@pytest.mark.parametrize("when", DAYS)
def test_replacement_keeps_the_team_it_names_people_for(world, when):
    def appoint_anew(draft):
        Appointment.objects.create(decision=draft, team=world.team, official=world.member_official, role="LEADER")

    replacing, on = act(world, "REPLACE", when, affected=world.decision, prepare=appoint_anew)

    team, other = Team.objects.get(pk=world.team.pk), world.decision.founded_teams.exclude(pk=world.team.pk).get()
    assert (team.ends_on, other.ends_on, other.dissolved_by) == (None, on, replacing)
    assert leaders_on(team, on - timedelta(days=1)) == [world.official]
    assert leaders_on(team, on) == [world.member_official]
    assert team.memberships.in_force(on).get().started_by == replacing
    world.member.refresh_from_db()
    assert {access.role for access in held_by(world.member, Role, day_begins(on))} == {Role.TEAM_LEADER}
    assert not team.targets.in_force(on)


@pytest.mark.parametrize("when", DAYS)
def test_amendment_changes_one_target_and_ends_another(world, when):
    share, flow = world.team.targets.get(indicator__code="QG-01"), world.team.targets.get(indicator__code="DP-12")
    due = date(TODAY.year + 1, 6, 30)

    def change(draft):
        line = Target(team=world.team, indicator=share.indicator, value=85, due_on=due, amends=share)
        amend(draft, lines=[line], ended=[flow], by=world.officer)

    amending, on = act(world, "AMEND", when, affected=world.decision, prepare=change)

    for target in (share, flow):
        target.refresh_from_db()
        assert (target.ended_on, target.ended_by, target.last_day) == (on, amending, on - timedelta(days=1))
    new = amending.targets.get()
    assert (new.value, new.due_on, new.starts_on, new.amends) == (85, due, on, share)
    assert list(world.team.targets.in_force(on - timedelta(days=1))) == [flow, share]
    assert list(world.team.targets.in_force(on)) == [new]
    assert world.team.memberships.filter(ends_on=None).count() == 2


def test_amended_flow_goes_on_counting_from_where_it_began(world):
    flow = world.team.targets.get(indicator__code="DP-12")
    teach(world.household, world.person, by=world.member)
    counted = count_for(flow, TODAY).counted

    def change(draft):
        line = Target(team=world.team, indicator=flow.indicator, value=200, due_on=flow.due_on, amends=flow)
        amend(draft, lines=[line], ended=[], by=world.officer)

    amending, _ = act(world, "AMEND", "today", affected=world.decision, prepare=change)

    new = amending.targets.get()
    assert counted
    assert count_for(new, TODAY).counted == counted
    assert period(new, TODAY)[0] == flow.starts_on


def test_repeal_of_an_amended_decision_ends_the_amended_targets_too(world):
    share = world.target

    def change(draft):
        line = Target(team=world.team, indicator=share.indicator, value=85, due_on=share.due_on, amends=share)
        amend(draft, lines=[line], ended=[], by=world.officer)

    draft = make_draft(world.officer, world.here, kind="AMEND", affected=world.decision, effective_on=TODAY)
    change(draft)
    amending = issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=499)
    act(world, "REPEAL", "future", affected=world.decision)

    assert amending.targets.get().ended_on == TODAY + timedelta(days=20)


def test_repeal_reinstates_nobody_and_needs_a_new_leader(world):
    old = world.team.memberships.get(official=world.official)
    head = make_official(world.here, "Lò Văn Hùng")
    changed = reform(world, on=TODAY - timedelta(days=5), leaving=[old], joining=[(head, "LEADER")])
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=changed, subject="bãi bỏ")

    with pytest.raises(ValidationError, match="đúng một tổ trưởng"):
        issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=501)
    Appointment.objects.create(decision=draft, team=world.team, official=world.official, role="LEADER")
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=501)

    old.refresh_from_db()
    assert old.ended_by == changed
    assert leaders_on(world.team, TODAY) == [world.official]
    assert world.team.memberships.filter(official=world.official).count() == 2


def test_member_who_left_may_return_with_all_periods_kept(world, as_user):
    member = world.team.memberships.get(official=world.member_official)
    reform(world, on=TODAY - timedelta(days=9), leaving=[member])
    reform(world, on=TODAY - timedelta(days=2), joining=[(world.member_official, "DEPUTY")], number=401)

    shown = as_user(world.officer).get(world.team.get_absolute_url()).text

    periods = world.team.memberships.filter(official=world.member_official).order_by("starts_on")
    assert [(one.role, one.ends_on) for one in periods] == [
        ("MEMBER", TODAY - timedelta(days=9)),
        ("DEPUTY", None),
    ]
    assert shown.count("Lý Thị Dung") == 2
    assert "400/QĐ-UBND" in shown
    assert "401/QĐ-UBND" in shown


def letter(world, kind, decision=None, **fields):
    defaults = {"number": 77, "notation": "UBND-VX", "issued_on": TODAY, "signer": "Đinh Văn Lượng", "note": "Sai tên."}
    return affect_by_letter(decision or world.decision, kind=kind, **defaults | fields, by=world.officer)


def test_letter_that_corrects_changes_nothing_and_is_shown(world, as_user):
    text, members = world.decision.text, list(Membership.objects.values_list())

    letter(world, "CORRECTS", note="Tại Phụ lục I, đã in là “Dung”, nay đọc là “Dụng”.")

    world.decision.refresh_from_db()
    entry = RegisterEntry.objects.get(number=77)
    shown = as_user(world.member).get(world.decision.get_absolute_url()).text
    assert (entry.symbol, entry.document_type) == ("77/UBND-VX", "Công văn")
    assert (world.decision.text, list(Membership.objects.values_list())) == (text, members)
    assert "Được đính chính bởi Công văn số 77/UBND-VX" in shown
    assert "nay đọc là “Dụng”" in shown
    assert "Hết hiệu lực" not in shown


@pytest.mark.parametrize("days", [3, 0])
def test_letter_that_recalls_has_the_effect_of_a_repeal(world, days, as_user):
    on = TODAY - timedelta(days=days)

    letter(world, "RECALLS", issued_on=on)

    team = Team.objects.get(pk=world.team.pk)
    assert (team.ends_on, team.dissolved_by) == (on, None)
    assert set(Membership.objects.filter(team=team).values_list("ends_on", "ended_by")) == {(on, None)}
    assert set(team.targets.values_list("ended_on", flat=True)) == {on}
    world.member.refresh_from_db()
    assert not opened(world.member, timezone.now())
    assert "Bị thu hồi bởi Công văn số 77/UBND-VX" in as_user(world.officer).get(world.decision.get_absolute_url()).text


def test_letter_is_refused_where_it_would_leave_a_team_without_a_leader(world):
    old = world.team.memberships.get(official=world.official)
    head = make_official(world.here, "Lò Văn Hùng")
    changed = reform(world, on=TODAY - timedelta(days=5), leaving=[old], joining=[(head, "LEADER")])

    with pytest.raises(ValidationError, match="không còn tổ trưởng"):
        affect_by_letter(
            changed,
            kind="RECALLS",
            number=401,
            notation="UBND",
            issued_on=TODAY,
            signer="Đinh Văn Lượng",
            by=world.officer,
        )

    assert not DecisionRelation.objects.exists()
    assert not RegisterEntry.objects.filter(number=401).exists()


def test_letter_form_refuses_a_taken_number_and_a_day_before_the_decision(world, as_user):
    RegisterEntry.objects.filter(decision=world.decision).update(year=TODAY.year)
    officer, url = as_user(world.officer), reverse("decision-letter", args=[world.decision.pk])
    sent = {"kind": "RECALLS", "notation": "UBND", "signer": "Đinh Văn Lượng", "note": "Ban hành nhầm."}

    taken = officer.post(url, sent | {"number": "1", "issued_on": f"{TODAY:%d/%m/%Y}"})
    early = officer.post(url, sent | {"number": "9", "issued_on": "01/01/2026"})
    late = officer.post(url, sent | {"number": "9", "issued_on": f"{TODAY + timedelta(days=1):%d/%m/%Y}"})
    bad = officer.post(url, {"kind": "X", "number": "9" * 30, "issued_on": "x", "notation": "?", "note": "a" * 3000})

    assert "01/QĐ-UBND" in taken.context["form"].errors["number"][0]
    assert "01/QĐ-UBND đứng trước" in early.context["form"].errors["issued_on"][0]
    assert "tương lai" in late.context["form"].errors["issued_on"][0]
    assert set(bad.context["form"].errors) == {"kind", "number", "issued_on", "notation", "signer", "note"}
    assert not DecisionRelation.objects.exists()


def test_letter_page_notes_it(world, as_user):
    url = reverse("decision-letter", args=[world.decision.pk])
    sent = {"kind": "CORRECTS", "notation": "ubnd-vx", "signer": "Đinh Văn Lượng", "note": "Đã in là 1, nay đọc là 2."}

    response = as_user(world.officer).post(url, sent | {"number": "9", "issued_on": f"{TODAY:%d/%m/%Y}"})

    assert response.url == world.decision.get_absolute_url()
    assert world.decision.affected_by.get().letter.symbol == "09/UBND-VX"


def test_decision_that_corrects_shows_its_note_beside_the_older_text(world, as_user):
    act(world, "CORRECT", "today", affected=world.decision, note="Đã in là “1”, nay đọc là “2”.")

    shown = as_user(world.member).get(world.decision.get_absolute_url()).text

    assert "nay đọc là “2”" in shown
    assert Team.objects.get(pk=world.team.pk).ends_on is None


def test_both_documents_show_the_relation(world, as_user):
    repeal, on = act(world, "REPEAL", "future", affected=world.decision, subject="bãi bỏ Quyết định số 01/QĐ-UBND")
    member = as_user(world.member)

    older = member.get(world.decision.get_absolute_url()).text
    newer = member.get(repeal.get_absolute_url()).text

    assert "Bị bãi bỏ bởi Quyết định số 500/QĐ-UBND" in older
    assert f"Hết hiệu lực từ {on:%d/%m/%Y} (chưa đến ngày)" in older
    assert "Bãi bỏ Quyết định số 01/QĐ-UBND" in newer


def test_decision_already_repealed_cannot_be_repealed_again(world, as_user):
    second = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision, subject="bãi bỏ lần hai")
    act(world, "REPEAL", "future", affected=world.decision)

    with pytest.raises(ValidationError, match="đã bị bãi bỏ từ"):
        issue_decision(second, officer=world.officer, leader=world.leader, on=TODAY, number=502)
    offered = as_user(world.officer).get(reverse("decision-create") + "?loai=AMEND").context["form"].fields["affected"]

    assert world.decision not in offered.queryset
    assert not DecisionRelation.objects.in_effect().filter(source=second).exists()


@pytest.mark.parametrize("kind", ["AMEND", "CORRECT"])
def test_draft_still_offers_the_decision_it_names_once_that_was_repealed(world, as_user, kind):
    draft = make_draft(world.officer, world.here, kind=kind, affected=world.decision, subject="sửa đổi")
    act(world, "REPEAL", "today", affected=world.decision)

    form = as_user(world.officer).get(reverse("decision-edit", args=[draft.pk])).context["form"]

    assert world.decision in form.fields["affected"].queryset


def test_relation_takes_no_effect_before_the_older_decision(world, as_user):
    later = make_draft(
        world.officer,
        world.here,
        kind="ASSIGN",
        subject="giao chỉ tiêu",
        effective_on=TODAY + timedelta(days=30),
        targets=[(world.team, Indicator.objects.get(code="QG-02"), 50, date(TODAY.year + 1, 12, 31))],
    )
    issue_decision(later, officer=world.officer, leader=world.leader, on=TODAY, number=503)
    sent = post_of(world, later, effective_on=f"{TODAY + timedelta(days=29):%d/%m/%Y}")

    response = as_user(world.officer).post(reverse("decision-create") + "?loai=REPEAL", sent)
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=later, subject="bãi bỏ")

    assert "có hiệu lực từ" in response.context["form"].errors["effective_on"][0]
    with pytest.raises(ValidationError, match="trước ngày đó"):
        issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=504)


def test_future_targets_of_a_repealed_decision_never_begin(world):
    begins = TODAY + timedelta(days=30)
    later = make_draft(
        world.officer,
        world.here,
        kind="ASSIGN",
        subject="giao chỉ tiêu",
        effective_on=begins,
        targets=[(world.team, Indicator.objects.get(code="QG-02"), 50, date(TODAY.year + 1, 12, 31))],
    )
    issue_decision(later, officer=world.officer, leader=world.leader, on=TODAY, number=503)

    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=later, effective_on=begins, subject="bãi bỏ")
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=504)

    assert not later.targets.get().team.targets.in_force(begins).filter(decision=later)


def post_of(world, decision, **fields):
    sent = {
        "subject": "bãi bỏ Quyết định số …",
        "authority": "COMMITTEE",
        "affected": decision.pk,
        f"basis-{world.basis.pk}": "1",
        "proposer": "Công chức Văn hóa - Xã hội",
        "recipients": "Như Điều 4",
        "read_version": "0",
    }
    return sent | fields


def test_draft_of_a_repeal_is_worded_from_the_decision_it_names(world, as_user):
    response = as_user(world.officer).post(
        reverse("decision-create") + "?loai=REPEAL", post_of(world, world.decision), follow=True
    )

    draft = Decision.objects.get(kind="REPEAL")
    articles = list(draft.articles.values_list("text", flat=True))
    assert response.status_code == 200
    assert draft.subject == "bãi bỏ Quyết định số 01/QĐ-UBND ngày 05 tháng 01 năm 2026"
    assert articles[0].startswith(
        "Bãi bỏ Quyết định số 01/QĐ-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân xã Dân Chủ về việc"
    )
    assert "Giải thể 02 Tổ công nghệ số cộng đồng tại Thôn 1, Thôn 2" in articles[0]


@pytest.mark.parametrize("value", ["", "0", "-1", "9" * 30, "x", "1' OR 1=1"])
def test_decision_of_another_commune_or_none_is_refused_beside_the_field(world, as_user, value):
    officer = as_user(world.officer)

    for chosen in (value, str(world.foreign_decision.pk)):
        sent = post_of(world, world.decision, affected=chosen)
        response = officer.post(reverse("decision-create") + "?loai=REPEAL", sent)

        assert response.context["form"].errors["affected"]

    assert not DecisionRelation.objects.exists()


def test_relation_to_another_commune_never_takes_effect(world):
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=world.foreign_decision, subject="bãi bỏ")

    with pytest.raises(ValidationError, match="xã khác"):
        issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=505)


def test_amend_page_saves_new_value_due_day_and_end(world, as_user):
    share, flow = world.team.targets.get(indicator__code="QG-01"), world.team.targets.get(indicator__code="DP-12")
    draft = make_draft(world.officer, world.here, kind="AMEND", affected=world.decision, subject="sửa đổi")
    officer, url = as_user(world.officer), reverse("decision-amend", args=[draft.pk])
    draft.refresh_from_db()
    sent = {
        "read_version": draft.version,
        f"choice-{share.pk}": "SUA",
        f"value-{share.pk}": "85,5",
        f"due-{share.pk}": f"30/06/{TODAY.year + 1}",
        f"choice-{flow.pk}": "THOI",
    }

    saved = officer.post(url, sent)

    line = draft.targets.get()
    assert saved.url == draft.get_absolute_url()
    assert (float(line.value), line.due_on, line.amends, line.starts_on) == (
        85.5,
        date(TODAY.year + 1, 6, 30),
        share,
        None,
    )
    assert draft.target_endings.get().target == flow
    text = officer.get(draft.get_absolute_url()).context["page"].text
    assert text["annexes"][0]["title"].startswith("CHỈ TIÊU SỬA ĐỔI, BỔ SUNG GIAO CHO")
    assert "85,5 (trước là 80)" in text["annexes"][0]["tables"][0]["rows"][0]
    assert "Thôi giao các chỉ tiêu sau đây" in text["articles"][0]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"choice": "SUA"}, "vẫn như cũ"),
        ({"choice": "SUA", "value": "abc"}, "là một số"),
        ({"choice": "SUA", "value": "-1"}, "không được âm"),
        ({"choice": "SUA", "value": "120"}, "nhiều nhất là 100%"),
        ({"choice": "SUA", "value": "90", "due": "31/02/2027"}, "Ngày chưa đúng"),
        ({"choice": "SUA", "value": "90", "due": "01/01/2020"}, "có hiệu lực"),
        ({"choice": "LẠ"}, "các mục có sẵn"),
    ],
)
def test_amend_page_refuses_beside_the_field_and_keeps_what_was_typed(world, as_user, fields, error):
    draft = make_draft(world.officer, world.here, kind="AMEND", affected=world.decision, subject="sửa đổi")
    draft.refresh_from_db()
    sent = {f"{name}-{world.target.pk}": value for name, value in fields.items()} | {"read_version": draft.version}

    response = as_user(world.officer).post(reverse("decision-amend", args=[draft.pk]), sent)

    row = next(
        row for section in response.context["form"].sections for row in section.rows if row.target == world.target
    )
    assert error in row.choice_error + row.value_error + row.due_error
    assert error in response.text.partition('<td colspan="3">')[2].partition("</td>")[0]  # over the whole width
    assert {name: getattr(row, name) for name in fields} == fields
    assert not draft.targets.exists()


def test_amend_page_takes_no_target_of_another_decision(world, as_user):
    foreign = world.foreign_decision.targets.get()
    draft = make_draft(world.officer, world.here, kind="AMEND", affected=world.decision, subject="sửa đổi")
    draft.refresh_from_db()
    sent = {f"choice-{foreign.pk}": "THOI", "read_version": draft.version}

    response = as_user(world.officer).post(reverse("decision-amend", args=[draft.pk]), sent)

    assert "không thuộc quyết định được sửa đổi" in response.context["form"].error
    assert not draft.target_endings.exists()


def test_amendment_without_anything_to_amend_is_a_fault(world, as_user):
    draft = make_draft(world.officer, world.here, kind="AMEND", affected=world.decision, subject="sửa đổi")

    shown = as_user(world.officer).get(draft.get_absolute_url())

    assert any("chưa sửa đổi chỉ tiêu nào" in fault for fault in shown.context["page"].faults)


def test_leader_reads_what_will_happen_before_he_signs(world, as_user):
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision, subject="bãi bỏ")

    shown = as_user(world.leader).get(draft.get_absolute_url()).text

    assert "Khi quyết định này có hiệu lực" in shown
    assert "Lý Thị Dung (tổ viên, Tổ công nghệ số cộng đồng Thôn 1)" in shown


def test_old_value_stays_visible_with_its_period(world, as_user):
    def change(draft):
        line = Target(
            team=world.team, indicator=world.target.indicator, value=85, due_on=world.target.due_on, amends=world.target
        )
        amend(draft, lines=[line], ended=[], by=world.officer)

    amending, on = act(world, "AMEND", "today", affected=world.decision, prepare=change)

    shown = as_user(world.member).get(amending.targets.get().get_absolute_url()).text

    assert "Các mức đã giao" in shown
    assert f"từ 05/01/2026 đến {on - timedelta(days=1):%d/%m/%Y}, theo Quyết định số 01/QĐ-UBND" in shown


def test_people_page_of_a_replacement_lets_former_members_go_unless_named_again(world, as_user):
    draft = make_draft(world.officer, world.here, kind="REPLACE", affected=world.decision, subject="thay thế")
    draft.refresh_from_db()
    leader = world.team.memberships.get(official=world.official)
    officer, url = as_user(world.officer), reverse("decision-people", args=[draft.pk])

    officer.post(url, {"read_version": draft.version, f"member-{leader.pk}": "LEADER"})
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=506)

    assert [one.official for one in world.team.memberships.in_force()] == [world.official]
    assert leaders_on(world.team, TODAY) == [world.official]


def test_at_most_one_target_in_force_a_day_and_one_leader_after_many_decisions(world):
    """A chain of decisions, each effective on another day, some of them later than the next one is issued."""
    share, code = world.target, world.target.indicator.code

    def change(value):
        def prepare(draft):
            current = world.team.targets.filter(indicator__code=code, ended_on=None, starts_on__isnull=False).get()
            line = Target(team=world.team, indicator=share.indicator, value=value, due_on=share.due_on, amends=current)
            amend(draft, lines=[line], ended=[], by=world.officer)

        return prepare

    affected = world.decision
    for number, (days, value) in enumerate([(-20, 82), (-3, 84), (0, 86), (5, 88)]):
        on = TODAY + timedelta(days=days)
        draft = make_draft(world.officer, world.here, kind="AMEND", affected=affected, effective_on=on)
        change(value)(draft)
        issue_decision(draft, officer=world.officer, leader=world.leader, on=min(on, TODAY), number=600 + number)
    swap = [(world.team, world.member_official, "LEADER")]
    reforming = make_draft(world.officer, world.here, kind="REFORM", effective_on=TODAY + timedelta(days=3))
    set_people(
        reforming, appointments=swap, leaving=list(world.team.memberships.in_force()), reformed=[], by=world.officer
    )
    issue_decision(reforming, officer=world.officer, leader=world.leader, on=TODAY, number=610)

    for days in range(-40, 30):
        day = TODAY + timedelta(days=days)
        assert world.team.targets.filter(indicator__code=code).in_force(day).count() == 1, day
        assert len(leaders_on(world.team, day)) == 1, day


def test_draft_on_another_decision_rests_on_the_same_unless_told_otherwise(world, as_user):
    officer, basis = as_user(world.officer), make_basis(world.here, symbol="9/KH-UBND")
    sent = {name: value for name, value in post_of(world, world.decision).items() if not name.startswith("basis-")}

    officer.post(reverse("decision-create") + "?loai=REPEAL", sent)
    officer.post(reverse("decision-create") + "?loai=RECALL", sent | {f"basis-{basis.pk}": "1"})

    same, own = Decision.objects.get(kind="REPEAL"), Decision.objects.get(kind="RECALL")
    assert [line.basis for line in same.bases.all()] == [line.basis for line in world.decision.bases.all()] != []
    assert [line.basis for line in own.bases.all()] == [basis]


def test_subject_follows_the_decision_that_is_chosen_until_it_is_reworded(world, as_user):
    officer = as_user(world.officer)
    officer.post(reverse("decision-create") + "?loai=REPEAL", post_of(world, world.decision))
    draft, other = Decision.objects.get(kind="REPEAL"), reform_of_deputy(world)

    for subject in (draft.subject, "bãi bỏ một quyết định"):
        draft.refresh_from_db()
        fields = {"read_version": draft.version, "subject": subject, "article": ["Bãi bỏ."]}
        officer.post(reverse("decision-edit", args=[draft.pk]), post_of(world, other, **fields))
        draft.refresh_from_db()

        assert draft.relations.get().affected == other
        assert draft.subject.startswith("bãi bỏ Quyết định số 400/QĐ-UBND" if subject[-1] == "6" else subject)


def reform_of_deputy(world):
    return reform(world, on=TODAY, joining=[(make_official(world.here, "Lò Văn Hùng"), "DEPUTY")])


def test_list_says_which_decisions_are_over(world, as_user):
    _, on = act(world, "REPEAL", "future", affected=world.decision, subject="bãi bỏ")

    shown = as_user(world.member).get(reverse("decision-list")).text

    assert shown.count(f"hết hiệu lực từ {on:%d/%m/%Y}") == 1


@pytest.mark.parametrize("kind", ["REPLACE", "RECALL"])
def test_draft_with_people_and_targets_stays_within_a_few_queries(world, as_user, kind):
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)] if kind == "REPLACE" else ()
    affected = world.decision if kind == "REPLACE" else reform_of_deputy(world)
    draft = make_draft(world.officer, world.here, kind=kind, affected=affected, targets=targets, subject="thay thế")
    Appointment.objects.create(decision=draft, team=world.team, official=world.member_official, role="LEADER")
    client = as_user(world.officer)
    client.get(draft.get_absolute_url())

    client.get(draft.get_absolute_url())

    assert len(client.queries) <= 17, "\n".join(query[:150] for query in client.queries)
