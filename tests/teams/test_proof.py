"""The public page behind a verification code: what it says on each day of a membership or decision, and to whom."""

from datetime import date, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from teams.actions import set_articles, texts_of
from teams.codes import new_code, read_code, show_code
from teams.models import Appointment, Decision, Dismissal, Membership, TeamRole
from tests.factories import FOUNDED, issue_decision, make_draft, make_official, make_village
from villages.models import Position

WARNING = "Thành viên tổ không bao giờ hỏi mật khẩu, mã OTP"
TODAY = timezone.localdate()


def proof(client, code):
    return client.get(reverse("proof-detail", args=[code]))


def reform(world, *, effective_on=None, leaving=(), joining=()):
    decision = make_draft(world.officer, world.here, kind="REFORM", effective_on=effective_on)
    for membership in leaving:
        Dismissal.objects.create(decision=decision, membership=membership)
    for official, role in joining:
        Appointment.objects.create(decision=decision, team=world.team, official=official, role=role)
    return issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY)


@pytest.fixture
def member(world):
    return world.member_official.memberships.get()


def test_every_member_and_issued_decision_has_a_code_of_its_own(world):
    draft = make_draft(world.officer, world.here)

    codes = [*Membership.objects.values_list("code", flat=True), world.decision.code, world.foreign_decision.code]
    assert all(read_code(code) == code for code in codes)
    assert len(set(codes)) == len(codes)
    assert draft.code is None


def test_member_is_proven_with_name_role_team_and_decision(world, member, client):
    response = proof(client, member.code)

    page = response.text
    assert response.status_code == 200
    assert f"Đúng là thành viên tổ, hôm nay {TODAY:%d/%m/%Y}" in page
    assert "Lý Thị Dung" in page
    assert "Tổ viên" in page
    assert member.team.name in page
    assert world.decision.symbol in page
    assert reverse("proof-detail", args=[world.decision.code]) in page
    assert WARNING in page


def test_proof_is_for_no_search_engine_and_no_cache(world, member, client):
    for response in (proof(client, member.code), proof(client, world.decision.code), proof(client, new_code())):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in response.text
        assert "no-store" in response["Cache-Control"]


def test_proof_tells_no_phone_and_nothing_else_of_the_person(world, member, client):
    world.member_official.phone = world.member_official.public_phone = "+84912345678"
    world.member_official.save()

    page = proof(client, member.code).text

    assert "912" not in page
    assert "Chi hội trưởng Phụ nữ" not in page
    assert world.official.full_name not in page


def test_dismissed_member_is_said_to_be_one_no_more(world, member, client):
    decision = reform(world, leaving=[member])

    page = proof(client, member.code).text

    assert f"Không còn là thành viên từ ngày {TODAY:%d/%m/%Y}" in page
    assert "Trước đây là tổ viên" in page
    assert decision.symbol in page
    assert "Đúng là thành viên" not in page


def test_member_is_proven_until_the_day_he_leaves(world, member, client):
    tomorrow = TODAY + timedelta(days=1)
    reform(world, effective_on=tomorrow, leaving=[member])

    before = proof(client, member.code).text
    with time_machine.travel(f"{tomorrow}T00:30+07:00"):
        after = proof(client, member.code).text

    assert "Đúng là thành viên tổ" in before
    assert "Sẽ thôi" in before
    assert "Không còn là thành viên" in after


def test_member_to_come_is_not_one_yet(world, client):
    tomorrow = TODAY + timedelta(days=1)
    joining = make_official(world.here, "Trần Văn Khoa")
    decision = reform(world, effective_on=tomorrow, joining=[(joining, TeamRole.MEMBER)])
    codes = [joining.memberships.get().code, decision.code]

    before = [proof(client, code).text for code in codes]
    with time_machine.travel(f"{tomorrow}T00:30+07:00"):
        after = [proof(client, code).text for code in codes]

    assert "Chưa là thành viên" in before[0]
    assert "chưa có hiệu lực" in before[1]
    assert "Đúng là thành viên tổ" in after[0]
    assert "đang có hiệu lực" in after[1]


def test_member_dismissed_before_he_began_never_was_one(world, client):
    joining = make_official(world.here, "Trần Văn Khoa")
    reform(world, joining=[(joining, TeamRole.MEMBER)])
    membership = joining.memberships.get()
    membership.ends_on = membership.starts_on
    membership.save()

    assert "Không phải thành viên" in proof(client, membership.code).text


def test_card_of_a_former_role_says_which_is_the_new_one(world, member, client):
    decision = reform(world, leaving=[member], joining=[(world.member_official, TeamRole.DEPUTY)])

    old = proof(client, member.code).text
    new = proof(client, world.member_official.memberships.get(ends_on=None).code).text

    assert "Giấy giới thiệu này đã cũ" in old
    assert "tổ phó của tổ theo Quyết định" in old
    assert decision.symbol in old
    assert "Đúng là thành viên tổ" in new


def test_member_of_a_dissolved_team_is_one_no_more(world, member, client):
    team = member.team
    team.ends_on, team.dissolved_by = TODAY, world.decision
    team.save()

    page = proof(client, member.code).text

    assert "Không còn là thành viên" in page
    assert "do tổ giải thể" in page


def test_decision_is_proven_with_number_date_subject_and_issuer(world, client):
    page = proof(client, world.decision.code).text

    assert "Quyết định này có thật và đang có hiệu lực" in page
    assert world.decision.symbol in page
    assert "05/01/2026" in page
    assert world.decision.text["subject"] in page
    assert "Ủy ban nhân dân xã Dân Chủ" in page
    assert WARNING in page
    assert world.official.full_name not in page


