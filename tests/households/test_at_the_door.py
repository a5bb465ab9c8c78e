"""Few taps at the door: nobody at home, a whole lane of it, a slip taken back, people not written down yet."""

import re
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from households.actions.registry import depart, leave_commune
from households.models import Household, LatestVisit, Resident, Visit
from households.tally import rebuild
from tests.factories import days_ago, grant, make_household, make_user, make_visit, teach
from villages.models import Role


def nobody(household):
    return reverse("visit-nobody", args=[household.pk])


def test_each_row_of_today_stores_nobody_at_home_with_one_tap(world, as_user):
    household = make_household(world.village, "002", by=world.officer)
    client = as_user(world.member)
    page = client.get(reverse("home")).text
    form = re.search(
        rf'<form method="post" action="{nobody(household)}" data-quick-visit[^>]*>.*?</form>', page, re.DOTALL
    )[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))

    receipts = [client.post(nobody(household), sent) for _ in "ab"]

    visit = Visit.objects.get(household=household)
    assert {receipt.url for receipt in receipts} == {visit.get_absolute_url()}
    assert (str(visit.uuid), visit.outcome) == (sent["uuid"], "NOBODY_HOME")


def test_each_row_has_its_own_uuid(world, as_user):
    make_household(world.village, "002", by=world.officer)

    page = as_user(world.member).get(reverse("household-list")).text

    uuids = re.findall(r'name="uuid" value="([^"]+)"', page)
    assert len(set(uuids)) == len(uuids) == 2


def test_rows_have_no_buttons_for_who_may_not_log(world, as_user):
    page = as_user(world.officer).get(reverse("household-list")).text

    assert "Triệu Văn Bình" in page
    assert "data-quick-visit" not in page


def test_bar_of_what_waits_stands_on_every_page_of_who_visits_and_of_nobody_else(world, as_user):
    new = make_household(world.village, "090", by=world.officer)

    for household in (new, world.household):
        assert "data-queue-bar" in as_user(world.member).get(household.get_absolute_url()).text
        assert "data-queue-bar" not in as_user(world.officer).get(household.get_absolute_url()).text


def test_one_tap_says_nothing_but_nobody_at_home(world, as_user):
    sent = {"uuid": str(uuid4()), "outcome": "REFUSED", "household": world.other_household.pk}

    as_user(world.member).post(nobody(world.household), sent)

    visit = Visit.objects.get(uuid=sent["uuid"])
    assert (visit.outcome, visit.household) == ("NOBODY_HOME", world.household)


@pytest.mark.parametrize("pk", [10**18, 2**63, 10**30])
@pytest.mark.parametrize("page", ["ho-dan/{}/khong-ai-o-nha", "thon/{}/khong-ai-o-nha", "thon/{}/them-ho"])
def test_household_or_village_that_cannot_be_is_not_found(world, as_user, page, pk):
    assert as_user(world.member).post(f"/{page.format(pk)}/", {"uuid": str(uuid4())}).status_code == 404


@pytest.mark.parametrize("uuid", ["", "không phải"])
def test_one_tap_without_a_uuid_shows_the_form(world, as_user, uuid):
    response = as_user(world.member).post(nobody(world.household), {"uuid": uuid})

    assert "Biểu mẫu gửi lên bị hỏng" in response.text


def test_one_tap_of_someone_without_membership_shows_why(world, as_user):
    helper = make_user()
    grant(helper, Role.TEAM_MEMBER, world.here, world.village)

    response = as_user(helper).post(nobody(world.household), {"uuid": str(uuid4())})

    assert "không làm nhiệm vụ" in response.text


def test_slip_is_taken_back_with_one_tap_and_twice_is_once(world, as_user):
    client = as_user(world.member)
    receipt = client.post(nobody(world.household), {"uuid": str(uuid4())}).url
    visit = Visit.objects.get(outcome="NOBODY_HOME")
    undo = reverse("visit-undo", args=[visit.uuid])
    offered = undo in client.get(receipt).text

    answers = [client.post(undo).url for _ in "ab"]

    page = client.get(receipt).text
    assert offered
    assert answers == [receipt, receipt]
    assert visit.cancellation.reason == "Bấm nhầm"
    assert "Ghi lại hộ này" in page
    assert nobody(world.household) in page
    assert undo not in page
    assert LatestVisit.objects.get(household=world.household).visit == world.visit


def test_slip_is_not_taken_back_after_the_next_day(world, as_user):
    visit = make_visit(world.household, by=world.member, at=days_ago(2))
    undo = reverse("visit-undo", args=[visit.uuid])

    response = as_user(world.member).post(undo)

    assert response.status_code == 404
    assert undo not in as_user(world.member).get(visit.get_absolute_url()).text


