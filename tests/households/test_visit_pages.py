"""Logging a visit through the pages, as a member does it on a phone."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from households.models import Ability, LatestVisit, Resident, Skill, Trait, Visit
from households.tally import rebuild
from targets.progress import count_for
from tests.factories import days_ago, grant, make_household, make_user, make_visit, see, teach
from villages.models import Role


def url(household):
    return reverse("visit-create", args=[household.pk])


def answers(household, person, **fields):
    """A filled form: `person` was taught one skill and has a smartphone."""
    skill, trait = Skill.objects.get(code="dich-vu-cong"), Trait.objects.get(code="dien-thoai")
    return {
        "uuid": str(uuid4()),
        "outcome": "GUIDED",
        "place": "HOME",
        f"g-{person.pk}-{skill.pk}": "2",
        f"t-r-{person.pk}-{trait.pk}": "1",
    } | fields


def test_visit_is_saved_and_shows_its_receipt(world, as_user):
    client = as_user(world.member)
    data = answers(world.household, world.person)

    response = client.post(url(world.household), data, follow=True)

    visit = Visit.objects.get(uuid=data["uuid"])
    assert visit.membership.official == world.member_official
    assert visit.receipt_code in response.text
    assert count_for(world.target, timezone.localdate()).counted == 1


def test_visit_sent_twice_is_stored_once_and_shows_the_same_receipt(world, as_user):
    client = as_user(world.member)
    data = answers(world.household, world.person)

    first, second = (client.post(url(world.household), data) for _ in range(2))

    assert first.url == second.url
    assert Visit.objects.filter(uuid=data["uuid"]).count() == 1


def test_same_uuid_with_other_content_is_refused_and_changes_nothing(world, as_user):
    client = as_user(world.member)
    data = answers(world.household, world.person)
    client.post(url(world.household), data)

    response = client.post(url(world.household), data | {"note": "khác"})

    assert response.status_code == 409
    assert "chưa được lưu" in response.text
    assert Visit.objects.get(uuid=data["uuid"]).note == ""


def test_form_loaded_anew_by_the_back_button_shows_the_same_receipt(world, as_user):
    client = as_user(world.member)
    data = answers(world.household, world.person)

    first = client.post(url(world.household), data)
    again = client.post(url(world.household), data | {"uuid": str(uuid4())})
    changed = client.post(url(world.household), data | {"uuid": str(uuid4()), "note": "lần hai"})

    assert again.url == first.url != changed.url


def test_uuid_of_another_author_is_refused(world, as_user):
    data = answers(world.household, world.person)
    as_user(world.member).post(url(world.household), data)

    response = as_user(world.team_leader).post(url(world.household), data)

    assert response.status_code == 409


def test_each_form_has_a_fresh_uuid(world, as_user):
    client = as_user(world.member)

    found = [re.search(r'name="uuid" value="([0-9a-f-]+)"', client.get(url(world.household)).text)[1] for _ in "ab"]

    assert found[0] != found[1]


def test_whoever_was_taught_says_the_outcome(world, as_user):
    data = answers(world.household, world.person, outcome="")

    as_user(world.member).post(url(world.household), data)

    assert Visit.objects.get(uuid=data["uuid"]).outcome == "GUIDED"


@pytest.mark.parametrize("said", [{}, {"g-{person}-{skill}": "0"}, {"g-{person}-{skill}": "2", "noted-{person}": "on"}])
def test_outcome_is_asked_for_where_nobody_was_taught(world, as_user, said):
    ids = {"person": world.person.pk, "skill": Skill.objects.first().pk}
    data = {"uuid": str(uuid4()), "place": "HOME"} | {name.format(**ids): value for name, value in said.items()}

    response = as_user(world.member).post(url(world.household), data)

    assert "Hãy chọn kết quả của lượt thăm" in response.text


def test_form_says_what_each_can_do_and_begins_with_who_has_something_to_learn(world, as_user):
    able, child, learner = (
        Resident(full_name=name, birth_year=year)
        for name, year in [("Lý A Biết", 1970), ("Lý A Bé", timezone.localdate().year - 5), ("Lý A Học", None)]
    )
    household = make_household(world.village, "003", [able, child, learner], by=world.officer)
    skills = Skill.objects.filter(commune=None, active=True)
    levels = [(able.pk, skill.pk, 3, True) for skill in skills] + [(learner.pk, skills[0].pk, 1, True)]
    make_visit(household, by=world.member, outcome="GUIDED", guidances=tuple(levels))

    response = as_user(world.member).get(url(household))

    rows = response.context["form"].person_rows()
    assert [row.person.full_name for row in rows] == ["Lý A Học", "Lý A Bé", "Lý A Biết"]
    assert [row.able for row in rows] == [0, 0, len(skills)]
    assert "hiện nay: đã giới thiệu" in response.text


def test_nobody_home_needs_nothing_else(world, as_user):
    client = as_user(world.member)

    response = client.post(url(world.household), {"uuid": str(uuid4()), "outcome": "NOBODY_HOME", "place": "HOME"})

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"outcome": "NOBODY_HOME"}, "không đi cùng việc hướng dẫn"),
        ({"outcome": "PROMISED"}, "hãy chọn ngày hẹn"),
        ({"promised_on": "31/02/2027"}, "Ngày chưa đúng"),
        ({"promised_on": "01/01/2020"}, "Ngày hẹn phải từ ngày thăm"),
        ({"visited_at": "2030-01-01T10:00"}, "xem lại năm"),
        ({"visited_at": "0001-01-01T00:00"}, "Ngày giờ chưa đúng"),
        ({"visited_at": "2025-12-31T10:00"}, "trước ngày 05/01/2026"),
        ({"visited_at": "2019-12-31T10:00"}, "trước ngày 05/01/2026"),
        ({"note": "x" * 10_000}, "1000"),
        ({"companions": "999999999999"}, "Người đi cùng"),
        ({"g-999999999999-1": "2"}, "không thuộc hộ"),
        ({"uuid": "không phải"}, "Biểu mẫu gửi lên bị hỏng"),
    ],
)
def test_bad_answer_gets_a_message_and_keeps_what_was_tapped(world, as_user, fields, message):
    client = as_user(world.member)
    before = Visit.objects.count()
    data = answers(world.household, world.person, note="bà cần kính") | fields

    response = client.post(url(world.household), data)

    assert response.status_code == 200
    assert message in response.text
    assert Visit.objects.count() == before
    assert re.search(rf'name="g-{world.person.pk}-\d+" value="2" checked', response.text)


def test_visit_tomorrow_is_refused(world, as_user):
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"

    response = as_user(world.member).post(
        url(world.household), answers(world.household, world.person, visited_at=tomorrow)
    )

    assert "không thể ở tương lai" in response.text


def test_person_of_another_village_cannot_be_named(world, as_user):
    stranger = world.other_household.residents.get()
    skill = Skill.objects.first()

    response = as_user(world.member).post(
        url(world.household), answers(world.household, world.person) | {f"g-{stranger.pk}-{skill.pk}": "3"}
    )

    assert "không thuộc hộ" in response.text
    assert not Ability.objects.filter(resident=stranger).exists()


def test_number_of_a_person_beyond_what_a_database_holds_is_no_error_page(world, as_user):
    response = as_user(world.member).post(
        url(world.household), answers(world.household, world.person) | {"g-9999999999999999999999-1": "3"}
    )

    assert response.status_code == 302


def test_member_who_left_is_taken_for_what_he_did_before(world, as_user):
    world.decision.started_memberships.filter(official=world.member_official).update(ends_on=timezone.localdate())
    world.member.accesses.update(ends_at=days_ago(0, hour=0))
    data = answers(world.household, world.person, visited_at=f"{days_ago(3):%Y-%m-%dT%H:%M}")

    response = as_user(world.member).post(url(world.household), data)
    receipt = as_user(world.member).get(response.url)

    assert response.status_code == 302
    assert Visit.objects.get(uuid=data["uuid"]).receipt_code in receipt.text
    assert world.person.full_name not in receipt.text


def test_member_who_left_is_refused_for_today_and_shown_nothing(world, as_user):
    world.decision.started_memberships.filter(official=world.member_official).update(ends_on=timezone.localdate())
    world.member.accesses.update(ends_at=days_ago(0, hour=0))

    response = as_user(world.member).post(url(world.household), answers(world.household, world.person))

    assert response.status_code == 404


def test_access_without_membership_may_not_log(world, as_user):
    helper = make_user()
    grant(helper, Role.TEAM_MEMBER, world.here, world.village)

    response = as_user(helper).post(url(world.household), answers(world.household, world.person))

    assert "không làm nhiệm vụ" in response.text


def test_late_visit_does_not_overrule_a_later_one(world):
    teach(world.household, world.person, by=world.member, level=1, at=days_ago(5))

    assert Ability.objects.get(resident=world.person).level == 3


def test_withdrawn_visit_stays_but_counts_no_more(world, as_user):
    visit = see(world.household, world.person, by=world.member)
    client = as_user(world.member)

    response = client.post(reverse("visit-withdraw", args=[visit.uuid]), {"reason": "ghi nhầm nhà"}, follow=True)

    assert "Lượt này không tính" in response.text
    assert count_for(world.target, timezone.localdate()).known == 0
    assert rebuild([world.village.pk]) == 0


def test_visit_cannot_be_withdrawn_by_another_or_too_late(world, as_user):
    old = see(world.household, world.person, by=world.member, at=days_ago(2))
    fresh = see(world.household, world.person, by=world.member)

    by_another = as_user(world.team_leader).get(reverse("visit-withdraw", args=[fresh.uuid]))
    too_late = as_user(world.member).get(reverse("visit-withdraw", args=[old.uuid]))

    assert (by_another.status_code, too_late.status_code) == (404, 404)


def test_promise_stays_open_until_somebody_is_met(world):
    household = make_household(world.village, "003", by=world.officer)
    promised = timezone.localdate() + timedelta(days=2)
    make_visit(household, by=world.member, at=days_ago(3), outcome="PROMISED", promised_on=promised)
    make_visit(household, by=world.member, at=days_ago(2), outcome="NOBODY_HOME")

    still_open = LatestVisit.objects.get(household=household).promised_on
    make_visit(household, by=world.member, at=days_ago(1), outcome="REFUSED")

    assert still_open == promised
    assert LatestVisit.objects.get(household=household).promised_on is None


def test_group_lesson_teaches_everyone_unless_said_otherwise(world, as_user):
    neighbour = make_household(world.village, "002", by=world.officer).residents.get()
    skill = Skill.objects.get(code="an-toan")
    page = reverse("lesson-create", args=[world.village.pk])
    data = {
        "uuid": str(uuid4()),
        "nguoi": [world.person.pk, neighbour.pk],
        "outcome": "GUIDED",
        "place": "HALL",
        f"g-all-{skill.pk}": "1",
        f"g-{neighbour.pk}-{skill.pk}": "3",
    }

    response = as_user(world.member).post(page, data)

    assert response.status_code == 302
    levels = dict(Ability.objects.filter(skill=skill).values_list("resident", "level"))
    assert levels == {world.person.pk: 1, neighbour.pk: 3}
    assert rebuild([world.village.pk]) == 0


def test_group_lesson_leaves_out_people_of_other_villages(world, as_user):
    stranger = world.other_household.residents.get()
    page = reverse("lesson-create", args=[world.village.pk])

    response = as_user(world.member).get(page, {"nguoi": [stranger.pk, world.person.pk, "x", "9" * 30], "q": "triệu"})

    assert [person.pk for person in response.context["people"]] == [world.person.pk]
    assert list(response.context["found"]) == []


@pytest.mark.parametrize("pk", [10**18, 2**63 - 1, 2**63, 10**30])
def test_visit_to_a_household_that_cannot_be_is_not_found(pk, world, as_user):
    response = as_user(world.member).post(f"/ho-dan/{pk}/luot-tham/moi/", answers(world.household, world.person))

    assert response.status_code == 404


def test_companion_named_twice_went_along_once(world, as_user):
    colleague = world.team.memberships.exclude(official=world.member_official).first()
    sent = {"uuid": str(uuid4()), "outcome": "NOBODY_HOME", "place": "HOME", "companions": [colleague.pk, colleague.pk]}

    as_user(world.member).post(url(world.household), sent)

    assert list(Visit.objects.get(uuid=sent["uuid"]).companions.all()) == [colleague]
