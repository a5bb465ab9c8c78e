import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from teams.models import Appointment, Membership
from tests.factories import PASSWORD, grant, issue_decision, make_draft, make_official, make_user
from villages.models import Access, Role


def page(name, row):
    return reverse(name, args=[row.pk])


def password_on(response):
    return re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", response.text).group(0)


def give(client, official, username):
    return client.post(page("account-create", official), {"username": username})


def test_account_is_given_with_a_password_shown_once(world, as_user):
    official = make_official(world.here, "Trần Văn Khoa", phone="+84912345678")

    response = give(as_user(world.officer), official, "0912345678")

    official.refresh_from_db()
    assert official.user.check_password(password_on(response))
    assert official.user.sets_own_password
    assert official.user.phone == "+84912345678"
    assert "hoặc số" not in response.text
    assert "no-store" in response["Cache-Control"]


def test_account_signs_in_by_phone_and_sets_its_own_password(world, as_user):
    official = make_official(world.here, "Trần Văn Khoa", phone="+84912345678")
    password = password_on(give(as_user(world.officer), official, "0912345678"))
    client = Client()  # signing in writes the time of the last sign-in, which is no entry of the audit trail

    client.post(reverse("login"), {"username": "0912 345 678", "password": password})
    response = client.get(reverse("village-list"))

    assert response.url == reverse("password-change")


def test_both_names_to_sign_in_by_are_shown_where_they_differ(world, as_user):
    official = make_official(world.here, "Trần Văn Khoa", phone="+84912345678")

    response = give(as_user(world.officer), official, "khoa")

    assert re.search(r"<strong>khoa</strong> hoặc số <span[^>]*>0912 345 678<", response.text)


def test_account_opens_the_access_of_memberships(world, as_user):
    official = make_official(world.here, "Trần Văn Khoa")
    decision = make_draft(world.officer, world.here, kind="REFORM")
    Appointment.objects.create(decision=decision, team=world.team, official=official, role="MEMBER")
    issue_decision(decision, officer=world.officer, leader=world.leader)

    give(as_user(world.officer), official, "khoa")

    access = Membership.objects.get(official=official).access
    assert (access.user.username, access.role, access.village) == ("khoa", Role.TEAM_MEMBER, world.village)


@pytest.mark.parametrize(
    ("phone", "others", "proposed"),
    [("+84912345678", [], "0912345678"), ("+842033825678", [], "tranvankhoa"), ("", ["tranvankhoa"], "tranvankhoa2")],
)
def test_account_form_proposes_a_user_name(phone, others, proposed, world, as_user):
    for username in others:
        make_user(username=username)
    official = make_official(world.here, "Trần Văn Khoa", phone=phone)

    response = as_user(world.officer).get(page("account-create", official))

    assert response.context["form"]["username"].value() == proposed


@pytest.mark.parametrize(
    ("username", "message"),
    [
        ("", "Hãy điền ô này."),
        ("tên có dấu", "Tên đăng nhập chỉ gồm chữ không dấu"),
        ("x" * 10_000, "Hãy viết không quá 50 ký tự"),
        ("CoNgChuc", "Tên đăng nhập này đã có người dùng."),
        ("0987654321", "Chỉ dùng số di động của chính người này"),
    ],
)
def test_account_form_says_what_is_wrong_with_the_user_name(username, message, world, as_user):
    make_user(username="congchuc")
    official = make_official(world.here, "Trần Văn Khoa", phone="+84912345678")

    response = give(as_user(world.officer), official, username)

    assert message in response.context["form"].errors["username"][0]
    official.refresh_from_db()
    assert official.user is None


def test_account_is_given_once(world, as_user):
    official = make_official(world.here, "Trần Văn Khoa")
    client = as_user(world.officer)

    give(client, official, "khoa")
    again = give(client, official, "khoa2")

    assert again.url == official.get_absolute_url()
    assert not User.objects.filter(username="khoa2").exists()


def test_password_is_given_anew(world, as_user):
    response = as_user(world.officer).post(page("account-password", world.member_official))

    world.member.refresh_from_db()
    assert world.member.check_password(password_on(response))
    assert world.member.sets_own_password


@pytest.mark.parametrize("name", ["account-password", "account-lock", "access-grant", "account-create"])
@pytest.mark.parametrize("whose", ["officer", "leader", "foreign_team_leader", "second_officer", "administrator"])
def test_account_of_an_equal_or_higher_role_is_out_of_reach(name, whose, world, as_user):
    if whose == "second_officer":
        world.users[whose] = make_user()
        grant(world.users[whose], Role.OFFICER, world.here)
        make_official(world.here, "Công chức hai", world.users[whose])
    if whose == "administrator":
        world.users[whose] = make_user(is_staff=True, is_superuser=True)
        make_official(world.here, "Quản trị viên", world.users[whose])
    user = world.users[whose]
    user.set_password(PASSWORD)
    user.save()

    response = as_user(world.officer).post(page(name, user.official), {"role": "OBSERVER", "village": ""})

    user.refresh_from_db()
    assert response.status_code == 404
    assert user.check_password(PASSWORD)
    assert user.is_active


