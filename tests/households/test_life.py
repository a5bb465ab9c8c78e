"""What happens to a household is an event with its own day: counted from that day on, told on the page, taken back."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.actions import registry
from households.actions.merging import merge_residents
from households.models import Household, LifeEvent, Purpose, Resident
from households.standing import standing_on
from households.tally import rebuild
from tests.factories import days_ago, make_household, make_visit, teach
from villages.models import Village

TODAY = timezone.localdate


def family(village, number="050", by=None):
    year = TODAY().year
    people = [
        Resident(full_name="Bàn Văn Cha", birth_year=year - 50, sex="M", relation="HEAD"),
        Resident(full_name="Lý Thị Mẹ", birth_year=year - 48, sex="F", relation="SPOUSE"),
        Resident(full_name="Bàn Văn Con", birth_year=year - 25, sex="M", relation="CHILD"),
        Resident(full_name="Bàn Thị Út", birth_year=year - 20, sex="F", relation="CHILD"),
    ]
    return make_household(village, number, people, by=by)


@pytest.fixture
def home(world):
    return family(world.village, by=world.officer)


def person(name):
    return Resident.objects.get(full_name=name)


def shown(day):
    return f"{day:%d/%m/%Y}"


def counts(world, day, *, villages=None):
    """{village: (households, people)} at the end of `day`."""
    villages = villages or [world.village, world.other_village]
    numbers = standing_on([village.pk for village in villages], day).counted()
    found = {village.pk: [0, 0] for village in villages}
    for (village, key, *_), number in numbers.items():
        if key in ("h", "p"):
            found[village][key == "p"] += number
    return {village: tuple(pair) for village, pair in found.items()}


def send(client, name, row, **data):
    return client.post(reverse(name, args=[row.pk]), {"on": shown(TODAY()), "note": "", **data})


# What happened, on a day ten days ago: (page, data, {village: (households, people) more than the day before}).
HAPPENED = [
    ("household-birth", lambda w, h: {"full_name": "Bàn Bé"} | year_of(10), (0, 1), (0, 0)),
    ("household-death", lambda w, h: {"resident": person("Bàn Văn Cha").pk}, (0, -1), (0, 0)),
    ("household-arrival", lambda w, h: {"full_name": "Vi Thị Dâu", "relation": "CHILD_IN_LAW"}, (0, 1), (0, 0)),
    ("household-move", lambda w, h: {"to": ""}, (-1, -4), (0, 0)),
    ("household-move", lambda w, h: {"to": w.other_village.pk}, (-1, -4), (1, 4)),
    ("household-head", lambda w, h: {"head": person("Lý Thị Mẹ").pk}, (0, 0), (0, 0)),
    ("household-split", lambda w, h: split("Bàn Văn Con", "Bàn Thị Út"), (1, 0), (0, 0)),
    ("household-merge", lambda w, h: {"number": "001", "village": w.other_village.pk}, (-1, -4), (0, 4)),
    ("household-merge", lambda w, h: {"number": "001", "village": w.village.pk}, (-1, 0), (0, 0)),
]


def year_of(days):
    return {"birth_year": (TODAY() - timedelta(days=days)).year}


def split(*names, number="051"):
    people = [person(name).pk for name in names]
    return {"people": people, "head": people[0], "number": number, "lane": "Ngõ Mới"}


@pytest.mark.parametrize(("name", "data", "here", "there"), HAPPENED, ids=lambda value: str(value)[:20])
def test_event_counts_from_its_own_day_on_and_is_taken_back(name, data, here, there, world, home, as_user):
    client, day = as_user(world.officer), TODAY() - timedelta(days=10)
    before = counts(world, TODAY() - timedelta(days=1))
    rows = snapshot()

    response = send(client, name, home, on=shown(day), **data(world, home))

    assert response.status_code == 302, response.context["form"].errors
    assert counts(world, day - timedelta(days=1)) == before
    assert counts(world, day) == {
        village.pk: (before[village.pk][0] + more[0], before[village.pk][1] + more[1])
        for village, more in ((world.village, here), (world.other_village, there))
    }
    assert rebuild([world.village.pk, world.other_village.pk]) == 0
    event = LifeEvent.objects.latest("pk")
    assert (event.on, event.by) == (day, world.officer)

    taken = client.post(reverse("event-take-back", args=[event.pk]))

    assert taken.status_code == 302
    assert snapshot() == rows
    assert rebuild([world.village.pk, world.other_village.pk]) == 0
    assert LogEntry.objects.filter(action=LogEntry.Action.DELETE, object_pk=str(event.pk), actor=world.officer).exists()


def snapshot():
    """Who lives where, since when, as what; who heads which household."""
    return (
        sorted(Resident.objects.values_list("pk", "household", "village", "state", "relation", "full_name")),
        sorted(Household.objects.values_list("pk", "village", "head", "state", "number")),
        sorted(map(str, Resident.residences.rel.related_model.objects.values_list("resident", "household", "ends_on"))),
        sorted(map(str, Household.villages.rel.related_model.objects.values_list("household", "village", "ends_on"))),
        LifeEvent.objects.count(),
    )


def test_relations_follow_the_new_head(world, home, as_user):
    send(as_user(world.officer), "household-head", home, head=person("Lý Thị Mẹ").pk)

    home.refresh_from_db()
    assert home.head == person("Lý Thị Mẹ")
    assert [home.residents.get(full_name=name).relation for name in ("Lý Thị Mẹ", "Bàn Văn Cha", "Bàn Văn Con")] == [
        "HEAD",
        "SPOUSE",
        "CHILD",
    ]


def test_household_whose_head_died_is_asked_for_a_new_one(world, home, as_user):
    client = as_user(world.team_leader)

    send(client, "household-death", home, resident=person("Bàn Văn Cha").pk)

    page = client.get(home.get_absolute_url()).text
    worklist = client.get(reverse("household-list"), {"xem": "chua-chu-ho"}).context["page"].object_list
    assert "Hộ này chưa có chủ hộ" in page
    assert reverse("household-head", args=[home.pk]) in page
    assert list(worklist) == [home]
    assert home.get_absolute_url() in as_user(world.team_leader).get("/").text
    assert "?xem=chua-chu-ho" in as_user(world.officer).get("/").text

    send(client, "household-head", home, head=person("Lý Thị Mẹ").pk)

    assert "Hộ này chưa có chủ hộ" not in client.get(home.get_absolute_url()).text
    assert "?xem=chua-chu-ho" not in client.get("/").text


def test_heading_names_the_household_where_it_has_no_head(world, home, as_user):
    client, url = as_user(world.officer), home.get_absolute_url()
    send(client, "household-death", home, resident=person("Bàn Văn Cha").pk)

    pages = [client.get(page).text for page in (url, reverse("household-head", args=[home.pk]))]
    send(client, "household-merge", home, number="001", village=world.other_village.pk)
    merged = client.get(url).text

    assert "<h1>Hộ 050</h1>" in pages[0]
    assert "<h1>Đổi chủ hộ: hộ 050</h1>" in pages[1]
    assert "<h1>Hộ 050</h1>" in merged
    assert f'đã nhập vào <a href="{world.other_household.get_absolute_url()}">hộ 001</a>, Thôn 2, từ ngày' in merged


def test_new_household_keeps_what_its_people_can_do(world, home, as_user):
    son = person("Bàn Văn Con")
    teach(home, son, by=world.team_leader, at=days_ago(20))

    send(as_user(world.team_leader), "household-split", home, **split("Bàn Văn Con", "Bàn Thị Út"))

    new = Household.objects.get(number="051")
    son.refresh_from_db()
    assert (new.village, new.head, new.lane) == (world.village, son, "Ngõ Mới")
    assert (son.household, son.relation, son.abilities.count()) == (new, "HEAD", 1)
    assert person("Bàn Thị Út").relation == "SIBLING"
    home.refresh_from_db()
    assert home.head == person("Bàn Văn Cha")


def test_whoever_left_the_commune_comes_back_with_his_history(world, home, as_user):
    client, son = as_user(world.officer), person("Bàn Văn Con")
    send(client, "resident-move", son, what="LEFT", village=world.village.pk, on=shown(TODAY() - timedelta(days=9)))

    send(client, "household-arrival", home, returning=son.pk, on=shown(TODAY() - timedelta(days=4)))

    son.refresh_from_db()
    people = [counts(world, TODAY() - timedelta(days=ago))[world.village.pk][1] for ago in (10, 9, 5, 4)]
    assert son.is_present
    assert people == [5, 4, 4, 5]
    assert "chuyển đến" in client.get(reverse("resident-life", args=[son.pk])).text
    assert rebuild([world.village.pk]) == 0


BAD = [
    ("household-birth", {"full_name": "Bé"}, {}, "birth_year"),
    ("household-birth", {"full_name": "Bé", "birth_year": "2001"}, {}, "birth_year"),
    ("household-birth", {"full_name": "", "birth_year": "9" * 30}, {}, "birth_year"),
    ("household-death", {}, {"resident": "9" * 30}, "resident"),
    ("household-death", {"on": "01/01/2199"}, {}, "on"),
    ("household-death", {"on": "01/01/1990"}, {"resident": "Bàn Văn Cha"}, "on"),
    ("household-arrival", {"full_name": ""}, {}, "full_name"),
    ("household-head", {}, {"head": "Bàn Văn Cha"}, "head"),
    ("household-head", {"on": "01/01/1990"}, {"head": "Lý Thị Mẹ"}, "on"),
    ("household-split", {"number": "051"}, {"head": "Lý Thị Mẹ", "people": "Bàn Văn Con"}, "head"),
    ("household-split", {"number": "001"}, {"head": "Bàn Văn Con", "people": "Bàn Văn Con"}, "number"),
    ("household-split", {"number": "051", "people": "9" * 30}, {}, "people"),
    ("household-merge", {"number": "404"}, {}, "number"),
]


@pytest.mark.parametrize(("name", "data", "people", "wrong"), BAD, ids=lambda value: str(value)[:30])
def test_bad_input_is_refused_beside_its_field(name, data, people, wrong, world, home, as_user):
    chosen = {key: value if value.isdigit() else person(value).pk for key, value in people.items()}
    events = LifeEvent.objects.count()

    response = send(as_user(world.officer), name, home, **{"village": world.village.pk} | data | chosen)

    assert response.status_code == 200
    assert wrong in response.context["form"].errors
    assert LifeEvent.objects.count() == events


@pytest.mark.parametrize(
    ("typed", "numbers", "found"),
    [("13", ["013"], "013"), ("13", ["013", "13"], "13"), ("13", ["013", "0013"], None), ("50", ["013"], None)],
)
def test_household_is_found_without_the_zeros_before_its_number(typed, numbers, found, world, home, as_user):
    for number in numbers:
        make_household(world.village, number, by=world.officer)
    client, son, place = as_user(world.officer), person("Bàn Văn Con"), {"number": typed, "village": world.village.pk}

    send(client, "resident-move", son, what="MOVED", **place)
    send(client, "household-merge", home, **place)

    son.refresh_from_db()
    home.refresh_from_db()
    assert (son.household.number, home.is_present) == ((found, False) if found else ("050", True))


def test_all_of_a_household_cannot_be_split_off(world, home, as_user):
    everyone = split(*home.residents.values_list("full_name", flat=True))

    response = send(as_user(world.officer), "household-split", home, **everyone)

    assert "ít nhất một người" in response.text
    assert not Household.objects.filter(number="051").exists()


def test_death_before_a_lesson_is_refused(world, home, as_user):
    teach(home, person("Bàn Văn Cha"), by=world.team_leader, at=days_ago(3))
    client, father = as_user(world.officer), person("Bàn Văn Cha").pk

    refused = send(client, "household-death", home, resident=father, on=shown(TODAY() - timedelta(days=4)))
    taken = send(client, "household-death", home, resident=father, on=shown(TODAY() - timedelta(days=3)))

    assert "còn ghi đã hướng dẫn" in refused.text
    assert taken.status_code == 302


def test_household_splits_on_no_day_before_it_came_to_its_village(world, home, as_user):
    client, moved = as_user(world.officer), TODAY() - timedelta(days=10)
    send(client, "household-move", home, to=world.other_village.pk, on=shown(moved))
    before = counts(world, moved - timedelta(days=1))

    refused = send(client, "household-split", home, **split("Bàn Văn Con"), on=shown(moved - timedelta(days=1)))
    unchanged = counts(world, moved - timedelta(days=1))
    taken = send(client, "household-split", home, **split("Bàn Văn Con"), on=shown(moved))

    assert f"{moved:%d/%m/%Y}" in refused.context["form"].errors["on"][0]
    assert unchanged == before
    assert taken.status_code == 302


def test_household_moves_on_no_day_before_there_was_the_village(world, home, as_user):
    client, made = as_user(world.officer), TODAY() - timedelta(days=10)
    Village.objects.filter(pk=world.other_village.pk).update(valid_from=made)
    data = {"to": world.other_village.pk}

    refused = send(client, "household-move", home, **data, on=shown(made - timedelta(days=1)))
    taken = send(client, "household-move", home, **data, on=shown(made))

    assert f"{made:%d/%m/%Y}" in refused.context["form"].errors["on"][0]
    assert taken.status_code == 302


def test_whoever_keeps_one_village_is_told_who_records_a_move_to_another(world, home, as_user):
    pages = [("household-move", home), ("resident-move", person("Bàn Văn Con")), ("household-merge", home)]
    told = "thôn khác của xã thì báo công chức xã ghi"

    by_leader = [as_user(world.team_leader).get(reverse(name, args=[row.pk])).text for name, row in pages]
    by_officer = [as_user(world.officer).get(reverse(name, args=[row.pk])).text for name, row in pages]

    assert [told in page for page in by_leader + by_officer] == [True] * 3 + [False] * 3


def test_household_whose_number_is_taken_there_is_led_to_change_it(world, home, as_user):
    client = as_user(world.officer)
    make_household(world.other_village, "050", by=world.officer)
    taken, stale = {"to": world.other_village.pk}, Household.objects.select_related("village").get(pk=home.pk)

    refused = send(client, "household-move", home, **taken)
    with pytest.raises(ValidationError, match="đã có hộ mang số 050"):
        registry.move_household(stale, to=world.other_village, by=world.officer)

    assert "Thôn 2 đã có hộ mang số 050" in refused.context["form"].errors["to"][0]
    assert f'<a href="{reverse("household-edit", args=[home.pk])}">đổi số của hộ này</a>' in refused.text
    assert "số còn trống: 051" in refused.text
    assert "Hộ 050, Thôn 1</a>" in refused.text
    assert stale.village == world.village


def test_what_later_rests_on_stays(world, home, as_user):
    client = as_user(world.officer)
    send(client, "household-birth", home, full_name="Bàn Bé", birth_year=TODAY().year)
    birth = LifeEvent.objects.latest("pk")
    send(client, "household-death", home, resident=person("Bàn Bé").pk)
    death = LifeEvent.objects.latest("pk")
    send(client, "household-split", home, **split("Bàn Văn Con"))
    divided = LifeEvent.objects.latest("pk")
    make_visit(Household.objects.get(number="051"), by=world.team_leader)

    answers = [client.post(reverse("event-take-back", args=[event.pk])) for event in (birth, divided)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Sau đó còn ghi" in answers[0].text
    assert reverse("event-take-back", args=[death.pk]) in answers[0].text
    assert "Đã có lượt thăm" in answers[1].text
    assert person("Bàn Văn Con").household.number == "051"
    assert LifeEvent.objects.filter(pk__in=[birth.pk, divided.pk]).count() == 2


def test_person_who_was_asked_for_consent_since_stays(world, home, as_user):
    send(as_user(world.officer), "household-birth", home, full_name="Bàn Bé", birth_year=TODAY().year)
    child, asked = person("Bàn Bé"), {"purpose": Purpose.objects.first(), "given": False, "by": world.officer}
    child.consents.create(**asked, at=timezone.now())

    answer = as_user(world.officer).post(reverse("event-take-back", args=[child.event_lines.get().event_id]))

    assert "không rút lại được" in answer.text
    assert child.consents.exists()


def test_return_of_whoever_was_taught_since_stays(world, home, as_user):
    client, son = as_user(world.officer), person("Bàn Văn Con")
    send(client, "resident-move", son, what="LEFT")
    send(client, "household-arrival", home, returning=son.pk)
    event = LifeEvent.objects.latest("pk")
    teach(home, son, by=world.team_leader)

    answer = client.post(reverse("event-take-back", args=[event.pk]))

    son.refresh_from_db()
    assert "đã có lượt thăm" in answer.text
    assert son.is_present


def test_household_does_not_come_back_into_a_village_that_is_no_more(world, home, as_user):
    send(as_user(world.officer), "household-move", home, to=world.other_village.pk)
    event = LifeEvent.objects.latest("pk")
    Village.objects.filter(pk=world.village.pk).update(valid_to=TODAY())

    answer = as_user(world.officer).post(reverse("event-take-back", args=[event.pk]))

    home.refresh_from_db()
    assert "không rút lại được" in answer.text
    assert home.village == world.other_village


def test_what_was_merged_since_stays(world, home, as_user):
    twin = registry.add_member(home, resident=Resident(full_name="Ban Be"), by=world.officer)
    send(as_user(world.officer), "household-birth", home, full_name="Bàn Bé", birth_year=TODAY().year, anyway="on")
    birth = LifeEvent.objects.latest("pk")
    merge_residents(person("Bàn Bé"), twin, values={}, by=world.officer)

    answer = as_user(world.officer).post(reverse("event-take-back", args=[birth.pk]))

    assert "hãy hoàn tác lần gộp" in answer.text
    assert person("Bàn Bé").is_present


def test_only_who_keeps_both_households_takes_back(world, home, as_user):
    send(as_user(world.officer), "household-merge", home, number="001", village=world.other_village.pk)
    event = LifeEvent.objects.latest("pk")

    answers = [
        as_user(user).post(reverse("event-take-back", args=[event.pk])).status_code
        for user in (world.team_leader, world.other_team_leader, world.member, world.leader, world.outsider)
    ]

    assert answers == [404] * 5


def test_a_second_click_writes_nothing_more(world, home, as_user):
    client = as_user(world.officer)
    for _ in range(2):
        send(client, "household-birth", home, full_name="Bàn Bé", birth_year=TODAY().year)
        send(client, "household-death", home, resident=person("Bàn Văn Cha").pk)

    assert Resident.objects.filter(full_name="Bàn Bé").count() == 1
    assert LifeEvent.objects.filter(kind__in=["BORN", "DIED"]).count() == 2
    assert rebuild([world.village.pk]) == 0


def test_timeline_tells_both_households_and_the_person(world, home, as_user):
    client, son = as_user(world.officer), person("Bàn Văn Con")
    data = {"what": "MOVED", "village": world.other_village.pk, "number": "001", "relation": "OTHER", "note": "Ở rể"}

    send(client, "resident-move", son, **data)

    pages = [client.get(url).text for url in (home.get_absolute_url(), world.other_household.get_absolute_url())]
    own = client.get(reverse("resident-life", args=[son.pk])).text
    assert "Bàn Văn Con sang hộ 001" in pages[0]
    assert "Bàn Văn Con sang từ hộ 050" in pages[1]
    assert all("Ở rể" in page for page in [*pages, own])
    assert "Hộ 050" in own


def test_registered_household_says_when_it_came(world, as_user):
    day = date(TODAY().year, 1, 1)
    data = {"village": world.village.pk, "number": "090", "head": "members-0", "came_on": shown(day)}
    rows = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-full_name": "Nông Văn Tới"}

    as_user(world.officer).post(reverse("household-create"), data | rows)

    event = LifeEvent.objects.get(household__number="090")
    assert (event.kind, event.on) == ("HOUSEHOLD_CAME", day)
    assert person("Nông Văn Tới").residences.get().starts_on == day
