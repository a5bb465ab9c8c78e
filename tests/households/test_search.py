"""The box at the head of every page, and what it finds."""

import unicodedata
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from households.actions.merging import merge_residents
from households.models import Resident
from tests.factories import make_household

NAMES = ["Triệu Văn Bình", "Đặng Thị Hòa", "Đặng Thị Hoa", "Bàn Thị Hoà", "Lý A Sáng", "Nguyễn Văn Ái"]
FINDS = {
    "binh trieu": ["Triệu Văn Bình"],
    "TRIỆU  văn bình": ["Triệu Văn Bình"],
    "Bì Tri": ["Triệu Văn Bình"],
    "dang hoa": ["Đặng Thị Hoa", "Đặng Thị Hòa"],
    "hoa": ["Đặng Thị Hoa", "Bàn Thị Hoà", "Đặng Thị Hòa"],
    "Hòa": ["Bàn Thị Hoà", "Đặng Thị Hòa", "Đặng Thị Hoa"],
    unicodedata.normalize("NFD", "hoà"): ["Bàn Thị Hoà", "Đặng Thị Hòa", "Đặng Thị Hoa"],
    "nva": ["Nguyễn Văn Ái"],
    "N. V. A.": ["Nguyễn Văn Ái"],
    "y a sang": [],
    "oa": [],
    "2067": ["Triệu Văn Bình"],
    "0912 342 067": ["Triệu Văn Bình"],
    "+84 912342067": ["Triệu Văn Bình"],
    "342067": ["Triệu Văn Bình"],
    "67": [],
    "20": ["hộ 020"],
    "hộ 20": ["hộ 020"],
    "021": ["hộ 021"],
    "ngo 25": ["hộ 025"],
    "NGÕ 25": ["hộ 025"],
    "ngõ 2": [f"hộ 02{number}" for number in range(6)],
    "không có ai": [],
    "각": [],
    "_": [],
}


@pytest.fixture
def people(world):
    Resident.objects.update(full_name="Vi Xuân Kỳ", search_key="", words="", initials="")
    for number, name in enumerate(NAMES, start=20):
        member = Resident(full_name=name, birth_year=1980, phone=f"+8491234{number}67")
        make_household(world.village, f"0{number}", [member], by=world.officer, lane=f"Ngõ {number}")
    return world


def names_in(response):
    hits = response.context["hits"]
    return [person.full_name for person in hits.people] + [f"hộ {home.number}" for home in hits.households]


def test_search_finds(people, as_user):
    client = as_user(people.officer)

    assert {text: names_in(client.get(reverse("search"), {"q": text})) for text in FINDS} == FINDS


def test_row_tells_who_and_where_and_opens_the_household(people, as_user):
    page = as_user(people.team_leader).get(reverse("search"), {"q": "2067"}).text

    household = people.village.households.get(number="020")
    assert f'<a href="{household.get_absolute_url()}">' in page
    assert all(text in page for text in ["Triệu Văn Bình", "sinh 1980", "hộ 020", "Ngõ 20", "Thôn 1", "0912 342 067"])
    assert "0912" not in as_user(people.team_leader).get(reverse("search"), {"q": "binh"}).text


def test_search_knows_only_whom_its_user_may_see(people, as_user):
    make_household(people.other_village, "050", ["Triệu Văn Bình"], by=people.officer)
    make_household(people.foreign_village, "051", ["Triệu Văn Bình"], by=people.foreign_officer)

    numbers = {
        role: [
            person.household.number
            for person in as_user(people.users[role]).get(reverse("search"), {"q": "tvb"}).context["hits"].people
        ]
        for role in ["leader", "team_leader", "other_team_leader", "foreign_officer"]
    }

    assert numbers == {
        "leader": ["020", "050"],
        "team_leader": ["020"],
        "other_team_leader": ["050"],
        "foreign_officer": ["051"],
    }


