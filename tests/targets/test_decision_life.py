"""From a draft to an issued decision, through the pages, as officer and leader."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.decision_text import digest_of
from targets.models import Indicator, Target
from teams.actions import drop
from teams.models import Appointment, Decision, Membership, RegisterEntry, Team, TeamRole
from tests.factories import LONG_AGO, make_basis, make_draft, make_official, make_user, make_village
from villages.models import Role, held_by

TODAY = timezone.localdate()


@pytest.fixture
def village(world):
    return make_village(world.here, "3")


@pytest.fixture
def heads(world, village):
    """The head of the new village, and a youth secretary with an account."""
    user = make_user("Lò Văn Hùng")
    head = make_official(world.here, "Lò Văn Hùng", user, [("VILLAGE_HEAD", village), ("CELL_SECRETARY", village)])
    return head, make_official(world.here, "Tằng Thị Yến", None, [("YOUTH_UNION", village)])


def page(name, decision):
    return reverse(f"decision-{name}", args=[decision.pk])


def draft_of(village):
    return Decision.objects.get(founded_teams__village=village)


def create(client, world, village, **fields):
    second = make_basis(None, "793/BTTTT-THH", issuer="Bộ Thông tin và Truyền thông")
    sent = {
        "subject": "thành lập Tổ công nghệ số cộng đồng Thôn 3",
        "authority": "COMMITTEE",
        "villages": [village.pk],
        f"basis-{world.basis.pk}": "2",
        f"basis-{second.pk}": "1",
        "proposer": "Công chức Văn hóa - Xã hội",
        "recipients": "Như Điều 4\nUBND thành phố (để b/c)",
        "read_version": "0",
    }
    return client.post(reverse("decision-create") + "?loai=FOUND", sent | fields)


def name_people(client, decision, heads, **fields):
    team = decision.founded_teams.get()
    head, secretary = heads
    sent = {
        "read_version": str(Decision.objects.get(pk=decision.pk).version),
        f"role-{team.pk}-{head.pk}": "LEADER",
        f"role-{team.pk}-{secretary.pk}": "MEMBER",
    }
    return client.post(page("people", decision), sent | fields)


def assign_targets(client, decision, **fields):
    team = decision.founded_teams.get()
    share, flow = Indicator.objects.get(code="QG-01"), Indicator.objects.get(code="DP-12")
    sent = {
        "read_version": str(Decision.objects.get(pk=decision.pk).version),
        "due": f"31/12/{TODAY.year + 1}",
        f"value-{team.pk}-{share.pk}": "62,5",
        f"value-{team.pk}-{flow.pk}": "20",
        f"per-{team.pk}-{flow.pk}": "MONTH",
    }
    return client.post(page("targets", decision), sent | fields)


def read_digest(client, decision):
    return client.get(page("detail", decision)).context["page"].digest


def test_decision_founds_appoints_and_assigns_through_the_pages(world, as_user, village, heads):
    officer = as_user(world.officer)
    response = create(officer, world, village)
    decision = draft_of(village)
    assert response.url == page("people", decision)
    assert name_people(officer, decision, heads).url == page("detail", decision)
    assert assign_targets(officer, decision).url == page("detail", decision)
    assert "Cần sửa trước khi trình ký" not in officer.get(page("detail", decision)).content.decode()
    officer.post(page("submit", decision))

    leader = as_user(world.leader)
    leader.post(page("sign", decision), {"digest": read_digest(leader, decision)})
    officer = as_user(world.officer)
    form = officer.get(page("issue", decision)).context["form"]
    response = officer.post(
        page("issue", decision), {"number": form["number"].value(), "issued_on": f"{TODAY:%d/%m/%Y}"}
    )

    decision.refresh_from_db()
    team = decision.founded_teams.get()
    assert response.url == page("detail", decision)
    assert (decision.state, decision.symbol) == (Decision.State.ISSUED, "02/QĐ-UBND")
    assert (team.starts_on, decision.effective_on) == (TODAY, TODAY)
    assert [(member.official, member.role) for member in team.memberships.in_rank()] == [
        (heads[0], TeamRole.LEADER),
        (heads[1], TeamRole.MEMBER),
    ]
    assert [access.village for access in held_by(heads[0].user, [Role.TEAM_LEADER])] == [village]
    values = team.targets.values_list("indicator__code", "value", "per", "starts_on", "baseline_population")
    assert set(values) == {("QG-01", 62.5, "TERM", TODAY, 0), ("DP-12", 20, "MONTH", TODAY, None)}
    assert digest_of(decision.text) == decision.digest
    assert RegisterEntry.objects.get(decision=decision).recipients.startswith("Như Điều 4")


def test_draft_proposes_subject_and_articles_of_its_kind(world, as_user, village):
    officer = as_user(world.officer)

    form = officer.get(reverse("decision-create") + "?loai=FOUND").context["form"]
    create(officer, world, village)
    articles = list(draft_of(village).articles.values_list("text", flat=True))

    assert form["subject"].value() == "thành lập Tổ công nghệ số cộng đồng tại các thôn trên địa bàn xã Dân Chủ"
    assert len(articles) == 4
    assert articles[0].startswith("Thành lập Tổ công nghệ số cộng đồng Thôn 3 (có danh sách")
    assert articles[2] == "Quyết định này có hiệu lực thi hành kể từ ngày ký."


def test_articles_follow_the_lines_until_they_are_reworded(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)

    assign_targets(officer, decision)
    followed = decision.articles.get(order=2).text
    edit(officer, decision, article=["Thành lập một tổ.", "Làm việc."])
    assign_targets(officer, decision, due=f"30/11/{TODAY.year + 1}")

    assert "bảng chỉ tiêu kèm theo" in followed
    assert [article.text for article in decision.articles.all()] == ["Thành lập một tổ.", "Làm việc."]


def edit(client, decision, **fields):
    decision.refresh_from_db()
    sent = {
        "subject": decision.subject,
        "authority": decision.authority,
        "proposer": decision.proposer,
        "recipients": decision.recipients,
        "effective_on": f"{decision.effective_on:%d/%m/%Y}" if decision.effective_on else "",
        "villages": [team.village_id for team in decision.founded_teams.all()],
        "read_version": str(decision.version),
        "article": [article.text for article in decision.articles.all()],
    }
    sent |= {f"basis-{line.basis_id}": str(line.order) for line in decision.bases.all()}
    return client.post(page("edit", decision), sent | fields)


def test_effective_day_is_written_into_the_proposed_articles(world, as_user, village):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    day = date(TODAY.year + 1, 2, 5)

    edit(officer, decision, effective_on=f"{day:%d/%m/%Y}")

    assert decision.articles.get(order=3).text.endswith(f"kể từ ngày 05 tháng 02 năm {day.year}.")


def test_articles_are_proposed_anew_when_asked(world, as_user, village):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    edit(officer, decision, article=["Thành lập một tổ."])

    response = edit(officer, decision, propose="1")

    assert response.url == page("edit", decision)
    assert decision.articles.count() == 4


def test_bases_keep_the_order_they_are_given(world, as_user, village):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    first, second = [line.basis for line in decision.bases.all()]
    third = make_basis(world.here, "307/KH-UBND")

    edit(officer, decision, **{f"basis-{third.pk}": "2"})

    assert first.symbol == "793/BTTTT-THH"
    assert [line.basis for line in decision.bases.all()] == [first, third, second]


def test_rows_of_articles_come_and_go_without_saving(world, as_user, village):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    typed = ["Một.", "Hai.", "Ba."]

    more = edit(officer, decision, article=typed, rows="chen-1").context["form"]
    less = edit(officer, decision, article=typed, rows="bo-2").context["form"]

    assert [row.text for row in more.articles.rows] == ["Một.", "", "Hai.", "Ba."]
    assert [row.text for row in less.articles.rows] == ["Một.", "Ba."]
    assert decision.articles.count() == 4


def test_typed_prefixes_are_not_doubled(world, as_user, village):
    officer = as_user(world.officer)
    create(officer, world, village, subject="Về việc thành lập tổ.")
    decision = draft_of(village)

    edit(officer, decision, article=["Điều 1. Thành lập tổ", "Điều 2: Thi hành./."])
    text = officer.get(page("detail", decision)).context["page"].text

    assert text["subject"] == "Về việc thành lập tổ"
    assert text["articles"] == ["Thành lập tổ.", "Thi hành./."]


def test_returned_draft_shows_why_and_can_be_submitted_again(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    name_people(officer, decision, heads)
    officer.post(page("submit", decision))

    leader = as_user(world.leader)
    refused = leader.post(page("return", decision), {"reason": "  "})
    leader.post(page("return", decision), {"reason": "Ghi rõ ngày họp."})
    officer = as_user(world.officer)
    shown = officer.get(page("detail", decision)).content.decode()
    officer.post(page("submit", decision))

    decision.refresh_from_db()
    assert "Hãy ghi lý do." in refused.content.decode() or refused.context["form"].errors
    assert "Ghi rõ ngày họp." in shown
    assert decision.state == Decision.State.SUBMITTED


def test_signed_decision_can_be_returned_and_loses_its_signature(world, as_user, village, heads):
    decision = signed(world, as_user, village, heads)

    leader = as_user(world.leader)
    leader.post(page("return", decision), {"reason": "Tổ đã được lập theo quyết định khác."})

    decision.refresh_from_db()
    assert (decision.state, decision.text, decision.signed_by) == (Decision.State.DRAFT, None, None)


def test_returned_draft_can_be_dropped_with_a_reason_and_is_kept(world, as_user, village, heads):
    decision = signed(world, as_user, village, heads)
    before = as_user(world.officer).get(page("detail", decision)).text
    as_user(world.leader).post(page("return", decision), {"reason": "Thôn đã có tổ."})
    officer = as_user(world.officer)
    after = officer.get(page("detail", decision)).text
    refused = officer.post(page("drop", decision), {"reason": " "})
    officer.post(page("drop", decision), {"reason": "Không lập tổ nữa."})
    again = officer.post(page("submit", decision), follow=True)

    decision.refresh_from_db()
    assert page("drop", decision) in after
    assert page("drop", decision) not in before
    assert refused.context["form"].errors["reason"]
    assert decision.state == Decision.State.DROPPED
    assert "Quyết định đang ở trạng thái: đã bỏ, không ban hành." in again.text
    for reader in (world.leader, world.officer):
        client = as_user(reader)
        shown = client.get(page("detail", decision)).text
        assert "Không lập tổ nữa." in shown
        assert "Cần sửa trước khi trình ký" not in shown
        assert decision.get_absolute_url() not in client.get("/").text
    assert page("edit", decision) not in shown


def test_dropped_draft_is_listed_by_its_day_below_those_under_way(world, as_user):
    officer = as_user(world.officer)
    dropped, under_way = (make_draft(world.officer, world.here, kind="ASSIGN") for _ in range(2))
    for draft in (dropped, under_way):
        Decision.objects.filter(pk=draft.pk).update(created_at=world.decision.created_at)
    drop(dropped, reason="Thôi.", by=world.officer)

    listed = list(officer.get("/quyet-dinh/").context["page"])

    assert listed[0].pk == under_way.pk
    assert {decision.pk for decision in listed} == {dropped.pk, under_way.pk, world.decision.pk}


def signed(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    name_people(officer, decision, heads)
    officer.post(page("submit", decision))
    leader = as_user(world.leader)
    leader.post(page("sign", decision), {"digest": read_digest(leader, decision)})
    return decision


def test_leader_signs_only_what_he_read(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    name_people(officer, decision, heads)
    officer.post(page("submit", decision))
    leader = as_user(world.leader)
    read = read_digest(leader, decision)
    heads[0].full_name = "Lò Văn Hưng"
    heads[0].save()

    response = leader.post(page("sign", decision), {"digest": read}, follow=True)

    decision.refresh_from_db()
    assert decision.state == Decision.State.SUBMITTED
    assert "Dự thảo đã thay đổi từ lúc bạn mở" in response.content.decode()
    assert "Lò Văn Hưng" in response.content.decode()


def test_leader_without_an_office_cannot_sign(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    name_people(officer, decision, heads)
    officer.post(page("submit", decision))
    world.leader.official.positions.update(ends_on=TODAY, starts_on=LONG_AGO)

    leader = as_user(world.leader)
    shown = leader.get(page("detail", decision))
    leader.post(page("sign", decision), {"digest": shown.context["page"].digest})

    decision.refresh_from_db()
    assert "chưa gắn với chức vụ" in shown.content.decode()
    assert "hãy nhờ công chức ghi chức vụ của bạn ở mục Cán bộ." in shown.content.decode()
    assert decision.state == Decision.State.SUBMITTED


def test_number_that_is_taken_is_refused_beside_the_field(world, as_user, village, heads):
    decision = signed(world, as_user, village, heads)
    officer = as_user(world.officer)
    RegisterEntry.objects.filter(decision=world.decision).update(year=TODAY.year)

    response = officer.post(page("issue", decision), {"number": "1", "issued_on": f"{TODAY:%d/%m/%Y}"})

    error = response.context["form"].errors["number"][0]
    assert "01/QĐ-UBND" in error
    assert world.decision.subject in error


@pytest.mark.parametrize(("days", "part"), [(1, "tương lai"), (-1, "trước ngày ký")])
def test_day_of_issue_is_neither_future_nor_before_the_signature(world, as_user, village, heads, days, part):
    decision = signed(world, as_user, village, heads)
    officer = as_user(world.officer)
    day = TODAY + timedelta(days=days)

    response = officer.post(page("issue", decision), {"number": "5", "issued_on": f"{day:%d/%m/%Y}"})

    assert part in response.context["form"].errors["issued_on"][0]
    decision.refresh_from_db()
    assert decision.state == Decision.State.SIGNED


@pytest.mark.parametrize(
    ("number", "day"), [("", "31/02/2026"), ("0", ""), ("-3", "x"), ("9999999999", "07/06/0022"), ("1,5", "")]
)
def test_impossible_number_and_day_are_refused_and_stay_typed(world, as_user, village, heads, number, day):
    decision = signed(world, as_user, village, heads)
    officer = as_user(world.officer)

    response = officer.post(page("issue", decision), {"number": number, "issued_on": day})

    form = response.context["form"]
    assert set(form.errors) == {"number", "issued_on"}
    assert (form["number"].value(), form["issued_on"].value()) == (number, day)


def test_second_click_changes_nothing_and_says_where_the_decision_is(world, as_user, village, heads):
    decision = signed(world, as_user, village, heads)
    officer = as_user(world.officer)
    sent = {"number": "7", "issued_on": f"{TODAY:%d/%m/%Y}"}
    officer.post(page("issue", decision), sent)

    response = officer.post(page("issue", decision), sent, follow=True)

    assert "đã ban hành" in response.content.decode()
    assert Membership.objects.filter(started_by=decision).count() == 2
    assert RegisterEntry.objects.filter(decision=decision).count() == 1


def test_draft_with_faults_is_not_submitted(world, as_user, village):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)

    shown = officer.get(page("detail", decision)).content.decode()
    response = officer.post(page("submit", decision), follow=True)

    decision.refresh_from_db()
    assert "phải có đúng một tổ trưởng" in shown
    assert "phải có đúng một tổ trưởng" in response.content.decode()
    assert decision.state == Decision.State.DRAFT


def test_draft_never_submitted_can_be_deleted(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    name_people(officer, decision, heads)
    assign_targets(officer, decision)

    response = officer.post(page("delete", decision))

    assert response.url == reverse("decision-list")
    assert not Decision.objects.filter(pk=decision.pk).exists()
    assert not Team.objects.filter(village=village).exists()
    assert not Appointment.objects.filter(official=heads[0]).exists()
    assert not Target.objects.filter(team__village=village).exists()


def test_draft_once_submitted_is_kept(world, as_user, village, heads):
    officer = as_user(world.officer)
    create(officer, world, village)
    decision = draft_of(village)
    name_people(officer, decision, heads)
    officer.post(page("submit", decision))
    as_user(world.leader).post(page("return", decision), {"reason": "Sửa trích yếu."})

    as_user(world.officer).post(page("delete", decision))

    assert Decision.objects.filter(pk=decision.pk).exists()


def test_list_narrows_by_state_and_year(world, as_user):
    draft = make_draft(world.officer, world.here, kind=Decision.Kind.ASSIGN)
    officer = as_user(world.officer)
    url = reverse("decision-list")

    def listed(query):
        return list(officer.get(url + query).context["page"])

    assert listed("") == [draft, world.decision]
    assert listed("?trang_thai=DRAFT") == [draft]
    assert listed(f"?trang_thai=ISSUED&nam={world.decision.issued_on.year}") == [world.decision]
    assert listed("?nam=1990&trang_thai=xyz") == [draft, world.decision]


def test_members_see_issued_decisions_only(world, as_user):
    make_draft(world.officer, world.here, kind=Decision.Kind.ASSIGN)
    member = as_user(world.member)

    response = member.get(reverse("decision-list"))

    assert list(response.context["page"]) == [world.decision]
    assert "trang_thai" not in response.context["filters"].fields
