"""What somebody who means harm, or a broken browser, sends: it changes nothing it may not, and is never a 500."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.actions import registry
from households.actions.visit import observe
from households.models import Household, Observation, Residence, Resident, Skill, Trait, Visit
from households.tally import rebuild
from targets.actions import issue, sign, submit
from targets.decision_text import compose, digest_of
from teams.actions import give_account
from teams.models import RegisterEntry
from tests.factories import (
    PASSWORD,
    days_ago,
    grant,
    make_draft,
    make_household,
    make_official,
    make_user,
    see,
    teach,
)
from villages.models import Access, Official, Role, Village

NO_POSITIONS = {"positions-TOTAL_FORMS": "0", "positions-INITIAL_FORMS": "0"}


def drift(world):
    return rebuild([world.village.pk, world.other_village.pk, world.foreign_village.pk])


@pytest.fixture
def root(world):
    return get_user_model().objects.create_superuser("quan.tri", PASSWORD, full_name="Quản trị viên")


def admin_url(row, page="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.mark.parametrize("question", ["t-r-0-{trait}", "t-h-0-{trait}"])
@pytest.mark.parametrize("kind", ["visit", "lesson"])
def test_answer_about_nobody_is_refused(world, as_user, question, kind):
    trait = Trait.objects.filter(owner=Trait.Owner.RESIDENT).first()
    member = as_user(world.member)
    page = reverse("visit-create", args=[world.household.pk])
    sent = {"uuid": str(uuid4()), "outcome": "GUIDED", "place": "HOME", question.format(trait=trait.pk): "1"}
    skill = Skill.objects.first()
    sent[f"g-{world.person.pk}-{skill.pk}"] = "2"
    if kind == "lesson":
        page = reverse("lesson-create", args=[world.village.pk])
        sent["nguoi"] = str(world.person.pk)

    response = member.post(page, sent)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Observation.objects.exists()


@pytest.mark.parametrize("field", ["positions-0-row", "positions-TOTAL_FORMS"])
def test_endless_number_in_the_rows_of_an_official_is_refused(world, as_user, field):
    sent = {
        "full_name": "Bàn Văn An",
        "positions-TOTAL_FORMS": "1",
        "positions-INITIAL_FORMS": "0",
        "read_version": "0",
    }
    sent |= {field: "1" * 5000}
    if field.endswith("TOTAL_FORMS"):
        sent["add_row"] = "1"

    response = as_user(world.officer).post(reverse("official-create"), sent)

    assert response.status_code == 200


def test_village_with_an_endless_number_is_refused(world, as_user):
    response = as_user(world.officer).post(
        reverse("decision-create") + "?loai=FOUND", {"subject": "thành lập tổ", "villages": "9" * 20}
    )

    assert response.status_code == 200
    assert response.context["form"].errors["villages"]


@pytest.mark.parametrize("name", ["ﬃ" * 100, "각" * 100, "ß" * 100, "İ" * 100, "Ệ" * 100], ids=ascii)
def test_longest_name_in_any_script_fits_its_search_key(world, as_user, name):
    officer = as_user(world.officer)
    members = {
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-full_name": name,
        "head": "members-0",
    }

    person = officer.post(
        reverse("household-create"),
        members | {"village": world.village.pk, "number": name[:20], "lane": name, "address": name * 2},
    )
    official = officer.post(
        reverse("official-create"), {"full_name": name, "positions-TOTAL_FORMS": "0", "positions-INITIAL_FORMS": "0"}
    )

    assert (person.status_code, official.status_code) == (302, 302)


def test_decision_with_the_longest_subject_can_be_issued(world):
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)]
    decision = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    decision.subject = "x" * 500
    decision.save()
    submit(decision, by=world.officer)
    sign(decision, digest=digest_of(compose(decision, on=timezone.localdate())), by=world.leader)

    issue(decision, number=99, issued_on=timezone.localdate(), by=world.officer)

    assert RegisterEntry.objects.get(decision=decision).subject == f"Về việc {'x' * 500}"


def test_admin_changes_nothing_that_is_counted_already(world, root, as_user):
    site = as_user(root)
    skill, trait = Skill.objects.filter(basic=True).first(), Trait.objects.get(code="dien-thoai")
    teach(world.household, world.person, by=world.member, skill=skill.code)
    see(world.household, world.person, by=world.member)

    site.post(admin_url(skill), {"code": skill.code, "name": skill.name, "order": "1", "active": "on"})
    site.post(
        admin_url(trait), {"code": "khac", "name": trait.name, "owner": "HOUSEHOLD", "order": "1", "active": "on"}
    )

    skill.refresh_from_db(), trait.refresh_from_db()
    assert (skill.basic, trait.owner, trait.code) == (True, Trait.Owner.RESIDENT, "dien-thoai")
    assert drift(world) == 0


def test_admin_moves_no_village_and_no_official_to_another_commune(world, root, as_user):
    site = as_user(root)
    official, village = world.official, world.village

    site.post(
        admin_url(village),
        {"commune": world.there.pk, "kind": "THON", "name": village.name, "valid_from": "01/01/2020"},
    )
    site.post(
        admin_url(official),
        {
            "commune": world.there.pk, "full_name": official.full_name, "user": official.user_id,
            "positions-TOTAL_FORMS": "0", "positions-INITIAL_FORMS": "0",
        },
    )  # fmt: skip

    assert Village.objects.get(pk=village.pk).commune == world.here
    assert Official.objects.get(pk=official.pk).commune == world.here


def test_admin_sends_away_who_may_not_enter_instead_of_round_in_circles(world, client):
    client.force_login(world.officer)

    response = client.get("/quan-tri/", follow=True)

    assert response.status_code == 403
    assert "không được mở trang này" in response.text


def test_visit_sent_again_after_the_household_moved_shows_the_same_receipt(world, as_user):
    member = as_user(world.member)
    household = make_household(world.village, "009", by=world.officer)
    page = reverse("visit-create", args=[household.pk])
    sent = {"uuid": str(uuid4()), "outcome": "NOBODY_HOME", "place": "HOME"}

    first = member.post(page, sent)
    registry.move_household(household, to=world.other_village, by=world.officer)
    second = member.post(page, sent)

    assert second.url == first.url


def test_visit_before_the_household_moved_is_taken_from_the_team_that_made_it(world, as_user):
    household = make_household(world.village, "009", by=world.officer)
    registry.move_household(household, to=world.other_village, on=days_ago(1).date(), by=world.officer)
    sent = {"uuid": str(uuid4()), "outcome": "NOBODY_HOME", "place": "HOME"}
    late = sent | {"visited_at": f"{days_ago(2):%Y-%m-%dT%H:%M}"}

    response = as_user(world.member).post(reverse("visit-create", args=[household.pk]), late)

    assert response.status_code == 302
    assert Visit.objects.get(uuid=sent["uuid"]).village == world.village


def test_other_team_does_not_claim_a_visit_before_the_household_came_to_it(world, as_user):
    household = make_household(world.village, "009", by=world.officer)
    registry.move_household(household, to=world.other_village, on=days_ago(1).date(), by=world.officer)
    sent = {"uuid": str(uuid4()), "outcome": "NOBODY_HOME", "place": "HOME"}
    late = sent | {"visited_at": f"{days_ago(2):%Y-%m-%dT%H:%M}"}

    response = as_user(world.other_team_leader).post(reverse("visit-create", args=[household.pk]), late)

    assert "không làm nhiệm vụ" in response.text
    assert not Visit.objects.filter(household=household).exists()


def test_withdrawing_twice_shows_the_receipt_twice(world, as_user):
    member = as_user(world.member)
    page = reverse("visit-withdraw", args=[world.visit.uuid])

    responses = [member.post(page, {"reason": "ghi nhầm hộ"}) for _ in range(2)]

    assert [response.url for response in responses] == [world.visit.get_absolute_url()] * 2
    assert drift(world) == 0


def test_officer_does_not_open_another_commune_by_resetting_a_password(world, as_user):
    grant(world.member, Role.TEAM_MEMBER, world.there, world.foreign_village)
    officer = as_user(world.officer)

    statuses = [
        officer.post(reverse(name, args=[world.member_official.pk])).status_code
        for name in ("account-password", "account-lock", "access-grant")
    ]

    assert statuses == [404] * 3


def test_reasons_of_a_return_stay_with_those_who_draft_and_sign(world, as_user):
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)]
    decision = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    page = {name: reverse(f"decision-{name}", args=[decision.pk]) for name in ("submit", "return", "detail")}
    as_user(world.officer).post(page["submit"])
    as_user(world.leader).post(page["return"], {"reason": "Không giao cho người này."})
    submit(decision, by=world.officer)
    sign(decision, digest=digest_of(compose(decision, on=timezone.localdate())), by=world.leader)
    issue(decision, number=99, issued_on=timezone.localdate(), by=world.officer)

    shown = {role: as_user(world.users[role]).get(page["detail"]).text for role in ("officer", "member", "observer")}

    assert "Không giao cho người này." in shown["officer"]
    assert "Không giao cho người này." not in shown["member"] + shown["observer"]


def test_own_password_is_changed_only_by_who_knows_it(world, client):
    user = make_user(password=PASSWORD)
    client.force_login(user)
    new = {"new_password1": "núi cao suối dài 9", "new_password2": "núi cao suối dài 9"}

    without = client.post(reverse("password-change"), new)
    user.refresh_from_db()
    kept = user.check_password(PASSWORD)
    client.post(reverse("password-change"), new | {"old_password": PASSWORD})
    user.refresh_from_db()

    assert (without.status_code, kept) == (200, True)
    assert user.check_password("núi cao suối dài 9")


def test_move_of_a_household_read_before_it_was_changed_keeps_the_change(world):
    stale = make_household(world.village, "009", by=world.officer)
    Household.objects.filter(pk=stale.pk).update(lane="Ngõ mới")

    registry.move_household(stale, to=world.other_village, by=world.officer)

    assert Household.objects.get(pk=stale.pk).lane == "Ngõ mới"


def test_person_moved_twice_at_once_is_refused_the_second_time(world):
    one, two = (make_household(world.village, number, by=world.officer) for number in ("008", "009"))
    first, second = (world.household.residents.get() for _ in range(2))
    registry.move_resident(first, to=one, relation="", by=world.officer)

    with pytest.raises(ValidationError, match="vừa được ghi sang hộ khác"):
        registry.move_resident(second, to=two, relation="", by=world.officer)

    assert Residence.objects.get(resident=first, ends_on=None).household == one
    assert drift(world) == 0


def test_person_joins_a_household_where_it_is_now(world):
    stale = make_household(world.village, "008", by=world.officer)
    registry.move_household(Household.objects.get(pk=stale.pk), to=world.other_village, by=world.officer)
    person = world.household.residents.get()

    registry.move_resident(person, to=stale, relation="", by=world.officer)

    person.refresh_from_db()
    assert person.village == world.other_village
    assert drift(world) == 0


def test_list_of_members_is_stale_once_one_of_them_has_gone(world, as_user):
    second = Resident(full_name="Lý Thị Hoa", birth_year=1990, sex="F")
    household = make_household(world.village, "008", ["Lý Văn Tư", second], by=world.officer)
    version = Household.objects.get(pk=household.pk).version

    registry.depart(household.residents.get(pk=second.pk), state=Resident.State.DEAD, by=world.officer)

    assert Household.objects.get(pk=household.pk).version > version


def test_trait_of_a_person_who_moved_meanwhile_is_counted_once(world):
    to = make_household(world.other_village, "008", by=world.officer)
    registry.move_resident(world.household.residents.get(), to=to, relation="", by=world.officer)
    trait = Trait.objects.get(code="dien-thoai")

    observe(world.household, observations=[(None, world.person.pk, trait.pk, True)], by=world.officer)

    assert drift(world) == 0


def test_leaving_recorded_twice_shows_the_household(world, as_user):
    officer = as_user(world.officer)
    sent = {"to": "", "on": f"{timezone.localdate():%d/%m/%Y}"}
    page = reverse("household-move", args=[world.household.pk])

    first, second = (officer.post(page, sent) for _ in range(2))

    assert (first.status_code, second.url) == (302, world.household.get_absolute_url())
    assert drift(world) == 0


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_access_since_a_day_no_calendar_has_is_refused(world, root, as_user, day):
    sent = {
        "user": world.member.pk, "commune": world.here.pk, "role": "OBSERVER",
        "starts_at_0": day, "starts_at_1": "00:00", "ends_at_0": "31/12/9999", "ends_at_1": "23:59",
    }  # fmt: skip

    response = as_user(root).post(reverse("admin:villages_access_add"), sent)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() == {"starts_at", "ends_at"}


def test_account_given_while_the_official_is_edited_stays_his(world, as_user):
    official = make_official(world.here, "Trần Văn Khoa")
    page = reverse("official-edit", args=[official.pk])
    sent = {"full_name": "Trần Văn Khoá", "read_version": "0"} | NO_POSITIONS
    give_account(official, username="khoa", by=world.officer)

    response = as_user(world.officer).post(page, sent)

    assert "Người khác vừa lưu mục này" in response.text
    assert Official.objects.get(pk=official.pk).user.username == "khoa"


def test_official_sent_twice_is_stored_once(world, as_user):
    sent = {"full_name": "Trần Văn Khoa", "phone": "0912 345 678"} | NO_POSITIONS

    first, second = (as_user(world.officer).post(reverse("official-create"), sent) for _ in range(2))

    assert first.status_code == 302
    assert "Xã đã có cán bộ này" in second.text
    assert "hãy ghi số điện thoại khác." in second.text
    assert Official.objects.filter(full_name="Trần Văn Khoa").count() == 1


def test_member_rows_with_foreign_ids_change_nobody_abroad(world, as_user):
    leader, page = as_user(world.team_leader), reverse("household-edit", args=[world.household.pk])
    abroad = [household.residents.get() for household in (world.other_household, world.foreign_household)]

    for person, initial in [(person, initial) for person in abroad for initial in (0, 1)]:
        sent = {"number": "001", "read_version": Household.objects.get(pk=world.household.pk).version}
        rows = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": initial, "members-0-id": person.pk}
        leader.post(page, sent | rows | {"members-0-full_name": "Bị Chiếm", "head": "members-0"})

    for person in abroad:
        assert (Resident.objects.get(pk=person.pk).full_name, drift(world)) == (person.full_name, 0)


def test_open_session_ends_with_the_account_and_its_access(world, client):
    page = world.household.get_absolute_url()
    client.force_login(world.member)
    opened = client.get(page).status_code
    Access.objects.filter(user=world.member).update(ends_at=timezone.now())
    ended = client.get(page).status_code
    world.member.is_active = False
    world.member.save()

    assert (opened, ended, client.get(page).status_code) == (200, 404, 302)


def test_access_of_tomorrow_opens_nothing_today_and_is_out_of_an_officers_reach(world, as_user):
    user = make_user()
    official = make_official(world.here, "Lãnh Đạo Mới", user)
    tomorrow = timezone.localdate() + timedelta(days=1)
    grant(user, Role.LEADER, world.here, since=tomorrow)
    grant(user, Role.TEAM_MEMBER, world.here, world.village, since=tomorrow)

    statuses = [
        as_user(user).get(row.get_absolute_url()).status_code
        for row in (world.household, world.visit, world.team, world.target, world.decision, world.village)
    ]
    given = as_user(world.officer).post(reverse("account-password", args=[official.pk]))

    assert {*statuses, given.status_code} == {404}


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (f"{FORM}; charset=utf-16", "a=1", "ký tự không dùng được"),
        (FORM, "a=1&" * 5001, "quá lớn"),
        (FORM, "a=" + "1" * 3 * 2**20, "quá lớn"),
        (MULTIPART, "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" * 5001 + "--x--", "quá lớn"),
    ],
)
def test_form_that_is_not_read_gets_a_page_that_says_why(world, client, kind, body, said):
    client.force_login(world.officer)
    client.cookies["csrftoken"] = "a" * 32

    for page in ("/dang-nhap/", reverse("official-create")):
        response = client.post(page, body, content_type=kind)

        assert response.status_code == 400
        assert said in response.text


def test_form_sent_to_where_the_phone_sends_is_no_json(world, as_user):
    response = as_user(world.member).post(reverse("visit-send"), {"a": "1"})

    assert (response.status_code, response.json()) == (400, {"error": "Nội dung gửi lên không phải JSON."})
