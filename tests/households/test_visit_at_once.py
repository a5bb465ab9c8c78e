"""The same form sent twice at the same moment, as a nervous thumb or a retrying phone does."""

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from households.actions.registry import add_member, move_household
from households.actions.visit import DifferentContent, log_visit, withdraw_visit
from households.models import Guidance, Resident, Skill, Visit
from households.tally import changes_in, rebuild
from targets.progress import count_for
from tests.factories import content_of, days_ago, make_village, make_world


@pytest.fixture
def world(transactional_db):
    return make_world()


def at_once(*jobs):
    """Runs the jobs in threads that start together; [result or exception]."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            gate.wait()
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=job) for job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def lesson(world, **fields):
    guidance = (world.person.pk, Skill.objects.get(code="an-toan").pk, 2, True)
    return content_of(world.household, outcome=Visit.Outcome.GUIDED, guidances=(guidance,), **fields)


def test_same_visit_posted_by_two_threads_is_stored_once(world):
    content = lesson(world)

    results = at_once(*[lambda: log_visit(content, by=world.member)] * 4)

    assert len({visit.pk for visit in results}) == 1
    assert Visit.objects.filter(uuid=content.uuid).count() == 1
    assert Guidance.objects.filter(visit__uuid=content.uuid).count() == 1
    assert rebuild([world.village.pk]) == 0


def test_two_contents_under_one_uuid_store_one_and_refuse_the_other(world):
    uuid = uuid4()

    results = at_once(
        lambda: log_visit(lesson(world, uuid=uuid), by=world.member),
        lambda: log_visit(lesson(world, uuid=uuid, note="khác"), by=world.member),
    )

    assert sorted(type(result).__name__ for result in results) == [DifferentContent.__name__, "Visit"]


def test_many_visits_at_once_leave_the_tallies_right(world):
    people = [world.member] * 5 + [world.team_leader] * 2
    contents = [lesson(world, note=f"lần {number}") for number in range(len(people))]

    results = at_once(
        *[
            lambda content=content, by=by: log_visit(content, by=by)
            for content, by in zip(contents, people, strict=True)
        ]
    )

    assert all(isinstance(result, Visit) for result in results), results
    assert rebuild([world.village.pk]) == 0


def test_remembered_numbers_follow_a_visit_logged_elsewhere(world):
    day = timezone.localdate()
    before = count_for(world.target, day)
    assert count_for(world.target, day) is before

    smartphone = (None, world.person.pk, world.target.indicator.trait_id, True)
    content = content_of(world.household, outcome=Visit.Outcome.PROMISED, promised_on=day, observations=(smartphone,))
    at_once(lambda: log_visit(content, by=world.member))

    assert count_for(world.target, day).counted == before.counted + 1
    withdraw_visit(Visit.objects.latest("pk"), reason="nhầm hộ", by=world.member)
    assert count_for(world.target, day) == before


def test_remembered_numbers_of_the_new_village_follow_a_late_visit_in_the_old_one(world):
    smartphone = (None, world.person.pk, world.target.indicator.trait_id, True)
    elsewhere = make_village(world.here, "8")
    move_household(world.household, to=elsewhere, by=world.officer)
    before = changes_in([elsewhere.pk])
    content = content_of(
        world.household,
        outcome=Visit.Outcome.PROMISED,
        visited_at=days_ago(3),
        promised_on=timezone.localdate(days_ago(3)),
        observations=(smartphone,),
    )

    visit = log_visit(content, by=world.member)

    assert visit.village == world.village
    assert changes_in([elsewhere.pk]) > before


def test_person_added_by_two_taps_at_once_is_one_person(world):
    def add():
        person = Resident(full_name="Lý Thị Mẩy", birth_year=1960, birth_year_estimated=True)
        return add_member(world.household, resident=person, by=world.member)

    results = at_once(add, add)

    assert len({person.pk for person in results}) == 1
    assert world.household.residents.filter(full_name="Lý Thị Mẩy").count() == 1
    assert rebuild([world.village.pk]) == 0
