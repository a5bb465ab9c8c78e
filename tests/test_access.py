"""Who may open what: every address of the portal × every role. An address that is not listed here fails."""

import pytest
from django.db.models import Q
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from households.actions.importing import apply_import
from households.models import Exclusion, Household, Import, Resident
from targets.actions import sign, submit
from targets.decision_text import compose, digest_of
from teams.actions import add_photo, send_back
from teams.models import Decision, Launch, LegalBasis, RegisterEntry
from teams.photos import draw_photo
from tests.factories import (
    ask_exclusion,
    days_ago,
    grant,
    make_call,
    make_data_request,
    make_draft,
    make_household,
    make_import,
    make_label,
    make_launch,
    make_merge,
    make_official,
    make_paper,
    make_picture,
    make_promise,
    make_renamed,
    make_run,
    make_signed_copy,
    make_user,
    make_village,
    make_visit,
)
from villages.models import Access, Official, Role, Village

ROLES = ["outsider", "observer", "member", "other_team_leader", "team_leader", "officer", "leader"]
EVERYONE = set(ROLES)
HERE = EVERYONE - {"outsider"}
OFFICE = {"officer", "leader"}
OFFICER = {"officer"}
LEADER = {"leader"}
VILLAGE = {"member", "team_leader", "officer", "leader", "observer"}
RESIDENTS = VILLAGE - {"observer"}
EDITORS = {"team_leader", "officer"}
TEAM = {"member", "team_leader"}

