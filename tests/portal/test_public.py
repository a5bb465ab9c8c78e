import pytest
from django.urls import reverse

from tests.factories import make_household, see, teach


def test_public_page_shows_teams_and_numbers_but_nobody_else(world, client):
    see(world.household, world.person, by=world.member)
    world.official.phone, world.official.public_phone = "+84912000111", "+84912000222"
    world.official.save()

    page = client.get("/", {"xa": world.here.code}).text

    assert "Thôn 1" in page
    assert "100%" in page
    assert "Đặng Văn Cường" in page
    assert "0912 000 222" in page
    for secret in ("0912 000 111", world.person.full_name, world.member_official.full_name):
        assert secret not in page


def test_public_page_offers_the_communes_where_there_are_several(world, client):
    page = client.get("/").text

    assert "Xã Dân Chủ" in page
    assert f"?xa={world.there.code}" in page


@pytest.mark.parametrize("name", ["village-list", "team-list", "reorganisation-list"])
def test_menu_marks_the_part_that_a_page_is_of(name, world, as_user):
    page = as_user(world.officer).get(reverse(name))

    assert [item.label for item in page.context["nav_items"] if item.current] == ["Thôn"]


def test_desk_of_a_team_puts_promises_first_then_the_never_visited(world, as_user):
    never = make_household(world.village, "002", ["Vi Thị Tám"], by=world.officer)
    teach(world.household, world.person, by=world.member)

    desk = as_user(world.member).get("/").context["team"]

    assert [household.pk for household in desk.never] == [never.pk]
    assert [household.pk for household in desk.oldest] == [world.household.pk]


def test_desk_of_a_leader_names_who_is_behind_and_why(world, as_user):
    make_household(world.village, "002", ["Vi Thị Tám"], by=world.officer)
    see(world.household, world.person, by=world.member, has=False)

    page = as_user(world.leader).get("/").text

    assert "Thôn 1 – Người lớn có điện thoại thông minh" in page
    assert "còn 1 chưa rõ" in page


def test_sign_in_leads_back_to_the_page_asked_for(world, client):
    asked = client.get(world.household.get_absolute_url())

    assert asked.url == f"{reverse('login')}?next={world.household.get_absolute_url()}"
