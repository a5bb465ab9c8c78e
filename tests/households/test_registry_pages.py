"""A household with all its members on one page, as an officer keeps it."""

import re
import unicodedata

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from households.actions import registry
from households.models import Household, Resident
from households.tally import rebuild
from tests.factories import make_household


def rows(*people, household=None, **fields):
    """A filled household form; a person is a dict of his fields."""
    data = {"number": "077", "lane": "Xóm Đình", "head": "members-0"} | fields
    data |= {"members-TOTAL_FORMS": len(people), "members-INITIAL_FORMS": 0}
    if household:
        data |= {"members-INITIAL_FORMS": household.residents.present().count(), "read_version": household.version}
    for number, person in enumerate(people):
        data |= {f"members-{number}-{name}": value for name, value in person.items()}
    return data


def person(full_name="Lý A Sáng", **fields):
    return {"full_name": full_name, "birth_year": "1980", "sex": "M"} | fields


def create(client, world, *people, **fields):
    return client.post(reverse("household-create"), rows(*people, **{"village": world.village.pk} | fields))


def test_household_is_created_with_its_members_and_head(world, as_user):
    client = as_user(world.team_leader)

    response = create(
        client, world, person(), person("Lý Thị Tâm", sex="F", phone="+84 912 345 678"), {"full_name": ""}
    )

    household = Household.objects.get(number="077")
    assert response.url == household.get_absolute_url()
    assert household.head.full_name == "Lý A Sáng"
    assert household.residents.get(full_name="Lý Thị Tâm").phone == "+84912345678"
    assert household.residents.count() == 2
    assert rebuild([world.village.pk]) == 0


def test_only_one_said_to_be_the_head_is(world, as_user):
    people = person("Lý Thị Tâm", sex="F", relation="SPOUSE"), person(relation="HEAD")

    create(as_user(world.officer), world, *people, head="")

    assert Household.objects.get(number="077").head.full_name == "Lý A Sáng"


def test_text_is_stored_in_one_form(world, as_user):
    create(as_user(world.officer), world, person(unicodedata.normalize("NFD", "  Lý   Thị Hòa ")))

    assert Resident.objects.filter(full_name="Lý Thị Hòa").exists()


@pytest.mark.parametrize(
    ("people", "fields", "message"),
    [
        ([person(birth_year="1850")], {}, "Năm sinh phải từ 1900"),
        ([person(birth_year="2199")], {}, "không thể ở tương lai"),
        ([person(birth_year="năm 80")], {}, "Năm sinh gồm bốn chữ số"),
        ([person(phone="01234567890")], {}, "11 chữ số không còn dùng"),
        ([person(phone="0203 3825 678")], {}, "số máy bàn"),
        ([person("x" * 10_000)], {}, "100"),
        ([person(), person("lý á sang")], {}, "hai lần trong hộ"),
        ([person()], {"head": "members-7"}, "Hãy chọn chủ hộ"),
        ([person()], {"head": ""}, "Hãy chọn chủ hộ"),
        ([person(relation="HEAD"), person("Lý Tâm", relation="HEAD")], {"head": ""}, "Hãy chọn chủ hộ"),
        ([person(sex="X")], {}, "X"),
        ([person()], {"number": "001"}, "đã có hộ mang số 001"),
        ([person()], {"number": ""}, "Hãy điền ô này"),
        ([person()], {"village": "999999999"}, "lựa chọn"),
        ([person()], {"village": ""}, "Hãy chọn\\."),
    ],
)
def test_bad_row_gets_a_message_and_keeps_what_was_typed(world, as_user, people, fields, message):
    response = create(as_user(world.officer), world, *people, **fields)

    assert response.status_code == 200
    assert re.search(message, response.text, re.IGNORECASE)
    assert 'value="Xóm Đình"' in response.text
    assert not Household.objects.filter(lane="Xóm Đình").exists()


def test_member_of_another_household_cannot_be_taken_by_a_crafted_form(world, as_user):
    stranger = world.foreign_household.residents.get()
    data = rows(person("Kẻ Lạ", id=stranger.pk), household=world.household)

    response = as_user(world.officer).post(reverse("household-edit", args=[world.household.pk]), data)

    stranger.refresh_from_db()
    assert response.status_code == 200
    assert stranger.full_name == "Triệu Văn Bình"


def test_stale_edit_is_refused_and_shows_both(world, as_user):
    client = as_user(world.officer)
    url = reverse("household-edit", args=[world.household.pk])
    first = rows(person("Triệu Văn Bình", id=world.person.pk), household=world.household, lane="Xóm Trên")
    second = rows(person("Triệu Văn Bính", id=world.person.pk), household=world.household, lane="Xóm Dưới")

    client.post(url, first)
    refused = client.post(url, second)
    version = re.search(r'name="read_version" value="(\d+)"', refused.text)[1]
    knowing = client.post(url, second | {"read_version": version})

    assert "Người khác vừa lưu" in refused.text
    assert "Đang lưu: Xóm Trên" in refused.text
    assert 'value="Xóm Dưới"' in refused.text
    assert knowing.status_code == 302
    world.household.refresh_from_db()
    assert world.household.lane == "Xóm Dưới"


