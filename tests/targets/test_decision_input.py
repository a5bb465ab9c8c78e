"""What is typed wrongly, crafted or overtaken by somebody else while a decision is drafted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.models import Indicator, Target
from teams.models import Appointment, Decision, Dismissal, Team, TeamRole
from tests.factories import make_basis, make_draft, make_official, make_village
from villages.models import Access, Official

TODAY = timezone.localdate()
NEXT_YEAR = f"31/12/{TODAY.year + 1}"


def page(name, decision):
    return reverse(f"decision-{name}", args=[decision.pk])


@pytest.fixture
def draft(world):
    """Founds a team in Thôn 3, of which nobody is named yet."""
    return make_draft(world.officer, world.here, villages=[make_village(world.here, "3")])


@pytest.fixture
def team(draft):
    return draft.founded_teams.get()


@pytest.fixture
def reform(world):
    return make_draft(world.officer, world.here, kind=Decision.Kind.REFORM)


@pytest.fixture
def officer(world, as_user):
    return as_user(world.officer)


def send(client, name, decision, **fields):
    decision.refresh_from_db()
    return client.post(page(name, decision), {"read_version": str(decision.version)} | fields)


def edited(decision, **fields):
    decision.refresh_from_db()
    return {
        "subject": decision.subject,
        "authority": decision.authority,
        "proposer": decision.proposer,
        "recipients": decision.recipients,
        "villages": [team.village_id for team in decision.founded_teams.all()],
        "read_version": str(decision.version),
        "article": [article.text for article in decision.articles.all()],
    } | fields


def section(response, team):
    return next(section for section in response.context["form"].sections if section.team == team)


# People


def test_people_are_named_by_typing_with_or_without_accents(world, officer, draft, team):
    wanted = [f"{world.official.full_name} – Trưởng thôn, Thôn 1", "ly thi dung"]

    response = send(officer, "people", draft, **{f"new-{team.pk}": wanted, f"new-role-{team.pk}": ["LEADER", "DEPUTY"]})

    assert response.status_code == 302
    assert list(team.appointments.values_list("official", "role")) == [
        (world.official.pk, "LEADER"),
        (world.member_official.pk, "DEPUTY"),
    ]


def test_name_nobody_has_is_refused_beside_its_row(officer, draft, team):
    response = send(
        officer, "people", draft, **{f"new-{team.pk}": ["Nguyễn Văn Không"], f"new-role-{team.pk}": ["LEADER"]}
    )

    rows = section(response, team).new
    assert (rows[0].person, rows[0].role) == ("Nguyễn Văn Không", "LEADER")
    assert "thêm ở mục Cán bộ" in rows[0].error
    assert not team.appointments.exists()


def test_name_two_people_have_is_refused_until_one_is_picked(world, officer, draft, team):
    twins = [make_official(world.here, "Lê Văn Tám"), make_official(world.here, "Lê Văn Tám")]
    sent = {f"new-{team.pk}": ["Lê Văn Tám"], f"new-role-{team.pk}": ["LEADER"]}

    response = send(officer, "people", draft, **sent)
    picked = f"Lê Văn Tám (mã {twins[1].pk})"
    send(officer, "people", draft, **sent | {f"new-{team.pk}": [picked]})

    assert "Có 2 người tên này" in section(response, team).new[0].error
    assert picked in response.context["form"].officials.by_label
    assert team.appointments.get().official == twins[1]


def test_somebody_named_twice_is_refused(world, officer, draft, team):
    sent = {f"new-{team.pk}": ["Lý Thị Dung"] * 2, f"new-role-{team.pk}": ["LEADER", "MEMBER"]}

    response = send(officer, "people", draft, **sent)

    assert "đã có trong tổ" in section(response, team).new[1].error


@pytest.mark.parametrize(("roles", "said"), [(["LEADER", "LEADER"], "có 2"), (["MEMBER", "DEPUTY"], "chưa có ai")])
def test_team_without_just_one_leader_is_refused_beside_its_rows(officer, draft, team, roles, said):
    sent = {f"new-{team.pk}": ["Lý Thị Dung", "Nông Văn Giang"], f"new-role-{team.pk}": roles}

    response = send(officer, "people", draft, **sent)

    assert said in section(response, team).error
    assert [row.person for row in section(response, team).new[:2]] == ["Lý Thị Dung", "Nông Văn Giang"]
    assert not team.appointments.exists()


def test_people_of_another_commune_are_refused(world, officer, draft, team):
    foreign, foreign_team = world.foreign_official, world.foreign_decision.founded_teams.get()
    crafted = [
        {f"role-{team.pk}-{foreign.pk}": "LEADER"},
        {f"role-{foreign_team.pk}-{world.official.pk}": "LEADER"},
        {f"new-{foreign_team.pk}": ["Lý Thị Dung"]},
        {f"member-{foreign_team.memberships.get().pk}": "THOI"},
    ]

    refused = [send(officer, "people", draft, **fields) for fields in crafted]

    assert all("không thuộc xã này" in response.context["form"].error for response in refused)
    assert not draft.appointments.exists()
    assert not draft.dismissals.exists()


def test_role_that_does_not_exist_is_refused(world, officer, draft, team):
    response = send(officer, "people", draft, **{f"role-{team.pk}-{world.official.pk}": "KING"})

    assert "mục có sẵn" in section(response, team).candidates[0].error


def test_reform_lets_go_changes_roles_and_takes_in(world, officer, reform):
    leader, member = world.team.memberships.in_rank()
    sent = {
        f"member-{leader.pk}": "THOI",
        f"member-{member.pk}": "LEADER",
        f"new-{world.team.pk}": ["Hoàng Thị Mai"],
        f"new-role-{world.team.pk}": ["MEMBER"],
    }

    send(officer, "people", reform, **sent)
    shown = officer.get(page("people", reform))
    text = officer.get(page("detail", reform)).context["page"].text

    assert {line.membership for line in reform.dismissals.all()} == {leader, member}
    assert set(reform.appointments.values_list("official__full_name", "role")) == {
        ("Lý Thị Dung", TeamRole.LEADER),
        ("Hoàng Thị Mai", TeamRole.MEMBER),
    }
    assert [row.value for row in section(shown, world.team).members] == ["THOI", "LEADER"]
    joining, leaving = text["annexes"]
    assert [(row[1], row[3]) for row in joining["tables"][0]["rows"]] == [
        ("Lý Thị Dung", "Tổ trưởng (trước là Tổ viên)"),
        ("Hoàng Thị Mai", "Tổ viên (bổ sung)"),
    ]
    assert [row[1] for row in leaving["tables"][0]["rows"]] == ["Đặng Văn Cường"]
    assert joining["title"].startswith("DANH SÁCH THÀNH VIÊN SAU KIỆN TOÀN")
    assert "thành viên sau kiện toàn và thành viên thôi tham gia" in text["articles"][0]


def test_reform_that_only_changes_roles_lists_nobody_as_new_or_gone(world, officer, reform):
    leader, member = world.team.memberships.in_rank()

    send(officer, "people", reform, **{f"member-{leader.pk}": "MEMBER", f"member-{member.pk}": "LEADER"})
    text = officer.get(page("detail", reform)).context["page"].text

    (changing,) = text["annexes"]
    assert changing["title"].startswith("DANH SÁCH THÀNH VIÊN SAU KIỆN TOÀN")
    assert "(có danh sách thành viên sau kiện toàn kèm theo" in text["articles"][0]


def test_reform_that_leaves_a_team_without_a_leader_is_refused(world, officer, reform):
    leader = world.team.memberships.get(role=TeamRole.LEADER)

    response = send(officer, "people", reform, **{f"member-{leader.pk}": "THOI"})

    assert "chưa có ai" in section(response, world.team).error
    assert not Dismissal.objects.filter(decision=reform).exists()


def test_people_saved_meanwhile_are_shown_beside_what_was_typed(world, officer, draft, team):
    draft.refresh_from_db()
    stale = {"read_version": str(draft.version), f"role-{team.pk}-{world.official.pk}": "DEPUTY"}
    sent = {f"new-{team.pk}": ["Lý Thị Dung", "Đặng Văn Cường"], f"new-role-{team.pk}": ["LEADER", "MEMBER"]}
    send(officer, "people", draft, **sent)

    response = officer.post(
        page("people", draft), stale | {f"new-{team.pk}": ["Hoàng Thị Mai"], f"new-role-{team.pk}": ["LEADER"]}
    )

    form = response.context["form"]
    assert "Người khác vừa lưu dự thảo này" in form.error
    errors = {row.person: row.error for row in section(response, team).candidates}
    assert errors == {"Đặng Văn Cường": "Đang lưu: Tổ viên.", "Lý Thị Dung": "Đang lưu: Tổ trưởng."}
    draft.refresh_from_db()
    assert form.read_version == draft.version
    assert set(team.appointments.values_list("official__full_name", flat=True)) == {"Lý Thị Dung", "Đặng Văn Cường"}


# Targets


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("QG-01", "-5", "không được âm"),
        ("QG-01", "500", "nhiều nhất là 100%"),
        ("QG-01", "500 %", "nhiều nhất là 100%"),
        ("QG-01", "tám mươi", "là một số"),
        ("QG-01", "62,555", "hai chữ số"),
        ("QG-01", "1e3", "là một số"),
        ("QG-01", "٣٠", "là một số"),
        ("DP-12", "12,5", "số nguyên"),
        ("DP-12", "-1", "không được âm"),
        ("DP-12", "99999999999999999999", "quá lớn"),
    ],
)
def test_value_that_cannot_be_is_refused_beside_its_field(officer, draft, team, code, typed, said):
    key = f"{team.pk}-{Indicator.objects.get(code=code).pk}"

    response = send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{key}": typed})

    row = next(row for row in section(response, team).rows if row.key == key)
    assert row.value == typed
    assert said in row.value_error
    assert not Target.objects.filter(decision=draft).exists()


@pytest.mark.parametrize(
    ("typed", "stored"), [("62,5", "62.50"), ("62.5", "62.50"), ("80%", "80.00"), ("100", "100.00"), ("0", "0.00")]
)
def test_value_is_read_as_it_is_written_here(officer, draft, team, typed, stored):
    key = f"{team.pk}-{Indicator.objects.get(code='QG-01').pk}"

    send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{key}": typed})

    assert str(draft.targets.get().value) == stored


def test_count_is_read_with_its_thousands(officer, draft, team):
    key = f"{team.pk}-{Indicator.objects.get(code='DP-12').pk}"

    send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{key}": "1.500", f"per-{key}": "QUARTER"})

    target = draft.targets.get()
    assert (target.value, target.per) == (1500, Target.Per.QUARTER)


@pytest.mark.parametrize(
    ("due", "said"), [("31/02/2027", "chưa đúng"), ("01/01/2020", "từ ngày quyết định có hiệu lực")]
)
def test_due_day_that_cannot_be_is_refused(officer, draft, team, due, said):
    key = f"{team.pk}-{Indicator.objects.get(code='QG-01').pk}"

    common = send(officer, "targets", draft, due=due, **{f"value-{key}": "80"})
    own = send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{key}": "80", f"due-{key}": due})

    assert said in common.context["form"].due_error
    row = next(row for row in section(own, team).rows if row.key == key)
    assert (row.due, said in row.due_error) == (due, True)


def test_target_needs_a_due_day_and_a_due_day_needs_a_value(officer, draft, team):
    first, second = (f"{team.pk}-{indicator.pk}" for indicator in Indicator.objects.filter(code__in=["QG-01", "QG-02"]))

    response = send(officer, "targets", draft, due="", **{f"value-{first}": "80", f"due-{second}": NEXT_YEAR})

    rows = {row.key: row for row in section(response, team).rows}
    assert "Hãy ghi thời hạn" in rows[first].due_error
    assert "Hãy ghi giá trị" in rows[second].value_error


def test_value_for_every_team_fills_rows_that_are_empty(world, officer):
    decision = make_draft(world.officer, world.here, kind=Decision.Kind.ASSIGN)
    indicator = Indicator.objects.get(code="QG-02")

    sent = {f"value-moi-{indicator.pk}": "70", f"value-{world.team.pk}-{indicator.pk}": "60"}
    send(officer, "targets", decision, due=NEXT_YEAR, **sent)

    assert sorted(decision.targets.values_list("value", flat=True)) == [60, 70]


def test_target_left_empty_is_no_longer_assigned(officer, draft, team):
    keys = [f"{team.pk}-{indicator.pk}" for indicator in Indicator.objects.filter(code__in=["QG-01", "QG-02"])]
    send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{key}": "80" for key in keys})

    send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{keys[0]}": "75"})

    assert list(draft.targets.values_list("indicator__code", "value")) == [("QG-01", 75)]


def test_targets_of_another_commune_are_refused(world, officer, draft, team):
    foreign = Indicator.objects.create(
        commune=world.there,
        code="QL-01",
        name="Riêng",
        short_name="Riêng",
        explanation="-",
        unit="lượt",
        measure="GUIDANCE",
    )
    indicator = Indicator.objects.get(code="QG-01")
    foreign_team = world.foreign_decision.founded_teams.get()

    refused = [
        send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{team.pk}-{foreign.pk}": "5"}),
        send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{foreign_team.pk}-{indicator.pk}": "5"}),
        send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{world.team.pk}-{indicator.pk}": "5"}),
    ]

    assert all("không thuộc xã này" in response.context["form"].error for response in refused)
    assert not draft.targets.exists()


def test_targets_saved_meanwhile_are_shown_beside_what_was_typed(officer, draft, team):
    draft.refresh_from_db()
    version = str(draft.version)
    key = f"{team.pk}-{Indicator.objects.get(code='QG-01').pk}"
    send(officer, "targets", draft, due=NEXT_YEAR, **{f"value-{key}": "80"})

    response = officer.post(page("targets", draft), {"read_version": version, "due": NEXT_YEAR, f"value-{key}": "90"})

    row = next(row for row in section(response, team).rows if row.key == key)
    assert (row.value, row.value_error) == ("90", "Đang lưu: 80.")
    assert draft.targets.get().value == 80


# The decision itself


def test_draft_saved_meanwhile_is_shown_beside_what_was_typed(officer, draft):
    stale = edited(draft)
    officer.post(page("edit", draft), edited(draft, subject="một việc khác", article=["Một.", "Hai."]))

    response = officer.post(page("edit", draft), stale | {"subject": "việc của tôi", "article": ["Của tôi."]})

    form = response.context["form"]
    draft.refresh_from_db()
    assert draft.subject == "một việc khác"
    assert form["subject"].value() == "việc của tôi"
    assert "Đang lưu: một việc khác." in form.errors["subject"]
    assert form.articles.rows[0].error == "Đang lưu: Một."
    assert "Đang lưu thêm: Hai." in form.non_field_errors()


def test_draft_that_was_submitted_meanwhile_is_not_written(world, officer, draft, team):
    Appointment.objects.create(decision=draft, team=team, official=world.official, role=TeamRole.LEADER)
    draft.refresh_from_db()
    Decision.objects.filter(pk=draft.pk).update(state=Decision.State.SUBMITTED)

    for name in ("edit", "people", "targets", "submit", "delete"):
        response = officer.post(page(name, draft), {"read_version": str(draft.version)})
        assert response.url == page("detail", draft)

    draft.refresh_from_db()
    assert (draft.state, draft.appointments.count()) == (Decision.State.SUBMITTED, 1)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("subject", "", "Hãy điền"),
        ("subject", "x" * 501, "500"),
        ("subject", "  Về việc . ", "ghi trích yếu"),
        ("effective_on", "31/02/2027", "chưa đúng"),
        ("effective_on", f"{TODAY - timedelta(days=1):%d/%m/%Y}", "đã qua"),
        ("authority", "KING", "KING"),
        ("villages", [], "ít nhất một thôn"),
        ("villages", ["99999999"], "99999999"),
        ("villages", ["x"], "x"),
        ("recipients", "x" * 1001, "1000"),
    ],
)
def test_wrong_field_is_refused_with_its_reason(officer, draft, field, value, said):
    response = officer.post(page("edit", draft), edited(draft, **{field: value}))

    assert field in response.context["form"].errors
    assert said in " ".join(response.context["form"].errors[field])


def test_article_longer_than_it_may_be_is_refused_beside_it(officer, draft):
    response = officer.post(page("edit", draft), edited(draft, article=["Một.", "x" * 10_001]))

    assert "nhiều nhất là 10.000" in response.context["form"].articles.rows[1].error


@pytest.mark.parametrize("order", ["0", "-1", "100", "hai", "1.5", "٣"])
def test_place_of_a_basis_that_cannot_be_is_refused_beside_it(world, officer, draft, order):
    response = officer.post(page("edit", draft), edited(draft, **{f"basis-{world.basis.pk}": order}))

    row = next(row for row in response.context["form"].bases.rows if row.basis == world.basis)
    assert (row.order, row.error) == (order, "Thứ tự là một số từ 1 đến 99.")


def test_bases_and_villages_of_another_commune_are_refused(world, officer, draft):
    foreign = make_basis(world.there, "1/KH-UBND")
    before = list(draft.bases.values_list("basis", flat=True))

    basis = officer.post(page("edit", draft), edited(draft, **{f"basis-{foreign.pk}": "1"}))
    village = officer.post(page("edit", draft), edited(draft, villages=[world.foreign_village.pk]))

    assert "không thuộc xã này" in basis.context["form"].bases.error
    assert "villages" in village.context["form"].errors
    assert list(draft.bases.values_list("basis", flat=True)) == before
    assert not Team.objects.filter(village=world.foreign_village, founded_by=draft).exists()


def test_village_with_a_team_is_not_offered(world, officer, draft):
    offered = officer.get(page("edit", draft)).context["form"].fields["villages"].queryset

    assert world.village not in offered
    assert draft.founded_teams.get().village in offered


def test_village_taken_out_of_the_draft_takes_its_lines_along(world, officer, draft, team):
    other = make_village(world.here, "4")
    Appointment.objects.create(decision=draft, team=team, official=world.official, role=TeamRole.LEADER)

    officer.post(page("edit", draft), edited(draft, villages=[other.pk]))

    assert [team.village for team in draft.founded_teams.all()] == [other]
    assert not draft.appointments.exists()


def test_unknown_kind_only_shows_the_choice(officer):
    response = officer.post(reverse("decision-create") + "?loai=KING", {"subject": "x"})

    assert response.templates[0].name == "targets/decision_kind.html"
    assert not Decision.objects.filter(subject="x").exists()


def test_empty_posts_are_answered(officer, draft, reform):
    for decision in (draft, reform):
        for name in ("edit", "people", "targets"):
            assert officer.post(page(name, decision)).status_code == 200


@pytest.mark.parametrize("who", ["foreign_officer", "foreign_leader", "member", "observer", "team_leader"])
def test_draft_is_hidden_from_everybody_else(world, as_user, draft, who):
    client = as_user(world.users[who])

    for name in ("detail", "edit", "people", "targets", "return", "issue"):
        assert client.get(page(name, draft)).status_code == 404
    for name in ("submit", "sign", "delete", "edit", "people", "targets", "return", "issue"):
        assert client.post(page(name, draft)).status_code == 404
    assert Decision.objects.get(pk=draft.pk).state == Decision.State.DRAFT


def test_officer_neither_signs_nor_returns_and_leader_neither_writes_nor_numbers(world, as_user, draft):
    officer = as_user(world.officer)
    assert {officer.post(page(name, draft)).status_code for name in ("sign", "return")} == {404}

    leader = as_user(world.leader)
    names = ("submit", "delete", "edit", "people", "targets", "issue")
    assert {leader.post(page(name, draft)).status_code for name in names} == {404}
    assert leader.get(page("detail", draft)).status_code == 200


def test_officer_of_two_communes_chooses_and_cannot_mix_them(world, as_user):
    Access.objects.create(user=world.officer, commune=world.there, role="OFFICER")
    officer = as_user(world.officer)
    sent = {"subject": "x", "authority": "COMMITTEE", "read_version": "0", "proposer": "", "recipients": ""}
    village = make_village(world.there, "Khe Mó")
    url = reverse("decision-create") + "?loai=FOUND"

    mixed = officer.post(url, sent | {"commune": world.here.pk, "villages": [village.pk]})
    officer.post(url, sent | {"commune": world.there.pk, "villages": [village.pk]})

    assert mixed.context["form"].errors
    assert Decision.objects.get(subject="x").commune == world.there
    assert Official.objects.filter(commune=world.there).exists()
