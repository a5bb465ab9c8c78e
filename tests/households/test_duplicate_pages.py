import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions import registry
from households.models import DistinctPair, Household, Resident
from tests.factories import make_household, make_merge, teach
from villages.models import BulkRun


def person(name="Triệu Văn Bình", year=1980, **fields):
    return Resident(full_name=name, birth_year=year, **fields)


@pytest.fixture
def pair(world):
    """The same man in two households of one lane."""
    first = make_household(world.village, "031", [person(phone="+84912345678")], world.officer, lane="Ngõ 3")
    second = make_household(
        world.village, "032", [person("Trieu Van Binh", 1981), "Lý Thị Ba"], world.officer, lane="ngõ 3"
    )
    return first, second


def side_by_side(one, other, name="resident-duplicates"):
    return f"{reverse(name, args=[one.pk])}?voi={other.pk}"


def test_a_pair_is_found_compared_merged_and_taken_back(world, pair, as_user):
    kept, merged = (home.head for home in pair)
    client = as_user(world.team_leader)

    assert side_by_side(kept, merged).replace("&", "&amp;") in client.get(reverse("duplicate-list")).text
    page = client.get(side_by_side(kept, merged)).text
    assert "để trống" in page
    refused = client.post(side_by_side(kept, merged), {"keep": kept.pk})
    assert refused.status_code == 200
    assert Resident.objects.get(pk=merged.pk).is_present
    chosen = {"keep": kept.pk, "full_name": kept.pk, "birth_year": merged.pk, "phone": kept.pk}
    done = client.post(side_by_side(kept, merged), chosen, follow=True)

    assert "Đã gộp thành Triệu Văn Bình" in done.text
    kept.refresh_from_db()
    assert (kept.birth_year, kept.phone) == (1981, "+84912345678")
    moved = client.get(reverse("resident-move", args=[merged.pk]))
    assert moved.url == reverse("resident-move", args=[kept.pk])
    assert "Trieu Van Binh" not in client.get(pair[1].get_absolute_url()).text
    listed = client.get(reverse("duplicate-list")).text
    assert "Không có cặp nào chờ xem" in listed
    assert "đã gộp: Trieu Van Binh" in listed
    client.post(reverse("merge-undo", args=[BulkRun.objects.get().pk]))
    assert Resident.objects.get(pk=merged.pk).is_present
    assert Household.objects.get(pk=pair[1].pk).head_id == merged.pk


def test_two_people_set_apart_are_not_offered_again(world, pair, as_user):
    one, other = (home.head for home in pair)
    client = as_user(world.officer)

    for _ in range(2):
        client.post(reverse("resident-apart", args=[other.pk]), {"voi": one.pk})

    assert DistinctPair.objects.get().by == world.officer
    assert "Không có cặp nào chờ xem" in client.get(reverse("duplicate-list")).text
    page = client.get(reverse("resident-duplicates", args=[one.pk])).text
    assert "Đã ghi là hai người" in page
    assert "So sánh, gộp" not in page


def test_two_people_set_apart_by_mistake_are_offered_again(world, pair, as_user):
    one, other = (home.head for home in pair)
    client = as_user(world.officer)
    client.post(reverse("resident-apart", args=[one.pk]), {"voi": other.pk})

    page = client.post(reverse("resident-reconsider", args=[other.pk]), {"voi": one.pk}, follow=True).text

    assert "So sánh, gộp" in page
    assert "Đã ghi là hai người" not in page
    assert side_by_side(one, other).replace("&", "&amp;") in client.get(reverse("duplicate-list")).text


def test_a_household_entered_twice_answers_under_both_ids(world, pair, as_user):
    kept, merged = pair
    teach(merged, merged.head, by=world.member)
    client = as_user(world.officer)
    url = side_by_side(kept, merged, "household-duplicates")
    (other,) = merged.residents.exclude(pk=merged.head_id)

    found = client.get(reverse("household-duplicates", args=[kept.pk]), {"so": "032", "thon": world.village.pk})
    page = client.get(url).text
    person = f"person-{kept.head_id}"
    chosen = {"keep": kept.pk, "number": merged.pk, "lane": kept.pk, "head": kept.pk, person: merged.head_id}
    done = client.post(url, chosen, follow=True)

    assert found.url == url
    assert f'value="{merged.head_id}" selected' in page
    assert "Đã gộp hai hộ" in done.text
    assert "Lý Thị Ba" in done.text
    kept.refresh_from_db()
    assert kept.number == "032"
    assert kept.head.guidances.count() == 1
    assert client.get(merged.get_absolute_url()).url == kept.get_absolute_url()
    client.force_login(world.member)
    assert client.get(reverse("visit-create", args=[merged.pk])).url == reverse("visit-create", args=[kept.pk])
    added = client.post(reverse("resident-add", args=[merged.pk]), {"full_name": "Người Mới", "age": "30"})
    assert added.url.startswith(reverse("visit-create", args=[kept.pk]))
    client.force_login(world.other_team_leader)
    assert client.get(merged.get_absolute_url()).status_code == 404
    assert other.pk in kept.residents.values_list("pk", flat=True)