def test_receipt_offers_the_next_household_with_the_same_two_buttons(world, as_user):
    following = make_household(world.village, "002", by=world.officer)

    page = as_user(world.member).post(nobody(world.household), {"uuid": str(uuid4())}, follow=True).text

    assert nobody(following) in page
    assert reverse("visit-create", args=[following.pk]) in page


def test_household_that_all_have_left_is_not_offered_as_the_next(world, as_user):
    emptied = make_household(world.village, "002", by=world.officer)
    unnoted = make_household(world.village, "003", members=(), by=world.officer)
    depart(emptied.residents.get(), state="LEFT", by=world.officer)
    client = as_user(world.member)

    today = client.get(reverse("home")).text
    receipt = client.post(nobody(world.household), {"uuid": str(uuid4())}, follow=True).text

    assert [nobody(household) in today for household in (emptied, unnoted)] == [False, True]
    assert [nobody(household) in receipt for household in (emptied, unnoted)] == [False, True]


# A whole lane.


@pytest.fixture
def lane(world):
    """Three households of one lane."""
    return [make_household(world.village, f"01{number}", by=world.officer, lane="Ngõ Chợ") for number in range(3)]


def lane_url(world, **query):
    return reverse("lane-nobody", args=[world.village.pk], query=query or None)


def submit(client, world, households, **fields):
    sent = {"uuid": str(uuid4()), "ho": [getattr(one, "pk", one) for one in households]} | fields
    return client.post(lane_url(world, ngo="Ngõ Chợ"), sent, follow=True)


def test_lane_shows_its_own_households(world, as_user, lane):
    client = as_user(world.member)

    choice, shown = client.get(lane_url(world)).text, client.get(lane_url(world, ngo="ngõ chợ")).text

    assert "Ngõ Chợ" in choice
    assert "Chưa ghi ngõ, xóm" in choice
    assert 'name="ho"' not in choice
    assert re.findall(r'name="ho" value="(\d+)"', shown) == [str(household.pk) for household in lane]


def test_lane_puts_never_and_longest_unvisited_first_when_asked(world, as_user, lane):
    make_visit(lane[0], by=world.member, at=days_ago(1))
    make_visit(lane[1], by=world.member, at=days_ago(5))

    page = as_user(world.member).get(lane_url(world, ngo="Ngõ Chợ", xep="lau-nhat")).text

    assert re.findall(r'name="ho" value="(\d+)"', page) == [str(lane[number].pk) for number in (2, 1, 0)]


def test_ticked_households_get_one_visit_each_however_often_it_is_sent(world, as_user, lane):
    client, uuid = as_user(world.member), str(uuid4())

    pages = [submit(client, world, lane[:2], uuid=uuid) for _ in "ab"]

    visits = Visit.objects.filter(household__in=lane)
    assert sorted(visits.values_list("household", "outcome")) == [(one.pk, "NOBODY_HOME") for one in lane[:2]]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert all(visit.receipt_code in pages[1].text for visit in visits)
    assert rebuild([world.village.pk]) == 0


def test_household_told_moments_ago_is_not_stored_again(world, as_user, lane):
    client = as_user(world.member)
    client.post(nobody(lane[0]), {"uuid": str(uuid4())})

    page = submit(client, world, lane)

    assert "1 hộ vừa được ghi" in page.text
    assert Visit.objects.filter(household__in=lane).count() == 3


def test_foreign_and_moved_households_are_left_out_with_a_word(world, as_user, lane):
    leave_commune(lane[1], by=world.officer)
    odd = [world.other_household, world.foreign_household, "x", "9" * 30]

    page = submit(as_user(world.member), world, [lane[0], lane[1], *odd])

    assert "3 hộ không ghi được" in page.text
    assert list(Visit.objects.exclude(pk=world.visit.pk).values_list("household", flat=True)) == [lane[0].pk]


@pytest.mark.parametrize(
    ("ticked", "message"),
    [([], "Hãy chọn ít nhất một hộ"), (range(1, 62), "nhiều nhất 60 hộ"), ([10**15], "không còn ở thôn này")],
)
def test_lane_says_what_is_wrong_and_stores_nothing(world, as_user, lane, ticked, message):
    page = submit(as_user(world.member), world, ticked)

    assert message in page.text
    assert Visit.objects.count() == 1


def test_lane_of_someone_without_membership_shows_why(world, as_user, lane):
    helper = make_user()
    grant(helper, Role.TEAM_MEMBER, world.here, world.village)

    page = submit(as_user(helper), world, lane)

    assert "không làm nhiệm vụ" in page.text
    assert Visit.objects.count() == 1


def test_form_of_another_author_is_refused(world, as_user, lane):
    uuid = str(uuid4())
    submit(as_user(world.member), world, lane, uuid=uuid)

    page = submit(as_user(world.team_leader), world, lane, uuid=uuid)

    assert "đã lưu những lượt thăm khác" in page.text


