"""Two people at once: on both databases each thing happens once."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from targets.actions import issue, sign, submit
from targets.decision_text import compose, digest_of
from teams.actions import ChangedMeanwhile, set_people
from teams.models import Decision, Membership, Numbering, RegisterEntry, TeamRole
from tests.factories import make_draft, make_official, make_paper, make_village, make_world
from villages.models import Access


@pytest.fixture
def world(transactional_db):
    return make_world()


def at_once(*actions):
    """Runs `actions`, each in a thread of its own, from the same moment on; returns what each was refused with."""
    start, refusals = Barrier(len(actions)), {}

    def run(number, action):
        start.wait()
        try:
            action()
        except ValidationError as refusal:
            refusals[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(refusals.values())


def signed(world, name, head=None):
    village = make_village(world.here, name)
    head = head or make_official(world.here, f"Lò Văn {name}", world.users["observer"] if name == "3" else None)
    decision = make_draft(world.officer, world.here, villages=[village], leaders=[head])
    submit(decision, by=world.officer)
    sign(decision, digest=digest_of(compose(decision, on=timezone.localdate())), by=world.leader)
    return decision


def number_it(world, decision, number):
    return lambda: issue(decision, number=number, issued_on=timezone.localdate(), by=world.officer)


def test_decision_issued_twice_at_once_is_issued_once(world):
    decision = signed(world, "3")

    refusals = at_once(number_it(world, decision, 21), number_it(world, decision, 22))

    assert [refusal.messages for refusal in refusals] == [["Quyết định này đã sang bước khác: đã ban hành."]]
    assert RegisterEntry.objects.filter(decision=decision).count() == 1
    assert Membership.objects.filter(started_by=decision).count() == 1
    assert Access.objects.filter(membership__started_by=decision).count() == 1
    assert decision.events.filter(step="ISSUED").count() == 1


def test_number_taken_twice_at_once_is_given_once(world):
    decisions = [signed(world, "3"), signed(world, "4")]

    refusals = at_once(*(number_it(world, decision, 23) for decision in decisions))

    (refusal,) = refusals
    assert set(refusal.message_dict) == {"number"}
    assert RegisterEntry.objects.filter(commune=world.here, number=23).count() == 1
    assert Decision.objects.filter(pk__in=[decision.pk for decision in decisions], state="ISSUED").count() == 1
    assert Membership.objects.filter(started_by__in=decisions).count() == 1


def test_two_decisions_on_one_village_issued_at_once_found_one_team(world):
    village = make_village(world.here, "3")
    decisions = []
    for name in ("Lò Văn Hùng", "Lò Văn Mạnh"):
        decision = make_draft(world.officer, world.here, villages=[village], leaders=[make_official(world.here, name)])
        submit(decision, by=world.officer)
        sign(decision, digest=digest_of(compose(decision, on=timezone.localdate())), by=world.leader)
        decisions.append(decision)

    refusals = at_once(number_it(world, decisions[0], 24), number_it(world, decisions[1], 25))

    assert [refusal.messages for refusal in refusals] == [["Thôn 3 đã có tổ; hãy dùng quyết định kiện toàn."]]
    assert village.teams.in_force().count() == 1


def test_decision_signed_twice_at_once_is_signed_once(world):
    village = make_village(world.here, "3")
    decision = make_draft(world.officer, world.here, villages=[village], leaders=[world.official])
    submit(decision, by=world.officer)
    digest = digest_of(compose(decision, on=timezone.localdate()))

    refusals = at_once(*[lambda: sign(decision, digest=digest, by=world.leader)] * 2)

    assert len(refusals) == 1
    assert decision.events.filter(step="SIGNED").count() == 1


def test_people_saved_twice_at_once_from_one_version_are_saved_once(world):
    village = make_village(world.here, "3")
    draft = make_draft(world.officer, world.here, villages=[village])
    draft.refresh_from_db()
    team = draft.founded_teams.get()

    def name(official):
        lines = {"appointments": [(team, official, TeamRole.LEADER)], "leaving": [], "reformed": []}
        return lambda: set_people(draft, **lines, by=world.officer, read_version=draft.version)

    refusals = at_once(name(world.official), name(world.member_official))

    assert [type(refusal) for refusal in refusals] == [ChangedMeanwhile]
    assert team.appointments.count() == 1


def test_draft_submitted_while_its_people_are_saved_is_whole(world):
    """Either the people come first and are submitted, or the submission does and they are refused."""
    village = make_village(world.here, "3")
    draft = make_draft(world.officer, world.here, villages=[village], leaders=[world.official])
    team = draft.founded_teams.get()

    def replace():
        lines = {"appointments": [(team, world.member_official, TeamRole.LEADER)], "leaving": [], "reformed": []}
        set_people(draft, **lines, by=world.officer)

    refusals = at_once(lambda: submit(draft, by=world.officer), replace)

    draft.refresh_from_db()
    assert draft.state == Decision.State.SUBMITTED
    assert (team.appointments.get().official == world.official) == (len(refusals) == 1)


def test_numbers_taken_at_once_leave_no_gap_and_no_number_twice(world):
    """Leaders sign, the văn thư enters paper: whoever comes first, each gets the next number."""
    Numbering.objects.create(
        commune=world.here, given="AT_SIGNING", first_number=152, first_year=timezone.localdate().year
    )
    decisions = []
    for name in ("3", "4", "5"):
        head = make_official(world.here, f"Lò Văn {name}")
        village = make_village(world.here, name)
        decisions.append(make_draft(world.officer, world.here, villages=[village], leaders=[head]))
        submit(decisions[-1], by=world.officer)
    digests = [digest_of(compose(decision, on=timezone.localdate())) for decision in decisions]

    def sign_it(decision, digest):
        return lambda: sign(decision, digest=digest, by=world.leader)

    refusals = at_once(
        *(sign_it(*pair) for pair in zip(decisions, digests, strict=True)),
        *[lambda: make_paper(world.here, by=world.officer)] * 3,
    )

    given = RegisterEntry.objects.filter(commune=world.here, number__gte=152).order_by("number")
    assert not refusals
    assert list(given.values_list("number", flat=True)) == [152, 153, 154, 155, 156, 157]
    assert Decision.objects.filter(pk__in=[decision.pk for decision in decisions], state="ISSUED").count() == 3


def test_paper_number_typed_twice_at_once_is_entered_once(world):
    refusals = at_once(*[lambda: make_paper(world.here, by=world.officer, number=7)] * 2)

    (refusal,) = refusals
    assert set(refusal.message_dict) == {"number"}
    assert RegisterEntry.objects.filter(commune=world.here, number=7).count() == 1
