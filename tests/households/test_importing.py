from datetime import timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from households.actions.erasure import erase
from households.columns import household_lines
from households.models import Household, Import, Resident
from households.tally import rebuild
from tests.factories import grant, make_household, make_user
from tests.households.books import HEAD, apply, book_of, export_of, press, take_steps, upload
from villages.models import BulkRun, Role, Village

HOA = ["Thôn 1", 5, "Ngõ 3", "LÝ  VĂN HOÀ", "Chủ hộ", "02/03/1980", "nam", 912345678]
MAI = ["thon 1", "5", "", "Lý Thị Mai", "vợ", 1985, "Nữ", ""]


@pytest.fixture
def officer(world, as_user):
    return as_user(world.officer)


def wrong_numbers(world):
    return rebuild([world.village.pk, world.other_village.pk, world.foreign_village.pk])


def lines_of(world):
    return list(household_lines(Household.objects.filter(village__commune=world.here).order_by("village", "pk")))


def text_of(response):
    return " ".join(response.text.split())


def test_list_is_checked_looked_through_applied_and_undone(world, officer):
    one = upload(officer, book_of(HOA, MAI, above=["DANH SÁCH HỘ"]))
    page = text_of(officer.get(one.get_absolute_url()))

    assert ">Dòng 3</th>" in page
    assert "thêm số 0 đầu số điện thoại" in page
    assert not Household.objects.filter(number="5").exists()

    apply(officer, one)

    household = Household.objects.get(number="5")
    people = household.residents.order_by("pk").values_list("full_name", "birth_year", "sex", "relation", "phone")
    assert list(people) == [
        ("Lý Văn Hòa", 1980, "M", "HEAD", "+84912345678"),
        ("Lý Thị Mai", 1985, "F", "SPOUSE", ""),
    ]
    assert (household.head.full_name, household.lane, household.search_key) == ("Lý Văn Hòa", "Ngõ 3", "5 ngo 3")
    assert {str(one.starts_on) for one in [*household.villages.all(), *household.residences.all()]} == {"2026-01-01"}
    assert wrong_numbers(world) == 0
    entries = LogEntry.objects.filter(object_repr__startswith="Nhập hộ", content_type__model="bulkrun")
    assert entries.get().actor == world.officer

    press(officer, "import-undo", one)

    assert not Resident.objects.filter(full_name="Lý Văn Hòa").exists()
    assert not Household.objects.filter(number="5").exists()
    assert wrong_numbers(world) == 0
    one.refresh_from_db()
    assert (one.state, one.file_name) == (Import.State.UNDONE, "ds.xlsx")


def test_corrected_export_changes_the_same_rows(world, officer):
    lines = lines_of(world)
    changed = {(0, "number"): "017", (0, "full_name"): "Triệu Văn Bính", (0, "birth_year"): "", (0, "lane"): "Ngõ 1"}

    same = upload(officer, export_of("households", lines))
    assert same.numbers["verdicts"] == {"SAME": len(lines)}
    press(officer, "import-drop", same)
    one = upload(officer, export_of("households", lines, changed))
    page = text_of(officer.get(one.get_absolute_url()))

    assert "Họ và tên: <del>Triệu Văn Bình</del> → <ins>Triệu Văn Bính</ins>" in page
    assert "Năm sinh: <del>1980</del> → <ins>để trống</ins>" in page
    apply(officer, one)
    world.person.refresh_from_db()
    world.household.refresh_from_db()
    assert (world.person.full_name, world.person.birth_year) == ("Triệu Văn Bính", None)
    assert (world.household.number, world.household.lane, world.household.head) == ("017", "Ngõ 1", world.person)
    assert wrong_numbers(world) == 0

    press(officer, "import-undo", one)

    assert lines_of(world) == lines
    world.person.refresh_from_db()
    assert world.person.search_key == "trieu van binh"
    assert wrong_numbers(world) == 0


def test_row_without_id_is_found_by_number_and_name_and_empties_nothing(world, officer):
    Resident.objects.filter(pk=world.person.pk).update(phone="+84987654321", relation="")

    one = upload(officer, book_of(["1", "1", "Ngõ 2", "trieu van binh", "Chủ hộ", 1980, "", ""],
                                  ["", "", "", "Triệu Thị Lan", "Con", 2010, "Nữ", ""]))  # fmt: skip
    first, second = one.rows.all()

    assert (first.second, set(first.old), first.verdict) == (world.person.pk, {"lane", "relation"}, "CHANGED")
    assert (second.first, second.verdict, second.warnings) == (world.household.pk, "NEW", "FILLED")
    apply(officer, one, "FILLED")
    world.person.refresh_from_db()
    assert (world.person.full_name, world.person.phone) == ("Triệu Văn Bình", "+84987654321")
    assert world.household.residents.count() == 2