PUBLIC = {
    "home",
    "login",
    "launch-detail",
    "launch-photo",
    "proof-search",
    "proof-detail",
    "published-list",
    "published-detail",
    "published-pdf",
    "data-rights",
    "data-notice",
}
# What answers a phone, or a browser itself, without a page: 401 where somebody has to sign in first.
FOR_PHONES = {"visit-send": 401, "service-worker": 200}
# name: (object named in the address, who gets 200, all others get 404)
PAGES = {
    "home": (None, EVERYONE),
    "password-change": (None, EVERYONE),
    "village-list": (None, EVERYONE),
    "village-create": (None, OFFICER | {"outsider"}),
    "village-edit": ("village", OFFICER),
    "village-detail": ("village", VILLAGE),
    "village-lineage": ("village", VILLAGE),
    "commune-lineage": ("here", HERE),
    "reorganisation-list": (None, OFFICE | {"outsider"}),
    "reorganisation-detail": ("reorganisation", OFFICE),
    "reorganise": ("reorganising", OFFICER | {"outsider"}),
    "official-list": (None, OFFICE | {"outsider"}),
    "official-create": (None, OFFICER | {"outsider"}),
    "official-edit": ("member_official", OFFICER),
    "official-detail": ("member_official", OFFICE),
    "account-create": ("official_without_account", OFFICER),
    "access-grant": ("member_official", OFFICER),
    "legal-basis-list": (None, EVERYONE),
    "legal-basis-create": (None, OFFICER | {"outsider"}),
    "legal-basis-edit": ("basis", OFFICER),
    "team-list": (None, EVERYONE),
    "team-detail": ("team", VILLAGE),
    "team-cards": ("team", EDITORS | {"member"}),
    "own-cards": (None, EVERYONE),
    "proof-search": (None, EVERYONE),
    "proof-detail": ("code", EVERYONE),
    "signed-copy-create": ("decision", OFFICER),
    "signed-copy": ("signed_copy", HERE),
    "launch-list": (None, EVERYONE),
    "launch-create": (None, OFFICER | {"outsider"}),
    "launch-detail": ("launch", EVERYONE),
    "launch-edit": ("launch", OFFICER),
    "launch-handovers": ("launch", OFFICER),
    "launch-attendance": ("launch", OFFICER),
    "launch-sheet": ("launch", OFFICE),
    "launch-photos": ("launch", OFFICER),
    "launch-photo": ("photo_name", EVERYONE),
    "launch-minutes-pdf": ("launch", OFFICE),
    "launch-minutes-docx": ("launch", OFFICE),
    "decision-list": (None, EVERYONE),
    "decision-create": (None, OFFICER | {"outsider"}),
    "decision-detail": ("decision", HERE),
    "decision-pdf": ("decision", HERE),
    "decision-docx": ("draft", OFFICE),
    "decision-edit": ("draft", OFFICER),
    "decision-people": ("draft", OFFICER),
    "decision-targets": ("draft", OFFICER),
    "decision-amend": ("draft", OFFICER),
    "decision-letter": ("decision", OFFICER),
    "decision-changes": ("draft", OFFICE),
    "decision-drop": ("returned", OFFICER),
    "decision-return": ("submitted", LEADER),
    "decision-issue": ("signed", OFFICER),
    "register-list": (None, OFFICE | {"outsider"}),
    "register-create": (None, OFFICER | {"outsider"}),
    "register-edit": ("paper", OFFICER),
    "numbering-edit": ("here", OFFICER),
    "published-list": (None, EVERYONE),
    "published-detail": ("decision", EVERYONE),
    "published-pdf": ("decision", EVERYONE),
    "board": (None, EVERYONE),
    "target-detail": ("target", VILLAGE),
    "search": (None, EVERYONE - {"observer"}),
    "household-list": (None, EVERYONE),
    "household-create": (None, EVERYONE),
    "household-detail": ("household", RESIDENTS),
    "household-edit": ("household", EDITORS),
    "household-move": ("household", EDITORS),
    "household-birth": ("household", EDITORS),
    "household-death": ("household", EDITORS),
    "household-arrival": ("household", EDITORS),
    "household-head": ("household", EDITORS),
    "household-split": ("household", EDITORS),
    "household-merge": ("household", EDITORS),
    "event-take-back": ("event", EDITORS),
    "household-observe": ("household", EDITORS),
    "resident-move": ("person", EDITORS),
    "resident-duplicates": ("person", EDITORS),
    "household-duplicates": ("household", EDITORS),
    "duplicate-list": (None, EDITORS | {"other_team_leader", "outsider"}),
    "import-list": (None, OFFICER | {"outsider"}),
    "import-template": ("slug", OFFICER | {"outsider"}),
    "import-detail": ("import", OFFICER),
    "import-file": ("import", OFFICER),
    "resident-life": ("person", RESIDENTS),
    "visit-create": ("household", TEAM),
    "resident-add": ("household", TEAM),
    "household-add": ("village", TEAM),
    "lane-nobody": ("village", TEAM),
    "promise-move": ("promised_household", TEAM),
    "exclusion-ask": ("household", TEAM),
    "exclusion-list": (None, EVERYONE),
    "exclusion-detail": ("exclusion", RESIDENTS),
    "sheet-print": ("village", RESIDENTS),
    "sheet-enter": ("village", TEAM),
    "team-handover": ("team", RESIDENTS),
    "lesson-create": ("village", TEAM),
    "visit-list": (None, EVERYONE),
    "visit-send": (None, EVERYONE),
    "visit-queue": (None, TEAM | {"other_team_leader"}),
    "village-directory": ("village", TEAM),
    "service-worker": (None, EVERYONE),
    "visit-detail": ("visit_uuid", RESIDENTS),
    "visit-withdraw": ("visit_uuid", {"member"}),
    "review-list": (None, EVERYONE),
    "visit-answer": ("fresh_sign", {"member"}),
    "visit-judge": ("ripe_sign", OFFICER),
    "timesheet": ("team", RESIDENTS),
    "call-list": (None, OFFICE | {"outsider"}),
    "data-rights": (None, EVERYONE),
    "data-notice": (None, EVERYONE),
    "resident-data": ("person", RESIDENTS),
    "resident-looks": ("person", OFFICE),
    "resident-copy": ("person", OFFICE),
    "resident-copy-file": ("person", OFFICE),
    "consent-record": ("person", TEAM | OFFICER),
    "data-request-create": ("person", TEAM | OFFICER),
    "data-request-list": (None, OFFICE | {"outsider"}),
    "data-request-detail": ("data_request", OFFICE),
    "bulk-run-list": (None, OFFICE | {"outsider"}),
    "bulk-run-detail": ("bulk_run", OFFICE),
    "export-list": (None, OFFICE | {"outsider"}),
    "village-export": (None, EVERYONE),
    "official-export": (None, OFFICE | {"outsider"}),
    "access-export": (None, OFFICE | {"outsider"}),
    "export-export": (None, OFFICE | {"outsider"}),
    "legal-basis-export": (None, EVERYONE),
    "team-export": (None, EVERYONE),
    "register-export": (None, OFFICE | {"outsider"}),
    "decision-export": (None, EVERYONE),
    "published-export": (None, EVERYONE),
    "launch-export": (None, EVERYONE),
    "attendee-export": ("launch", OFFICE),
    "board-export": (None, EVERYONE),
    "target-export": ("target", RESIDENTS),
    "household-export": (None, EVERYONE),
    "visit-export": (None, EVERYONE),
    "review-export": (None, EVERYONE),
    "call-export": (None, OFFICE | {"outsider"}),
    "exclusion-export": (None, EVERYONE),
    "data-request-export": (None, OFFICE | {"outsider"}),
    "bulk-run-export": (None, OFFICE | {"outsider"}),
    "timesheet-export": ("team", RESIDENTS),
    "duplicate-export": (None, EDITORS | {"other_team_leader", "outsider"}),
    "import-export": (None, OFFICER | {"outsider"}),
    "reorganisation-export": (None, OFFICE | {"outsider"}),
}
# Addresses that only take a POST: name: (object, who may)
ACTIONS = {
    "logout": (None, EVERYONE),
    "account-password": ("member_official", OFFICER),
    "account-lock": ("member_official", OFFICER),
    "access-end": ("granted", OFFICER),
    "launch-delete": ("spare_launch", OFFICER),
    "launch-invite": ("launch", OFFICER),
    "decision-delete": ("draft", OFFICER),
    "decision-submit": ("draft", OFFICER),
    "decision-sign": ("submitted", LEADER),
    "team-reform": ("team", OFFICER),
    "visit-settle": ("late_visit", {"team_leader"}),
    "rehearsal-switch": (None, TEAM | {"other_team_leader"}),
    "import-apply": ("import", OFFICER),
    "import-recheck": ("import", OFFICER),
    "import-drop": ("import", OFFICER),
    "import-undo": ("applied_import", OFFICER),
    "call-draw": (None, OFFICER | {"outsider"}),
    "call-record": ("call", OFFICER),
    "notice-give": ("household", TEAM | OFFICER),
    "visit-nobody": ("household", TEAM),
    "resident-apart": ("person", EDITORS),
    "resident-reconsider": ("person", EDITORS),
    "merge-undo": ("merge", EDITORS),
    "visit-undo": ("visit_uuid", {"member"}),
    "lane-undo": ("village", TEAM),
    "sheet-check": ("village", TEAM),
    "reorganisation-undo": ("reorganisation", OFFICER),
}


