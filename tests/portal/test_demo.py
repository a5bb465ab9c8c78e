"""The demo is loaded once for each of three days and every test looks at all of them: the day after the decision of
January, a day late in the year, and one of a new year that has no decision of its own yet."""

import hashlib
import re
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from households.calls import last_finished_month
from households.models import (
    Exclusion,
    Household,
    HouseholdVillage,
    LatestVisit,
    Residence,
    Resident,
    VerificationCall,
    Visit,
    VisitCancellation,
)
from households.tally import rebuild
from portal.demo.decisions import first_monday_of_january
from portal.demo.people import ACCOUNTS, PASSWORD
from targets.evidence import GROUPS, lessons, members, sizes
from targets.models import Target
from targets.progress import Status, progress_of
from teams.models import Decision, Launch, LegalBasis, Membership, Team
from villages.models import Official, Position, Role, Village

DAYS = ["2026-01-06", "2026-11-23", "2027-01-04"]
EARLIER = {Status.ACHIEVED, Status.ON_TRACK}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("demo-media")


@pytest.fixture(scope="module", params=DAYS)
def loaded(request, files, django_db_setup, django_db_blocker):
    """The day on which the demo was loaded; it is still that day."""
    moment = datetime.fromisoformat(f"{request.param}T09:00+07:00")
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            # What the load of the day before left when it was undone, PostgreSQL takes for full tables without rows.
            cursor.execute("VACUUM ANALYZE")
    demo = override_settings(DEMO=True, MEDIA_ROOT=files)
    with django_db_blocker.unblock(), time_machine.travel(moment), demo, transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield date.fromisoformat(request.param)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, files, settings):
    settings.MEDIA_ROOT = files
    return loaded


def contents():
    """Everything in the database, as one hash."""
    rows = hashlib.sha256()
    for model in apps.get_models():
        for row in model._base_manager.order_by("pk").values_list():
            rows.update(repr(row).encode())
    return rows.hexdigest()


def statuses(village):
    targets = Target.objects.in_force().filter(team__village__name=village).with_all()
    return [progress.status for progress in progress_of(targets)]


def test_demo_loaded_twice_changes_nothing(demo):
    before, told = contents(), StringIO()

    call_command("load_demo", stdout=told)

    assert contents() == before
    assert PASSWORD in told.getvalue()
    assert all(username in told.getvalue() for username in ACCOUNTS)


def test_demo_refuses_without_its_setting(demo):
    with override_settings(DEMO=False), pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")


def test_demo_refuses_a_database_that_is_not_its_own(demo):
    Decision.objects.filter(issued_on=date(2022, 6, 7)).update(subject="thành lập Tổ công nghệ số cộng đồng")
    before = contents()

    with pytest.raises(CommandError, match="cơ sở dữ liệu trống"):
        call_command("load_demo")

    assert contents() == before


def test_demo_accounts_sign_in_at_once(demo):
    client = Client()  # the strict one would ask for an audit entry of `last_login`
    for username in ACCOUNTS:
        answer = client.post(reverse("login"), {"username": username, "password": PASSWORD})

        assert answer.status_code == 302, username
        assert answer.wsgi_request.user.username == username
        client.logout()
    assert not User.objects.filter(sets_own_password=True).exists()
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["quantri"]


def test_demo_accounts_have_the_access_of_their_part(demo):
    users = {user.username: user for user in User.objects.all()}

    def granted(username, *roles):
        return [str(village) for village in Village.objects.granted_to(users[username], roles)]

    assert granted("lanhdao", Role.LEADER) == granted("congchuc", Role.OFFICER) == ["Thôn 1", "Thôn 2"]
    assert granted("totruong1", Role.TEAM_LEADER) == granted("thanhvien1", Role.TEAM_MEMBER) == ["Thôn 1"]
    assert granted("totruong2", Role.TEAM_LEADER) == ["Thôn 2"]
    assert granted("theodoi", *Role) == granted("theodoi", Role.OBSERVER) == ["Thôn 1", "Thôn 2"]
    assert granted("quantri", *Role) == []


def test_demo_founding_decision_and_launch_are_those_of_the_article(demo):
    decision = Decision.objects.get(issued_on=date(2022, 6, 7))
    launch = Launch.objects.get()

    assert [team.starts_on for team in decision.founded_teams.all()] == [date(2022, 6, 7)] * 2
    assert decision.signed_by.full_name == "Đinh Văn Lượng"
    assert {"125/KH-UBND", "305/KH-UBND"} <= set(decision.bases.values_list("basis__symbol", flat=True))
    assert "số liệu minh họa" in decision.text["subject"]
    assert any("Giá trị các chỉ tiêu là số liệu minh họa" in article for article in decision.text["articles"])
    assert (launch.decision, launch.held_on, launch.part_of_day) == (decision, date(2022, 6, 7), "chiều")
    assert [str(speech) for speech in launch.speeches.all()] == ["Đ/c Đinh Văn Lượng, Phó chủ tịch UBND xã"]
    assert [(line.decision, line.post) for line in launch.handovers.all()] == [
        (decision, "Bí thư chi bộ kiêm Trưởng thôn, Thôn 1"),
        (decision, "Bí thư chi bộ kiêm Trưởng thôn, Thôn 2"),
    ]


def test_demo_launch_lists_who_came_and_shows_drawings_that_say_so(demo, client):
    launch = Launch.objects.get()
    page = client.get(launch.get_absolute_url()).text

    assert launch.attendees.count() == 16
    assert launch.attendees.filter(present=True).count() == 15
    assert [photo.caption.endswith("(Tranh minh họa, không phải ảnh chụp)") for photo in launch.photos.all()] == [
        True
    ] * 2
    for address in re.findall(r"/anh/[^ \"]+", page):
        assert client.get(address).status_code == 200


