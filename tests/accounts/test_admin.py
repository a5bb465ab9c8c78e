import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import (
    PASSWORD,
    grant,
    make_basis,
    make_commune,
    make_draft,
    make_official,
    make_user,
    make_village,
)
from villages.models import Access, Commune, Official, Role, Village

OURS = [
    model
    for app in ("accounts", "villages", "teams", "households", "targets")
    for model in apps.get_app_config(app).get_models()
]
READ_ONLY = {
    "Decision", "DecisionBasis", "DecisionArticle", "DecisionEvent", "RegisterEntry", "Numbering",
    "Appointment", "Dismissal", "Membership", "Team",
    "Visit", "VisitCancellation", "Guidance", "Observation", "Ability", "TraitValue",
    "LatestVisit", "Tally", "GuidanceTally", "Target", "HouseholdVillage", "Residence", "Household", "Resident",
    "DecisionFile", "SignedCopy", "LogEntry", "AccessAttempt", "AccessFailureLog", "AccessLog", "Position",
    "DecisionRelation", "Dissolution", "Reform", "TargetEnding",
    "Attendee",
    "Handover", "LaunchPhoto",
    "Consent", "NoticeGiven", "DataRequest", "VisitLabel", "PromiseMove", "SheetDraft", "VerificationCall",
    "DistinctPair",
    "LifeEvent", "LifeEventPerson",
    "BulkRun", "RowChange", "DataExport",
    "Exclusion", "ExclusionSubject",
    "Reorganisation", "CommuneSuccession", "VillageSuccession", "FormerAccess",
    "Import", "ImportRow",
}  # fmt: skip
ENGLISH = re.compile(
    r"\b(the|this|that|and|with|are|was|select|change|changed|add|added|delete|save|search|view|history|please|enter|"
    r"valid|field|fields|today|password|none|yes|required|log|user|users|home|action|actions|all|site|filter|show|"
    r"selected|created|updated|value|date|time|toggle|current|theme|clear|recent|administration|error|errors)\b",
    re.IGNORECASE,
)


@pytest.fixture
def root(world):
    return User.objects.create_superuser("quan.tri", PASSWORD, full_name="Quản trị viên")


@pytest.fixture
def site(root, as_user):
    return as_user(root)


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def words_of(response):
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    shown = re.findall(r'(?:title|placeholder|aria-label|alt|value)="([^"]*[^\W\d_][^"]*)"', html)
    return re.sub(r"<[^>]*>", " ", html) + " ".join(text for text in shown if " " in text)


def english_in(response):
    return {match.group(0).lower() for match in ENGLISH.finditer(words_of(response))} - {"user1"}


def test_admin_lists_every_model_of_ours():
    assert set(OURS) <= set(admin.site._registry)


def pages_of(model, site):
    yield site.get(url(model, "changelist"))
    yield site.get(url(model, "changelist"), {"q": "Đặng 1"})
    row = model._default_manager.first()
    if row and model._meta.app_label != "axes":
        yield site.get(url(model, "change", row.pk))
        yield site.get(url(model, "history", row.pk))
    if model.__name__ not in READ_ONLY:
        yield site.get(url(model, "add"))


def test_admin_shows_finds_and_names_rows_in_vietnamese(site):
    for model in admin.site._registry:
        for page in pages_of(model, site):
            assert page.status_code == 200, page.request["PATH_INFO"]
            assert not english_in(page), page.request["PATH_INFO"]


def test_admin_index_is_in_vietnamese(site):
    assert not english_in(site.get(reverse("admin:index")))


def test_admin_has_the_icon_of_the_portal(site):
    assert re.search(r'<link rel="icon" href="[^"]*icon[^"]*svg"', site.get(reverse("admin:index")).text)


