"""What was changed of a draft, by whom, from what to what."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.actions import assign
from targets.draft_history import savings_of
from targets.models import Target
from teams.actions import save_draft, set_articles, set_people
from tests.factories import issue_decision, make_basis, make_draft, make_official

TODAY = timezone.localdate()


@pytest.fixture
def draft(world):
    return make_draft(world.officer, world.here, kind="REFORM", subject="kiện toàn tổ")


def last(decision):
    saving = savings_of(decision)[0]
    return saving.by, {change.what: (change.before, change.after) for change in saving.changes}


def save(draft, by, **fields):
    bases = fields.pop("bases", [line.basis for line in draft.bases.all()])
    articles = fields.pop("articles", list(draft.articles.values_list("text", flat=True)))
    for name, value in fields.items():
        setattr(draft, name, value)
    save_draft(draft, bases=bases, articles=articles, by=by)


def test_beginning_of_a_draft_is_kept(world, draft):
    by, changes = last(draft)

    assert by == world.officer
    assert changes["Trích yếu"] == ("", "kiện toàn tổ")
    assert changes["Căn cứ"][1].startswith("1. Kế hoạch số 305/KH-UBND")
    assert set(changes) >= {"Điều 1", "Điều 2", "Điều 3", "Điều 4", "Thẩm quyền ban hành", "Nơi nhận"}


def test_change_of_words_bases_and_day_is_kept_before_and_after(world, draft, as_user):
    other = make_basis(world.here, "309/KH-UBND")
    articles = list(draft.articles.values_list("text", flat=True))

    save(
        draft,
        world.leader,  # somebody else: a saving of its own
        subject="kiện toàn Tổ Thôn 1",
        effective_on=date(TODAY.year + 1, 2, 3),
        bases=[other],
        articles=[*articles[:1], "Điều mới.", *articles[2:]],
    )
    by, changes = last(draft)

    assert by == world.leader
    assert changes["Trích yếu"] == ("kiện toàn tổ", "kiện toàn Tổ Thôn 1")
    assert changes["Ngày có hiệu lực"] == ("", f"03/02/{TODAY.year + 1}")
    assert changes["Điều 2"] == (articles[1], "Điều mới.")
    assert "Điều 1" not in changes
    assert "305/KH-UBND" in changes["Căn cứ"][0]
    assert "309/KH-UBND" in changes["Căn cứ"][1]
    shown = as_user(world.officer).get(reverse("decision-changes", args=[draft.pk])).text
    assert "Điều mới." in shown
    assert world.leader.full_name in shown


def test_people_and_targets_are_named(world, draft):
    head = make_official(world.here, "Lò Văn Hùng")
    member = world.team.memberships.get(official=world.official)
    target = Target(team=world.team, indicator=world.target.indicator, value=85, due_on=date(TODAY.year + 1, 12, 31))

    set_people(draft, appointments=[(world.team, head, "LEADER")], leaving=[member], reformed=[], by=world.leader)
    assign(draft, lines=[target], by=world.leader)
    set_people(draft, appointments=[(world.team, head, "DEPUTY")], leaving=[], reformed=[], by=world.officer)
    (by, changes), former = last(draft), savings_of(draft)[1]

    team = "Tổ công nghệ số cộng đồng Thôn 1"
    assert by == world.officer
    assert changes[f"Lò Văn Hùng, {team}"] == ("Tổ trưởng", "Tổ phó")
    assert changes[f"Đặng Văn Cường, {team}"] == ("Thôi tham gia", "")
    assert former.by == world.leader
    assert any(change.after.startswith("85%, hạn 31/12/") for change in former.changes)


def test_chosen_decision_is_named(world):
    draft = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision, subject="bãi bỏ")

    assert last(draft)[1]["Bãi bỏ"] == ("", "Quyết định số 01/QĐ-UBND")


def test_nothing_of_another_draft_is_shown(world, draft):
    other = make_draft(world.officer, world.here, kind="REFORM", subject="khác")
    set_articles(other, texts=["Chữ của dự thảo khác."], by=world.leader)

    assert not any("khác" in change.after for saving in savings_of(draft) for change in saving.changes)


def test_changes_stay_readable_for_the_office_after_issue(world, as_user):
    head = make_official(world.here, "Lò Văn Hùng")
    draft = make_draft(world.officer, world.here, kind="REFORM", subject="kiện toàn tổ")
    set_people(draft, appointments=[(world.team, head, "DEPUTY")], leaving=[], reformed=[], by=world.officer)
    issue_decision(draft, officer=world.officer, leader=world.leader, on=TODAY, number=700)

    shown = as_user(world.officer).get(reverse("decision-changes", args=[draft.pk])).text
    member = as_user(world.member).get(reverse("decision-changes", args=[draft.pk]))

    assert "Lò Văn Hùng" in shown
    assert member.status_code == 404
