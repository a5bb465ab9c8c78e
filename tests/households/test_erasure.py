"""Erasing a person leaves the numbers and takes away everything by which he could be found."""

from datetime import timedelta
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from households.actions.erasure import REMOVED, erase
from households.actions.merging import merge_residents
from households.actions.registry import depart
from households.models import Ability, DataRequest, Resident, SheetDraft, Tally, Visit
from households.retention import RULES, forget
from households.tally import CHANGES, rebuild
from tests.factories import (
    ask_exclusion,
    days_ago,
    make_call,
    make_consent,
    make_data_request,
    make_export,
    make_household,
    make_promise,
    make_run,
    make_visit,
    teach,
)
from tests.households.books import apply, book_of, upload
from villages.models import DataExport, RowChange

NAME, PHONE = "Chìu Sủi Phóng", "+84987654321"


@pytest.fixture
def person(world):
    household = make_household(world.village, "321", [NAME], by=world.officer, phone=PHONE)
    resident = household.residents.get()
    resident.phone = PHONE
    resident.save()
    teach(household, resident, by=world.member, at=days_ago(5))
    make_promise(household, by=world.member, note="Hẹn ông Phóng buổi tối", at=days_ago(1))
    make_visit(household, by=world.member, note="Gọi 0987 654 321 trước", at=days_ago(2))
    make_visit(household, by=world.member, note="Có chó dữ", at=days_ago(3))
    make_call(world.team, resident, note="ông Phóng nói đúng", result="CONFIRMED", by=world.officer, at=timezone.now())
    make_consent(resident, by=world.officer)
    ask_exclusion(household, resident, by=world.member, note="ông Phóng đi Hải Phòng")
    make_run(household, by=world.officer)
    make_export(resident, by=world.officer)
    return Resident.objects.get(pk=resident.pk)


def tallied():
    return set(
        Tally.objects.exclude(key=CHANGES).filter(number__gt=0).values_list("village", "key", "birth_year", "number")
    )


def test_erased_person_is_counted_and_nowhere_named(world, person, as_user):
    client = as_user(world.officer)
    client.get(person.household.get_absolute_url())
    numbers = tallied()
    asked = make_data_request(person, by=world.member, details="Xóa hết của Phóng")

    said = {"step": "DONE", "text": "Đã xóa dữ liệu của ông Phóng."}
    unsure = client.post(asked.get_absolute_url(), said)
    named = "Phóng" in everything()
    client.post(asked.get_absolute_url(), said | {"sure": "on"})

    assert unsure.context["form"].errors == {"sure": ["Xóa rồi không lấy lại được: chắc chắn thì hãy đánh dấu ô này."]}
    assert named
    assert tallied() == numbers
    assert rebuild([world.village.pk]) == 0
    assert Ability.objects.filter(resident=person).exists()
    assert set(Visit.objects.filter(household=person.household).values_list("note", flat=True)) == {
        "", REMOVED, "Có chó dữ",
    }  # fmt: skip
    assert "Phóng" not in everything()
    assert "654321" not in everything().replace(" ", "")


def everything():
    """All text that any row holds, as the backup would have it."""
    out = StringIO()
    call_command("dumpdata", stdout=out, verbosity=0)
    return out.getvalue().encode().decode("unicode-escape", errors="ignore") + out.getvalue()


def test_erased_person_is_neither_found_nor_opened(world, person, as_user):
    urls = [reverse(name, args=[person.pk]) for name in ("resident-data", "resident-copy", "resident-move")]
    pages = [
        reverse("household-list") + "?q=phong",
        reverse("household-list") + "?q=xoa du lieu",
        person.household.get_absolute_url(),
        reverse("household-edit", args=[person.household_id]),
        reverse("sheet-print", args=[world.village.pk]),
    ]
    erase(person, by=world.officer)
    client = as_user(world.officer)

    opened = {client.get(url).status_code for url in urls}
    shown = "".join(client.get(url).text for url in pages)
    client.force_login(world.member)
    shown += client.get(reverse("visit-create", args=[person.household_id])).text
    directory = client.get(reverse("village-directory", args=[world.village.pk])).json()

    assert opened == {404}
    assert "Người đã xóa dữ liệu" not in shown
    assert person.pk not in {one["id"] for home in directory["households"] for one in home["people"]}


def test_trail_keeps_that_it_happened(world, person):
    before = LogEntry.objects.get_for_object(person).count()
    exports = DataExport.objects.count()

    erase(person, by=world.officer)
    erase(person, by=world.officer)

    entries = LogEntry.objects.get_for_object(person)
    assert entries.count() == before + 1
    assert {entry.object_repr for entry in entries} == {"Người đã xóa dữ liệu"}
    assert entries.first().actor == world.officer
    changes = RowChange.objects.filter(content_type__model="resident", row=person.pk)
    assert changes.exists()
    assert DataExport.objects.count() == exports