def names_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def test_every_address_is_listed():
    assert set(names_of(get_resolver().url_patterns)) == PAGES.keys() | ACTIONS.keys() | {"login"}


@pytest.fixture
def rows(world):
    """What each address names, by the names used above."""
    targets = [(world.team, world.target.indicator, 85, world.target.due_on)]

    def decision(state):
        made = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
        if state != "DRAFT":
            submit(made, by=world.officer)
        if state == "SIGNED":
            sign(made, digest=digest_of(compose(made, on=timezone.localdate())), by=world.leader)
        return made

    launch = make_launch(world.here)
    applied = make_import(world.here, by=world.officer)
    apply_import(applied, ticked=["DUPLICATE"], by=world.officer)
    returned = decision("SUBMITTED")
    send_back(returned, reason="Thiếu căn cứ.", by=world.leader)
    photo = add_photo(launch, drawn=draw_photo(make_picture()), caption="Hội trường", by=world.officer)
    return {
        **{name: getattr(world, name) for name in ("village", "household", "person", "basis", "team", "target")},
        "member_official": world.member_official,
        "event": world.household.events.get(),
        "here": world.here,
        "paper": make_paper(world.here, by=world.officer),
        "official_without_account": make_official(world.here, "Trần Văn Khoa"),
        "decision": world.decision,
        "draft": decision("DRAFT"),
        "submitted": decision("SUBMITTED"),
        "returned": returned,
        "signed": decision("SIGNED"),
        "visit_uuid": world.visit.uuid,
        "promised_household": make_promise(make_household(world.village, "777", by=world.officer), by=world.member),
        "exclusion": ask_exclusion(world.household, world.person, by=world.member),
        "code": world.team.memberships.first().code,
        "signed_copy": make_signed_copy(world.decision, by=world.officer),
        "granted": grant(make_user(), Role.OBSERVER, world.here, world.village),
        "launch": launch,
        "spare_launch": make_launch(world.here),
        "photo_name": f"{photo.key}-nho",
        "call": make_call(world.team, world.person),
        "data_request": make_data_request(world.person, by=world.member),
        "bulk_run": make_run(world.household, by=world.officer),
        "merge": make_merge(world.household, by=world.officer),
        "fresh_sign": make_label(world.visit).visit.uuid,
        "slug": "ho-dan",
        "applied_import": applied,
        "late_visit": make_label(world.visit, "CLOCK").visit.uuid,
        "reorganisation": make_renamed(make_village(world.here, "Khe Cũ"), by=world.officer),
        "import": make_import(world.here, by=world.officer),
        "reorganising": "sap-nhap-thon",
        "ripe_sign": make_label(make_visit(world.household, by=world.member, at=days_ago(3))).visit.uuid,
    }


