"""What the pages tell of what happened: in which words, to whom, under all ids of a row that was entered twice."""

from django.urls import reverse

from households.actions.merging import merge_residents
from households.looks import looks_at
from households.models import Resident
from tests.factories import make_household


def home_of(world, number, *names, village=None):
    people = [Resident(full_name=name, birth_year=1950 + 10 * place) for place, name in enumerate(names)]
    return make_household(village or world.village, number, people, world.officer)


def test_who_looked_under_an_id_that_was_merged_twice_is_told(world, as_user):
    first, second, third = home_of(world, "020", "Bình", "Binh", "Bính").residents.order_by("pk")
    as_user(world.officer).get(reverse("resident-life", args=[first.pk]))
    merge_residents(second, first, values={}, by=world.officer)
    merge_residents(third, second, values={}, by=world.officer)

    assert "mở trang dữ liệu cá nhân, bản sao" in {look.what for look in looks_at(third)}
