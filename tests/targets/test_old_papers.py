"""Decisions, registers and drafts of a commune stay to be read, and worked on, where its villages went."""

from django.urls import reverse

from tests.targets.reorganising import join_communes


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
