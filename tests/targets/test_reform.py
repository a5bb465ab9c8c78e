"""Kiện toàn: from the team as it stands to a draft; and which teams need it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from targets.actions import issue, sign, submit
from targets.decision_text import compose, digest_of
from teams.actions import drop, set_people
from teams.lapses import lapses_of
from teams.lines import Lines
from teams.models import Decision, Team
from tests.factories import issue_decision, make_basis, make_draft, make_launch, make_official
from tests.targets.reorganising import TODAY as MERGING
from tests.targets.reorganising import merge, move, undo
from villages.models import Position, Reorganisation

TODAY = timezone.localdate()
migration = import_module("teams.migrations.0012_teams_of_reforms")


def lapses(world):
    return {lapse.team: lapse.reasons for lapse in lapses_of(Team.objects.draftable_by(world.officer))}


def confirm(world):
    """The issued decision that re-forms the team and keeps everybody."""
    draft = make_draft(world.officer, world.here, kind="REFORM")
    set_people(draft, appointments=[], leaving=[], reformed=[world.team], by=world.officer)
    return issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=309)


def start(client, team):
    return client.post(reverse("team-reform", args=[team.pk]))


def test_button_starts_a_draft_with_the_members_of_the_team(world, as_user):
    officer = as_user(world.officer)
    assert "Kiện toàn tổ" in officer.get(world.team.get_absolute_url()).text

    response = start(officer, world.team)

    draft = Decision.objects.get(kind="REFORM")
    assert draft.subject == "kiện toàn Tổ công nghệ số cộng đồng Thôn 1"
    assert [line.basis for line in draft.bases.all()] == [line.basis for line in world.decision.bases.all()]
    assert response.url == f"{reverse('decision-people', args=[draft.pk])}?to={world.team.pk}"
    form = officer.get(response.url).context["form"]
    assert form.sections[0].team == world.team
    assert [row.person for row in form.sections[0].members] == ["Đặng Văn Cường", "Lý Thị Dung"]


def test_second_click_opens_the_same_draft(world, as_user):
    officer = as_user(world.officer)

    urls = {start(officer, world.team).url for _ in range(2)}

    assert len(urls) == 1
    assert Decision.objects.filter(kind="REFORM").count() == 1


def test_nobody_else_starts_one_and_no_button_is_shown(world, as_user):
    for user in (world.member, world.team_leader, world.leader, world.observer, world.foreign_officer):
        client = as_user(user)

        assert start(client, world.team).status_code == 404
        assert "Kiện toàn tổ" not in client.get(world.team.get_absolute_url()).text

    assert not Decision.objects.filter(kind="REFORM").exists()


@pytest.mark.parametrize("typed", ["0", "x", "9" * 30, "%00", "-1"])
def test_odd_team_in_the_address_of_the_people_page_is_ignored(world, as_user, typed):
    draft = make_draft(world.officer, world.here, kind="REFORM")

    response = as_user(world.officer).get(reverse("decision-people", args=[draft.pk]) + f"?to={typed}")

    assert response.status_code in (200, 400)


def test_reform_from_the_button_swaps_the_leader(world, as_user):
    officer = as_user(world.officer)
    url = start(officer, world.team).url
    draft = Decision.objects.get(kind="REFORM")
    old, member = world.team.memberships.in_rank()
    sent = {"read_version": draft.version, f"member-{old.pk}": "THOI", f"member-{member.pk}": "LEADER"}

    officer.post(url, sent)
    draft.refresh_from_db()
    articles = list(draft.articles.values_list("text", flat=True))
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=300)

    assert articles[0].startswith("Kiện toàn Tổ công nghệ số cộng đồng Thôn 1 (có danh sách")
    now = world.team.memberships.in_force()
    assert [(one.official, one.role) for one in now] == [(world.member_official, "LEADER")]
    assert world.team.memberships.count() == 3


def test_interim_team_whose_members_all_stay_is_confirmed(world, as_user):
    Team.objects.filter(pk=world.team.pk).update(interim_since=TODAY)
    officer = as_user(world.officer)

    url = start(officer, world.team).url
    draft = Decision.objects.get(kind="REFORM")
    officer.post(url, {"read_version": draft.version, f"reform-{world.team.pk}": "1"})
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=300)

    (annex,) = draft.text["annexes"]
    assert annex["title"] == "DANH SÁCH THÀNH VIÊN SAU KIỆN TOÀN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN 1"
    assert [row[1::2] for row in annex["tables"][0]["rows"]] == [
        ["Đặng Văn Cường", "Tổ trưởng"],
        ["Lý Thị Dung", "Tổ viên"],
    ]
    assert "(có danh sách thành viên sau kiện toàn kèm theo" in draft.text["articles"][0]
    assert Team.objects.get(pk=world.team.pk).interim_since is None
    assert world.team.memberships.in_force().count() == 2


def test_draft_that_re_forms_no_team_any_more_is_not_submitted(world, as_user):
    officer = as_user(world.officer)
    url = start(officer, world.team).url
    draft = Decision.objects.get(kind="REFORM")

    officer.post(url, {"read_version": draft.version})

    assert "Quyết định kiện toàn chưa chọn tổ nào." in officer.get(draft.get_absolute_url()).text


def test_decision_that_keeps_everybody_is_found_at_the_team(world, as_user):
    decision = confirm(world)

    assert decision.get_absolute_url() in as_user(world.member).get(world.team.get_absolute_url()).text
    assert world.team.get_absolute_url() in as_user(world.member).get(decision.get_absolute_url()).text


def test_signed_list_that_no_longer_holds_is_not_issued(world):
    first, second = (make_draft(world.officer, world.here, kind="REFORM") for _ in range(2))
    for draft, name in [(first, "Lò Văn Hùng"), (second, "Lò Thị Mai")]:
        people = [(world.team, make_official(world.here, name), "MEMBER")]
        set_people(draft, appointments=people, leaving=[], reformed=[world.team], by=world.officer)
    submit(second, by=world.officer)
    sign(second, digest=digest_of(compose(second, on=TODAY)), by=world.leader)
    issue_decision(first, officer=world.officer, leader=world.leader, on=TODAY, number=310)

    with pytest.raises(ValidationError, match="Thành viên của tổ đã thay đổi từ lúc ký"):
        issue(second, number=311, issued_on=TODAY, by=world.officer)


def test_team_that_moved_away_is_re_formed_by_its_new_commune(lived, client):
    team = Team.objects.get(village=lived.other_village)
    client.force_login(lived.officer)
    start(client, team)
    former = Decision.objects.get(kind="REFORM")
    move(lived, client)
    team.refresh_from_db()

    start(client, team)

    assert Lines(former).teams == []
    assert set(team.reforms.values_list("decision__commune", flat=True)) == {lived.here.pk, lived.there.pk}


def test_stale_tick_is_shown_beside_what_somebody_saved_meanwhile(world, as_user):
    officer = as_user(world.officer)
    url = start(officer, world.team).url
    read = Decision.objects.get(kind="REFORM").version
    officer.post(url, {"read_version": read})

    page = officer.post(url, {"read_version": read, f"reform-{world.team.pk}": "1"})

    assert "Đang lưu: không kiện toàn tổ này." in page.text
    assert not Decision.objects.get(kind="REFORM").reforms.exists()


def test_team_of_another_commune_is_not_re_formed(world, as_user):
    draft = make_draft(world.officer, world.here, kind="REFORM")
    foreign = Team.objects.create(commune=world.there, name="Tổ", founded_by=world.decision, starts_on=TODAY)
    url = reverse("decision-people", args=[draft.pk])

    page = as_user(world.officer).post(url, {"read_version": draft.version, f"reform-{foreign.pk}": "1"})

    assert "không thuộc xã này" in page.text
    assert not draft.reforms.exists()


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED"])
def test_team_whose_re_forming_is_under_way_leads_to_it(world, as_user, state):
    Team.objects.filter(pk=world.team.pk).update(interim_since=TODAY)
    officer = as_user(world.officer)
    start(officer, world.team)
    draft = Decision.objects.get(kind="REFORM")
    Decision.objects.filter(pk=draft.pk).update(state=state)

    desk = officer.get("/").text
    again = start(officer, world.team)

    assert f'<a href="{draft.get_absolute_url()}">Quyết định chưa ban hành</a>' in desk
    assert reverse("team-reform", args=[world.team.pk]) not in desk
    assert (
        again.url
        == (f"{reverse('decision-people', args=[draft.pk])}?to={world.team.pk}", draft.get_absolute_url())[
            state == "SUBMITTED"
        ]
    )
    assert Decision.objects.filter(kind="REFORM").count() == 1


def test_dropped_re_forming_is_not_under_way(world, as_user):
    Team.objects.filter(pk=world.team.pk).update(interim_since=TODAY)
    officer = as_user(world.officer)
    start(officer, world.team)
    drop(Decision.objects.get(kind="REFORM"), reason="Thôi.", by=world.officer)

    desk = officer.get("/").text
    start(officer, world.team)

    assert "Quyết định chưa ban hành" not in desk
    assert reverse("team-reform", args=[world.team.pk]) in desk
    assert Decision.objects.under_way().filter(kind="REFORM").count() == 1


def test_draft_for_an_interim_team_rests_on_the_reorganisation(lived, client):
    others = [make_basis(lived.here, symbol=symbol) for symbol in ("12/NQ-HĐND", "2/NQ-HĐND", "")]
    new = merge(lived, client)

    page = client.post(reverse("team-reform", args=[Team.objects.get(village=new).pk]), follow=True)

    draft = Decision.objects.get(kind="REFORM")
    assert [line.basis for line in draft.bases.all()][-1] == others[0]
    assert not draft.bases.filter(basis__in=others[1:]).exists()
    assert f"lập theo {MERGING['basis']}" in page.text


def test_reorganisation_is_not_undone_while_a_draft_re_forms_its_team(lived, client):
    new = merge(lived, client)
    start(client, Team.objects.get(village=new))

    page = undo(client, Reorganisation.objects.get())

    assert "đã nêu tổ mới" in page.text


def test_nothing_lapses_while_posts_and_team_agree(world):
    assert lapses(world) == {}


def test_member_who_lost_his_last_post_in_the_village_lapses(world, as_user):
    ended = TODAY - timedelta(days=3)
    world.official.positions.update(ends_on=ended)

    assert lapses(world) == {world.team: [f"Đặng Văn Cường thôi làm trưởng thôn từ {ended:%d/%m/%Y}"]}
    desk = as_user(world.officer).get("/").text
    assert "Cần kiện toàn" in desk
    assert reverse("team-reform", args=[world.team.pk]) in desk


def test_posts_lost_together_are_named_together(world):
    Position.objects.create(
        official=world.official, village=world.village, kind="CELL_SECRETARY", starts_on=world.team.starts_on
    )
    world.official.positions.update(ends_on=TODAY)

    (reason,) = lapses(world)[world.team]

    assert reason == f"Đặng Văn Cường thôi làm bí thư chi bộ kiêm Trưởng thôn từ {TODAY:%d/%m/%Y}"


def test_nothing_lapses_that_a_re_forming_left_as_it_was(world):
    since = TODAY - timedelta(days=2)
    head = make_official(world.here, "Lò Văn Hùng")
    Position.objects.create(official=head, village=world.village, kind="VILLAGE_HEAD", starts_on=since)
    world.official.positions.update(ends_on=since)
    before = lapses(world)

    confirm(world)

    assert len(before[world.team]) == 2
    assert lapses(world) == {}


@pytest.mark.parametrize("days", [1, 30])
def test_post_that_is_still_held_does_not_lapse(world, days):
    world.official.positions.update(ends_on=TODAY + timedelta(days=days))

    assert lapses(world) == {}


def test_member_with_another_post_in_the_village_does_not_lapse(world):
    world.official.positions.update(ends_on=TODAY)
    Position.objects.create(
        official=world.official, village=world.village, kind="CELL_SECRETARY", starts_on=world.team.starts_on
    )

    assert lapses(world) == {}


@pytest.mark.parametrize("kind", ["VILLAGE_HEAD", "CELL_SECRETARY"])
def test_new_head_who_is_not_in_the_team_lapses_until_he_joins(world, kind):
    since = TODAY - timedelta(days=2)
    head = make_official(world.here, "Lò Văn Hùng")
    Position.objects.create(official=head, village=world.village, kind=kind, starts_on=since)
    (reason,) = lapses(world)[world.team]

    draft = make_draft(world.officer, world.here, kind="REFORM")
    draft.appointments.create(team=world.team, official=head, role="DEPUTY")
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=301)

    assert reason.startswith("Lò Văn Hùng làm")
    assert f"từ {since:%d/%m/%Y}, chưa ở trong tổ" in reason
    assert lapses(world) == {}


def test_other_new_posts_do_not_lapse(world):
    youth = make_official(world.here, "Lò Văn Hùng")
    Position.objects.create(official=youth, village=world.village, kind="YOUTH_UNION", starts_on=TODAY)

    assert lapses(world) == {}


def test_desk_of_a_leader_or_another_commune_shows_no_lapse(world, as_user):
    world.official.positions.update(ends_on=TODAY)

    for user in (world.leader, world.foreign_officer):
        assert "Cần kiện toàn" not in as_user(user).get("/").text


@pytest.mark.parametrize(
    ("proposed", "now"),
    [
        ("thành viên", "thành viên sau kiện toàn"),
        ("thành viên bổ sung, đổi chức danh", "thành viên sau kiện toàn"),
        ("thành viên thôi tham gia và thành viên bổ sung", "thành viên sau kiện toàn và thành viên thôi tham gia"),
    ],
)
def test_article_under_way_names_the_list_that_goes_with_it(proposed, now):
    said, own = "Kiện toàn {} (có danh sách {} kèm theo Quyết định này).", "Kiện toàn theo lời người soạn."
    teams = [Team(name="Tổ A")]

    assert migration.first_article(said.format("các Tổ công nghệ số cộng đồng", proposed), teams) == said.format(
        "Tổ A", now
    )
    assert migration.first_article(own, teams) == own


def test_decisions_of_before_name_their_teams(world):
    issued, by_people, by_subject, other = (make_draft(world.officer, world.here, kind="REFORM") for _ in range(4))
    issued.appointments.create(team=world.team, official=make_official(world.here, "Lò Thị Mai"), role="MEMBER")
    issue_decision(issued, officer=world.officer, leader=world.leader, on=TODAY, number=312)
    text = issued.text
    by_people.appointments.create(team=world.team, official=make_official(world.here, "Lò Văn Hùng"), role="MEMBER")
    Decision.objects.filter(pk=by_subject.pk).update(subject=f"kiện toàn {world.team.name}")

    migration.name_teams(apps, None)

    issued.refresh_from_db()
    assert [line.team for line in issued.reforms.all()] == [world.team]
    assert issued.text == text
    assert [line.team for line in by_people.reforms.all()] == [world.team]
    assert [line.team for line in by_subject.reforms.all()] == [world.team]
    assert not other.reforms.exists()


def test_team_made_by_a_reorganisation_says_so_until_it_is_re_formed(lived, client):
    make_launch(lived.here, lived.decision, title="Hội nghị ra mắt năm ấy")
    client.force_login(lived.officer)
    assert "chưa giao chỉ tiêu" not in client.get(lived.team.get_absolute_url()).text
    team = merge(lived, client).teams.get()
    team.memberships.exclude(official=lived.official).update(role="MEMBER")

    before = client.get(team.get_absolute_url()).text
    assert "chờ quyết định kiện toàn, chưa giao chỉ tiêu." in before
    start(client, team)
    draft = Decision.objects.get(kind="REFORM")
    issue_decision(draft, officer=lived.officer, leader=lived.leader, on=TODAY, number=300)
    after = client.get(team.get_absolute_url()).text

    assert f"Lập khi sắp xếp thôn, xã từ {TODAY:%d/%m/%Y} theo Nghị quyết số 12/NQ-HĐND" in before
    assert f"từ {TODAY:%d/%m/%Y} khi sắp xếp</td>" in before
    assert lived.decision.symbol not in before
    assert "Hội nghị ra mắt năm ấy" not in before
    assert "Hiện chưa giao chỉ tiêu nào cho tổ này." in after
    assert "chưa giao chỉ tiêu" not in client.get(lived.team.get_absolute_url()).text
    assert after.count(f"{draft.symbol}</a>, từ {TODAY:%d/%m/%Y}") == team.memberships.in_force().count()