def test_faulty_rows_are_told_with_their_numbers_and_nothing_is_written(world, officer):
    one = upload(
        officer,
        book_of(
            HOA,
            ["Thôn 9", "1", "", "Lý Văn Ba", "", 1980, "", ""],
            ["Thôn 1", "", "", "", "", "", "", "0912"],
            ["Thôn 1", "7", "", "Lý Văn Tư", "", 2999, "x", ""],
            ["Thôn 1", "8", "", "Lý Văn Sáu", "Chủ hộ", 1980, "", ""],
            ["Thôn 1", "8", "", "Lý Văn Sáu", "Chủ hộ", 1980, "", ""],
        ),
    )
    page = text_of(officer.get(one.get_absolute_url(), {"xem": "loi"}))

    assert {row.number for row in one.rows.filter(verdict="ERROR")} == {3, 4, 5, 7}
    for said in [
        "xã không có thôn “Thôn 9”", "Số hộ: chưa ghi", "Số điện thoại chưa đúng", "không có trong danh sách: Nam, Nữ",
        "năm sinh phải từ 1900", "người này có hai lần trong hộ, xem dòng 6", "hộ đã có chủ hộ ở dòng 6",
    ]:  # fmt: skip
        assert said in page, said
    apply(officer, one)
    assert not Household.objects.filter(number="5").exists()


def test_two_of_the_same_name_and_year_in_a_household_are_told_apart_by_their_ids(world, officer):
    twins = make_household(world.village, "002", ["Lý Văn Sinh", "Lý Văn Sinh"], by=world.officer)
    lines = list(household_lines(Household.objects.filter(pk=twins.pk)))
    changed = {(1, "full_name"): "Lý Văn Sính"}

    one = upload(officer, export_of("households", lines, changed))
    apply(officer, one)
    without_id = {(0, name): "" for name in ("resident_id", "relation", "head")}
    again = upload(officer, export_of("households", [lines[0], *lines], without_id))

    assert [row.verdict for row in one.rows.all()] == ["SAME", "CHANGED"]
    assert set(twins.residents.values_list("full_name", flat=True)) == {"Lý Văn Sinh", "Lý Văn Sính"}
    assert "người này có hai lần trong hộ, xem dòng 3" in again.rows.first().errors[0]
    assert not any(row.errors for row in again.rows.all()[1:])


def test_likely_duplicate_and_household_without_head_wait_for_a_tick(world, officer):
    Household.objects.filter(pk=world.household.pk).update(lane="Ngõ 3", lane_key="")
    world.household.refresh_from_db()
    world.household.save()
    one = upload(officer, book_of(["1", "9", "Ngõ 3", "Triệu Văn Bình", "", 1981, "Nam", ""],
                                  ["1", "10", "Ngõ 3", "Triệu Văn Bình", "", 1982, "Nam", ""]))  # fmt: skip
    first, second = one.rows.all()

    assert set(first.warnings.split(",")) == {"DUPLICATE", "NO_HEAD"}
    assert first.alike[0]["household"] == world.household.pk
    assert second.alike[0] == {"row": 2}
    refused = text_of(apply(officer, one, "NO_HEAD"))
    assert "Hãy xem các dòng này rồi đánh dấu." in refused
    assert not Household.objects.filter(number="9").exists()
    apply(officer, one, "NO_HEAD", "DUPLICATE")
    assert Household.objects.get(number="9").head is None


def test_what_changed_since_the_check_is_checked_again(world, officer):
    one = upload(officer, book_of(["1", "001", "Ngõ 2", "Triệu Văn Bình", "", 1980, "", ""], HOA))
    world.household.save()

    refused = apply(officer, one)

    assert "Kiểm tra lại" in refused.text
    assert not Household.objects.filter(number="5").exists()
    press(officer, "import-recheck", one)
    take_steps(officer, one.get_absolute_url())
    make_household(world.village, "005", by=world.officer)
    assert "đã thay đổi từ lúc kiểm tra" in apply(officer, one).text
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "row", "head"),
    [
        ("households", HOA, HEAD),
        ("households", ["Thôn 1", "001", "Ngõ 2", "Triệu Văn Bình", "", 1980, "", ""], HEAD),
        ("officials", ["Triệu Văn Hưng", "Trưởng thôn", "Thôn 1"], ["Họ và tên", "Chức vụ", "Thôn"]),
    ],
)
def test_nothing_is_written_to_a_village_that_ended_meanwhile(sheet, row, head, world, officer):
    one = upload(officer, book_of(row, head=head), sheet)
    Village.objects.filter(pk=world.village.pk).update(valid_to=timezone.localdate())

    refused = apply(officer, one)

    assert "đã thay đổi từ lúc kiểm tra" in refused.text
    assert not BulkRun.objects.exists()


