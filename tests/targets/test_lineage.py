"""From a unit one gets to what it came from and what it became, as far as one may open it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from targets.models import Target
from tests.factories import days_ago, make_household
from tests.targets.reorganising import carry_out, join_communes, merge, move, rename
from villages.models import Reorganisation


def dead_links(client, path):
    """Addresses on the page of `path` that its reader may not open."""
    page = client.get(path)
    assert page.status_code == 200, path
    linked = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', page.text.partition("<main")[2].partition("</main")[0]))
    return [address for address in map(unescape, linked) if client.get(address).status_code == 404]


def test_nothing_that_a_reader_may_not_open_is_linked_after_a_move(lived, client):
    new = move(lived, client)
    made = Reorganisation.objects.get()
    target = Target.objects.get(team__village=new)
    old_page, new_page = lived.other_village.get_absolute_url(), new.get_absolute_url()
    lineages = [reverse("village-lineage", args=[pk]) for pk in (lived.other_village.pk, new.pk)]

    client.force_login(lived.leader)
    numbers = f"{target.get_absolute_url()}?nhom=chua-ro&ngay={days_ago(1):%d/%m/%Y}"
    for path in (old_page, lineages[0], reverse("reorganisation-detail", args=[made.pk]), numbers):
        assert dead_links(client, path) == [], path
    client.force_login(lived.foreign_leader)
    for path in (old_page, new_page, *lineages, reverse("reorganisation-detail", args=[made.pk])):
        assert dead_links(client, path) == [], path
    assert new_page in client.get(lineages[0]).text
    assert old_page in client.get(lineages[1]).text


@pytest.mark.parametrize("role", ["leader", "officer", "member"])
def test_lineage_of_a_merged_commune_is_found_from_its_villages(role, lived, client):
    new = join_communes(lived, client)
    client.force_login(lived.users[role])

    page = client.get(new.villages.get(name="2").get_absolute_url() if role != "member" else old_page(lived)).text
    lineage = client.get(reverse("commune-lineage", args=[new.pk])).text

    assert reverse("commune-lineage", args=[new.pk]) in page
    assert reverse("commune-lineage", args=[lived.here.pk]) in lineage


def old_page(world):
    return world.village.successors.get().new.get_absolute_url()


def test_who_oversees_a_commune_finds_its_reorganisations(lived, client):
    rename(lived, client)
    client.force_login(lived.leader)

    assert reverse("reorganisation-list") in client.get(reverse("village-list")).text
    client.force_login(lived.member)
    assert reverse("reorganisation-list") not in client.get(reverse("village-list")).text


def test_page_of_a_merged_village_shows_its_last_day_and_that_of_the_new_one_leads_there(lived, client):
    new = merge(lived, client)
    client.force_login(lived.leader)

    page = client.get(lived.village.get_absolute_url())
    visits = client.get(new.get_absolute_url()).text.partition("Lượt thăm mới nhất")[2]

    assert lived.target in [line.target for line in page.context["progress"]]
    assert "Lý Thị Dung" in page.text
    assert f"{reverse('board')}?ngay={days_ago(1):%d/%m/%Y}" in page.text
    assert "0 hộ" not in page.text
    assert reverse("sheet-print", args=[lived.village.pk]) not in page.text
    assert "lượt thăm trước đó ở trang" in visits
    assert lived.village.get_absolute_url() in visits


def test_page_of_a_renamed_village_says_nothing_of_today(lived, client):
    rename(lived, client)

    page = client.get(lived.village.get_absolute_url()).text

    assert not [text for text in ("Chưa giao chỉ tiêu", "chưa có tổ", "Chưa ghi ai", "0 hộ") if text in page]
    assert "Lượt thăm mới nhất" in page


@pytest.mark.parametrize("change", [rename, join_communes])
def test_page_of_a_village_that_goes_on_shows_its_targets_and_team_of_its_last_day(change, lived, client):
    change(lived, client)
    client.force_login(lived.officer)

    page = client.get(lived.village.get_absolute_url())

    assert lived.target in [line.target for line in page.context["progress"]]
    assert f"{lived.target.get_absolute_url()}?ngay={days_ago(1):%d/%m/%Y}" in page.text
    assert lived.team.get_absolute_url() in page.text


def test_communes_name_the_villages_that_went_from_one_to_the_other(lived, client):
    new = move(lived, client)

    left, joined = (client.get(one.get_absolute_url()).text for one in (lived.here, lived.there))

    assert "Đơn vị này vẫn như thế" not in left
    assert "Thôn chuyển sang xã khác" in left
    assert "Thôn từ xã khác chuyển về" in joined
    assert all(new.get_absolute_url() in page for page in (left, joined))
    assert "Thôn 2</a>, xã Dân Chủ" in joined


def test_villages_that_came_of_one_are_told_apart(lived, client):
    more = make_household(lived.village, "002", by=lived.officer)
    client.force_login(lived.officer)
    homes = {f"home-{lived.household.pk}": "0", f"home-{more.pk}": "1"}
    carry_out(client, "chia-tach", village=lived.village.pk, kind_of_village="THON", names="1A\n1B", **homes)

    page = client.get(lived.village.get_absolute_url()).text

    assert "Thôn 1A</a>, xã Dân Chủ; <a" in page