def test_number_that_another_household_has_is_refused_beside_its_field(world, pair, as_user):
    here, there = pair[0], make_household(world.other_village, "077", [person()], world.officer)
    taken = make_household(world.village, "077", ["Ai Đó"], world.officer)
    url, client = side_by_side(here, there, "household-duplicates"), as_user(world.officer)
    chosen = {"keep": here.pk, "number": there.pk, "lane": here.pk, "head": here.pk, "phone": here.pk}

    refused = client.post(url, chosen)
    done = client.post(url, chosen | {"keep": there.pk})

    assert "Thôn 1 đã có hộ khác mang số 077" in refused.context["form"].errors["number"][0]
    assert done.status_code == 302
    assert Household.objects.get(pk=taken.pk).is_present


def test_nobody_is_compared_with_somebody_of_a_village_one_does_not_lead(world, pair, as_user):
    one = pair[0].head
    client = as_user(world.team_leader)

    for other in (world.other_household.residents.get(), world.foreign_household.residents.get(), one):
        assert client.get(side_by_side(one, other)).status_code == 404
        client.post(reverse("resident-apart", args=[one.pk]), {"voi": other.pk})
    for voi in ("", "x", "9" * 30, "\x00"):
        assert client.get(reverse("resident-duplicates", args=[one.pk]), {"voi": voi}).status_code in (400, 404)
    assert not DistinctPair.objects.exists()


def test_who_may_stand_in_the_registry_is_told_beside_his_name_and_entered_anyway(world, pair, as_user):
    client = as_user(world.team_leader)
    typed = {"village": world.village.pk, "number": "040", "lane": "NGÕ 3", "head": "members-0"}
    typed |= {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0}
    typed |= {"members-0-full_name": "Triệu Văn Bính", "members-0-birth_year": "1981", "members-0-sex": "M"}

    warned = client.post(reverse("household-create"), typed)

    assert "Có thể đã có trong sổ: Triệu Văn Bình (1980), hộ 031, Thôn 1; Trieu Van Binh (1981), hộ 032" in warned.text
    assert 'name="members-0-anyway"' in warned.text
    assert 'value="Triệu Văn Bính"' in warned.text
    assert not Household.objects.filter(number="040").exists()
    saved = client.post(reverse("household-create"), typed | {"members-0-anyway": "on"})
    home = Household.objects.get(number="040")
    assert saved.url == home.get_absolute_url()
    # Once he is there, the form of his household is silent about him.
    member = home.head
    typed |= {"members-INITIAL_FORMS": 1, "members-0-id": member.pk, "read_version": home.version, "address": "Cạnh ao"}
    assert client.post(reverse("household-edit", args=[home.pk]), typed).status_code == 302


@pytest.mark.parametrize("name", ["household-birth", "household-arrival"])
def test_who_is_born_or_comes_is_looked_for_as_well(name, world, pair, as_user):
    home, client, day = pair[0], as_user(world.team_leader), timezone.localdate()
    registry.add_member(pair[1], resident=person("Lý Văn Bé", day.year), by=world.officer)
    typed = {"on": f"{day:%d/%m/%Y}", "note": "", "full_name": "Ly Van Be", "birth_year": str(day.year)}
    url = reverse(name, args=[home.pk])

    fresh = client.get(url).text
    warned = client.post(url, typed).text
    none_yet = home.residents.count()
    client.post(url, typed | {"anyway": "on"})
    client.post(url, typed)  # the same click twice

    assert "Vẫn ghi" not in fresh
    assert "Có thể đã có trong sổ: Lý Văn Bé" in warned
    assert 'name="anyway"' in warned
    assert (none_yet, home.residents.count()) == (1, 2)