def test_second_import_of_a_commune_waits_until_the_first_is_silent(
    world, officer, client, django_capture_on_commit_callbacks
):
    first = upload(officer, book_of(HOA))
    other = make_user("Trần Thị Tư")
    grant(other, Role.OFFICER, world.here)
    client.force_login(other)

    refused = upload(client, book_of(HOA))

    assert "Hoàng Thị Mai đang nhập “ds.xlsx”" in refused.text
    Import.objects.filter(pk=first.pk).update(touched_at=timezone.now() - timedelta(minutes=11))
    with django_capture_on_commit_callbacks(execute=True):
        second = upload(client, book_of(HOA))
    first.refresh_from_db()
    assert (first.state, second.state) == (Import.State.DROPPED, Import.State.READY)
    assert not first.rows.exists()
    assert not first.file.storage.exists(first.file.name)
    assert press(client, "import-apply", first).context["messages"]


def test_corrected_file_takes_the_place_of_the_faulty_one(world, officer, client):
    faulty = upload(officer, book_of([*HOA[:5], "năm ngoái", *HOA[6:]]))
    other = make_user("Trần Thị Tư")
    grant(other, Role.OFFICER, world.here)
    client.force_login(other)

    refused = upload(client, book_of(HOA))
    client.force_login(world.officer)
    corrected = upload(officer, book_of(HOA, name="sửa.xlsx"))
    shown = officer.get(corrected.get_absolute_url())
    waiting = upload(officer, book_of(HOA))

    faulty.refresh_from_db()
    assert "đang nhập “ds.xlsx”" in refused.text
    assert (faulty.state, corrected.state) == (Import.State.DROPPED, Import.State.READY)
    assert "Lần nhập chưa xong từ tệp “ds.xlsx” đã bỏ" in shown.text
    assert "đang nhập “sửa.xlsx”" in waiting.text


def test_foreign_ids_name_nobody(world, officer):
    foreign = list(household_lines(Household.objects.filter(pk=world.foreign_household.pk)))

    one = upload(officer, export_of("households", foreign, {(0, "village"): "Thôn 1", (0, "number"): "050"}))
    apply(officer, one, "UNKNOWN_ID")

    assert one.rows.get().verdict == "NEW"
    assert "UNKNOWN_ID" in one.rows.get().warnings
    assert list(household_lines(Household.objects.filter(pk=world.foreign_household.pk))) == foreign
    assert Household.objects.get(number="050").village == world.village


def test_rows_that_an_import_does_not_change_are_told(world, officer):
    person = Resident.objects.get(household=world.other_household)
    Resident.objects.filter(pk=person.pk).update(state="DEAD")
    lines = [*lines_of(world), *household_lines(Household.objects.filter(pk=world.other_household.pk),
                                                people=Resident.objects.all())]  # fmt: skip
    elsewhere = {(0, "village"): "Thôn 2", (0, "number"): "055"}

    one = upload(officer, export_of("households", [lines[0], lines[-1]], elsewhere))

    moved, dead = one.rows.all()
    assert "chuyển thôn thì ghi ở trang của hộ" in moved.errors[0]
    assert (dead.verdict, dead.warnings) == ("SKIPPED", "GONE")


def test_name_of_somebody_erased_is_not_written_back(world, officer):
    household = make_household(world.village, "002", ["Lý Văn Sinh", "Lý Thị Mai"], by=world.officer)
    lines = list(household_lines(Household.objects.filter(pk=household.pk)))
    erase(lines[1].resident, by=world.officer)

    one = upload(officer, export_of("households", lines, {(1, "phone"): "0912345678"}))
    apply(officer, one, "GONE")

    assert [row.verdict for row in one.rows.all()] == ["SAME", "SKIPPED"]
    assert one.numbers["missing"] == 0
    assert "Lý Thị Mai" not in household.residents.values_list("full_name", flat=True)
    assert [line.resident.full_name for line in lines_of(world) if line.household == household] == ["Lý Văn Sinh"]


def test_preview_keeps_the_capitals_of_names(world, officer):
    place = upload(officer, book_of(["Bản Khe Sím"], head=["Tên"]), "villages")
    shown = officer.get(place.get_absolute_url()).text
    apply(officer, place)
    empty = upload(officer, book_of(["Bản Khe Sím", "7A", "", "", "", "", "", ""]))

    assert "Bản Khe Sím" in shown
    assert "Hộ 7A, Bản Khe Sím" in officer.get(empty.get_absolute_url()).text


def test_template_offers_choices_and_its_example_is_left_out(world, officer):
    template = officer.get(reverse("import-template", args=["ho-dan"])).getvalue()
    page = load_workbook(BytesIO(template)).active
    one = upload(officer, SimpleUploadedFile("mau.xlsx", template))

    assert len(page.data_validations.dataValidation) == 6
    assert one.failure == "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề; dòng ví dụ của tệp mẫu được bỏ qua."


def test_error_about_a_cell_names_its_heading_once(world, officer):
    one = upload(officer, book_of(["Triệu Văn Hưng", "123"], head=["Họ và tên", "Số điện thoại"]), "officials")

    assert one.rows.get().errors == ["Số điện thoại chưa đúng; ví dụ số đúng: 0912 345 678."]
