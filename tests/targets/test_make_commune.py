import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from households.derive import derive_abilities, derive_latest_visit, derive_traits
from households.models import Ability, Guidance, Household, LatestVisit, Observation, Resident, TraitValue, Visit
from households.standing import standing_now
from households.tally import rebuild
from targets.actions import digest_of
from targets.models import Target
from teams.models import Decision, Team
from villages.models import Commune, Village

PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def commune(db):
    call_command("make_commune", residents=300, villages=2, visits=900, seed=7, password=PASSWORD, verbosity=0)


def test_make_commune_makes_what_was_asked_for(commune):
    assert Resident.objects.count() == 300
    assert Village.objects.count() == 2
    assert Visit.objects.count() == 900
    assert User.objects.get(username="totruong2").check_password(PASSWORD)


def test_make_commune_issues_the_decision_it_rests_on(commune):
    decision = Decision.objects.get(state=Decision.State.ISSUED)

    assert decision.digest == digest_of(decision.text)
    assert decision.register_entry.number == 1
    assert Team.objects.in_force().count() == 2
    assert Target.objects.in_force().count() == decision.targets.count() > 0
    assert Target.objects.filter(baseline_population__gt=0).exists()


def test_make_commune_leaves_a_decision_at_each_step(commune):
    assert set(Decision.objects.values_list("state", flat=True)) == {*Decision.State.values} - {"DROPPED"}


def test_make_commune_tallies_equal_a_recount(commune):
    assert rebuild(list(Village.objects.values_list("pk", flat=True))) == 0


def test_make_commune_derives_what_the_visits_would_have(commune):
    def derived():
        return [
            set(LatestVisit.objects.values_list("household", "visit", "visited_at", "promised_on")),
            set(Ability.objects.values_list("resident", "skill", "level", "guidance")),
            set(TraitValue.objects.values_list("household", "resident", "trait", "value", "observation")),
        ]

    made = derived()
    standing = standing_now(list(Household.objects.values_list("pk", flat=True)))
    for household in standing.villages:
        derive_latest_visit(household)
    derive_abilities(standing, set(Guidance.objects.values_list("resident", "skill")))
    derive_traits(standing, set(Observation.objects.values_list("household", "resident", "trait")))

    assert derived() == made
    assert all(made)


def test_make_commune_leaves_room_for_new_rows(commune):
    village = Village.objects.first()

    household = Household.objects.create(village=village, number="mới")

    assert household.pk > Household.objects.exclude(pk=household.pk).latest("pk").pk


def test_make_commune_refuses_a_database_in_use(db):
    Commune.objects.create(name="Dân Chủ", code="07051", province="tỉnh Quảng Ninh", valid_from="2020-01-01")

    with pytest.raises(CommandError, match="trống"):
        call_command("make_commune", password=PASSWORD)
