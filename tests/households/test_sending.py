"""The endpoint of the phone's queue: each visit answered on its own, once, whatever arrives."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import audited
from households.actions.registry import depart, move_household
from households.models import Ability, GuidanceTally, LatestVisit, Resident, Skill, Visit, VisitLabel
from households.tally import rebuild
from tests.factories import days_ago, make_household, teach
from villages.models import Access

URL = reverse("visit-send")


def entry(home, **fields):
    said = {
        "uuid": str(uuid4()),
        "household": home.pk,
        "outcome": "NOBODY_HOME",
        "saved_at": timezone.now().isoformat(),
    }
    return said | fields


def lesson(home, person, level=2, **fields):
    skill = Skill.objects.get(code="an-toan").pk
    guidances = [{"resident": person.pk, "skill": skill, "level": level, "taught": True}]
    return entry(home, outcome="GUIDED", guidances=guidances, **fields)


def send(client, *visits, sent_at=None, **headers):
    body = {"sent_at": (sent_at or timezone.now()).isoformat(), "visits": list(visits)}
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)


def statuses(response):
    return [result["status"] for result in response.json()["results"]]


def test_sending_stores_each_visit_once_and_answers_with_its_receipt(world, as_user):
    client = as_user(world.member)
    visits = [lesson(world.household, world.person), entry(world.household, note="gõ cửa hai lần")]

    first, again = send(client, *visits), send(client, *visits)

    assert statuses(first) == ["created", "created"]
    assert statuses(again) == ["same", "same"]
    receipts = [result["receipt"] for result in first.json()["results"]]
    assert receipts == [result["receipt"] for result in again.json()["results"]]
    assert receipts == [Visit.objects.get(uuid=visit["uuid"]).receipt_code for visit in visits]
    assert rebuild([world.village.pk]) == 0


def test_one_bad_visit_in_the_middle_keeps_no_other_out(world, as_user):
    good, last = entry(world.household, note="một"), lesson(world.household, world.person)
    bad = entry(world.household, outcome="PROMISED")

    response = send(as_user(world.member), good, bad, last)

    assert statuses(response) == ["created", "refused", "created"]
    assert response.json()["results"][1]["errors"] == {"promised_on": ["Hẹn lại thì hãy chọn ngày hẹn."]}
    assert set(Visit.objects.filter(uuid__in=[good["uuid"], last["uuid"]]).values_list("outcome", flat=True)) == {
        "NOBODY_HOME",
        "GUIDED",
    }


def test_same_uuid_with_other_content_is_a_conflict_and_changes_nothing(world, as_user):
    client, visit = as_user(world.member), entry(world.household)
    send(client, visit)

    response = send(client, visit | {"note": "khác"}, entry(world.household, note="sau đó"))

    assert statuses(response) == ["conflict", "created"]
    assert Visit.objects.get(uuid=visit["uuid"]).note == ""


def test_same_uuid_twice_in_one_sending_is_one_visit(world, as_user):
    visit = entry(world.household)

    response = send(as_user(world.member), visit, visit, visit | {"note": "khác"})

    assert statuses(response) == ["created", "same", "conflict"]
    assert Visit.objects.filter(uuid=visit["uuid"]).count() == 1


def test_visits_of_one_household_in_one_sending_leave_the_latest_state(world, as_user):
    home = make_household(world.village, "009", ["Vi Thị Sáu"], by=world.officer)
    now = timezone.now()
    times = [(now - timedelta(minutes=minutes)).isoformat() for minutes in (50, 5, 30)]
    visits = [lesson(home, home.head, level, saved_at=at) for level, at in zip((1, 3, 2), times, strict=True)]

    send(as_user(world.member), *visits)

    assert Ability.objects.get(resident=home.head, skill__code="an-toan").level == 3
    assert LatestVisit.objects.get(household=home).visit.uuid.hex == visits[1]["uuid"].replace("-", "")
    assert rebuild([world.village.pk]) == 0


def test_clock_of_the_phone_is_corrected_and_said(world, as_user):
    ahead = timedelta(days=1)
    saved = timezone.now() - timedelta(minutes=30)

    response = send(
        as_user(world.member),
        entry(world.household, saved_at=(saved + ahead).isoformat()),
        sent_at=timezone.now() + ahead,
    )

    visit = Visit.objects.get(uuid=response.json()["results"][0]["uuid"])
    assert abs(visit.visited_at - saved) < timedelta(minutes=1)
    assert visit.claimed_at == saved + ahead
    assert visit.labels.filter(kind=VisitLabel.Kind.CLOCK).exists()


def test_clock_that_goes_well_is_left_alone(world, as_user):
    saved = timezone.now() - timedelta(minutes=3)

    response = send(as_user(world.member), entry(world.household, saved_at=saved.isoformat()))

    visit = Visit.objects.get(uuid=response.json()["results"][0]["uuid"])
    assert (visit.visited_at, visit.claimed_at) == (saved, None)
    assert not visit.labels.filter(kind=VisitLabel.Kind.CLOCK).exists()


def test_time_that_somebody_typed_is_not_corrected(world, as_user):
    typed = timezone.localtime(timezone.now() - timedelta(hours=3)).replace(second=0, microsecond=0)
    said = entry(world.household, visited_at=f"{typed:%Y-%m-%dT%H:%M}")

    send(as_user(world.member), said, sent_at=timezone.now() + timedelta(days=1))

    assert Visit.objects.get(uuid=said["uuid"]).visited_at == typed


def test_corrected_time_in_the_future_is_refused(world, as_user):
    said = entry(world.household, saved_at=(timezone.now() + timedelta(days=1)).isoformat())

    response = send(as_user(world.member), said)

    assert response.json()["results"][0]["errors"]["visited_at"][0].startswith("Lượt thăm không thể ở tương lai")


@audited
def dismiss(membership, *, by):
    membership.ends_on = timezone.localdate(days_ago(1))
    membership.save()
    Access.objects.filter(pk=membership.access_id).update(ends_at=days_ago(1))


def test_visit_from_before_a_dismissal_is_taken_and_one_after_it_is_not(world, as_user):
    dismiss(world.team.memberships.get(official=world.member_official), by=world.officer)
    before = entry(world.household, saved_at=days_ago(2).isoformat())
    after = entry(world.household, note="sau")

    response = send(as_user(world.member), before, after)

    assert statuses(response) == ["created", "refused"]
    assert set(response.json()["results"][0]) == {"uuid", "status", "receipt"}


def test_household_that_moved_meanwhile_keeps_the_visit_where_it_was_and_says_so(world, as_user):
    home = make_household(world.village, "009", ["Vi Thị Sáu"], by=world.officer)
    move_household(home, to=world.other_village, by=world.officer)
    said = lesson(home, home.head, saved_at=days_ago(1).isoformat())

    response = send(as_user(world.member), said)

    visit = Visit.objects.get(uuid=response.json()["results"][0]["uuid"])
    assert visit.village == world.village
    assert VisitLabel.Kind.MOVED in visit.labels.values_list("kind", flat=True)
    assert Ability.objects.get(resident=home.head, skill__code="an-toan").level == 2
    assert rebuild([world.village.pk, world.other_village.pk]) == 0


def test_household_that_moved_later_today_was_visited_where_it_had_been(world, as_user):
    home = make_household(world.village, "009", ["Vi Thị Sáu"], by=world.officer)
    move_household(home, to=world.other_village, by=world.officer)

    response = send(as_user(world.member), lesson(home, home.head))

    assert statuses(response) == ["created"]
    assert Visit.objects.get(household=home).village == world.village
    assert rebuild([world.village.pk, world.other_village.pk]) == 0


def test_lesson_of_somebody_who_has_died_meanwhile_is_said(world, as_user):
    depart(world.person, state=Resident.State.DEAD, by=world.officer)

    response = send(as_user(world.member), lesson(world.household, world.person, saved_at=days_ago(1).isoformat()))

    visit = Visit.objects.get(uuid=response.json()["results"][0]["uuid"])
    assert visit.labels.filter(kind=VisitLabel.Kind.LEFT).exists()


def test_two_members_taught_the_same_person_and_the_latest_visit_says_what_he_can(world, as_user):
    early, late = timezone.now() - timedelta(hours=2), timezone.now() - timedelta(hours=1)
    teach(world.household, world.person, by=world.team_leader, skill="an-toan", level=3, at=late)

    response = send(as_user(world.member), lesson(world.household, world.person, 1, saved_at=early.isoformat()))

    assert statuses(response) == ["created"]
    assert Ability.objects.get(resident=world.person, skill__code="an-toan").level == 3
    assert rebuild([world.village.pk]) == 0


def test_foreign_and_unknown_households_are_refused_in_the_same_words(world, as_user):
    response = send(as_user(world.member), entry(world.foreign_household), entry(world.household, household=10**12))

    first, second = response.json()["results"]
    assert first["status"] == second["status"] == "refused"
    assert first["errors"] == second["errors"]


def test_group_lesson_is_taken_for_a_village(world, as_user):
    said = lesson(world.household, world.person, household=None, village=world.village.pk, place="HALL")

    response = send(as_user(world.member), said)

    assert statuses(response) == ["created"]
    assert Visit.objects.get(uuid=said["uuid"]).household is None


def test_ten_visits_cost_as_many_queries_as_three(world, as_user):
    households = [make_household(world.village, f"2{n:02}", [f"Vi Văn {n}"], by=world.officer) for n in range(15)]

    def queries(user, some):
        client = as_user(user)
        assert set(statuses(send(client, *[lesson(home, home.head) for home in some]))) == {"created"}
        return len(client.queries)

    few, many = queries(world.team_leader, households[:3]), queries(world.member, households[3:13])

    assert few == many <= 16


def test_many_people_met_within_an_hour_is_said(world, as_user):
    households = [make_household(world.village, f"2{n:02}", [f"Vi Văn {n}"], by=world.officer) for n in range(14)]

    send(as_user(world.member), *[lesson(home, home.head) for home in households])

    assert VisitLabel.objects.filter(kind=VisitLabel.Kind.MANY).exists()


def test_anonymous_is_told_where_to_sign_in(db, client):
    response = send(client, {})

    assert (response.status_code, response.json()) == (401, {"sign_in": reverse("login")})


def test_visits_of_another_person_on_the_same_phone_are_not_taken(world, as_user):
    response = send(as_user(world.member), entry(world.household), **{"X-User-Tag": world.team_leader.tag})

    assert response.status_code == 409
    assert Visit.objects.count() == 1


def test_token_is_asked_for_and_needed(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.member)
    token = client.get(URL).json()

    refused = send(client, entry(world.household))
    taken = send(client, entry(world.household), **{"X-CSRFToken": token["csrf_token"]})

    assert token["user"] == world.member.tag
    assert (refused.status_code, taken.status_code) == (403, 200)


UNREADABLE = [
    "",
    "[]",
    "{",
    '{"visits": {}}',
    '{"visits": []}',
    '{"visits": [1], "sent_at": 5}',
    '{"visits": [1], "sent_at": "hôm qua"}',
    "[" * 100_000,
    '{"visits": [' + ",".join(["{}"] * 51) + "]}",
    b"\xff\xfe",
]


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable_sending_is_refused_in_one_sentence(body, world, as_user):
    response = as_user(world.member).post(URL, body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["error"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"uuid": "x"}, "uuid"), ({"uuid": 7}, "uuid"), ({"uuid": None}, "uuid"),
        ({"outcome": "DANCED"}, "outcome"), ({"outcome": ["GUIDED"]}, "outcome"), ({"outcome": None}, "outcome"),
        ({"place": {}}, "place"), ({"household": "1"}, "household"), ({"household": True}, "household"),
        ({"household": 2**70}, "household"), ({"household": None}, "household"), ({"village": 1}, "household"),
        ({"note": "x" * 1001}, "note"), ({"note": "a\x00b"}, "note"), ({"note": "\ud800"}, "note"),
        ({"note": 5}, "note"),
        ({"promised_on": "31/02/2026"}, "promised_on"), ({"promised_on": "2026-02-31"}, "promised_on"),
        ({"promised_on": 20260231}, "promised_on"), ({"saved_at": "0001-01-01T00:00:00Z"}, "saved_at"),
        ({"visited_at": "2026-13-01T00:00"}, "visited_at"), ({"visited_at": 1.5}, "visited_at"),
        ({"companions": "1"}, "companions"), ({"companions": [1.5]}, "companions"),
        ({"companions": [10**12]}, "companions"),
        ({"guidances": [1]}, "guidances"), ({"guidances": [{"resident": 1, "skill": 1, "level": 9}]}, "guidances"),
        ({"guidances": [{"resident": 1, "skill": 1, "level": True}]}, "guidances"),
        ({"guidances": [{}] * 2401}, "guidances"),
        ({"observations": [{"trait": 1, "value": True}]}, "observations"),
        ({"observations": [{"resident": 1, "household": 1, "trait": 1, "value": True}]}, "observations"),
        ({"outcome": "GUIDED", "guidances": [{"resident": 10**12, "skill": 10**12, "level": 1}]}, "people"),
        ({"outcome": "PROMISED", "promised_on": "9999-12-31"}, "promised_on"),
    ],
    ids=str,
)  # fmt: skip
def test_bad_field_is_named_and_nothing_stored(fields, field, world, as_user):
    response = send(as_user(world.member), entry(world.household, **fields))

    (result,) = response.json()["results"]
    assert result["status"] == "refused"
    assert field in result["errors"]
    assert Visit.objects.count() == 1


def test_times_taught_are_counted_on_the_day_of_the_visit(world, as_user):
    day = days_ago(2)

    send(as_user(world.member), lesson(world.household, world.person, saved_at=day.isoformat()))

    single = GuidanceTally.objects.filter(team=world.team, skill__code="an-toan", whole_month=False)
    assert list(single.values_list("day", "number")) == [(timezone.localdate(day), 1)]
