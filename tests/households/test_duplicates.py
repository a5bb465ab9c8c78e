from itertools import combinations

import pytest

from config.vietnamese import fold
from households.duplicates import Described, Known, describe, known_among, likely_pairs
from households.models import Resident
from tests.factories import make_household

BINH = Described(fold("Triệu Văn Bình"), 1980, 1, 10, "ngo", "+84912345678", 1)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({}, True),
        ({"birth_year": 1981}, True),
        ({"birth_year": 1978}, False),
        ({"birth_year": None}, True),
        ({"name": fold("Trieu Van Binh")}, True),
        ({"name": fold("Triệu Văn Bính A")}, False),
        ({"household": 11}, True),  # the same lane
        ({"household": 11, "lane": "ngo khac", "phone": ""}, False),
        ({"household": 11, "lane": "ngo khac"}, True),  # the same phone
        ({"household": 11, "village": 2, "phone": ""}, False),  # a lane of another village
        ({"household": None, "village": None, "lane": "", "phone": ""}, False),
        ({"pk": 1}, False),
    ],
)
def test_two_people_are_alike_by_name_year_and_place(other, alike):
    person = BINH._replace(**{"pk": None} | other)

    assert BINH.is_like(person) is person.is_like(BINH) is alike
    assert bool(Known([BINH]).like(person)) is alike


def test_people_without_lane_or_phone_share_neither():
    nameless, bare = Described(""), Described("an", village=1)

    assert not nameless.is_like(nameless)
    assert not bare.is_like(bare._replace(pk=3))


def test_likely_pairs_are_those_that_the_rule_finds(world, django_assert_num_queries):
    def person(name, year, phone=""):
        return Resident(full_name=name, birth_year=year, phone=phone)

    village, officer = world.village, world.officer
    make_household(village, "101", [person("Bàn Thị Hoa", 1990), person("Bàn Thị Hòa", None)], officer, lane="Ngõ 1")
    make_household(village, "102", [person("Bàn Thị Hoa", 1991), person("Lý A", 1950)], officer, lane="ngõ 1")
    make_household(village, "103", [person("Bàn Thị Hoa", 1989), person("Lý A", 1950)], officer)
    make_household(village, "104", [person("Lý A", 1951)], officer)
    phone = "+84912345678"
    near = make_household(village, "105", [person("Lý B", 1951, phone)], officer)
    far = make_household(world.other_village, "105", [person("Lý B", 1951, phone)], officer)
    make_household(world.foreign_village, "105", [person("Lý B", 1951, phone)], officer)
    villages = [village.pk, world.other_village.pk]

    with django_assert_num_queries(1):
        found = set(likely_pairs(villages))

    people = [describe(one, one.household) for one in Resident.objects.filter(village__in=villages).order_by("pk")]
    assert found == {(one.pk, two.pk) for one, two in combinations(people, 2) if one.is_like(two)}
    assert len(found) == 4
    assert set(likely_pairs([village.pk])) == {pair for pair in found if far.head_id not in pair}
    known = known_among(Resident.objects.filter(village__in=villages), ["ly b"])
    assert [one.pk for one in known.like(people[-1])] == [near.head_id]