def address(name, named, rows):
    row = rows.get(named)
    return reverse(name, args=[] if named is None else [getattr(row, "pk", row)])


@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_to_its_roles_only(name, world, rows, client):
    named, allowed = PAGES[name]
    url = address(name, named, rows)

    found = {}
    for role in ROLES:
        client.force_login(world.users[role])
        found[role] = client.get(url).status_code
    client.logout()
    anonymous = client.get(url)

    assert found == {role: 200 if role in allowed else 404 for role in ROLES}
    if name in PUBLIC:
        assert anonymous.status_code == 200
    elif name in FOR_PHONES:
        assert anonymous.status_code == FOR_PHONES[name]
    else:
        assert anonymous.url == f"{reverse('login')}?next={url}"


@pytest.mark.parametrize("name", ACTIONS)
def test_action_is_open_to_its_roles_only(name, world, rows, client):
    named, allowed = ACTIONS[name]
    url = address(name, named, rows)

    anonymous = client.post(url)
    for role in ROLES:
        client.force_login(world.users[role])
        if role not in allowed:
            assert client.post(url).status_code == 404, role
        assert client.get(url).status_code in (404, 405), role

    assert anonymous.status_code == 302
    for role in allowed & {"officer", "leader"}:
        client.force_login(world.users[role])
        assert client.post(url).status_code in (200, 302), role


FOREIGN = [
    (
        "reorganise",
        "reorganising",
        {
            "villages_merged": "foreign_village",
            "kind_of_village": "THON",
            "name": "Lạ",
            "on": "01/06/2026",
            "basis": "x",
        },
        "officer",
    ),
    ("household-create", None, {"village": "foreign_village", "number": "9"}, "officer"),
    ("household-create", None, {"village": "other_village", "number": "9"}, "team_leader"),
    ("household-move", "household", {"to": "foreign_village", "on": "01/06/2026"}, "officer"),
    (
        "resident-move",
        "person",
        {"what": "MOVED", "village": "foreign_village", "number": "001", "on": "01/06/2026"},
        "officer",
    ),
    ("exclusion-ask", "household", {"who": "other_person", "reason": "AWAY"}, "team_leader"),
    ("exclusion-list", None, {"exclusions": "foreign_exclusion", "verdict": "GRANTED"}, "officer"),
    ("import-list", None, {"commune": "there", "sheet": "villages", "since": "01/01/2026"}, "officer"),
    (
        "household-merge",
        "household",
        {"village": "foreign_village", "number": "001", "on": "01/06/2026"},
        "officer",
    ),
    (
        "household-merge",
        "household",
        {"village": "other_village", "number": "001", "on": "01/06/2026"},
        "team_leader",
    ),
    ("household-death", "household", {"resident": "foreign_person", "on": "01/06/2026"}, "officer"),
    ("household-head", "household", {"head": "foreign_person", "on": "01/06/2026"}, "officer"),
    (
        "household-split",
        "household",
        {"people": "foreign_person", "head": "foreign_person", "number": "9", "on": "01/06/2026"},
        "officer",
    ),
    (
        "household-arrival",
        "household",
        {"returning": "foreign_person", "full_name": "Lạ", "on": "01/06/2026"},
        "officer",
    ),
    ("access-grant", "member_official", {"role": "OBSERVER", "village": "foreign_village"}, "officer"),
    ("access-grant", "member_official", {"role": "OFFICER"}, "officer"),
    ("village-create", None, {"commune": "there", "kind": "THON", "name": "Lạ", "valid_from": "01/01/2026"}, "officer"),
    ("official-create", None, {"commune": "there", "full_name": "Người Lạ"}, "officer"),
    (
        "legal-basis-create",
        None,
        {
            "commune": "there",
            "kind": "PLAN",
            "symbol": "1/KH",
            "issued_on": "01/01/2026",
            "issuer": "UBND",
            "title": "lạ",
        },
        "officer",
    ),
    ("decision-letter", "decision", {"kind": "RECALLS", "decision": "foreign_decision"}, "officer"),
    (
        "register-create",
        None,
        {
            "commune": "there",
            "document_type": "Thông báo",
            "number": "5",
            "issued_on": "06/01/2026",
            "subject": "lạ",
            "signer": "lạ",
            "recipients": "lạ",
        },
        "officer",
    ),
    (
        "decision-create",
        None,
        {"commune": "there", "kind": "FOUND", "subject": "lạ", "villages": "foreign_village"},
        "officer",
    ),
    (
        "launch-create",
        None,
        {"commune": "there", "title": "lạ", "held_on": "07/06/2026", "body": "lạ", "decision": "foreign_decision"},
        "officer",
    ),
]