@pytest.mark.parametrize("other", [{"phone": "0912345678"}, {"relation": "CHILD"}, {"note": "Em họ"}])
def test_another_of_the_same_name_is_told_beside_it_and_not_taken_for_a_second_click(other, world, pair, as_user):
    home, client, day = pair[1], as_user(world.officer), timezone.localdate()
    url, typed = reverse("household-arrival", args=[home.pk]), {"on": f"{day:%d/%m/%Y}", "full_name": "Bàn Thị Mùi"}

    first = client.post(url, typed | {"relation": "OTHER"})
    second = client.post(url, typed | {"relation": "OTHER"})
    told = client.post(url, typed | {"relation": "OTHER"} | other)

    assert (first.status_code, second.status_code) == (302, 302)
    assert "có hai lần trong hộ" in told.context["form"].errors["full_name"][0]
    assert home.residents.filter(full_name="Bàn Thị Mùi").count() == 1


def test_the_warning_names_nobody_of_a_village_one_does_not_lead(world, as_user):
    make_household(world.other_village, "050", [person("Bàn Thị Hoa", phone="+84987654321")], world.officer)
    typed = {"village": world.village.pk, "number": "040", "head": "members-0", "members-INITIAL_FORMS": 0}
    typed |= {"members-TOTAL_FORMS": 1, "members-0-full_name": "Bàn Thị Hoa", "members-0-phone": "0987654321"}

    told = as_user(world.officer).post(reverse("household-create"), typed)
    saved = as_user(world.team_leader).post(reverse("household-create"), typed)

    assert "Bàn Thị Hoa (1980), hộ 050, Thôn 2" in told.text
    assert saved.status_code == 302


def test_at_the_door_the_warning_holds_nobody_up(world, pair, as_user):
    client = as_user(world.member)

    url = reverse("resident-add", args=[pair[1].pk])
    added = client.post(url, {"full_name": "Triệu Văn Bình", "age": ""}, follow=True)

    assert Resident.objects.get(full_name="Triệu Văn Bình", birth_year=None).household == pair[1]
    assert "Có thể đã có trong sổ: Triệu Văn Bình (1980), hộ 031, Thôn 1; Trieu Van Binh (1981), hộ 032" in added.text


@pytest.mark.parametrize("keep", [0, 1])
@pytest.mark.parametrize("name", ["resident-duplicates", "household-duplicates"])
def test_what_was_merged_already_is_said_and_shown(name, keep, world, pair, as_user):
    rows = pair if name == "household-duplicates" else [home.head for home in pair]
    chosen = dict.fromkeys(["keep", "full_name", "birth_year", "phone", "number", "lane", "head"], rows[keep].pk)
    client, url = as_user(world.team_leader), side_by_side(*rows, name)
    client.post(url, chosen)

    again = client.post(url, chosen, follow=True)
    stale = client.get(url, follow=True)

    for answer in (again, stale):
        assert answer.redirect_chain[-1][0] == pair[keep].get_absolute_url()
        assert "đã được gộp" in answer.text
    assert BulkRun.objects.count() == 1


@pytest.mark.parametrize("kind", ["nhan-khau", "ho-dan"])
def test_an_id_that_no_database_holds_names_nobody(kind, world, as_user):
    assert as_user(world.officer).get(f"/{kind}/{'9' * 20}/trung-lap/?voi=1").status_code == 404


def test_every_merge_that_can_be_undone_is_reached(world, as_user):
    client = as_user(world.officer)
    runs = {make_merge(world.household, by=world.officer).pk for _ in range(11)}

    pages = [client.get(reverse("duplicate-list"), {"gop": page}).text for page in ("1", "2")]

    assert {pk for pk in runs if reverse("merge-undo", args=[pk]) in pages[0] + pages[1]} == runs
    assert 'href="?gop=2#runs"' in pages[0]


def test_the_list_stays_where_it_was_when_two_are_set_apart(world, pair, as_user):
    client, (one, other) = as_user(world.officer), (home.head for home in pair)
    page = client.get(reverse("duplicate-list"), {"thon": world.village.pk}).text

    answer = client.post(
        reverse("resident-apart", args=[one.pk]), {"voi": other.pk, "thon": world.village.pk, "trang": 2}
    )

    assert f'name="thon" value="{world.village.pk}"' in page
    assert answer.url == f"{reverse('duplicate-list')}?thon={world.village.pk}&trang=2"
