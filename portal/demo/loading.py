"""Loads the demo commune: the article of 07/6/2022 with invented people, so that every page has something to show."""

from auditlog.context import set_actor
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from portal.demo.decisions import (
    assign_this_year,
    demo_decisions,
    enter_papers,
    first_monday_of_january,
    found_teams,
    submit_reform,
)
from portal.demo.exclusions import exclude
from portal.demo.launch import hold_launch
from portal.demo.life import live_on
from portal.demo.people import at, create_admin, create_people
from portal.demo.registry import create_registry
from portal.demo.verification import verify
from portal.demo.visits import log_visits, plan_visits
from villages.models import Commune


def is_loaded():
    return demo_decisions().exists()


def is_empty():
    return not User.objects.exists() and not Commune.objects.exists()


@transaction.atomic
def load(today=None):
    """Fills an empty database with the demo as it is to be seen on `today`; everything or nothing."""
    today = today or timezone.localdate()
    admin = create_admin()
    with set_actor(admin):
        stage = create_people(admin, today)
        create_registry(stage)
        founding = found_teams(stage)
        hold_launch(stage, founding)
        entries = [entry for village in stage.villages for entry in plan_visits(stage, village)]
        assigned_on = first_monday_of_january(today)
        # What was visited before counts in the baselines of the targets.
        issue_at = at(assigned_on, 10)
        log_visits(stage, [entry for entry in entries if entry.received_at < issue_at])
        assign_this_year(stage, assigned_on, founding)
        enter_papers(stage, assigned_on)
        log_visits(stage, [entry for entry in entries if entry.received_at >= issue_at])
        live_on(stage)
        submit_reform(stage)
        verify(stage)
        exclude(stage)