def test_person_joins_another_household_with_what_he_can_do(world, as_user):
    to = make_household(world.village, "020", by=world.officer)
    data = {"what": "MOVED", "village": world.village.pk, "number": "020", "relation": "CHILD", "on": today()}

    response = as_user(world.officer).post(reverse("resident-move", args=[world.person.pk]), data)

    world.person.refresh_from_db()
    assert response.status_code == 302
    assert world.person.household == to
    assert world.person.abilities.count() == 1
    assert rebuild([world.village.pk]) == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"what": "MOVED", "number": "404"}, "Không có hộ khác mang số này"),
        ({"what": "MOVED", "number": ""}, "Hãy ghi số hộ."),
        ({"what": "LEFT", "on": "31/02/2026"}, "Ngày chưa đúng"),
        ({"what": "LEFT", "on": "01/01/2199"}, "không thể ở tương lai"),
        ({"what": "LEFT", "on": "01/01/1990"}, "phải từ 01/01/2020"),
        ({"what": ""}, "Hãy chọn."),
    ],
)
def test_bad_move_gets_a_message(world, as_user, data, message):
    data = {"village": world.village.pk, "on": today()} | data

    response = as_user(world.officer).post(reverse("resident-move", args=[world.person.pk]), data)

    assert response.status_code == 200
    assert message in response.text


def test_household_that_left_keeps_its_page_but_counts_no_more(world, as_user):
    client = as_user(world.officer)
    client.post(reverse("household-move", args=[world.household.pk]), {"on": today()})

    page = client.get(world.household.get_absolute_url())

    assert "Hộ này đã chuyển đi" in page.text
    assert client.get(reverse("household-list")).context["page"].paginator.count == 1
    assert rebuild([world.village.pk]) == 0


def test_list_finds_by_name_lane_or_number_without_accents(world, as_user):
    make_household(world.village, "021", ["Đặng Thị Hòa"], by=world.officer, lane="Ngõ Chợ")
    client = as_user(world.team_leader)

    found = {text: client.get(reverse("household-list"), {"q": text}).text for text in ["dang thi hoa", "CHỢ", "021"]}

    assert all("Đặng Thị Hòa" in page for page in found.values())
    assert "Triệu Văn Bình" not in "".join(found.values())


@pytest.mark.parametrize("query", ["q=%00", "thon=abc", "trang=xyz", "trang=-1", "xem=lung-tung", "q=" + "x" * 500])
def test_odd_address_is_no_error_page(world, as_user, query):
    response = as_user(world.team_leader).get(f"{reverse('household-list')}?{query}")

    assert response.status_code == (400 if "%00" in query else 200)


def test_office_records_a_trait_of_its_own_people_only(world, as_user):
    stranger = world.other_household.residents.get()
    url = reverse("household-observe", args=[world.household.pk])
    page = as_user(world.team_leader).get(url).text
    trait = re.search(rf'name="t-r-{world.person.pk}-(\d+)"', page)[1]

    as_user(world.team_leader).post(url, {f"t-r-{world.person.pk}-{trait}": "1", f"t-r-{stranger.pk}-{trait}": "1"})

    assert world.person.trait_values.get().value is True
    assert not stranger.trait_values.exists()
    assert rebuild([world.village.pk]) == 0


def test_opening_a_household_is_noted(world, as_user):

    as_user(world.member).get(world.household.get_absolute_url())

    noted = LogEntry.objects.filter(action=LogEntry.Action.ACCESS, object_pk=str(world.household.pk)).latest("pk")
    assert noted.actor == world.member


def today():
    return f"{timezone.localdate():%d/%m/%Y}"


def test_household_without_anybody_says_whether_somebody_ever_lived_there(world, as_user):
    never = make_household(world.village, "030", [], by=world.officer)
    left = make_household(world.village, "031", ["Lý Văn Đi"], by=world.officer)
    registry.depart(left.residents.get(), state="LEFT", on=timezone.localdate(), by=world.officer)
    client = as_user(world.officer)

    of_never, of_left = client.get(never.get_absolute_url()).text, client.get(left.get_absolute_url()).text

    edit = reverse("household-edit", args=[never.pk])
    assert f'Chưa ghi nhân khẩu nào. Hãy <a href="{edit}">ghi những người trong hộ</a>.' in of_never
    assert "Hộ này không còn ai." not in of_never
    assert "Hộ này không còn ai." in of_left
    assert "Còn hộ chưa ghi chủ hộ" in client.get(reverse("home")).text


def test_village_left_empty_is_named_once(world, as_user):
    response = as_user(world.officer).post(reverse("household-create"), {**rows(), "number": ""})

    assert response.context["form"].errors["village"] == ["Hãy chọn."]
