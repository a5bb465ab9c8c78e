"""Personal data: told, agreed to, asked, answered in time (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.actions import exclusion, personal
from households.actions.content import VisitContent
from households.actions.life import change_head
from households.actions.merging import merge_residents
from households.actions.registry import depart
from households.models import Consent, DataRequest, NoticeGiven, Purpose
from tests.factories import (
    LONG_AGO,
    ask_exclusion,
    days_ago,
    exclude,
    make_consent,
    make_data_request,
    make_export,
    make_household,
    make_visit,
    teach,
)


def visit_url(household):
    return reverse("visit-create", args=[household.pk])


def page(client, name, *args):
    return client.get(reverse(name, args=args)).text


def test_notice_is_asked_for_once_and_kept_with_the_visit(world, as_user):
    client = as_user(world.member)
    sent = {"uuid": uuid4(), "place": "HOME", "outcome": "REFUSED", "notice": "1"}

    assert 'name="notice"' in client.get(visit_url(world.household)).text
    client.post(visit_url(world.household), sent)

    given = NoticeGiven.objects.get()
    assert (given.household, given.version, given.by) == (world.household, 1, world.member)
    assert given.visit.uuid == sent["uuid"]
    assert 'name="notice"' not in client.get(visit_url(world.household)).text
    assert "Đã đọc cho gia đình nghe bản 1" in page(client, "household-detail", world.household.pk)


def test_notice_of_a_withdrawn_visit_was_not_given(world, as_user):
    visit = make_visit(world.household, by=world.member, outcome="REFUSED", notice=1)
    client = as_user(world.member)

    client.post(reverse("visit-undo", args=[visit.uuid]))

    assert 'name="notice"' in client.get(visit_url(world.household)).text


def test_notice_is_not_given_to_nobody_nor_in_another_version(world, as_user):
    client = as_user(world.member)
    sent = {"uuid": uuid4(), "place": "HOME"}

    nobody = client.post(visit_url(world.household), sent | {"outcome": "NOBODY_HOME", "notice": "1"}).text
    unknown = client.post(visit_url(world.household), sent | {"outcome": "REFUSED", "notice": "77"}).text

    assert "Không gặp ai của hộ" in nobody
    assert "Bản thông báo này không có" in unknown
    assert not NoticeGiven.objects.exists()


def test_notice_comes_from_the_phone_and_its_directory_says_who_heard_it(world, as_user):
    client = as_user(world.member)
    visit = {"uuid": str(uuid4()), "household": world.household.pk, "outcome": "REFUSED", "notice": 1}
    wrong = visit | {"uuid": str(uuid4()), "notice": 2}

    answer = client.post(reverse("visit-send"), {"visits": [visit, wrong]}, content_type="application/json").json()
    directory = client.get(reverse("village-directory", args=[world.village.pk])).json()

    assert [one["status"] for one in answer["results"]] == ["created", "refused"]
    assert {home["id"]: home.get("notice") for home in directory["households"]}[world.household.pk] == 1


def test_digest_of_a_visit_without_notice_is_what_it_was_before_there_were_notices():
    said = VisitContent(uuid4(), 3, 7, "REFUSED", note="như cũ")

    assert said.digest == "22a7d5300389559de32fe22c89e230fc59eeb22216d8b32506c5f3756eb5b443"
    assert replace(said, notice=1).digest != said.digest


def test_office_records_a_notice_read_elsewhere_once(world, as_user):
    client = as_user(world.officer)

    for _ in range(2):
        client.post(reverse("notice-give", args=[world.household.pk]))

    assert NoticeGiven.objects.get().by == world.officer


def test_consent_has_no_default_and_withdrawal_drops_the_phone(world, as_user):
    world.person.phone = "+84912345678"
    world.person.save()
    client, url = as_user(world.member), reverse("consent-record", args=[world.person.pk])
    calls = Purpose.objects.get(code="goi-dien")

    form = client.get(url).text
    empty = client.post(url, {})
    client.post(url, {f"muc-{calls.pk}": "1"})
    world.person.refresh_from_db()
    kept = world.person.phone
    client.post(url, {f"muc-{calls.pk}": "0"})
    client.post(url, {f"muc-{calls.pk}": "0"})

    world.person.refresh_from_db()
    assert form.count(" checked") == form.count('value="" ') or 'value="1" checked' not in form
    assert "Hãy chọn Đồng ý hoặc Không đồng ý" in empty.text
    assert (kept, world.person.phone) == ("+84912345678", "")
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False]


# Friday 6 November 2026: the weekend between is left out of the two working days only.
DEADLINES = [
    ("VIEW", 10, 15, 10),
    ("COPY", 10, 15, 10),
    ("CORRECT", 10, 15, 10),
    ("WITHDRAW", 15, 20, 15),
    ("RESTRICT", 15, 20, 15),
    ("OBJECT", 15, 20, 15),
    ("LIFT", 15, 20, 15),
    ("ERASE", 20, 30, 20),
    ("PROTECT", 15, 15, 15),
]


@pytest.mark.parametrize(("kind", "days", "with_others", "extension"), DEADLINES)
def test_deadlines_are_those_of_the_law(world, kind, days, with_others, extension):
    friday = date(2026, 11, 6)
    asked = make_data_request(world.person, kind, by=world.member, on=friday)
    due_alone = asked.due_on

    personal.acknowledge(asked, with_others=True, by=world.officer)
    asked.refresh_from_db()
    due_with_others = asked.due_on
    personal.extend(asked, reason="Chờ xác minh.", with_others=True, by=world.officer)
    asked.refresh_from_db()

    assert asked.acknowledge_by == date(2026, 11, 10)
    assert due_alone == friday + timedelta(days=days)
    assert due_with_others == friday + timedelta(days=with_others)
    assert asked.due_on == friday + timedelta(days=with_others + extension)
    with pytest.raises(ValidationError):
        personal.extend(asked, reason="Lần nữa.", with_others=True, by=world.officer)


def test_extension_keeps_that_others_have_to_act(world, as_user):
    asked = make_data_request(world.person, "ERASE", by=world.officer)

    as_user(world.officer).post(asked.get_absolute_url(), {"step": "EXTENDED", "text": "Chờ.", "with_others": "on"})

    asked.refresh_from_db()
    assert asked.with_others
    assert asked.due_on == asked.received_on + timedelta(days=30 + 20)


def test_request_taken_at_the_door_waits_on_the_officers_desk_overdue_first(world, as_user):
    late = make_data_request(world.person, "COPY", by=world.member, on=timezone.localdate() - timedelta(days=40))
    client, url = as_user(world.member), reverse("data-request-create", args=[world.person.pk])
    sent = {
        "kind": "ERASE",
        "asker": "SELF",
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        "details": "Xóa tên tôi.",
    }

    for _ in range(2):
        client.post(url, sent)
    client.force_login(world.officer)
    desk, listed = client.get("/").text, page(client, "data-request-list")

    new = DataRequest.objects.exclude(pk=late.pk).get()
    assert new.taken_by == world.member
    assert "2 yêu cầu chờ trả lời" in desk
    assert "1 việc đã quá hạn" in desk
    assert listed.index(late.get_absolute_url()) < listed.index(new.get_absolute_url())
    assert listed.count("Quá hạn") == 1


def test_second_request_that_asks_for_something_else_is_kept(world, as_user):
    client, url = as_user(world.officer), reverse("data-request-create", args=[world.person.pk])
    sent = {"kind": "CORRECT", "asker": "SELF", "received_on": f"{timezone.localdate():%d/%m/%Y}"}

    for details in ("Năm sinh đúng là 1962.", "Tên đúng là Bính.", "Tên đúng là Bính."):
        client.post(url, sent | {"details": details})

    asked = DataRequest.objects.order_by("pk").values_list("details", flat=True)
    assert list(asked) == ["Năm sinh đúng là 1962.", "Tên đúng là Bính."]


def test_withdrawal_names_its_purpose_and_is_done_when_answered(world, as_user):
    calls = Purpose.objects.get(code="goi-dien")
    make_consent(world.person, by=world.member)
    client, url = as_user(world.officer), reverse("data-request-create", args=[world.person.pk])
    sent = {"kind": "WITHDRAW", "asker": "SELF", "received_on": f"{timezone.localdate():%d/%m/%Y}"}

    unnamed = client.post(url, sent).text
    client.post(url, sent | {"purpose": calls.pk})
    asked = DataRequest.objects.get()
    client.post(asked.get_absolute_url(), {"step": "DONE", "text": "Không gọi nữa."})

    assert "Hãy chọn rút đồng ý cho việc nào" in unnamed
    assert not Consent.objects.filter(resident=world.person).latest("pk").given


def test_answer_needs_words_and_is_given_once_by_an_officer(world, as_user):
    asked = make_data_request(world.person, "COPY", by=world.member)
    client = as_user(world.leader)

    assert client.post(asked.get_absolute_url(), {"step": "DONE", "text": "x"}).status_code == 404
    client.force_login(world.officer)
    silent = client.post(asked.get_absolute_url(), {"step": "REFUSED", "text": ""}).text
    client.post(asked.get_absolute_url(), {"step": "ACKNOWLEDGED"})
    client.post(asked.get_absolute_url(), {"step": "DONE", "text": "Đã in bản sao."})
    client.post(asked.get_absolute_url(), {"step": "REFUSED", "text": "Muộn rồi."})

    asked.refresh_from_db()
    assert "Hãy ghi đã làm gì" in silent
    assert asked.acknowledged_at
    assert (asked.outcome, asked.answer, asked.by) == ("DONE", "Đã in bản sao.", world.officer)


def test_person_is_told_who_opened_his_household_and_who_exported_him(world, as_user):
    other = make_household(world.village, "555", ["Triệu Thị Xa"], by=world.officer)
    client = as_user(world.team_leader)
    client.get(world.household.get_absolute_url())
    client.get(world.household.get_absolute_url())
    make_export(world.person, by=world.leader)
    make_export(other.residents.get(), by=world.leader)
    client.force_login(world.officer)

    shown = page(client, "resident-looks", world.person.pk)
    of_other = page(client, "resident-looks", other.residents.get().pk)

    assert "Đặng Văn Cường" in shown
    assert '<td data-label="Số lần">2</td>' in shown
    assert shown.count("Tải danh sách “hộ dân”") == 1
    assert "đối chiếu" in shown
    assert "Đặng Văn Cường" not in of_other


def test_person_is_told_who_exported_him_in_a_commune_where_he_lived(world, as_user):
    make_export(world.person, by=world.foreign_officer).communes.set([world.there])
    client = as_user(world.officer)
    before = page(client, "resident-looks", world.person.pk)
    world.household.villages.create(village=world.foreign_village, starts_on=LONG_AGO, ends_on=LONG_AGO)

    after = page(client, "resident-looks", world.person.pk)

    assert "Tải danh sách “hộ dân”" not in before
    assert "Tải danh sách “hộ dân”" in after


def test_copy_holds_what_is_kept_of_the_person_and_nothing_of_others(world, as_user):
    relative = make_household(world.village, "556", ["Vi Thị Riêng"], by=world.officer).residents.get()
    teach(relative.household, relative, by=world.member, skill="mua-sam", at=days_ago(3))
    make_consent(world.person, by=world.officer)
    ask_exclusion(world.household, world.person, by=world.member, reason="FRAIL")
    client = as_user(world.officer)

    shown = page(client, "resident-copy", world.person.pk)
    file = client.get(reverse("resident-copy-file", args=[world.person.pk]))

    assert "Dùng dịch vụ công trực tuyến: tự làm được" in shown
    assert file.json()["Nhân thân"][0]["Họ và tên"] == world.person.full_name
    assert len(file.json()["Lượt thăm có nói đến người này"]) == 1
    assert "Mua sắm" not in shown + file.text
    assert "già yếu" in shown
    assert "attachment" in file["Content-Disposition"]


def test_copy_tells_what_happened_to_him_under_every_id_and_how_exclusions_ended(world, as_user):
    home = make_household(world.village, "321", ["Lý Văn Một", "Vi Thị Riêng"], by=world.officer)
    other = make_household(world.other_village, "654", ["Lý Văn Mốt"], by=world.officer)
    kept, relative = home.residents.order_by("pk")
    merge_residents(kept, other.head, values={}, by=world.officer)
    excluded = exclude(home, kept, by=world.member, granted_by=world.leader, reason="FRAIL")
    exclusion.end(excluded, reason="Nay đã khỏe.", by=world.leader)
    change_head(home, head=relative, by=world.officer)
    kept.refresh_from_db()
    depart(kept, state="DEAD", on=timezone.localdate(), note="Ốm lâu ngày", by=world.officer)

    copy = as_user(world.officer).get(reverse("resident-copy-file", args=[kept.pk])).json()

    assert [row["Họ và tên"] for row in copy["Nhân thân"]] == ["Lý Văn Một", "Lý Văn Mốt"]
    assert {row["Hộ"].split(",")[0] for row in copy["Đã ở những hộ nào"]} == {"321", "654"}
    happened = {(row["Việc"], row["Quan hệ trước đó"]) for row in copy["Đã có việc gì"]}
    assert {("Đổi chủ hộ", "Chủ hộ"), ("Mất", "")} < happened
    assert copy["Đã có việc gì"][-1]["Ghi chú"] == "Ốm lâu ngày"
    assert copy["Đề nghị miễn tính"][0]["Lý do kết thúc"] == "Nay đã khỏe."
    assert copy["Đề nghị miễn tính"][0]["Miễn từ ngày"]
    assert "Riêng" not in str(copy)


def test_strange_input_is_no_error(world, as_user):
    client = as_user(world.officer)
    url = reverse("data-request-create", args=[world.person.pk])
    purposes = ["999999999999999999999", "x", "-1"]

    answers = [
        client.post(url, {"kind": "WITHDRAW", "asker": "?", "purpose": pk, "received_on": "99/99"}) for pk in purposes
    ]
    pages = [client.get(reverse("data-request-list"), {"xem": "x", "trang": "9" * 30})]

    assert {answer.status_code for answer in [*answers, *pages]} == {200}
    assert not DataRequest.objects.exists()


def test_request_and_consent_under_an_old_id_go_to_the_one_kept(world, as_user):
    home = make_household(world.village, "321", ["Lý Văn Một", "Lý Văn Mốt"], by=world.officer)
    kept, double = home.residents.order_by("pk")
    merge_residents(kept, double, values={}, by=world.officer)
    client = as_user(world.officer)
    names = ["resident-data", "resident-copy", "resident-copy-file", "resident-looks", "consent-record"]
    names += ["data-request-create"]
    sent = {"kind": "ERASE", "asker": "SELF", "received_on": f"{timezone.localdate():%d/%m/%Y}"}

    led = {client.get(reverse(name, args=[double.pk])).headers.get("Location") for name in names}
    for name, data in {"data-request-create": sent, "consent-record": {"muc-4": "1"}}.items():
        warned = client.post(reverse(name, args=[double.pk]), data, follow=True)
        assert "vừa được gộp vào Lý Văn Một" in warned.text

    assert led == {reverse(name, args=[kept.pk]) for name in names}
    assert not DataRequest.objects.exists()
    assert not Consent.objects.exists()
