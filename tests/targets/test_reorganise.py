"""Villages and communes are reorganised: nothing of the past changes, everybody works on."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from households.actions.content import VisitContent
from households.actions.visit import log_visit
from households.models import Household, Tally, Visit
from households.tally import CHANGES, rebuild
from targets.models import Target
from teams.models import Membership, Team
from tests.factories import (
    content_of,
    days_ago,
    issue_decision,
    make_draft,
    make_household,
    make_official,
    make_visit,
)
from tests.targets.reorganising import ask, carry_out, merge, move, numbers, rename, undo
from tests.villages.test_officials import rows
from villages.models import Access, Commune, Official, Reorganisation, Role, Village


def tallies_are_right():
    return all(rebuild([pk]) == 0 for pk in Village.objects.values_list("pk", flat=True))


def test_dry_run_says_everything_and_writes_nothing(lived, client):
    client.force_login(lived.officer)
    villages = [lived.village.pk, lived.other_village.pk]

    page = ask(
        client, "sap-nhap-thon", villages_merged=villages, kind_of_village="THON", name="Khe Mó", numbers="suffix"
    )

    text = page.content.decode()
    assert "001 → 001-2" in text or "001 → 001-1" in text
    assert "Cần kiện toàn" in text
    assert "3</h2>" not in text
    assert "3 chỉ tiêu kết thúc" in text
    assert "Đặng Văn Cường: Trưởng thôn, Thôn 1" in text
    assert not any(
        query.startswith(("INSERT", "UPDATE", "DELETE")) for query in client.queries if "session" not in query
    )


def test_merged_villages_keep_their_numbers_and_their_people_work_on(lived, client):
    before, visits = numbers(), Visit.objects.count()

    new = merge(lived, client)

    assert numbers() == before
    assert tallies_are_right()
    assert set(Household.objects.filter(village=new).values_list("number", flat=True)) == {"001", "001-2"}
    team = Team.objects.get(village=new)
    assert {(one.official.full_name, one.role) for one in team.memberships.all()} == {
        ("Đặng Văn Cường", "LEADER"),
        ("Nông Văn Giang", "LEADER"),
        ("Lý Thị Dung", "MEMBER"),
    }
    assert not Target.objects.in_force().filter(team__in=[team, lived.team]).exists()
    client.force_login(lived.member)
    assert "Khe Mó" in client.get("/").content.decode()
    lived.other_household.refresh_from_db()
    member = type(lived.member).objects.get(pk=lived.member.pk)
    assert make_visit(lived.other_household, by=member).village == new
    assert Visit.objects.count() == visits + 1


def test_old_pages_still_open_and_say_what_became(lived, client):
    old_card = Membership.objects.get(official=lived.member_official)
    new = merge(lived, client)

    client.force_login(lived.member)
    old = client.get(lived.village.get_absolute_url()).content.decode()
    lineage = client.get(reverse("village-lineage", args=[new.pk])).content.decode()
    visit = client.get(lived.visit.get_absolute_url())
    target = client.get(lived.target.get_absolute_url())
    phone = client.get(reverse("village-directory", args=[lived.village.pk]))
    directory = client.get(reverse("village-directory", args=[new.pk]))
    team = client.get(lived.team.get_absolute_url())
    client.logout()
    proof = client.get(reverse("proof-detail", args=[old_card.code])).content.decode()

    assert "kết thúc từ" in old
    assert "Khe Mó" in old
    assert "Nghị quyết số 12/NQ-HĐND" in lineage
    assert (visit.status_code, target.status_code, team.status_code) == (200, 200, 200)
    assert (phone.status_code, len(directory.json()["households"])) == (404, 2)
    assert "(tổ tạm lập khi sắp xếp thôn, xã)" in proof
    assert client.get("/").status_code == 200


def test_official_of_a_village_that_has_gone_keeps_his_old_post_and_takes_a_new_one(lived, client):
    official = make_official(lived.here, "Chìu A Sáng", positions=[("VILLAGE_HEAD", lived.village)])
    new = merge(lived, client)
    page = client.get(reverse("official-edit", args=[official.pk]))
    old = official.positions.get()
    both = rows(
        ("VILLAGE_HEAD", lived.village, "01/01/2020", f"{timezone.localdate():%d/%m/%Y}", old.pk),
        ("VILLAGE_HEAD", new, f"{timezone.localdate():%d/%m/%Y}", ""),
        initial=1,
    )

    saved = client.post(
        reverse("official-edit", args=[official.pk]),
        both | {"full_name": official.full_name, "read_version": page.context["form"].initial["read_version"]},
    )

    assert saved.status_code == 302, saved.context["form"].positions.errors
    posts = official.positions.order_by("pk")
    assert list(posts.values_list("village", "starts_on", "ends_on")) == [
        (lived.village.pk, old.starts_on, timezone.localdate()),
        (new.pk, timezone.localdate(), None),
    ]


def test_renamed_village_goes_on_without_a_new_decision(lived, client):
    before, cards = numbers(), list(Membership.objects.order_by("pk").values_list("pk", "code"))

    new = rename(lived, client)

    assert numbers() == before
    assert tallies_are_right()
    lived.team.refresh_from_db()
    assert (lived.team.village, lived.team.ends_on, lived.team.interim_since) == (new, None, None)
    assert list(Membership.objects.order_by("pk").values_list("pk", "code")) == cards
    assert Target.objects.in_force().filter(team=lived.team).count() == 2
    client.force_login(lived.team_leader)
    day = f"?ngay={days_ago(2):%d/%m/%Y}"
    page = client.get(f"{lived.target.get_absolute_url()}{day}")
    board = client.get(reverse("board") + day)
    now = client.get(reverse("board"))
    assert page.context["progress"].count == next(count for pk, count, _ in before if pk == lived.target.pk)
    assert f'<p class="crumb"><a href="{lived.village.get_absolute_url()}">Thôn 1</a></p>' in page.text
    assert [[str(row.team.village) for row in shown.context["rows"]] for shown in (board, now)] == [
        ["Thôn 1"],
        ["Thôn Khe Mó"],
    ]
    assert client.get(reverse("household-detail", args=[lived.household.pk])).status_code == 200


@pytest.mark.parametrize("change", [rename, merge])
def test_visits_that_waited_through_the_change_are_taken(change, lived, client):
    member, companion = lived.member, Membership.objects.get(official=lived.official)
    at = days_ago(1)
    late = content_of(lived.household, visited_at=at, companions=(companion.pk,))
    today = content_of(lived.household, visited_at=timezone.now(), companions=(companion.pk,))
    skill = lived.visit.guidances.get().skill_id
    taught = {"outcome": "GUIDED", "place": "HALL", "guidances": ((lived.person.pk, skill, 2, True),)}
    lessons = [
        VisitContent(uuid4(), lived.village.pk, None, visited_at=when, **taught) for when in (at, timezone.now())
    ]

    new = change(lived, client)
    member = type(member).objects.get(pk=member.pk)
    stored = [log_visit(content, by=member) for content in (late, today, *lessons)]

    assert [visit.village for visit in stored] == [lived.village, new, lived.village, new]
    assert not any(visit.labels.filter(kind="MOVED").exists() for visit in stored)
    assert [log_visit(content, by=member).pk for content in (late, today, *lessons)] == [one.pk for one in stored]
    assert tallies_are_right()


def test_split_sends_each_household_somewhere(lived, client):
    more = [make_household(lived.village, f"00{number}", by=lived.officer, lane="Ngõ 1") for number in (2, 3, 4)]
    before = numbers()
    client.force_login(lived.officer)
    asked = {"village": lived.village.pk, "kind_of_village": "THON", "names": "Trên\nDưới"}
    bare = ask(client, "chia-tach", **asked)
    lane = next(lane.name for lane in bare.context["form"].assignments.lanes if "Ngõ 1" in lane.label)

    half = {lane: "0", "numbers-1": "003, 999"}
    wrong = ask(client, "chia-tach", **asked, **half)
    torn = ask(client, "chia-tach", **asked, **half, **{f"home-{more[1].pk}": "0"})
    half["numbers-1"] = "3"
    carry_out(client, "chia-tach", **asked, **half, **{f"home-{lived.household.pk}": "1"})

    assert "4 hộ chưa có thôn mới" in str(bare.context["faults"])
    assert "Còn phải làm" in bare.text
    assert "Chưa làm được" not in bare.text
    assert "Chưa làm được" in wrong.text
    assert ". Tổ ấy kết thúc;" in bare.text
    assert "không có hộ mang số 999" in str(wrong.context["faults"])
    assert "Hộ số 003 xếp riêng vào một thôn" in str(torn.context["faults"])
    where = dict(Household.objects.filter(village__name__in=["Trên", "Dưới"]).values_list("number", "village__name"))
    assert where == {"001": "Dưới", "002": "Trên", "003": "Dưới", "004": "Trên"}
    assert more
    assert numbers() == before
    assert tallies_are_right()
    assert Team.objects.filter(interim_since=timezone.localdate()).count() == 2


def test_village_goes_to_another_commune(lived, client):
    before = numbers()

    new = move(lived, client)

    assert numbers() == before
    assert tallies_are_right()
    assert Official.objects.get(user=lived.other_team_leader).commune == lived.there
    client.force_login(lived.foreign_officer)
    assert client.get(lived.other_village.get_absolute_url()).status_code == 200
    assert client.get(new.get_absolute_url()).status_code == 200
    assert client.get(lived.village.get_absolute_url()).status_code == 404
    target = Target.objects.get(team__village=new)
    for user in (lived.foreign_officer, lived.other_team_leader):
        client.force_login(user)
        for row in (target, target.decision, target.team):
            assert client.get(row.get_absolute_url()).status_code == 200, (user, row)
    assert client.get(reverse("household-detail", args=[lived.other_household.pk])).status_code == 200
    client.force_login(lived.leader)
    assert target not in board_of(client)
    assert target in board_of(client, days=1)
    assert client.get(target.get_absolute_url()).status_code == 404
    yesterday = {"ngay": f"{days_ago(1):%d/%m/%Y}"}
    past = client.get(target.get_absolute_url(), yesterday)
    assert past.context["progress"].count == next(count for pk, count, _ in before if pk == target.pk)
    evidence = client.get(target.get_absolute_url(), yesterday | {"nhom": "chua-ro"})
    assert len(evidence.context["evidence"]) == 1
    assert lived.other_household.get_absolute_url() not in evidence.text
    assert client.get(reverse("target-export", args=[target.pk]), yesterday).status_code == 200


def board_of(client, days=0):
    """[Target] on the board of the day `days` ago."""
    page = client.get(reverse("board"), {"ngay": f"{days_ago(days):%d/%m/%Y}"})
    return [line.target for row in page.context["rows"] for line in row.cells if line]


def test_communes_become_one(lived, client):
    """As on 01/7/2025: Bằng Cả, Dân Chủ, Tân Dân and Quảng La became xã Quảng La, 07054."""
    for name, code in (("Bằng Cả", "07057"), ("Tân Dân", "07039")):
        commune = Commune.objects.create(
            name=name, code=code, province=lived.here.province, valid_from=lived.here.valid_from
        )
        village = Village.objects.create(commune=commune, name="1", valid_from=lived.here.valid_from)
        make_household(village, by=lived.officer)
    for commune in Commune.objects.exclude(pk=lived.here.pk):
        Access.objects.create(user=lived.officer, role=Role.OFFICER, commune=commune, starts_at=days_ago(30))
    before, communes = numbers(), list(Commune.objects.values_list("pk", flat=True))
    client.force_login(lived.officer)

    made = carry_out(client, "sap-nhap-xa", old_communes=communes, kind_of_commune="XA", name="Quảng La", code="07054")

    new = Commune.objects.get(valid_to=None)
    assert numbers() == before
    assert tallies_are_right()
    assert sorted(new.villages.values_list("name", flat=True)) == [
        "1 Bằng Cả", "1 Dân Chủ", "1 Tân Dân", "2", "Khe Liêu",
    ]  # fmt: skip
    assert Access.objects.in_force().filter(user=lived.leader).get().commune == new
    assert not Village.objects.exclude(keeper=None).exists()
    for user, path in [
        (lived.officer, lived.decision.get_absolute_url()),
        (lived.leader, "/"),
        (lived.member, reverse("household-detail", args=[lived.household.pk])),
        (lived.foreign_team_leader, "/"),
        (lived.observer, "/chi-tieu/"),
        (lived.officer, reverse("commune-lineage", args=[new.pk])),
        (lived.officer, reverse("commune-lineage", args=[lived.here.pk])),
    ]:
        client.force_login(user)
        assert client.get(path).status_code == 200, (user, path)
    client.force_login(lived.officer)
    undo(client, made)
    assert numbers() == before
    assert tallies_are_right()
    assert not Commune.objects.filter(pk=new.pk).exists()


def snapshot():
    rows = {}
    for model in (Village, Commune, Access, Membership, Team, Official, Target):
        rows[model] = list(model.objects.order_by("pk").values())
    rows["homes"] = list(Household.objects.order_by("pk").values("pk", "village", "number"))
    tallies = Tally.objects.exclude(key=CHANGES).exclude(number=0)
    rows["tallies"] = sorted(tallies.values_list("village", "key", "birth_year", "sex", "number"))
    return rows


@pytest.mark.parametrize("change", [rename, merge])
def test_undo_within_the_day_puts_everything_back(change, lived, client):
    before = snapshot()

    change(lived, client)
    changed = snapshot()
    made = Reorganisation.objects.get()
    entries = LogEntry.objects.filter(content_type__model="bulkrun").count()
    page = undo(client, made)

    assert changed != before
    assert snapshot() == before
    assert "Đã hoàn tác" in page.content.decode()
    assert entries == 1


def test_rows_of_a_reorganisation_tell_days_and_times_of_here(lived, client):
    merge(lived, client)

    page = client.get(reverse("bulk-run-detail", args=[Reorganisation.objects.get().pk])).text

    values = page[page.index("<main") : page.index("</main")]
    assert not re.search(r"\d{4}-\d\d-\d\d", values)
    assert f"→ 00:00 ngày {timezone.localdate():%d/%m/%Y}" in values


def test_undo_is_refused_once_something_rests_on_it(lived, client):
    merge(lived, client)
    lived.household.refresh_from_db()
    member = type(lived.member).objects.get(pk=lived.member.pk)
    make_visit(lived.household, by=member)
    client.force_login(lived.officer)
    after = snapshot()

    page = undo(client, Reorganisation.objects.get())

    assert "Không hoàn tác được" in page.content.decode()
    assert snapshot() == after


def test_undo_is_refused_once_a_decision_on_the_new_team_was_issued(lived, client):
    merge(lived, client)
    team = Team.objects.get(interim_since__isnull=False)
    due = timezone.localdate() + timedelta(days=30)
    assigned = [(team, lived.target.indicator, 80, due)]
    draft = make_draft(lived.officer, lived.here, kind="ASSIGN", subject="giao chỉ tiêu", targets=assigned)
    issued = issue_decision(draft, officer=lived.officer, leader=lived.leader, on=timezone.localdate())

    page = undo(client, Reorganisation.objects.get())

    assert f"đã ban hành quyết định “{issued.subject}” về tổ mới" in page.text
    assert not Reorganisation.objects.get().run.undone_at


def test_village_is_not_renamed_to_its_own_name(lived, client):
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", village=lived.village.pk, kind_of_village="THON", name=lived.village.name)

    assert page.context["form"].errors == {"name": [f"Thôn đang mang chính tên {lived.village.label}."]}


def test_day_may_not_precede_a_fact_or_lie_ahead(lived, client):
    client.force_login(lived.officer)
    said = {"village": lived.village.pk, "kind_of_village": "THON", "name": "Khe Mó"}

    early = ask(client, "doi-ten", **said, on=f"{days_ago(3):%d/%m/%Y}")
    ahead = ask(client, "doi-ten", **said, on=f"{days_ago(-3):%d/%m/%Y}")

    assert "lượt thăm mới nhất" in str(early.context["faults"])
    assert "tương lai" in str(ahead.context["faults"])


def test_what_changed_since_the_dry_run_is_shown_again(lived, client):
    client.force_login(lived.officer)
    said = {"village": lived.village.pk, "kind_of_village": "THON", "name": "Khe Mó"}
    read = ask(client, "doi-ten", **said).context["plan"].digest
    make_household(lived.village, "009", by=lived.officer)

    page = ask(client, "doi-ten", **said, digest=read)

    assert "đã thay đổi" in str(page.context["form"].errors)
    assert not Reorganisation.objects.exists()


FOLLOWS = {
    "Village": {"Access", "Household", "HouseholdVillage", "Position", "Resident", "SheetDraft", "Tally", "Team"},
    "Commune": {"Access", "Decision", "Indicator", "Launch", "Official", "Skill", "Team", "Trait", "Village"},
}
STAYS = {
    "Village": {"Visit", "VillageSuccession", "LifeEvent"},
    "Commune": {
        "CommuneSuccession", "LegalBasis", "Numbering", "RegisterEntry", "Import", "BulkRun_communes",
        "DataExport_communes",
    },
}  # fmt: skip


@pytest.mark.parametrize("model", [Village, Commune])
def test_whatever_names_a_village_or_commune_follows_or_is_history(model):
    """A new table that points at one has to say what becomes of its rows when that one is reorganised."""
    named = {
        relation.related_model.__name__
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.one_to_many | relation.one_to_one
    }

    assert named == FOLLOWS[model.__name__] | STAYS[model.__name__]
