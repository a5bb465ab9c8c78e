"""Articles that the portal proposed and that what happened since has made untrue."""

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.actions import submit
from targets.checks import faults_of
from teams.actions import propose, set_articles, texts_of
from teams.models import Decision
from teams.wording import TARGETS_END, TASKS_END
from tests.factories import issue_decision, make_draft

TODAY = timezone.localdate()
OVERTAKEN = "không còn đúng với những gì quyết định này làm"


def dissolve(world, team, number=510):
    draft = make_draft(world.officer, world.here, kind="DISSOLVE", dissolved=[team])
    return issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=number)


def overtaken(draft):
    return [fault.split(" không")[0] for fault in faults_of(draft, TODAY) if OVERTAKEN in fault]


def page(draft, name="detail"):
    return reverse(f"decision-{name}", args=[draft.pk])


def test_article_is_a_fault_once_another_decision_has_made_it_untrue(world):
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision)
    before = overtaken(draft)
    dissolve(world, world.team)

    after = overtaken(draft)
    propose(draft, by=world.officer)

    assert (before, overtaken(draft)) == ([], [])
    assert "Điều 1" in after


def test_reworded_article_is_its_authors_business(world):
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision)
    first, *others = texts_of(draft)
    set_articles(draft, texts=[f"{first} Áp dụng từ nay.", *others], by=world.officer)
    dissolve(world, world.team)

    assert "Điều 1" not in overtaken(draft)


def test_who_signs_sees_what_overtook_a_submitted_decision(world, as_user):
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)]
    draft = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    submit(draft, by=world.officer)
    before = as_user(world.leader).get(page(draft)).text
    dissolve(world, world.team)

    after = as_user(world.leader).get(page(draft)).text
    officer = as_user(world.officer).get(page(draft)).text

    assert page(draft, "sign") in before
    assert page(draft, "sign") not in after
    assert ("Ký hoặc trả lại" in before, "Ký hoặc trả lại" in after) == (True, False)
    assert "nên không giao chỉ tiêu được" in after
    assert "Hãy trả lại để công chức sửa." in after
    assert "Lãnh đạo trả lại thì công chức sửa được." in officer


def assigned(world):
    """An issued decision that names nobody."""
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)]
    draft = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    return issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=520)


def test_decision_replaces_by_something(world):
    draft = make_draft(world.officer, world.here, kind="REPLACE", affected=assigned(world))
    said = "Quyết định thay thế chưa cử ai, chưa giao chỉ tiêu nào"
    proposed = faults_of(draft, TODAY)
    _, *others = texts_of(draft)

    set_articles(draft, texts=["Ban hành quy chế mới thay thế quy chế cũ.", *others], by=world.officer)

    assert any(said in fault for fault in proposed)
    assert faults_of(draft, TODAY) == []


@pytest.mark.parametrize("kind", ["REPLACE", "REPEAL", "RECALL"])
def test_nobody_is_said_to_leave_with_a_decision_that_names_nobody(world, kind):
    of_targets = make_draft(world.officer, world.here, kind=kind, affected=assigned(world))
    of_people = make_draft(world.officer, world.here, kind=kind, affected=world.decision)

    assert (texts_of(of_targets)[1], texts_of(of_people)[1]) == (TARGETS_END, TASKS_END)


def test_articles_reworded_in_part_are_known_by_those_that_are_not(world):
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision)
    first, *others = texts_of(draft)

    set_articles(draft, texts=[first, "Không thay đổi gì khác.", *others[1:]], by=world.officer)

    assert [article.proposed for article in Decision.objects.get(pk=draft.pk).articles.all()] == [
        True, False, True, True,
    ]  # fmt: skip
