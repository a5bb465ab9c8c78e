"""What was counted, taught and assigned before a reorganisation stays to be read, and says what became of it."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from households.actions.erasure import erase
from households.actions.registry import add_member
from households.models import Import, ImportRow, LifeEvent, Resident
from targets.models import Target
from targets.progress import count_for
from teams.models import Appointment, Team
from tests.factories import days_ago, make_draft, teach
from tests.households.books import apply, book_of, upload
from tests.targets.reorganising import ask, join_communes, merge, move, numbers, rename, undo
from villages.models import Access, Reorganisation


def test_target_says_that_it_ended_with_its_village(lived, client):
    later = days_ago(-30).date()
    Target.objects.filter(pk=lived.target.pk).update(ended_on=later, ended_by=lived.decision)

    merge(lived, client)

    page = client.get(lived.target.get_absolute_url()).text
    assert f"{days_ago(0):%d/%m/%Y}, do sắp xếp đơn vị" in page
    assert Target.objects.get(pk=lived.target.pk).ended_by is None


def test_interim_team_of_a_commune_waits_for_its_decision(lived, client):
    Team.objects.filter(pk=lived.team.pk).update(village=None)

    join_communes(lived, client)

    assert "tổ tạm lập khi sắp xếp thôn, xã từ" in client.get("/").text
    drafted = client.post(reverse("team-reform", args=[Team.objects.get(interim_since__isnull=False, village=None).pk]))
    assert client.get(drafted.url).status_code == 200


def test_correcting_since_when_a_village_is_there_changes_no_number(lived, client):
    before, new = numbers(), rename(lived, client)

    said = {
        "commune": new.commune_id,
        "kind": new.kind,
        "name": new.name,
        "valid_from": "01/01/2021",
        "read_version": 0,
    }
    saved = client.post(reverse("village-edit", args=[new.pk]), said)

    assert saved.status_code == 302, saved.context["form"].errors
    assert numbers() == before


def service_target(world):
    """The one of times taught."""
    return Target.objects.with_all().get(team=world.team, indicator__code="DP-12")


def test_lessons_of_a_commune_team_are_shown_wherever_they_were_given(lived, client):
    Access.objects.filter(membership__team=lived.team).update(village=None)
    Team.objects.filter(pk=lived.team.pk).update(village=None)

    rename(lived, client)

    page = client.get(service_target(lived).get_absolute_url())
    assert page.context["progress"].count.counted == 1
    assert [lesson.visit for lesson in page.context["lessons"]] == [lived.visit]


def test_visit_that_comes_late_into_an_old_village_is_counted_at_once(lived, client, monkeypatch):
    monkeypatch.setattr("targets.progress.connection", SimpleNamespace(in_atomic_block=False))  # so it is remembered
    rename(lived, client)
    target, today = service_target(lived), timezone.localdate()
    before = count_for(target, today).counted

    teach(lived.household, lived.person, by=User.objects.get(pk=lived.member.pk), at=days_ago(1))

    assert count_for(target, today).counted == before + 1


def test_import_of_an_old_commune_is_read_and_no_longer_undone(lived, client):
    client.force_login(lived.officer)
    one = upload(client, book_of(["Thôn 1", 77, "Ngõ 3", "Lý Văn Nhập", "Chủ hộ", 1980, "nam", ""]))
    undo = reverse("import-undo", args=[one.pk])
    offered = undo in apply(client, one).text

    join_communes(lived, client)

    page = client.get(one.get_absolute_url())
    assert offered
    assert page.status_code == 200
    assert undo not in page.text


def test_erased_person_goes_from_the_imports_of_the_commune_that_was_his(lived, client):
    client.force_login(lived.officer)
    apply(client, upload(client, book_of(["Thôn 1", 77, "Ngõ 3", "Chìu Sủi Phóng", "Chủ hộ", 1980, "nam", ""])))
    join_communes(lived, client)

    erase(Resident.objects.get(full_name="Chìu Sủi Phóng"), by=lived.officer)

    assert "Phóng" not in str(list(ImportRow.objects.values()))
    assert not Import.objects.exclude(file="").exists()


def test_number_of_a_day_after_the_village_left_is_not_shown_for_an_earlier_one(lived, client):
    new, today = move(lived, client), timezone.localdate()
    target = Target.objects.get(team__village=new)
    Target.objects.filter(pk=target.pk).update(starts_on=today, due_on=days_ago(-300).date())
    yesterday = {"ngay": f"{days_ago(1):%d/%m/%Y}"}
    pages = [target.get_absolute_url(), reverse("target-export", args=[target.pk])]

    client.force_login(lived.leader)
    theirs = [client.get(page, yesterday).status_code for page in pages]
    client.force_login(lived.foreign_leader)
    ours = [client.get(page, yesterday).status_code for page in pages]

    assert theirs == [404, 404]
    assert ours == [200, 200]


@pytest.mark.parametrize(
    ("change", "said", "reformed"),
    [
        (rename, "tiếp tục dưới tên mới", False),
        (move, "tiếp tục ở xã mới", False),
        (join_communes, "Ghi chức vụ mới của xã", False),
        (merge, "Ghi chức vụ mới của thôn", True),
    ],
)
def test_what_is_to_be_done_next_is_what_the_kind_leaves_to_do(change, said, reformed, lived, client):
    change(lived, client)

    page = client.get(reverse("reorganisation-detail", args=[Reorganisation.objects.get().pk])).text

    assert said in page
    assert ("Kiện toàn tổ tạm" in page) == reformed
    assert all(team.get_absolute_url() in page for team in Team.objects.exclude(interim_since=None))
    assert ("giao lại chỉ tiêu" in page) != reformed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (rename, "đổi tên thôn (Thôn 1 thành thôn Khe Mó)"),
        (merge, "sáp nhập thôn (Thôn 1, Thôn 2 thành thôn Khe Mó)"),
        (move, "chuyển thôn sang xã khác (Thôn 2 thành Thôn 2, xã Quảng La)"),
        (join_communes, "sáp nhập xã (xã Dân Chủ, xã Quảng La thành xã Quảng La)"),
    ],
)
def test_list_says_what_became_of_what(change, told, lived, client):
    change(lived, client)

    assert told in client.get(reverse("reorganisation-list")).text


def test_birth_stays_through_an_undo_as_the_dry_run_says(lived, client):
    client.force_login(lived.officer)
    shown = ask(client, "doi-ten", village=lived.village.pk, kind_of_village="THON", name="Khe Mó").text
    rename(lived, client)
    lived.household.refresh_from_db()
    child = Resident(full_name="Triệu Thị Bé", birth_year=days_ago(0).year, sex="F")
    add_member(lived.household, resident=child, by=User.objects.get(pk=lived.officer.pk), kind=LifeEvent.Kind.BORN)

    page = undo(client, Reorganisation.objects.get())

    assert "Người sinh, mất, chuyển đến, chuyển đi được ghi sau đó không mất" in shown
    assert "Đã hoàn tác" in page.text
    child.refresh_from_db()
    assert child.village == lived.village


def test_undo_is_refused_while_a_draft_names_the_new_team(lived, client):
    new = merge(lived, client)
    draft = make_draft(lived.officer, lived.here, kind="REFORM", subject="kiện toàn tổ")
    team = Team.objects.get(village=new)
    Appointment.objects.create(decision=draft, team=team, official=lived.member_official, role="DEPUTY")

    page = undo(client, Reorganisation.objects.get())

    assert "dự thảo “kiện toàn tổ” đã nêu tổ mới" in page.text
