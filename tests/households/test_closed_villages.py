"""Once a village is closed its successor is what everybody works with; what lies in the old one stays to be read."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from households.actions.registry import create_household, leave_commune, move_household
from households.forms.door import HouseholdAtDoorForm
from households.forms.household import HouseholdForm
from households.models import Household, Resident
from tests.factories import (
    days_ago,
    exclude,
    grant,
    make_data_request,
    make_household,
    make_renamed,
    make_user,
    make_visit,
)
from tests.targets.reorganising import join_communes
from villages.models import Role, Village


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
    assert labels == ["Mọi thôn", "Thôn 2", "Thôn 9", f"Thôn 1 (đến trước {world.village.valid_to:%d/%m/%Y})"]


def test_team_of_a_commune_works_in_villages_that_stand(world, as_user):
    everywhere = make_user()
    grant(everywhere, Role.TEAM_LEADER, world.here)
    make_renamed(world.village, by=world.officer, name="9")
    client = as_user(everywhere)

    desk = client.get("/").context["team"]
    twice = client.get(reverse("duplicate-list"))

    assert [str(village) for village in desk.villages] == ["Thôn 2", "Thôn 9"]
    assert [str(village) for village in twice.context["villages"]] == ["Thôn 2", "Thôn 9"]


def test_nobody_comes_into_a_village_that_closes_meanwhile(world):
    """Whoever opened the form before still has the village as it stood."""
    stale, household = world.village, Household.objects.get(pk=world.other_household.pk)
    make_renamed(Village.objects.get(pk=stale.pk), by=world.officer)
    person = Resident(full_name="Lý Văn Mới", birth_year=1990)
    new = Household(village=stale, number="900")

    with pytest.raises(ValidationError, match="vừa được sắp xếp"):
        create_household(new, residents=[person], head=person, by=world.officer)
    with pytest.raises(ValidationError, match="vừa được sắp xếp"):
        move_household(household, to=stale, by=world.officer)
    form = HouseholdAtDoorForm({"full_name": "Lý Văn Mới", "age": "30", "number": "901"}, village=stale)
    assert form.is_valid()
    assert form.save(by=world.member) is None
    assert not Household.objects.filter(village=stale).exists()


def test_form_of_a_new_household_says_that_its_village_closed(world):
    row = {"full_name": "Lý Văn Mới", "birth_year": "1990", "relation": "HEAD"}
    data = {"village": world.village.pk, "number": "900", "head": "members-0", "read_version": "0"}
    data |= {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0} | {f"members-0-{key}": row[key] for key in row}
    form = HouseholdForm(data, instance=Household(), user=User.objects.get(pk=world.officer.pk))
    assert form.is_valid(), form.errors
    make_renamed(world.village, by=world.officer)

    assert form.save_if_current() is None
    assert "vừa được sắp xếp" in str(form.errors)


def test_rights_of_those_who_left_before_go_to_the_new_commune(world, client):
    gone = make_household(world.village, "500", ["Lý Văn Đi"], by=world.officer, on=days_ago(9).date())
    person = gone.residents.get()
    excluded = exclude(gone, person, by=world.member, granted_by=world.officer, at=days_ago(3))
    asked = make_data_request(person, by=world.member)
    leave_commune(gone, by=world.officer)
    join_communes(world, client)
    client.force_login(world.officer)

    pages = [asked.get_absolute_url(), excluded.get_absolute_url(), reverse("resident-copy", args=[person.pk])]
    opened = [client.get(page).status_code for page in pages]
    waiting = client.get("/").context["office"].data_requests
    listed = client.get(reverse("data-request-list")).text
    client.post(asked.get_absolute_url(), {"step": "DONE", "text": "Đã xóa.", "sure": "on"})

    assert opened == [200, 200, 200]
    assert waiting == 1
    assert "Lý Văn Đi" in listed
    assert not Resident.objects.named().filter(pk=person.pk).exists()


def test_requests_of_those_who_left_before_are_taken_down_by_the_team_of_today(world, client):
    gone = make_household(world.village, "500", ["Lý Văn Đi"], by=world.officer, on=days_ago(9).date())
    leave_commune(gone, by=world.officer)
    make_renamed(world.village, by=world.officer)
    client.force_login(world.member)

    page = client.get(reverse("data-request-create", args=[gone.residents.get().pk]))

    assert page.status_code == 200