@pytest.mark.parametrize(
    ("kind", "how"), [("REPEAL", "Bị bãi bỏ"), ("RECALL", "Bị thu hồi"), ("REPLACE", "Bị thay thế")]
)
def test_decision_undone_by_another_is_said_to_be_over_and_its_members_too(world, member, client, kind, how):
    tomorrow = TODAY + timedelta(days=1)
    undoing = make_draft(world.officer, world.here, kind=kind, affected=world.decision, effective_on=tomorrow)
    _, *others = texts_of(undoing)
    set_articles(undoing, texts=["Chấm dứt việc thí điểm.", *others], by=world.officer)
    undoing = issue_decision(undoing, officer=world.officer, leader=world.leader, on=TODAY)
    codes = [world.decision.code, member.code]

    before = [proof(client, code).text for code in codes]
    with time_machine.travel(f"{tomorrow}T00:30+07:00"):
        after = [proof(client, code).text for code in codes]

    assert "đang có hiệu lực" in before[0]
    assert "Đúng là thành viên tổ" in before[1]
    assert f"không còn hiệu lực từ ngày {tomorrow:%d/%m/%Y}" in after[0]
    assert how in after[0]
    assert undoing.symbol in after[0]
    assert "Không còn là thành viên" in after[1]
    assert undoing.symbol in after[1]


def test_decision_not_issued_is_not_proven(world, client):
    draft = make_draft(world.officer, world.here)
    Decision.objects.filter(pk=draft.pk).update(code=new_code())
    draft.refresh_from_db()

    assert proof(client, draft.code).status_code == 404


def test_unknown_code_gets_a_page_that_says_what_to_do(world, client):
    code = show_code(new_code())

    response = proof(client, code)

    assert response.status_code == 404
    assert "Không có mã này" in response.text
    assert "coi như giấy đó không có giá trị" in response.text
    assert f'value="{code}"' in response.text
    assert WARNING in response.text


@pytest.mark.parametrize("code", ["1", "a" * 5000, "<script>", "' OR 1=1", "Ệ" * 15, "%F0%9F%98%80", "9" * 15])
def test_nonsense_in_the_address_is_an_unknown_code(world, client, code):
    response = proof(client, code)

    assert response.status_code == 404
    assert "<script>" not in response.text


@pytest.mark.parametrize("found", ["member", "decision"])
def test_code_is_looked_up_by_an_index_whatever_it_is(world, member, client, found):
    code = member.code if found == "member" else world.decision.code

    proof(client, code)
    looking = [sql for sql in client.queries if f"'{code}'" in sql]

    assert looking
    assert all('"code" = ' in sql for sql in looking)
    assert all(model._meta.get_field("code").unique for model in (Membership, Decision))


def test_proof_shows_the_contact_of_its_own_commune(world, member, client):
    clerk = make_official(
        world.here, "Bế Thị Hoa", positions=[(Position.Kind.CLERK, None)], public_phone="+842033825678"
    )
    foreign = make_official(world.there, "Sầm Văn Xa", positions=[("CLERK", None)], public_phone="+842033000000")
    hidden = make_official(world.here, "Chu Văn Kín", positions=[("CHAIR", None)], phone="+84912000999")
    village = make_official(
        world.here, "Tô Thị Thôn", positions=[("ELDERLY", world.village)], public_phone="+84912000888"
    )

    page = proof(client, member.code).text

    assert clerk.full_name in page
    assert "0203 3825 678" in page
    assert not [person.full_name for person in (foreign, hidden, village) if person.full_name in page]


def test_code_of_another_commune_is_proven_as_that_commune(world, client):
    foreign = world.foreign_official.memberships.get()

    page = proof(client, foreign.code).text

    assert "xã Quảng La" in page
    assert "xã Dân Chủ" not in page


def test_form_leads_to_the_page_of_what_was_typed(world, member, client):
    typed = show_code(member.code).lower().replace("-", " ").replace("0", "o").replace("1", "l")

    response = client.get(reverse("proof-search"), {"ma": typed})

    assert response.url == reverse("proof-detail", args=[show_code(member.code)])
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("typed", ["", "123", "x" * 10_000, "ê" * 15, "<b>"])
def test_form_keeps_what_was_typed_and_says_what_is_wrong(world, client, typed):
    response = client.get(reverse("proof-search"), {"ma": typed})

    assert response.status_code == 200
    assert response.context["form"].errors["ma"]
    assert 'aria-invalid="true"' in response.text
    assert "<b>" not in response.text


def test_form_asks_for_nothing_before_it_is_sent(db, client):
    assert "errorlist" not in client.get(reverse("proof-search")).text


def test_decision_page_shows_its_code_once_issued(world, as_user):
    draft = make_draft(world.officer, world.here, villages=[make_village(world.here, "9")])

    issued = as_user(world.officer).get(world.decision.get_absolute_url()).text
    unissued = as_user(world.officer).get(draft.get_absolute_url()).text

    assert show_code(world.decision.code) in issued
    assert "Mã xác nhận" not in unissued


def test_what_was_issued_before_there_were_codes_gets_them(world, member):
    draft = make_draft(world.officer, world.here)
    Decision.objects.update(code=None)

    import_module("teams.migrations.0004_codes_of_what_is_there").give_codes(apps, None)

    world.decision.refresh_from_db(), draft.refresh_from_db()
    kept = member.code
    member.refresh_from_db()
    assert read_code(world.decision.code) == world.decision.code
    assert draft.code is None
    assert member.code == kept


def test_proof_of_the_past_names_the_day_the_decision_took_effect(world, member, client):
    assert member.starts_on == FOUNDED == date(2026, 1, 5)
    assert "Từ ngày 05/01/2026" in proof(client, member.code).text