def test_admin_changes_no_history(site):
    for model in (model for model in admin.site._registry if model.__name__ in READ_ONLY):
        row = model._default_manager.first()
        posts = [(url(model, "add"), {})]
        if row:
            posts += [(url(model, "change", row.pk), {"_save": "1"}), (url(model, "delete", row.pk), {"post": "yes"})]

        for path, data in posts:
            assert site.post(path, data).status_code == 403, path


def test_admin_is_closed_to_everyone_else(world, as_user):
    for user in world.users.values():
        assert as_user(user).get(reverse("admin:index")).status_code == 302


def test_admin_lists_cost_the_same_for_many_rows(world, site):
    for model in (Official, Village, Access, User):
        site.get(url(model, "changelist"))
        few = len(site.queries)
        for number in range(5):
            user = make_user(f"Lý Văn {number}")
            make_official(world.here, f"Lý Văn {number}", user)
            grant(user, Role.OBSERVER, world.here, make_village(world.here, f"{model.__name__}{number}"))
        site.get(url(model, "changelist"))

        assert len(site.queries) == few, model


def test_basis_named_by_an_issued_decision_is_read_only(world, site):
    named, free = world.decision.bases.get().basis, make_basis(world.here, "1/KH-UBND")

    assert site.post(url(named, "change", named.pk), {"title": "khác"}).status_code == 403
    assert site.post(url(named, "delete", named.pk), {"post": "yes"}).status_code == 403
    assert site.get(url(free, "change", free.pk)).status_code == 200


def test_basis_named_by_a_draft_can_be_corrected(world, site):
    draft = make_draft(world.officer, world.here)
    basis = make_basis(world.here, "2/KH-UBND")
    draft.bases.update(basis=basis)

    assert b'name="_save"' in site.get(url(basis, "change", basis.pk)).content


def test_indicator_named_by_an_issued_decision_is_read_only(world, site):
    indicator = world.target.indicator

    assert site.post(url(indicator, "change", indicator.pk), {"name": "khác"}).status_code == 403


def access_data(world, user, **fields):
    data = {
        "user": user.pk,
        "commune": world.here.pk,
        "village": "",
        "role": Role.OFFICER,
        "ends_at_0": "",
        "ends_at_1": "",
    }
    return data | {"starts_at_0": "01/01/2026", "starts_at_1": "08:00"} | fields


def test_access_is_granted_by_who_adds_it(world, site, root):
    user = make_user()

    response = site.post(url(Access, "add"), access_data(world, user))

    assert response.status_code == 302
    assert user.accesses.get().granted_by == root


def test_access_cannot_be_granted_to_oneself(world, site, root):
    response = site.post(url(Access, "add"), access_data(world, root))

    assert "Không ai tự cấp quyền cho mình." in response.content.decode()
    assert not root.accesses.exists()


def test_access_keeps_village_and_commune_together(world, site):
    user = make_user()

    response = site.post(
        url(Access, "add"), access_data(world, user, role=Role.TEAM_MEMBER, village=world.foreign_village.pk)
    )

    assert "không thuộc xã Dân Chủ" in response.content.decode()


def test_access_can_only_be_ended(world, site):
    access = world.observer.accesses.get()
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    data = access_data(world, world.member, ends_at_0=f"{tomorrow:%d/%m/%Y}", ends_at_1="08:00")

    site.post(url(Access, "change", access.pk), data)

    access.refresh_from_db()
    assert (access.user, access.role) == (world.observer, Role.OBSERVER)
    assert timezone.localdate(access.ends_at) == tomorrow


def test_own_access_is_read_only(world, site, root):
    access = grant(root, Role.OBSERVER, world.here)

    assert site.post(url(Access, "change", access.pk), access_data(world, root)).status_code == 403


def test_access_in_force_is_ended_at_once(world, site, root):
    own, other = grant(root, Role.OBSERVER, world.here), world.observer.accesses.get()

    site.post(url(Access, "changelist"), {"action": "end_now", "_selected_action": [own.pk, other.pk]})

    assert not Access.objects.in_force().filter(pk=other.pk).exists()
    assert Access.objects.in_force().filter(pk=own.pk).exists()


