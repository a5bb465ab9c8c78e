"""The text of a decision: its layout, and that an issued one never changes."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.checks import faults_of
from targets.decision_text import compose, digest_of
from targets.models import Indicator, Target
from teams.actions import propose
from teams.models import Appointment, Decision, Dismissal, Membership, TeamRole
from teams.wording import name_heads, name_teams, propose_subject, signature_lines, team_name
from tests.factories import issue_decision, make_basis, make_commune, make_draft, make_official, make_village, moment
from villages.models import Access, Position, Village

TODAY = timezone.localdate()
DUE = date(TODAY.year + 1, 12, 31)


def shown(client, decision):
    return client.get(reverse("decision-detail", args=[decision.pk]))


@pytest.fixture
def draft(world):
    """Founds a team of three in Thôn 3, entered from the lowest rank to the highest, and assigns a target."""
    village = make_village(world.here, "3")
    decision = make_draft(world.officer, world.here, villages=[village], targets=[(village, share(), "62.5", DUE)])
    team = decision.founded_teams.get()
    people = [("Tằng Thị Yến", TeamRole.MEMBER), ("Sằn A Pẩu", TeamRole.DEPUTY), ("Lò Văn Hùng", TeamRole.LEADER)]
    for name, role in people:
        official = make_official(world.here, name, None, [("VILLAGE_HEAD", village), ("CELL_SECRETARY", village)])
        Appointment.objects.create(decision=decision, team=team, official=official, role=role)
    return decision


def share():
    return Indicator.objects.get(code="QG-01")


def test_document_has_the_parts_and_signs_of_a_decision(world, draft):
    text = compose(draft, on=date(2026, 2, 5), number=7)

    assert text["agency"] == ["ỦY BAN NHÂN DÂN", "XÃ DÂN CHỦ"]
    assert text["symbol"] == "07/QĐ-UBND"
    assert text["place_and_date"] == "Dân Chủ, ngày 05 tháng 02 năm 2026"
    assert text["authority"] == "ỦY BAN NHÂN DÂN XÃ DÂN CHỦ"
    assert text["bases"][0].startswith("Căn cứ Kế hoạch số 305/KH-UBND ngày 22 tháng 5 năm 2022 của UBND xã Dân Chủ")
    assert [basis[-1] for basis in text["bases"]] == [";", "."]
    assert text["bases"][-1] == "Theo đề nghị của Công chức Văn hóa - Xã hội."
    assert [article.endswith("./.") for article in text["articles"]] == [False, False, False, True]
    assert text["recipients"] == ["Như Điều 4;", "Lưu: VT."]


def test_list_at_the_end_of_an_article_ends_with_a_full_stop(draft):
    draft.articles.filter(order=1).update(text="Thôi giao các chỉ tiêu sau đây:\n- Một;\n- Hai;")

    assert compose(draft, on=TODAY)["articles"][0] == "Thôi giao các chỉ tiêu sau đây:\n- Một;\n- Hai."


def test_draft_leaves_room_for_number_and_date(draft):
    text = compose(draft, on=TODAY)

    assert text["symbol"] == "…/QĐ-UBND"
    assert text["place_and_date"] == f"Dân Chủ, ngày … tháng … năm {TODAY.year}"
    assert text["signature"] == {"lines": ["TM. ỦY BAN NHÂN DÂN"], "name": ""}


def test_members_are_listed_by_rank_with_their_posts(draft):
    people, _ = compose(draft, on=TODAY)["annexes"]

    assert people["label"] == "Phụ lục I"
    assert people["title"] == "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN 3"
    assert people["tables"][0]["rows"] == [
        ["1", "Lò Văn Hùng", "Bí thư chi bộ kiêm Trưởng thôn, Thôn 3", "Tổ trưởng"],
        ["2", "Sằn A Pẩu", "Bí thư chi bộ kiêm Trưởng thôn, Thôn 3", "Tổ phó"],
        ["3", "Tằng Thị Yến", "Bí thư chi bộ kiêm Trưởng thôn, Thôn 3", "Tổ viên"],
    ]


def test_targets_are_listed_with_unit_value_and_due_day(draft):
    _, targets = compose(draft, on=TODAY)["annexes"]

    (row,) = targets["tables"][0]["rows"]
    assert targets["label"] == "Phụ lục II"
    assert row == ["1", share().name, share().explanation, "%", "62,5", f"31/12/{DUE.year}"]
    assert targets["tables"][0]["columns"][1:] == [
        "Tên chỉ tiêu",
        "Giải thích",
        "Đơn vị tính",
        "Chỉ tiêu cụ thể",
        "Thời hạn",
    ]


def test_teams_with_the_same_targets_share_a_table(world):
    teams = [world.team, world.decision.founded_teams.get(village=world.other_village)]
    decision = make_draft(
        world.officer, world.here, kind=Decision.Kind.ASSIGN, targets=[(team, share(), "80", DUE) for team in teams]
    )

    (annex,) = compose(decision, on=TODAY)["annexes"]

    assert annex["label"] == "Phụ lục"
    assert [table["caption"] for table in annex["tables"]] == [
        "Tổ công nghệ số cộng đồng Thôn 1; Tổ công nghệ số cộng đồng Thôn 2"
    ]


@pytest.mark.parametrize(
    ("authority", "kind", "lines"),
    [
        ("COMMITTEE", "CHAIR", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        ("COMMITTEE", "VICE_CHAIR", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        ("CHAIR", "CHAIR", ["CHỦ TỊCH"]),
        ("CHAIR", "VICE_CHAIR", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
    ],
)
def test_authority_and_office_make_the_four_ways_to_sign(authority, kind, lines):
    assert signature_lines(authority, kind) == lines


def test_words_follow_the_kind_of_place(db):
    ward = make_commune("Hồng Gai", "06658", kind="PHUONG")
    group = make_village(ward, "5", kind=Village.Kind.TO_DAN_PHO)
    quarter = make_village(ward, "Cao Xanh", kind=Village.Kind.KHU_PHO)

    assert name_heads([group, quarter]) == "Tổ trưởng Tổ dân phố 5, Trưởng khu phố Cao Xanh"
    assert name_heads([group] * 3 + [quarter] * 3) == "Tổ trưởng các tổ dân phố, Trưởng các khu phố"
    assert team_name(quarter) == "Tổ công nghệ số cộng đồng khu phố Cao Xanh"
    assert propose_subject("FOUND", ward) == "thành lập Tổ công nghệ số cộng đồng trên địa bàn phường Hồng Gai"
    assert name_teams([]) == "các Tổ công nghệ số cộng đồng"


def test_draft_is_marked_and_an_issued_decision_is_not(world, as_user, draft):
    officer = as_user(world.officer)

    assert "Dự thảo</p>" in shown(officer, draft).content.decode()
    assert "draft-mark" not in shown(officer, world.decision).content.decode()


def test_issued_decision_shows_what_was_signed_whatever_changes_later(world, as_user, draft):
    basis = draft.bases.get().basis
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=9)
    officer = as_user(world.officer)
    before, text = document(shown(officer, draft)), draft.text

    make_basis(world.here, "999/KH-UBND")
    type(basis).objects.filter(pk=basis.pk).update(symbol="000/KH-UBND", title="khác")
    Indicator.objects.filter(code="QG-01").update(name="Khác", explanation="Khác", unit="khác")
    Target.objects.filter(decision=draft).update(value=1)
    for official in draft.appointments.all():
        official.official.full_name = "Người Khác"
        official.official.save()
    Position.objects.update(ends_on=TODAY, starts_on=date(2020, 1, 1))
    world.leader.official.full_name = "Lãnh Đạo Khác"
    world.leader.official.save()
    draft.founded_teams.update(name="Tổ Khác")
    Village.objects.filter(pk=world.village.pk).update(name="Khác")
    type(world.here).objects.filter(pk=world.here.pk).update(name="Xã Khác")

    draft.refresh_from_db()
    assert document(shown(officer, draft)) == before
    assert draft.text == text
    assert digest_of(draft.text) == draft.digest


def document(response):
    """The paper on the page, without the desk around it."""
    html = response.content.decode()
    return html[html.index('<article class="paper"') : html.rindex("</article>")]


def test_issued_decision_is_out_of_reach_of_every_page(world, as_user):
    decision, text = world.decision, world.decision.text
    version = decision.version
    posts = {
        "read_version": str(version),
        "subject": "khác",
        "reason": "x",
        "number": "3",
        "issued_on": f"{TODAY:%d/%m/%Y}",
    }

    for user in (world.officer, world.leader):
        client = as_user(user)
        for name in ("edit", "people", "targets", "submit", "sign", "return", "issue", "delete"):
            client.post(reverse(f"decision-{name}", args=[decision.pk]), posts)

    decision.refresh_from_db()
    assert (decision.state, decision.version, decision.text) == (Decision.State.ISSUED, version, text)
    assert digest_of(decision.text) == decision.digest
    assert decision.events.count() == 4


def test_dismissal_ends_an_access_and_never_reopens_one(world):
    leader, member = world.team.memberships.in_rank()
    closed = moment(TODAY, 0)
    Access.objects.filter(pk=member.access_id).update(ends_at=closed)
    later = date(TODAY.year + 1, 3, 1)
    decision = make_draft(world.officer, world.here, kind=Decision.Kind.REFORM, effective_on=later)
    for membership in (leader, member):
        Dismissal.objects.create(decision=decision, membership=membership)
    Appointment.objects.create(decision=decision, team=world.team, official=world.member_official, role=TeamRole.LEADER)

    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY, number=10)

    assert Access.objects.get(pk=leader.access_id).ends_at == moment(later, 0)
    assert Access.objects.get(pk=member.access_id).ends_at == closed
    begun = Membership.objects.get(started_by=decision)
    assert (begun.role, begun.starts_on, begun.access.starts_at) == (TeamRole.LEADER, later, moment(later, 0))


def test_faults_name_what_would_break_on_the_day_of_effect(world, draft):
    team = draft.founded_teams.get()
    Appointment.objects.create(decision=draft, team=team, official=world.official, role=TeamRole.LEADER)
    draft.targets.update(due_on=date(2020, 1, 1))
    draft.bases.all().delete()
    draft.articles.all().delete()
    draft.effective_on = date(2020, 1, 1)

    faults = " ".join(faults_of(draft, TODAY))

    for part in ("chưa có căn cứ", "chưa có điều", "đã qua", "đúng một tổ trưởng; theo dự thảo thì có 2"):
        assert part in faults


def test_two_drafts_for_one_village_cannot_both_be_issued(world, draft):
    village = draft.founded_teams.get().village
    rival = make_draft(world.officer, world.here, villages=[village], leaders=[world.official])
    issue_decision(rival, officer=world.officer, leader=world.leader, on=TODAY, number=11)

    assert faults_of(draft, TODAY) == ["Thôn 3 đã có tổ; hãy dùng quyết định kiện toàn."]


def test_dismissing_who_has_gone_already_is_a_fault(world):
    _, member = world.team.memberships.in_rank()
    drafts = [make_draft(world.officer, world.here, kind=Decision.Kind.REFORM) for _ in range(2)]
    for decision in drafts:
        Dismissal.objects.create(decision=decision, membership=member)
        propose(decision, by=world.officer)
    issue_decision(drafts[0], officer=world.officer, leader=world.leader, on=TODAY, number=12)

    assert faults_of(drafts[1], TODAY) == ["Lý Thị Dung đã thôi làm thành viên của Tổ công nghệ số cộng đồng Thôn 1."]


def test_target_of_a_later_decision_takes_the_place_of_the_former(world):
    former = world.target
    decision = make_draft(
        world.officer, world.here, kind=Decision.Kind.ASSIGN, targets=[(world.team, share(), "90", DUE)]
    )

    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY, number=13)

    former.refresh_from_db()
    assert (former.ended_on, former.ended_by, former.value) == (TODAY, decision, 80)
    assert list(Target.objects.in_force().filter(team=world.team, indicator=share())) == [decision.targets.get()]
