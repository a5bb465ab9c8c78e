"""What follows from what people agreed to: whose number is kept, whom nobody calls."""

import pytest
from django.urls import reverse

from households.actions.merging import merge_residents
from households.actions.personal import record_consents
from households.models import Household, ImportRow, Purpose, Resident
from tests.factories import make_consent, make_household, make_run
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
