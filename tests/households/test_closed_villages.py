"""Once a village is closed its successor is what everybody works with; what lies in the old one stays to be read."""

from django.urls import reverse

from accounts.models import User
from households.models import Household
from tests.factories import grant, make_household, make_renamed, make_user, make_visit
from villages.models import Role


def test_team_of_one_village_keeps_its_lanes_and_doors_after_a_renaming(world, as_user):
    make_household(world.village, "010", by=world.officer, lane="Ngõ 2")
    make_renamed(world.village, by=world.officer)
    new = world.village.successors.get().new
    client = as_user(world.member)

    page = client.get(reverse("household-list"))
    make_visit(Household.objects.get(pk=world.household.pk), by=User.objects.get(pk=world.member.pk))
    visits = client.get(reverse("visit-list"), {"thon": world.village.pk})

    assert "thon" not in page.context["filters"].fields
    assert "Ngõ 2" in dict(page.context["filters"].fields["ngo"].choices)
    assert reverse("lane-nobody", args=[new.pk]) in page.text
    assert list(visits.context["page"]) == [world.visit]


def test_closed_villages_are_offered_last_with_their_day(world, as_user):
    make_renamed(world.village, by=world.officer, name="9")
    world.village.refresh_from_db()

    page = as_user(world.officer).get(reverse("household-list"))

    labels = [label for _, label in page.context["filters"].fields["thon"].choices]
    assert labels == ["Mọi thôn", "Thôn 2", "Thôn 9", f"Thôn 1 (đến {world.village.valid_to:%d/%m/%Y})"]


def test_team_of_a_commune_works_in_villages_that_stand(world, as_user):
    everywhere = make_user()
    grant(everywhere, Role.TEAM_LEADER, world.here)
    make_renamed(world.village, by=world.officer, name="9")
    client = as_user(everywhere)

    desk = client.get("/").context["team"]
    twice = client.get(reverse("duplicate-list"))

    assert [str(village) for village in desk.villages] == ["Thôn 2", "Thôn 9"]
    assert [str(village) for village in twice.context["villages"]] == ["Thôn 2", "Thôn 9"]
