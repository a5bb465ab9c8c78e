"""The commune of the demo, written out, deleted and brought in again, is the same; and its villages and officials."""

from datetime import date

import pytest

from households.columns import SHEETS, OfficialLine, household_lines, official_lines
from households.models import (
    Household,
    HouseholdVillage,
    Import,
    LifeEvent,
    LifeEventPerson,
    Residence,
    Resident,
    Tally,
)
from households.tally import rebuild
from portal.demo.people import create_admin, create_people
from portal.demo.registry import create_registry
from tests.households.books import apply, book_of, export_of, press, upload
from villages.models import Official, Position, Village


def lines_of(commune):
    return {
        "villages": list(Village.objects.filter(commune=commune)),
        "officials": list(official_lines(Official.objects.filter(commune=commune))),
        "households": list(household_lines(Household.objects.filter(village__commune=commune))),
    }


def told(lines):
    """All that the files say, but for the ids."""
    return {
        sheet: [[column.write(line) for column in SHEETS[sheet].columns if not column.is_id] for line in some]
        for sheet, some in lines.items()
    }


def derived():
    """What follows from it."""
    tally = Tally.objects.exclude(key="changes").exclude(number=0)
    rows = {
        "keys": Household.objects.values_list("number", "lane_key", "number_key", "search_key", "village__name"),
        "names": Resident.objects.values_list("sort_key", "search_key", "village__name", "state"),
        "homes": HouseholdVillage.objects.values_list("household__number", "village__name", "starts_on"),
        "places": Residence.objects.values_list("resident__full_name", "household__number", "starts_on"),
        "tally": tally.values_list("village__name", "key", "birth_year", "sex", "number"),
    }
    return {name: sorted(some) for name, some in rows.items()}


def delete(commune):
    Household.objects.update(head=None)
    for model in (
        LifeEventPerson,
        LifeEvent,
        Residence,
        Resident,
        HouseholdVillage,
        Household,
        Position,
        Official,
        Tally,
    ):
        model.objects.all()._raw_delete("default")
    Village.objects.filter(commune=commune).delete()


def test_commune_that_was_written_out_and_deleted_comes_back_identical(db, as_user):
    stage = create_people(create_admin(), date(2026, 11, 24))
    create_registry(stage)
    client = as_user(stage.users["congchuc"])
    lines, before = lines_of(stage.commune), derived()
    files = {sheet: export_of(sheet, some) for sheet, some in lines.items()}
    said = told(lines)
    assert len(before["names"]) == 1000

    delete(stage.commune)
    for sheet, file in files.items():
        one = upload(client, file, sheet)
        assert one.state == Import.State.READY, one.failure
        apply(client, one, *one.numbers["warnings"])
        one.refresh_from_db()
        assert one.state == Import.State.APPLIED

    assert told(lines_of(stage.commune)) == said
    assert derived() == before
    assert rebuild(list(Village.objects.values_list("pk", flat=True))) == 0


@pytest.fixture
def officer(world, as_user):
    return as_user(world.officer)


def test_villages_are_made_renamed_and_taken_back(world, officer):
    lines = [world.village, world.other_village]
    one = upload(officer, export_of("villages", lines, {(0, "name"): "Khe Mó"}), "villages")

    first, second = one.rows.all()
    assert (first.old, first.verdict, second.verdict) == ({"name": "1"}, "CHANGED", "SAME")
    apply(officer, one)
    press(officer, "import-undo", one)
    world.village.refresh_from_db()
    assert world.village.label == "Thôn 1"

    head = ["Tên thôn, bản"]
    one = upload(officer, book_of(["Bản Khe Sím"], ["Thôn 1"], ["bản khe sím"], head=head), "villages")
    assert [row.verdict for row in one.rows.all()] == ["NEW", "SAME", "ERROR"]
    press(officer, "import-drop", one)
    apply(officer, upload(officer, book_of(["Bản Khe Sím"], head=head), "villages"))
    made = Village.objects.get(name="Khe Sím")
    assert (made.kind, made.commune, str(made.valid_from)) == ("BAN", world.here, "2026-01-01")