def test_demo_bases_are_older_than_the_decisions_that_rest_on_them(demo):
    for decision in Decision.objects.filter(state=Decision.State.ISSUED):
        assert all(
            basis.issued_on <= decision.issued_on for basis in LegalBasis.objects.filter(decisions__decision=decision)
        )


def test_demo_targets_of_2022_are_over_and_this_years_in_force(demo):
    in_force = Target.objects.in_force()

    old = Target.objects.filter(starts_on=date(2022, 6, 7))
    assert old
    assert all(target.is_expired() for target in old)
    assert Counter(in_force.values_list("team__village__name", flat=True)) == {"1": 8, "2": 8}
    assert set(in_force.values_list("due_on", flat=True)) == {date(demo.year, 12, 31)}
    assert set(in_force.values_list("starts_on", flat=True)) == {first_monday_of_january(demo)}
    assert all(target.value == target.indicator.published_level for target in in_force.select_related("indicator"))


def test_demo_leaves_one_decision_to_sign(demo):
    leader = User.objects.get(username="lanhdao")

    waiting = Decision.objects.signable_by(leader).get()

    assert waiting.kind == Decision.Kind.REFORM
    assert waiting.appointments.get().team == Team.objects.get(village__name="2")


def test_demo_registry_has_the_size_of_the_commune(demo):
    assert Counter(Household.objects.values_list("village__name", flat=True)) == {"1": 150, "2": 120}
    assert Resident.objects.count() == 1000
    assert not Household.objects.filter(head=None).exists()
    assert not Household.objects.exclude(residents__relation=Resident.Relation.HEAD).exists()
    assert set(HouseholdVillage.objects.values_list("starts_on", flat=True)) == {date(2020, 1, 1)}
    assert not Residence.objects.filter(starts_on__gt=demo).exists()
    assert Resident.objects.filter(birth_year=None).exists()
    assert Resident.objects.filter(birth_year_estimated=True).exists()


def test_demo_common_groups_have_the_people_the_article_names(demo):
    kinds = {
        Position.Kind.CELL_SECRETARY,
        Position.Kind.VILLAGE_HEAD,
        Position.Kind.VILLAGE_POLICE,
        Position.Kind.FRONT_HEAD,
    }

    for village in Village.objects.all():
        assert kinds < set(village.positions.in_force().values_list("kind", flat=True))
    public = Official.objects.exclude(public_phone="")
    assert set(public) == {membership.official for membership in Membership.objects.filter(role="LEADER")}


def test_demo_has_called_who_was_drawn_but_for_some_of_the_last_month(demo):
    calls = VerificationCall.objects.all()
    uncalled = set(calls.uncalled().values_list("month", flat=True))

    assert calls.exclude(result="").exists()
    assert uncalled == {last_finished_month()}


def test_demo_visits_fill_the_last_four_months_up_to_yesterday(demo):
    days = [timezone.localdate(moment) for moment in Visit.objects.values_list("visited_at", flat=True)]
    hours = Counter(timezone.localtime(moment).hour for moment in Visit.objects.values_list("visited_at", flat=True))

    assert max(days) == demo - timedelta(days=1)
    assert demo - timedelta(days=123) <= min(days) <= demo - timedelta(days=110)
    assert hours.pop(22) == 1  # one at night, to be explained
    assert hours.keys() <= {8, 9, 10, 14, 15, 16, 19, 20}
    assert not Visit.objects.filter(received_at__gt=timezone.now()).exists()
    assert {"GUIDED", "ABLE", "PROMISED", "NOBODY_HOME", "REFUSED"} == set(
        Visit.objects.values_list("outcome", flat=True)
    )
    assert Visit.objects.filter(household=None, place=Visit.Place.HALL).count() > 3
    assert 1 <= VisitCancellation.objects.count() <= 3


def test_demo_leaves_both_teams_something_for_today(demo):
    for village in Village.objects.all():
        latest = LatestVisit.objects.filter(household__village=village)

        assert latest.filter(promised_on=demo).exists()
        assert latest.filter(promised_on__lt=demo).exists()
        assert latest.count() < village.households.count()


def test_demo_has_one_team_ahead_and_one_behind(demo):
    ahead, behind = statuses("1"), statuses("2")

    assert sum(status in EARLIER for status in ahead) >= 5
    assert sum(status == Status.BEHIND for status in behind) >= 5
    assert Status.BEHIND in ahead
    assert not {Status.NO_DATA} & {*ahead, *behind}


def test_demo_tallies_equal_a_recount(demo):
    assert rebuild(list(Village.objects.values_list("pk", flat=True))) == 0


@pytest.mark.parametrize("days_ago", [0, 1, 40])
def test_demo_numbers_open_to_as_many_rows_as_they_say(demo, days_ago):
    """What is counted from the tallies, or from the facts for a past day, equals the lists behind it."""
    day = demo - timedelta(days=days_ago)

    for progress in progress_of(Target.objects.in_force(demo).with_all(), day):
        count, target = progress.count, progress.target
        if not target.indicator.is_share:
            assert lessons(target, day).count() == count.counted
            continue
        assert [members(target, group, day).count() for group in GROUPS] == sizes(count)


def test_demo_has_exclusions_in_force_refused_and_waiting(demo):
    officer = User.objects.get(username="congchuc")

    assert Counter(Exclusion.objects.values_list("verdict", flat=True)) == {"GRANTED": 6, "REFUSED": 2, "": 6}
    assert Exclusion.objects.in_force(demo).count() == 6
    assert Exclusion.objects.decidable_by(officer).count() == 6
    assert any(progress.count.excluded for progress in progress_of(Target.objects.in_force().with_all()))
