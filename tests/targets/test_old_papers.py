"""Decisions, registers and drafts of a commune stay to be read, and worked on, where its villages went."""

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.models import Target
from teams.models import Decision
from tests.factories import issue_decision, make_basis, make_draft
from tests.targets.reorganising import join_communes, move


def test_register_and_drafts_of_an_old_commune_are_read_in_the_new_one(lived, client):
    new = join_communes(lived, client)
    client.force_login(lived.leader)

    own = client.get(reverse("register-list"))
    old = client.get(reverse("register-list"), {"xa": lived.here.pk})
    file = client.get(reverse("register-export"), {"xa": lived.here.pk})
    changes = client.get(reverse("decision-changes", args=[lived.decision.pk]))
    steps = client.get(lived.decision.get_absolute_url()).context["page"].events

    assert own.context["filters"].commune == new
    assert [entry.decision for entry in old.context["page"]] == [lived.decision]
    assert (file.status_code, changes.status_code) == (200, 200)
    assert {step.step for step in steps} == {"DRAFTED", "SUBMITTED", "SIGNED", "ISSUED"}


@pytest.fixture
def moved(lived, client):
    """The other village is in the commune `there`; the target that its team brought along."""
    return Target.objects.get(team__village=move(lived, client))


def test_target_that_came_with_a_village_is_amended_in_its_new_commune(lived, moved, client):
    client.force_login(lived.foreign_officer)
    new = reverse("decision-create") + "?loai=AMEND"
    basis = make_basis(lived.there, "9/KH-UBND")
    form = client.get(new).context["form"]
    offered = list(form.fields["affected"].queryset)
    said = {
        "affected": lived.decision.pk,
        "subject": "sửa đổi chỉ tiêu",
        "authority": "COMMITTEE",
        f"basis-{basis.pk}": "1",
    }
    made = client.post(new, said)
    assert made.status_code == 302, made.context["form"].errors
    draft = Decision.objects.latest("pk")
    page = client.get(made.url)

    client.post(made.url, {"read_version": draft.version, f"choice-{moved.pk}": "SUA", f"value-{moved.pk}": "70"})
    issue_decision(draft, officer=lived.foreign_officer, leader=lived.foreign_leader, on=timezone.localdate())

    assert set(offered) == {lived.foreign_decision, lived.decision}
    assert [row.target for section in page.context["form"].sections for row in section.rows] == [moved]
    assert Target.objects.in_force().get(team=moved.team, indicator=moved.indicator).value == 70
    assert Target.objects.in_force().get(team=lived.team, indicator=moved.indicator).value == 80
    client.force_login(lived.leader)
    assert client.get(draft.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", ["REPLACE", "REPEAL", "RECALL", "CORRECT"])
def test_decision_of_another_commune_is_only_amended(kind, lived, moved, client):
    client.force_login(lived.foreign_officer)

    offered = client.get(reverse("decision-create") + f"?loai={kind}").context["form"].fields["affected"].queryset
    draft = make_draft(lived.foreign_officer, lived.there, kind=kind, affected=lived.decision, note="nay đọc là")
    faults = client.get(draft.get_absolute_url()).context["page"].faults

    assert list(offered) == [lived.foreign_decision]
    assert any("là của xã khác" in fault for fault in faults)
    assert client.get(reverse("decision-letter", args=[lived.decision.pk])).status_code == 404


def test_own_decision_is_not_amended_for_a_team_that_left(lived, moved, client):
    draft = make_draft(lived.officer, lived.here, kind="AMEND", affected=lived.decision, subject="sửa đổi")
    client.force_login(lived.officer)

    page = client.get(reverse("decision-amend", args=[draft.pk]))

    targets = [row.target for section in page.context["form"].sections for row in section.rows]
    assert targets
    assert moved not in targets
