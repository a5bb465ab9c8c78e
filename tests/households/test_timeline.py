"""What the pages tell of what happened: in which words, to whom, under all ids of a row that was entered twice."""

import re

import pytest
from django.urls import reverse

from households.actions import life, registry
from households.actions.merging import merge_households, merge_residents
from households.looks import looks_at
from households.models import Household, Resident
from households.timeline import household_timeline
from tests.factories import make_household


def home_of(world, number, *names, village=None):
    people = [Resident(full_name=name, birth_year=1950 + 10 * place) for place, name in enumerate(names)]
    return make_household(village or world.village, number, people, world.officer)


def person(name):
    return Resident.objects.get(full_name=name)


def told_of(household, user):
    return [happening.text for happening in household_timeline(household, user)]


def test_sentences_name_who_was_head_and_households_without_people(world):
    family, empty, into = home_of(world, "020", "Cha", "Con"), home_of(world, "021"), world.household
    for home in (family, empty):
        life.merge_household(home, into=into, by=world.officer)

    assert told_of(family, world.officer)[0] == "Cha, Con cùng cả hộ 020 nhập vào hộ 001 (Cha khi ấy là chủ hộ)"
    assert told_of(empty, world.officer)[0] == "Cả hộ 021 nhập vào hộ 001"
    assert told_of(into, world.officer)[:2] == [
        "Cả hộ 021 nhập vào hộ 001",
        "Cha, Con nhập vào từ hộ 020 (Cha khi ấy là chủ hộ)",
    ]


def test_events_of_merged_households_are_told_from_where_they_are_now(world):
    first, second, third, last = (home_of(world, str(30 + n), f"A{n}", f"B{n}") for n in range(4))
    registry.move_resident(person("B0"), to=second, relation="", by=world.officer)
    registry.move_resident(person("B1"), to=third, relation="", by=world.officer)
    merge_households(third, second, same={}, values={}, by=world.officer)
    merge_households(last, third, same={}, values={}, by=world.officer)

    told = {happening.text: happening.elsewhere for happening in household_timeline(last, world.officer)}

    assert told["B0 sang từ hộ 30"] == first
    assert told["B1 sang hộ 32"] is None  # both of them are this household


def test_who_looked_under_an_id_that_was_merged_twice_is_told(world, as_user):
    first, second, third = home_of(world, "020", "Bình", "Binh", "Bính").residents.order_by("pk")
    as_user(world.officer).get(reverse("resident-life", args=[first.pk]))
    merge_residents(second, first, values={}, by=world.officer)
    merge_residents(third, second, values={}, by=world.officer)

    assert "mở trang dữ liệu cá nhân, bản sao" in {look.what for look in looks_at(third)}


@pytest.mark.parametrize(("head", "told"), [("Con Đi", "Chủ hộ mới: Con Đi"), ("Mẹ Kín", "Đổi chủ hộ")])
def test_whoever_moved_takes_no_names_of_his_former_home_along(head, told, world, as_user):
    family = [Resident(full_name="Cha Kín", birth_year=1950, relation="HEAD")]
    family += [Resident(full_name=name, birth_year=1952, relation="SPOUSE") for name in ("Mẹ Kín", "Con Đi")]
    home = make_household(world.village, "020", family, world.officer)
    life.change_head(home, head=person(head), note="Ghi chú kín", by=world.officer)
    moved = person("Con Đi")
    registry.move_resident(moved, to=world.other_household, relation="", note="Ở rể", by=world.officer)

    page = as_user(world.other_team_leader).get(reverse("resident-life", args=[moved.pk])).text
    whole = as_user(world.officer).get(reverse("resident-life", args=[moved.pk])).text

    assert told in page
    assert "Ở rể" in page
    assert not re.search("Kín|kín", page.split("</h1>")[1])
    assert "Cha Kín" in whole
    assert "Ghi chú kín" in whole


def test_no_page_links_to_a_household_that_its_reader_may_not_open(world, as_user):
    there, gone = world.other_household, home_of(world, "040", "Đi Hết", village=world.other_village)
    home = home_of(world, "020", "Ở Lại", "Con Đi")
    registry.move_resident(person("Con Đi"), to=there, relation="", by=world.officer)
    life.merge_household(gone, into=home, by=world.officer)
    client = as_user(world.other_team_leader)

    pages = [client.get(url) for url in (there.get_absolute_url(), gone.get_absolute_url())]

    linked = {url for page in pages for url in re.findall(r'href="(/ho-dan/\d+/)"', page.text)}
    assert "sang từ hộ 020" in pages[0].text
    assert "Hộ này đã nhập vào hộ 020" in pages[1].text
    assert {client.get(url).status_code for url in linked} <= {200}
    assert home.get_absolute_url() in as_user(world.officer).get(gone.get_absolute_url()).text
    assert Household.objects.get(pk=gone.pk).state == "LEFT"
