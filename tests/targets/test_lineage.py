"""From a unit one gets to what it came from and what it became, as far as one may open it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from targets.models import Target
from tests.factories import days_ago
from tests.targets.reorganising import join_communes, move, rename
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