def test_whole_submit_is_taken_back_with_one_tap(world, as_user, lane):
    kept = make_visit(make_household(world.village, "099", by=world.officer), by=world.member)
    client = as_user(world.member)
    page = submit(client, world, lane)
    undo = re.search(r'action="([^"]*hoan-tac/[^"]*)"', page.text)[1].replace("&amp;", "&")

    again = client.post(undo, follow=True)

    assert "Đã hoàn tác 3 lượt thăm" in again.text
    assert Visit.objects.counting().filter(outcome="NOBODY_HOME").get() == kept
    assert undo not in again.text.replace("&amp;", "&")
    assert client.post(undo).status_code == 302


def test_nobody_takes_back_what_another_stored(world, as_user, lane):
    page = submit(as_user(world.member), world, lane)
    undo = re.search(r'action="([^"]*hoan-tac/[^"]*)"', page.text)[1].replace("&amp;", "&")

    response = as_user(world.team_leader).post(undo, follow=True)

    assert "Đã hoàn tác 0 lượt thăm" in response.text
    assert Visit.objects.counting().filter(outcome="NOBODY_HOME").count() == 3


# Who is not in the registry yet.


def add_household(client, world, **fields):
    data = {"full_name": "Lý A Sáng", "age": "45", "lane": "Ngõ Chợ", "number": "002"} | fields
    return client.post(reverse("household-add", args=[world.village.pk]), data)


def test_member_adds_a_household_by_a_name_and_a_rough_age(world, as_user):
    client = as_user(world.member)

    answers = [add_household(client, world) for _ in "ab"]

    household = Household.objects.get(number="002")
    assert {answer.url for answer in answers} == {reverse("visit-create", args=[household.pk])}
    person = household.residents.get()
    assert household.head == person
    assert (person.birth_year, person.birth_year_estimated) == (timezone.localdate().year - 45, True)
    assert (household.lane, household.village) == ("Ngõ Chợ", world.village)
    assert rebuild([world.village.pk]) == 0


@pytest.mark.parametrize(("numbers", "free"), [((), "002"), (("0041",), "0042"), (("12A", "M1"), "002")])
def test_a_free_number_is_proposed(world, as_user, numbers, free):
    for number in numbers:
        leave_commune(make_household(world.village, number, by=world.officer), by=world.officer)

    page = as_user(world.member).get(reverse("household-add", args=[world.village.pk])).text

    assert f'name="number" value="{free}"' in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"number": "001"}, "Số còn trống: 002"),
        ({"full_name": ""}, "Hãy điền ô này"),
        ({"full_name": "x" * 200}, "100"),
        ({"age": "trẻ"}, "Tuổi là một số"),
        ({"age": "-1"}, "từ 0 đến 120"),
        ({"age": "1980"}, "từ 0 đến 120"),
    ],
)
def test_bad_household_gets_a_message_and_keeps_what_was_typed(world, as_user, fields, message):
    response = add_household(as_user(world.member), world, **fields)

    assert message in response.text
    assert 'value="Ngõ Chợ"' in response.text
    assert not Household.objects.filter(lane="Ngõ Chợ").exists()


def test_member_adds_a_person_once_and_the_office_that_edits_is_told(world, as_user):
    client, url = as_user(world.member), reverse("resident-add", args=[world.household.pk])

    answers = [client.post(url, {"full_name": "Triệu Thị Mới", "age": ""}) for _ in "ab"]

    person = world.household.residents.get(full_name="Triệu Thị Mới")
    assert {answer.url for answer in answers} == {
        f"{reverse('visit-create', args=[world.household.pk])}?nguoi={person.pk}"
    }
    assert (person.birth_year, person.birth_year_estimated) == (None, False)
    assert Household.objects.get(pk=world.household.pk).version == world.household.version + 1
    assert LogEntry.objects.filter(actor=world.member, object_pk=str(person.pk)).exists()
    assert rebuild([world.village.pk]) == 0


def test_person_added_is_open_in_the_visit_form_that_follows(world, as_user):
    client, url = as_user(world.member), reverse("resident-add", args=[world.household.pk])

    page = client.post(url, {"full_name": "Triệu Thị Mới", "age": "30"}, follow=True)

    opened = [row.person.full_name for row in page.context["form"].person_rows() if row.open]
    assert opened == ["Triệu Thị Mới"]


def test_person_added_at_the_door_is_taught_in_the_same_call(world, as_user):
    as_user(world.member).post(reverse("resident-add", args=[world.household.pk]), {"full_name": "Triệu Thị Mới"})
    person = Resident.objects.get(full_name="Triệu Thị Mới")

    teach(world.household, person, by=world.member)

    assert person.abilities.get().level == 3
