"""What follows from what people agreed to: whose number is kept, whom nobody calls."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions.calls import draw_calls, record_call
from households.actions.erasure import erase
from households.actions.merging import merge_residents
from households.actions.personal import record_consents
from households.actions.registry import depart
from households.calls import last_finished_month
from households.consents import not_to_call
from households.models import DataRequest, Household, ImportRow, Purpose, Resident, VerificationCall
from tests.factories import make_call, make_consent, make_data_request, make_household, make_run, moment, teach
from tests.households.books import apply, book_of, upload
from tests.households.test_erasure import everything

NAME, NUMBER, TYPED = "Chìu Sủi Phóng", "+84987654321", "0987 654 321"


def refuse(person, *, by):
    record_consents(person, answers={Purpose.objects.get(code="goi-dien"): False}, by=by)


@pytest.fixture
def person(world):
    """The head of a household of which the same number is kept."""
    member = Resident(full_name=NAME, birth_year=1980, phone=NUMBER)
    return make_household(world.village, "321", [member], by=world.officer, phone=NUMBER).head


def test_number_goes_from_all_his_rows_his_household_and_the_trail(world, person):
    other = make_household(world.village, "322", ["Chìu Sủi Phòng"], by=world.officer, phone="+84912000111")
    Resident.objects.filter(household=other).update(phone=NUMBER)
    merge_residents(person, other.residents.get(), values={}, by=world.officer)
    make_run(person.household, by=world.officer)

    refuse(Resident.objects.get(pk=person.pk), by=world.officer)

    assert "654321" not in everything().replace(" ", "")
    assert Household.objects.get(pk=other.pk).phone == "+84912000111"


def test_import_does_not_bring_a_refused_number_back(world, person, as_user):
    refuse(person, by=world.officer)
    client = as_user(world.officer)

    one = upload(client, book_of(["Thôn 1", "321", "Ngõ 9", NAME, "", 1980, "nam", TYPED]))
    shown = client.get(one.get_absolute_url()).text
    apply(client, one, *one.numbers["warnings"])

    person.refresh_from_db()
    assert ImportRow.Warning.NO_NUMBER.label in shown
    assert (person.phone, person.household.lane) == ("", "Ngõ 9")
    assert "654321" not in str(one.rows.get().values)


def test_import_is_checked_again_when_calls_were_refused_meanwhile(world, person, as_user):
    Resident.objects.filter(pk=person.pk).update(phone="")
    client = as_user(world.officer)
    one = upload(client, book_of(["Thôn 1", "321", "", NAME, "", 1980, "nam", TYPED]))

    refuse(person, by=world.officer)
    answer = apply(client, one, *one.numbers["warnings"])

    assert "đã thay đổi từ lúc kiểm tra tệp" in answer.text
    assert not Resident.objects.get(pk=person.pk).phone


def test_refused_number_is_not_typed_in_again_until_he_agrees(world, person, as_user):
    refuse(person, by=world.officer)
    client, url = as_user(world.officer), reverse("household-edit", args=[person.household_id])

    def save():
        version = Household.objects.get(pk=person.household_id).version
        members = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 1, "members-0-id": person.pk}
        typed = {"members-0-full_name": NAME, "members-0-birth_year": 1980, "members-0-phone": TYPED}
        return client.post(url, members | typed | {"head": "members-0", "number": "321", "read_version": version})

    refused = save()
    kept_out = Resident.objects.get(pk=person.pk).phone
    make_consent(person, by=world.officer)
    save()

    assert "không đồng ý cho gọi điện nên không giữ số" in refused.text
    assert kept_out == ""
    assert Resident.objects.get(pk=person.pk).phone == NUMBER


def test_refused_number_does_not_come_back_with_whoever_returns(world, person, as_user):
    refuse(person, by=world.officer)
    depart(person, state="LEFT", by=world.officer)
    url, day = reverse("household-arrival", args=[person.household_id]), f"{timezone.localdate():%d/%m/%Y}"

    refused = as_user(world.officer).post(url, {"returning": person.pk, "phone": TYPED, "on": day, "note": ""})

    person.refresh_from_db()
    assert "không giữ số" in refused.context["form"].errors["phone"][0]
    assert f'value="{TYPED}"' in refused.text
    assert (person.state, person.phone) == ("LEFT", "")


@pytest.fixture
def people(world):
    """Who refuses calls, agrees to calls before a visit, agrees to verification, is limited, is erased, was never
    asked; all taught last month."""
    names = ["Lý Văn Chối", "Lý Văn Hẹn", "Lý Văn Ưng", "Lý Văn Hạn", "Lý Văn Xóa", "Lý Văn Im"]
    home = make_household(world.village, "900", names, by=world.officer)
    found = list(home.residents.order_by("pk"))
    refusing, expecting, agreeing, limited, erased, _ = found
    for person in found:
        teach(home, person, by=world.member, at=moment(last_finished_month() + timedelta(days=14)))
    make_consent(refusing, by=world.officer, given=False)
    make_consent(expecting, by=world.officer)
    make_consent(agreeing, by=world.officer, purpose="xac-minh", given=False)
    make_consent(agreeing, by=world.officer, purpose="xac-minh")
    make_data_request(limited, "OBJECT", by=world.officer, outcome="DONE")
    erase(erased, by=world.officer)
    return dict(zip(["refusing", "expecting", "agreeing", "limited", "erased", "silent"], found, strict=True))


@pytest.mark.parametrize(
    ("ground", "called"), [("DUTY", ["expecting", "agreeing", "silent"]), ("CONSENT", ["agreeing"])]
)
def test_by_duty_who_said_nothing_is_called_and_by_consent_only_who_said_yes(ground, called, world, people, as_user):
    Purpose.objects.filter(code="xac-minh").update(ground=ground)
    VerificationCall.objects.bulk_create(
        VerificationCall(
            team=world.team, resident=one, month=last_finished_month(), drawn_at=moment(last_finished_month())
        )
        for one in people.values()
    )
    client = as_user(world.officer)

    shown = client.get(reverse("call-list")).text
    drawn_again = draw_calls(world.team, month=last_finished_month(), by=world.officer)

    names = {people[name].full_name for name in called}
    assert {one.full_name for one in people.values() if one.full_name in shown} == names
    assert {call.resident.full_name for call in VerificationCall.objects.uncalled()} == names
    assert f"rút thăm {len(names)}," in shown
    assert drawn_again == []


def test_nobody_is_drawn_who_is_not_to_be_called(world, people):
    Purpose.objects.filter(code="xac-minh").update(ground="CONSENT")

    calls = draw_calls(world.team, month=last_finished_month(), by=world.officer)

    assert [call.resident for call in calls] == [people["agreeing"]]


def test_who_refuses_calls_leaves_list_file_and_desk_and_another_is_drawn(world, person, as_user):
    for one in (person, world.person):
        teach(one.household, one, by=world.member, at=moment(last_finished_month() + timedelta(days=14)))
    call = make_call(world.team, person)
    client = as_user(world.officer)
    pages = [reverse("call-list"), "/"]
    before = [client.get(page).text for page in pages]

    refuse(person, by=world.officer)
    after = [client.get(page).text for page in pages]
    in_file = client.get(reverse("call-export")).context["number"]

    told = [NAME, 'id="calls"']
    assert [words in page for words, page in zip(told, before, strict=True)] == [True, True]
    assert [words in page for words, page in zip(told, after, strict=True)] == [False, False]
    assert in_file == 0
    assert [new.resident for new in draw_calls(world.team, month=call.month, by=world.officer)] == [world.person]
    record_call(call, result="CONFIRMED", by=world.officer)
    assert NAME in client.get(pages[0]).text  # what he said is kept


def test_limit_is_lifted_as_it_was_set_and_may_be_set_again(world, people, as_user):
    limited = people["limited"]
    client = as_user(world.officer)
    free = client.get(reverse("data-request-create", args=[people["silent"].pk])).text
    asking = {"asker": "SELF", "received_on": f"{timezone.localdate():%d/%m/%Y}"}

    def ask(kind):
        client.post(reverse("data-request-create", args=[limited.pk]), asking | {"kind": kind})
        client.post(DataRequest.objects.latest("pk").get_absolute_url(), {"step": "DONE", "text": "Đã làm."})
        shown = client.get(reverse("resident-data", args=[limited.pk])).text
        return "không gọi điện" in shown, Resident.objects.filter(not_to_call(), pk=limited.pk).exists()

    assert 'value="LIFT"' not in free
    assert ask("LIFT") == (False, False)
    assert ask("RESTRICT") == (True, True)