def test_account_is_locked_and_unlocked(world, as_user, client):
    lock = page("account-lock", world.member_official)

    as_user(world.officer).post(lock, {"lock": "1"})
    as_user(world.officer).post(lock, {"lock": "1"})
    world.member.refresh_from_db()
    locked = world.member.is_active
    as_user(world.officer).post(lock, {"unlock": "1"})

    world.member.refresh_from_db()
    assert not locked
    assert world.member.is_active


def test_locked_account_is_signed_out(world, as_user, client):
    as_user(world.member)
    User.objects.filter(pk=world.member.pk).update(is_active=False)

    assert client.get(reverse("village-list")).status_code == 302


def test_access_is_granted_in_a_village(world, as_user):
    data = {"role": Role.OBSERVER, "village": world.other_village.pk}

    response = as_user(world.officer).post(page("access-grant", world.member_official), data)

    access = world.member.accesses.get(role=Role.OBSERVER)
    assert response.url == world.member_official.get_absolute_url()
    assert (access.village, access.commune, access.granted_by) == (world.other_village, world.here, world.officer)


def test_access_is_granted_in_the_whole_commune(world, as_user):
    as_user(world.officer).post(page("access-grant", world.member_official), {"role": Role.OBSERVER, "village": ""})

    assert world.member.accesses.get(role=Role.OBSERVER).village is None


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICER, "", "KING"])
def test_access_beyond_the_officers_own_is_refused(role, world, as_user):
    response = as_user(world.officer).post(page("access-grant", world.member_official), {"role": role, "village": ""})

    assert "role" in response.context["form"].errors
    assert world.member.accesses.count() == 1


def test_access_held_already_is_not_granted_again(world, as_user):
    data = {"role": Role.TEAM_MEMBER, "village": world.village.pk}

    response = as_user(world.officer).post(page("access-grant", world.member_official), data)

    assert "Người này đang có quyền này rồi." in response.text


def test_access_is_ended_once(world, as_user):
    access = grant(world.member, Role.OBSERVER, world.here)
    client = as_user(world.officer)

    first = client.post(page("access-end", access))
    access.refresh_from_db()
    ended_at = access.ends_at
    again = client.post(page("access-end", access))

    access.refresh_from_db()
    assert ended_at <= timezone.now()
    assert again.url == first.url == world.member_official.get_absolute_url()
    assert access.ends_at == ended_at


def test_access_of_a_membership_ends_by_decision_only(world, as_user):
    access = Membership.objects.get(official=world.member_official).access

    response = as_user(world.officer).post(page("access-end", access))

    assert response.status_code == 404
    assert page("access-end", access) not in as_user(world.officer).get(world.member_official.get_absolute_url()).text


def test_officer_ends_neither_his_own_nor_a_foreign_access(world, as_user):
    own = grant(world.officer, Role.OBSERVER, world.here)
    foreign = grant(make_user(), Role.OBSERVER, world.there)
    leaders = world.leader.accesses.get()

    for access in (own, foreign, leaders):
        assert as_user(world.officer).post(page("access-end", access)).status_code == 404
    assert Access.objects.in_force().filter(pk__in=[own.pk, foreign.pk, leaders.pk]).count() == 3


def test_official_page_shows_positions_access_and_teams(world, as_user):
    response = as_user(world.leader).get(world.member_official.get_absolute_url())

    assert "Chi hội trưởng Phụ nữ" in response.text
    assert "Tổ viên" in response.text
    assert reverse("decision-detail", args=[world.decision.pk]) in response.text
    assert reverse("access-grant", args=[world.member_official.pk]) not in response.text


def test_official_page_hides_what_belongs_to_another_commune(world, as_user):
    grant(world.member, Role.OBSERVER, world.there)

    response = as_user(world.officer).get(world.member_official.get_absolute_url())

    assert "Quảng La" not in response.text


def test_official_page_costs_the_same_for_many_accesses(world, as_user):
    client = as_user(world.officer)
    client.get(world.member_official.get_absolute_url())
    few = len(client.queries)
    for _ in range(10):
        grant(world.member, Role.OBSERVER, world.here, world.other_village)

    client.get(world.member_official.get_absolute_url())

    assert len(client.queries) == few
