"""Miễn tính: asked at the door, granted or refused by the commune, ended; who may, and what the pages say."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.actions import exclusion as actions
from households.actions import registry
from households.models import Exclusion, Skill
from households.tally import changes_in
from targets.models import Target
from targets.progress import count_for
from tests.factories import ask_exclusion, exclude, grant, make_household, see
from villages.models import Role

LIST = "exclusion-list"


def ask_url(household):
    return reverse("exclusion-ask", args=[household.pk])


def excluded(world):
    return count_for(world.target, timezone.localdate()).excluded


def test_member_asks_at_the_door_and_the_officer_grants_several_at_once(world, as_user):
    elder, other = (make_household(world.village, number, by=world.officer) for number in ("003", "004"))
    for household, who in [(elder, elder.head.pk), (other, "ho")]:
        answer = as_user(world.member).post(ask_url(household), {"who": who, "reason": "FRAIL", "note": "yếu lắm"})
        assert answer.url == household.get_absolute_url()
    assert excluded(world) == 0
    waiting = list(Exclusion.objects.waiting().values_list("pk", flat=True))
    assert "2 đề nghị chờ trả lời" in as_user(world.officer).get(reverse("home")).text

    page = as_user(world.officer).post(reverse(LIST), {"exclusions": waiting, "verdict": "GRANTED"}, follow=True)

    assert "Đã đồng ý 2 đề nghị" in page.text
    assert excluded(world) == 2
    assert {row.starts_on for row in Exclusion.objects.all()} == {timezone.localdate()}
    assert "Đang miễn" in as_user(world.member).get(elder.get_absolute_url()).text


def test_refusing_asks_for_a_reason_and_keeps_what_was_ticked(world, as_user):
    asked = ask_exclusion(world.household, world.person, by=world.member)
    officer, said = as_user(world.officer), {"exclusions": [asked.pk], "verdict": "REFUSED"}

    page = officer.post(reverse(LIST), said)
    officer.post(reverse(LIST), said | {"answer": "Cuối tuần vẫn về."})

    assert "Hãy ghi vì sao không đồng ý." in page.text
    assert f'value="{asked.pk}" checked' in page.text
    asked.refresh_from_db()
    assert (asked.verdict, asked.answer, asked.decided_by) == ("REFUSED", "Cuối tuần vẫn về.", world.officer)
    assert "Cuối tuần vẫn về." in as_user(world.member).get(asked.get_absolute_url()).text
    assert excluded(world) == 0


def test_nobody_grants_what_he_asked_for(world, as_user):
    grant(world.officer, Role.TEAM_MEMBER, world.here, world.village)
    asked = ask_exclusion(world.household, world.person, by=world.officer)

    page = as_user(world.officer).post(reverse(LIST), {"exclusions": [asked.pk], "verdict": "GRANTED"})
    actions.grant([asked], by=world.officer)

    assert "Có đề nghị không còn chờ bạn trả lời" in page.text
    assert list(Exclusion.objects.waiting()) == [asked]
    assert list(Exclusion.objects.grantable_by(world.leader)) == [asked]


def test_one_who_is_gone_is_recorded_in_the_registry_and_excluded_from_nothing(world, as_user):
    as_user(world.team_leader).post(ask_url(world.household), {"who": "ho", "reason": "GONE"})
    asked = Exclusion.objects.get()

    page = as_user(world.officer).post(reverse(LIST), {"exclusions": [asked.pk], "verdict": "GRANTED"})
    detail = as_user(world.officer).get(asked.get_absolute_url()).text
    told = as_user(world.leader).get(asked.get_absolute_url()).text
    move = reverse("household-move", args=[world.household.pk])

    assert "hãy ghi chuyển đi, không miễn tính" in page.text
    assert (move in detail, move in told) == (True, False)
    assert "Đồng ý miễn tính" not in detail
    assert excluded(world) == 0
    registry.leave_commune(world.household, by=world.officer)
    assert not Exclusion.objects.waiting().exists()


@pytest.mark.parametrize(("state", "told"), [("DEAD", "đã mất"), ("LEFT", "đã chuyển đi")])
def test_request_of_whoever_is_gone_waits_for_no_answer(state, told, world, as_user):
    household = make_household(world.village, "003", ["Bàn Văn Ở", "Bàn Văn Đi"], by=world.officer)
    asked = ask_exclusion(household, household.residents.get(full_name="Bàn Văn Đi"), by=world.member, reason="GONE")

    registry.depart(asked.resident, state=state, by=world.officer)

    pages = [as_user(world.officer).get(row.get_absolute_url()).text for row in (household, asked)]
    assert asked.get_absolute_url() not in pages[0]
    assert f"Không cần trả lời: {told}" in pages[1]
    assert f"Không cần trả lời: {told}" in as_user(world.officer).get(reverse(LIST), {"xem": "da-het"}).text
    assert not any(text in page for page in pages for text in ("Chờ xã trả lời", "Báo này chưa đổi con số nào"))


def test_exclusion_ends_by_hand_at_once_and_by_its_date_by_itself(world, as_user):
    household = make_household(world.village, "003", by=world.officer)
    dated = {"ends_on": timezone.localdate() + timedelta(days=1)}
    exclude(world.household, world.person, by=world.member, granted_by=world.officer, **dated)
    by_hand = exclude(household, by=world.member, granted_by=world.officer)
    assert excluded(world) == 2

    as_user(world.leader).post(by_hand.get_absolute_url(), {"reason": "Đã về quê."})

    assert excluded(world) == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert excluded(world) == 0
    by_hand.refresh_from_db()
    assert (by_hand.ended_by, by_hand.ends_on) == (world.leader, timezone.localdate())
    assert "Đã về quê." in as_user(world.member).get(by_hand.get_absolute_url()).text


def test_number_opens_to_who_is_excluded_and_why(world, as_user):
    able = make_household(world.village, "003", ["Bàn Văn Được"], by=world.officer)
    see(able, able.head, by=world.member)
    for household in (world.household, able):
        exclude(household, by=world.member, granted_by=world.officer, reason="REFUSES")

    number = as_user(world.leader).get(world.target.get_absolute_url())
    list_ = as_user(world.leader).get(f"{world.target.get_absolute_url()}?nhom=mien-tinh")
    boards = [as_user(world.leader).get(reverse(name)).text for name in ("board", "home")]
    boards += [as_user(world.member).get(reverse(name)).text for name in ("home",)]
    boards += [as_user(world.observer).get(world.village.get_absolute_url()).text]

    assert [row for row, *_ in list_.context["evidence"]] == [world.person]
    assert "Miễn tính: từ chối" in list_.text
    assert "Bàn Văn Được" in number.text
    assert "Miễn tính: từ chối" in number.text  # he who can do it all the same is counted, and stays counted
    assert "2 người từ 18 tuổi trở lên: 50%" in number.text
    assert "1: 100%" in number.text
    for text in [boards[0], *boards[2:]]:
        assert "tính 1 · rõ 1 · tất cả 2 (50%) · miễn tính 1" in text


def test_public_page_shows_both_shares(world, client):
    see(world.household, world.person, by=world.member)
    other = make_household(world.village, "003", by=world.officer)
    exclude(other, by=world.member, granted_by=world.officer)

    page = client.get(reverse("home"), {"xa": world.here.code}).text

    assert "tất cả 2 (50%) · miễn tính 1" in page
    assert '<span class="number">100%</span>' in page


def test_remembered_counts_notice_a_grant(world):
    """Outside a transaction counts are remembered under the number of changes in their villages."""
    before = changes_in([world.village.pk])
    asked = ask_exclusion(world.household, world.person, by=world.member)
    assert changes_in([world.village.pk]) == before

    actions.grant([asked], by=world.officer)
    granted = changes_in([world.village.pk])
    actions.end(asked, reason="đã về", by=world.officer)

    assert before < granted < changes_in([world.village.pk])


def test_asking_twice_is_once_and_asking_in_vain_is_told(world, as_user):
    member, url = as_user(world.member), ask_url(world.household)
    said = {"who": world.person.pk, "reason": "AWAY"}

    for _ in range(2):
        member.post(url, said)
    differently = member.post(url, said | {"reason": "FRAIL"})
    exclusion = Exclusion.objects.get()
    actions.grant([exclusion], by=world.officer)
    in_vain = member.post(url, said | {"last_day": f"{timezone.localdate():%d/%m/%Y}"})

    assert "Đã có một đề nghị đang chờ xã trả lời." in differently.text
    assert "Đang được miễn tính ở mọi chỉ tiêu rồi." in in_vain.text
    assert Exclusion.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"who": "ho"}, "Hãy chọn một lý do."),
        ({"reason": "AWAY"}, "Hãy chọn cả hộ hoặc một người trong hộ."),
        ({"who": "9" * 30, "reason": "AWAY"}, "Hãy chọn cả hộ hoặc một người trong hộ."),
        ({"who": "ho", "reason": "AWAY", "subjects": "s99"}, "Có nội dung không còn dùng."),
        ({"who": "ho", "reason": "AWAY", "last_day": "31/02/2026"}, "Ngày"),
        ({"who": "ho", "reason": "AWAY", "last_day": "01/01/2026"}, "Ngày cuối phải từ hôm nay trở đi."),
        ({"who": "ho", "reason": "AWAY", "note": "a" * 501}, "Viết ngắn hơn 500 chữ."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(said, message, world, as_user):
    page = as_user(world.member).post(ask_url(world.household), {"note": "ở Hải Phòng"} | said)

    assert message in page.text
    assert said.get("note", "ở Hải Phòng") in page.text
    assert not Exclusion.objects.exists()


def test_garbage_in_the_worklist_is_no_error(world, as_user):
    officer = as_user(world.officer)

    pages = [
        officer.get(reverse(LIST), {"xem": "?", "thon": "9" * 30, "trang": "x"}),
        officer.post(reverse(LIST), {"exclusions": ["9" * 30, "x"], "verdict": "?"}),
    ]

    assert [page.status_code for page in pages] == [200, 200]


def test_asker_takes_his_request_back(world, as_user):
    asked = ask_exclusion(world.household, by=world.member)

    as_user(world.team_leader).post(asked.get_absolute_url())
    assert Exclusion.objects.waiting().exists()
    as_user(world.member).post(asked.get_absolute_url())

    assert Exclusion.objects.get().verdict == "WITHDRAWN"


def test_what_ends_before_it_is_granted_is_not_granted(world):
    asked = ask_exclusion(world.household, by=world.member, ends_on=timezone.localdate() + timedelta(days=1))

    with time_machine.travel(timezone.now() + timedelta(days=1)), pytest.raises(ValidationError, match="đã qua"):
        actions.grant([asked], by=world.officer)


def test_exclusion_goes_along_to_another_village(world):
    household = make_household(world.village, "009", by=world.officer)
    exclude(household, by=world.member, granted_by=world.officer)

    registry.move_household(household, to=world.other_village, by=world.officer)

    other = Target.objects.get(team__village=world.other_village)
    assert (excluded(world), count_for(other, timezone.localdate()).excluded) == (0, 1)


def test_missing_phone_excludes_from_what_is_taught_not_from_having_one(world):
    household = make_household(world.village, "003", by=world.officer)

    exclude(household, reason="NO_PHONE", by=world.member, granted_by=world.officer)

    assert excluded(world) == 0
    named = {subject.skill for subject in Exclusion.objects.get().subjects.all()}
    assert named == set(Skill.objects.all())