def test_fifty_rows_are_shown_and_the_page_says_there_are_more(people, as_user):
    members = [Resident(full_name=f"Trần Văn Ất {'Bê' * (number % 7)}", birth_year=1990) for number in range(60)]
    make_household(people.village, "900", members, by=people.officer, lane="Trần Phú")
    client = as_user(people.member)

    page = client.get(reverse("search"), {"q": "tran"})
    few = client.get(reverse("search"), {"q": "tran", "goi-y": "1"})

    assert (len(page.context["hits"].people), len(page.context["hits"].households)) == (49, 1)
    assert "Còn nữa, xin gõ thêm" in page.text
    assert len(names_in(few)) == 8
    assert "Còn nữa" not in client.get(reverse("search"), {"q": "trieu"}).text


def test_many_matches_are_found_in_order_too(people, as_user, monkeypatch):
    client = as_user(people.officer)
    sorted_whole = names_in(client.get(reverse("search"), {"q": "ng"}))
    monkeypatch.setattr("households.search.SORTED_AT_ONCE", 1)

    assert names_in(client.get(reverse("search"), {"q": "ng"})) == sorted_whole
    assert names_in(client.get(reverse("search"), {"q": "thi"})) == ["Bàn Thị Hoà", "Đặng Thị Hoa", "Đặng Thị Hòa"]


def test_who_died_or_left_is_found_and_marked(people, as_user):
    Resident.objects.filter(full_name="Lý A Sáng").update(state=Resident.State.DEAD)

    page = as_user(people.officer).get(reverse("search"), {"q": "sang ly"}).text

    assert "Lý A Sáng" in page
    assert "Đã mất" in page


def test_who_was_entered_twice_and_merged_is_found_once(people, as_user):
    kept, twice = make_household(
        people.village, "060", [Resident(full_name="Vi Thị Én"), Resident(full_name="Vi Thị Én")], by=people.officer
    ).residents.all()
    merge_residents(kept, twice, values={}, by=people.officer)

    hits = as_user(people.officer).get(reverse("search"), {"q": "vi en"}).context["hits"]

    assert hits.people == [kept]


def test_list_of_households_matches_alike(people, as_user):
    client = as_user(people.officer)

    for text, number in [("binh trieu", "020"), ("nva", "025"), ("2067", "020"), ("25", "025"), ("ngo 25", "025")]:
        page = client.get(reverse("household-list"), {"q": text}).context["page"]
        assert [household.number for household in page] == [number], text


def test_box_stands_on_the_pages_of_those_who_know_residents(world, client):
    def has_box(page):
        return "data-search" in client.get(reverse(page)).text

    boxes = {None: [has_box("home"), has_box("published-list")]}
    for role in ["leader", "officer", "team_leader", "member", "observer"]:
        client.force_login(world.users[role])
        boxes[role] = [has_box("home"), has_box("published-list")]

    assert boxes == {role: [role not in ("observer", None)] * 2 for role in boxes}


def test_box_keeps_what_was_typed(world, as_user):
    assert 'value="&lt;b&gt; Bình"' in as_user(world.officer).get(reverse("search"), {"q": "<b> Bình"}).text


def test_odd_address_is_no_error_page(world, as_user):
    client = as_user(world.member)
    odd = ["q=" + "x" * 500, "q=" + "a+" * 300, "q=%5C%25_", "q=" + "9" * 200, "q=", "q=%25", "q=%00"]

    assert [client.get(f"{reverse('search')}?{query}").status_code for query in odd] == [200] * 6 + [400]


def test_rows_from_before_get_their_keys(people):
    rows = Resident.objects.filter(full_name__in=NAMES).order_by("pk")
    keys = list(rows.values_list("initials", "words"))
    rows.update(initials="", words="")

    import_module("households.migrations.0010_search_keys").derive_keys(apps, None)

    assert (
        list(Resident.objects.exclude(full_name="Vi Xuân Kỳ").order_by("pk").values_list("initials", "words")) == keys
    )


def test_keys_follow_a_new_name(people):
    person = Resident.objects.get(full_name="Lý A Sáng")
    person.full_name = "Lý Thị Ửng"
    person.save()

    assert (person.initials, person.words) == ("ltu", " ly thi ung ly4 thi5 ưng2 ")


def test_parts_of_words_are_indexed_where_the_database_can(db):
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, Resident._meta.db_table)

    assert ("resident_words_trigrams" in indexes) == (connection.vendor == "postgresql")