def test_officials_bring_their_posts(world, officer):
    head = ["Họ và tên", "Điện thoại", "Chức vụ", "Thôn", "Từ ngày"]
    rows = [
        ["Triệu Văn Hưng", "0912345678", "Bí thư chi bộ", "Thôn 1", "01/02/2026"],
        ["Triệu Văn Hưng", "0912345678", "trưởng bản", "Thôn 1", ""],
        ["Đặng Văn Cường", "02033825678", "Trưởng thôn", "1", ""],
    ]

    one = upload(officer, book_of(*rows, head=head), "officials")
    assert [row.verdict for row in one.rows.all()] == ["NEW", "NEW", "CHANGED"]
    apply(officer, one)

    made = Official.objects.get(full_name="Triệu Văn Hưng")
    assert [(post.kind, post.village, str(post.starts_on)) for post in made.positions.all()] == [
        ("VILLAGE_HEAD", world.village, "2026-01-01"),
        ("CELL_SECRETARY", world.village, "2026-02-01"),
    ]
    assert made.search_key == "trieu van hung"
    world.official.refresh_from_db()
    assert (world.official.phone, world.official.positions.count()) == ("+842033825678", 1)
    press(officer, "import-undo", one)
    assert not Official.objects.filter(full_name="Triệu Văn Hưng").exists()

    wrong = [["Lý Văn Ba", "", "Trưởng thôn", "", ""], ["Lý Văn Tư", "", "Chủ tịch UBND", "Thôn 1", ""],
             ["Lý Văn Sáu", "", "Thủ tướng", "", ""]]  # fmt: skip
    one = upload(officer, book_of(*wrong, head=head), "officials")
    assert [row.verdict for row in one.rows.all()] == ["ERROR"] * 3


def test_whoever_edits_a_village_or_official_meanwhile_is_told(world, officer):
    def versions():
        rows = [world.village, world.other_village, world.official, world.member_official]
        for row in rows:
            row.refresh_from_db()
        return [row.version for row in rows]

    renamed = export_of("villages", [world.village, world.other_village], {(0, "name"): "Khe Mó"})
    posts = [OfficialLine(world.official, post) for post in world.official.positions.all()]
    moved = export_of("officials", posts, {(0, "starts_on"): "01/02/2021"})
    first = versions()

    for file, sheet in [(renamed, "villages"), (moved, "officials")]:
        one = upload(officer, file, sheet)
        apply(officer, one)
        press(officer, "import-undo", one)
        one.refresh_from_db()
        assert one.state == Import.State.UNDONE

    assert versions() == [first[0] + 2, first[1], first[2] + 2, first[3]]


@pytest.mark.parametrize("phones", [("0912345678", ""), ("", "0912345678"), ("", "")])
def test_new_official_with_two_posts_is_one_whichever_row_has_his_phone(phones, world, officer):
    head = ["Họ và tên", "Điện thoại", "Chức vụ", "Thôn"]
    posts = ["Bí thư chi bộ", "Trưởng thôn"]
    rows = [["Triệu Văn Hưng", phone, post, "Thôn 1"] for phone, post in zip(phones, posts, strict=True)]

    apply(officer, upload(officer, book_of(*rows, head=head), "officials"))

    made = Official.objects.get(full_name="Triệu Văn Hưng")
    assert (made.phone, made.positions.count()) == ("+84912345678" if any(phones) else "", 2)


def test_new_official_takes_what_any_of_his_rows_says(world, officer):
    head = ["Họ và tên", "Điện thoại", "Số điện thoại công khai", "Chức vụ", "Thôn"]
    rows = [
        ["Triệu Văn Hưng", "", "", "Trưởng thôn", "Thôn 1"],
        ["Triệu Văn Hưng", "0912345678", "", "", ""],
        ["Triệu Văn Hưng", "", "0987654321", "", ""],
    ]

    apply(officer, upload(officer, book_of(*rows, head=head), "officials"))

    made = Official.objects.get(full_name="Triệu Văn Hưng")
    assert (made.phone, made.public_phone) == ("+84912345678", "+84987654321")


def test_two_new_officials_of_one_name_stay_two(world, officer):
    head = ["Họ và tên", "Điện thoại", "Chức vụ", "Thôn"]
    rows = [["Lý Văn Ba", phone, "Trưởng thôn", "Thôn 1"] for phone in ("0912345678", "0987654321", "")]

    one = upload(officer, book_of(*rows, head=head), "officials")

    assert [row.warnings for row in one.rows.all()] == ["", "", "DUPLICATE"]
    assert one.rows.last().alike == [{"row": 2}, {"row": 3}]
    apply(officer, one, "DUPLICATE")
    assert Official.objects.filter(full_name="Lý Văn Ba").count() == 3