def test_run_shows_its_rows_with_names_masked_and_the_erased_without(world, person, as_user):
    run = make_run(world.household, by=world.officer, what="gộp thôn")
    client = as_user(world.leader)

    listed = client.get(reverse("bulk-run-list")).text
    shown = client.get(reverse("bulk-run-detail", args=[run.pk])).text

    assert "Gộp thôn" in listed
    assert f"Ngõ {run.pk}" in shown
    assert "Triệu Văn Bình" not in shown
    assert "***" in shown


def test_forgetting_is_shown_first_and_done_once(world, person):
    old = timezone.now() - timedelta(days=6 * 365)
    with_left = make_household(world.village, "322", ["Lỷ A Xa"], by=world.officer, on=old.date())
    gone = with_left.residents.get()
    depart(gone, state="LEFT", on=timezone.localdate() - timedelta(days=5 * 365 + 1), by=world.officer)
    depart(person, state="LEFT", on=timezone.localdate() - timedelta(days=300), by=world.officer)
    for age in (800, 1):
        LogEntry.objects.log_create(
            world.household,
            force_log=True,
            action=LogEntry.Action.ACCESS,
            timestamp=timezone.now() - timedelta(days=age),
        )
    SheetDraft.objects.create(user=world.member, village=world.village, uuid="0" * 32, text="Lỷ A Xa")
    SheetDraft.objects.update(changed_at=old)
    make_data_request(gone, "COPY", by=world.member, outcome="DONE", details="Xin bản sao", at=old)
    out = StringIO()

    call_command("forget", "--dry-run", stdout=out)
    untouched = Resident.objects.named().filter(pk=gone.pk).exists()
    first, again = forget(), forget()

    gone.refresh_from_db()
    person.refresh_from_db()
    due = {rule.what: number for rule, number in first if number}
    assert "Bản nháp nhập phiếu giấy (giữ 90 ngày): 1, sẽ xóa" in out.getvalue()
    assert untouched
    assert due == {RULES[0].what: 1, RULES[1].what: 1, RULES[4].what: 1, RULES[6].what: 1}
    assert gone.erased_at
    assert not person.erased_at
    assert DataRequest.objects.get(resident=gone).details == ""
    assert not any(number for _, number in again)


def test_everybody_reads_what_is_kept_and_how_long(world, client):
    shown = client.get(reverse("data-rights")).text

    assert reverse("data-rights") in client.get("/").text
    assert all(rule.what in shown and rule.kept in shown for rule in RULES)
    assert "trong 20 ngày; gia hạn một lần, thêm 20 ngày" in shown


def test_imported_person_goes_from_the_rows_and_with_him_the_file(world, as_user, django_capture_on_commit_callbacks):
    client = as_user(world.officer)
    one = upload(client, book_of(["Thôn 1", 77, "Ngõ 3", NAME, "Chủ hộ", 1980, "nam", "0987654321"]))
    apply(client, one)
    one.refresh_from_db()
    stored = one.file.name

    with django_capture_on_commit_callbacks(execute=True):
        erase(Resident.objects.get(full_name=NAME), by=world.officer)

    page = client.get(one.get_absolute_url()).text
    assert "Phóng" not in everything()
    assert "Phóng" not in page
    assert not one.file.storage.exists(stored)
    assert client.get(reverse("import-file", args=[one.pk])).status_code == 404
    assert one.rows.exists()


def test_file_of_a_list_is_kept_for_three_months(world, as_user, django_capture_on_commit_callbacks):
    client = as_user(world.officer)
    one = upload(client, book_of(["Thôn 1", 77, "Ngõ 3", NAME, "Chủ hộ", 1980, "nam", ""]))
    apply(client, one)
    rule = next(rule for rule in RULES if rule.what.startswith("Tệp Excel"))

    early = dict(forget(timezone.now() + timedelta(days=89)))[rule]
    with django_capture_on_commit_callbacks(execute=True):
        late = dict(forget(timezone.now() + timedelta(days=91)))[rule]
    again = dict(forget(timezone.now() + timedelta(days=91)))[rule]

    assert (early, late, again) == (0, 1, 0)
    assert not one.rows.exists()
    assert as_user(world.officer).get(one.get_absolute_url()).status_code == 200


def test_person_entered_twice_is_erased_twice(world, person):
    other = make_household(world.village, "323", ["Chìu Sủi Phòng"], by=world.officer).residents.get()
    merge_residents(person, other, values={}, by=world.officer)

    erase(person, by=world.officer)

    other.refresh_from_db()
    assert other.erased_at
    assert "Phòng" not in everything()
    assert rebuild([world.village.pk]) == 0