def test_user_added_sets_his_own_password(site):
    data = {
        "username": "moi",
        "full_name": "Lý Văn Mới",
        "phone": "0912 345 678",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    response = site.post(url(User, "add"), data)

    user = User.objects.get(username="moi")
    assert response.status_code == 302
    assert user.sets_own_password
    assert user.phone == "+84912345678"
    assert not user.is_staff


def test_password_is_reset_for_those_below_only(world, site, root):
    other = User.objects.create_superuser("quan.tri.2", full_name="Quản trị viên hai")
    password = {"password1": "mot-mat-khau-khac-22", "password2": "mot-mat-khau-khac-22"}

    allowed = site.post(reverse("admin:auth_user_password_change", args=[world.officer.pk]), password)
    refused = site.post(reverse("admin:auth_user_password_change", args=[other.pk]), password)

    world.officer.refresh_from_db()
    assert allowed.status_code == 302
    assert world.officer.check_password("mot-mat-khau-khac-22")
    assert world.officer.sets_own_password
    assert refused.status_code == 403


def test_password_form_is_in_vietnamese(world, site):
    page = site.get(reverse("admin:auth_user_password_change", args=[world.officer.pk]))

    assert not english_in(page)


def test_administrator_does_not_change_his_own_rank(site, root):
    data = {"username": root.username, "full_name": "Tên mới", "phone": "", "sets_own_password": ""}

    site.post(url(User, "change", root.pk), data)

    root.refresh_from_db()
    assert root.full_name == "Tên mới"
    assert root.is_superuser
    assert root.is_active


def test_official_changed_here_is_a_stale_edit_there(world, site):
    official = world.official
    data = {
        "commune": world.here.pk,
        "full_name": "Đặng Văn Cường",
        "phone": "0912345678",
        "public_phone": "",
        "user": official.user_id,
    }
    data |= {"positions-TOTAL_FORMS": 0, "positions-INITIAL_FORMS": 0}

    response = site.post(url(Official, "change", official.pk), data)

    official.refresh_from_db()
    assert response.status_code == 302
    assert official.version == 1


def commune_data(**fields):
    given = {"kind": "XA", "name": "Thử Nghiệm", "code": "07055", "district": "", "valid_to": ""}
    return given | {"province": "tỉnh Quảng Ninh", "valid_from": "01/07/2025"} | fields


def test_commune_is_added_here(site):
    response = site.post(url(Commune, "add"), commune_data())

    assert response.status_code == 302
    assert str(Commune.objects.get(code="07055")) == "Xã Thử Nghiệm"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "xã Thử Nghiệm", "Chỉ ghi tên riêng, không ghi chữ “Xã”: “Thử Nghiệm”."),
        ("code", "ab", "Mã đơn vị có 5 chữ số, ví dụ 07051."),
    ],
)
def test_commune_is_entered_by_its_proper_name_and_its_code(field, typed, message, site):
    response = site.post(url(Commune, "add"), commune_data(**{field: typed}))

    assert message in response.text
    assert not Commune.objects.filter(province="tỉnh Quảng Ninh", valid_from="2025-07-01").exists()


def test_commune_keeps_its_name_once_a_decision_is_issued(world, site):
    new = make_commune("Nhầm", "07056")

    site.post(url(Commune, "change", new.pk), commune_data(name="Đúng"))
    site.post(url(Commune, "change", world.here.pk), commune_data(kind="PHUONG", name="Khác", code="07051"))

    new.refresh_from_db()
    world.here.refresh_from_db()
    assert str(new) == "Xã Đúng"
    assert (str(world.here), world.here.valid_from) == ("Xã Dân Chủ", date(2025, 7, 1))
    assert "đổi tên xã thì dùng Sắp xếp đơn vị" in site.get(url(Commune, "change", world.here.pk)).text