@pytest.mark.parametrize(("name", "named", "data", "role"), FOREIGN, ids=lambda value: str(value)[:40])
def test_crafted_post_writes_nothing_abroad(name, named, data, role, world, rows, client):
    foreign = {
        "other_person": world.other_household.residents.get(),
        "foreign_exclusion": ask_exclusion(world.foreign_household, by=world.foreign_team_leader),
    }
    ids = {key: getattr(foreign.get(value) or getattr(world, value, None), "pk", value) for key, value in data.items()}
    formset = {
        f"{prefix}-{form}_FORMS": 0 for prefix in ("members", "positions", "speeches") for form in ("TOTAL", "INITIAL")
    }
    before = abroad(world)
    client.force_login(world.users[role])

    response = client.post(address(name, named, rows), ids | formset)

    assert response.status_code in (200, 302)
    assert abroad(world) == before


def abroad(world):
    """What stands in the other commune, in the village of another team, and who may do what."""
    there = {"village__in": [world.foreign_village, world.other_village]}
    return (
        list(Household.objects.filter(**there).values_list()),
        list(Resident.objects.filter(**there).values_list()),
        list(Exclusion.objects.exclude(household=world.household).exclude(resident=world.person).values_list()),
        list(Village.objects.filter(commune=world.there).values_list()),
        list(Access.objects.filter(commune=world.there).values_list()),
        Access.objects.filter(role__in=Role.of_a_whole_commune()).count(),
        Official.objects.filter(commune=world.there).count(),
        LegalBasis.objects.filter(commune=world.there).count(),
        Decision.objects.filter(commune=world.there).count(),
        Launch.objects.filter(Q(commune=world.there) | Q(decision__commune=world.there)).count(),
        RegisterEntry.objects.filter(commune=world.there).count(),
        Import.objects.filter(commune=world.there).count(),
    )


def test_nobody_in_the_portal_may_grant_himself_anything(world, client):
    client.force_login(world.officer)
    own = world.officer.official

    pages = [client.get(reverse(name, args=[own.pk])).status_code for name in ("access-grant",)]
    posts = [client.post(reverse(name, args=[own.pk])).status_code for name in ("account-password", "account-lock")]

    assert {*pages, *posts} == {404}


def test_observer_sees_numbers_but_no_residents(world, client):
    client.force_login(world.observer)

    number = client.get(reverse("target-detail", args=[world.target.pk])).text
    village = client.get(reverse("village-detail", args=[world.village.pk])).text

    assert "Đã tính" in number
    assert world.person.full_name not in number + village


def test_pages_about_people_are_not_kept_by_browsers(world, client):
    client.force_login(world.member)

    response = client.get(world.household.get_absolute_url())

    assert "no-store" in response["Cache-Control"]


def test_no_page_names_a_resident_to_an_observer_or_a_stranger(world, rows, client):
    Resident.objects.update(full_name="Tên Không Ai Được Đọc", phone="+84987654321")
    pages = [address(name, named, rows) for name, (named, _) in PAGES.items()]

    for user in (world.observer, None):
        client.logout()
        if user:
            client.force_login(user)
        shown = b"".join(part for page in pages for part in client.get(page)).decode(errors="replace")
        shown = "".join(client.get(page).getvalue().decode(errors="replace") for page in pages)

        assert "Không Ai Được Đọc" not in shown
        assert "987 654" not in shown
