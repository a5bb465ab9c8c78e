from datetime import UTC, date, datetime

import pytest

from config.vietnamese import place_tones
from households import cells
from households.columns import HOUSEHOLDS, OFFICIALS, SHEETS, VILLAGES, household_lines, official_lines
from households.models import Household, Resident
from tests.factories import make_household
from villages.models import Official, Village


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ("Nguyễn Thuý Hoà", "Nguyễn Thúy Hòa"),
        ("khoẻ, huỷ, UỶ", "khỏe, hủy, ỦY"),
        ("Quý Huệ Hoàng hoặc quạ Tuyết Loan", "Quý Huệ Hoàng hoặc quạ Tuyết Loan"),
    ],
)
def test_tones_stand_where_decrees_put_them(typed, placed):
    assert place_tones(typed) == placed


@pytest.mark.parametrize(
    ("read", "cell", "value", "notes"),
    [
        (HOUSEHOLDS["birth_year"].read, "1980", 1980, ()),
        (HOUSEHOLDS["birth_year"].read, 1980.0, 1980, ()),
        (HOUSEHOLDS["birth_year"].read, "02/03/1980", 1980, (cells.ONLY_YEAR,)),
        (HOUSEHOLDS["birth_year"].read, datetime(1980, 3, 2, tzinfo=UTC), 1980, (cells.ONLY_YEAR,)),
        (HOUSEHOLDS["birth_year"].read, 29282, 1980, (cells.SERIAL, cells.ONLY_YEAR)),
        (HOUSEHOLDS["resident_since"].read, "2.3.1980", date(1980, 3, 2), ()),
        (HOUSEHOLDS["phone"].read, 912345678, "+84912345678", (cells.ZERO,)),
        (HOUSEHOLDS["phone"].read, "+84 912 345 678", "+84912345678", (cells.SHORT_PHONE,)),
        (HOUSEHOLDS["phone"].read, "0912.345.678", "+84912345678", ()),
        (HOUSEHOLDS["full_name"].read, "  Lý  Thị Hoà ", "Lý Thị Hòa", (cells.SPACES, cells.TONES)),
        (HOUSEHOLDS["full_name"].read, "BÀN VĂN AN", "Bàn Văn An", (cells.CAPITALS,)),
        (HOUSEHOLDS["full_name"].read, "Bàn Va\u0306n An", "Bàn Văn An", (cells.ONE_FORM,)),
        (HOUSEHOLDS["number"].read, 1.0, "1", ()),
        (HOUSEHOLDS["relation"].read, "vợ", "SPOUSE", (cells.OTHER_WORD,)),
        (HOUSEHOLDS["relation"].read, "Em dâu", "OTHER", ("“Em dâu” ghi là “Quan hệ khác”",)),
        (HOUSEHOLDS["head"].read, "X", True, ()),
        (HOUSEHOLDS["head"].read, "Bàn Văn An", "Bàn Văn An", ()),
    ],
)
def test_cells_are_read_however_they_are_written(read, cell, value, notes):
    assert read(cell) == (value, notes)


@pytest.mark.parametrize(
    ("name", "cell"),
    [("birth_year", "1880"), ("birth_year", "30/02/1980"), ("birth_year", 99999999999), ("phone", "12345"),
     ("resident_since", "03/1980"), ("sex", "không rõ"), ("full_name", "An\x00"), ("number", "1" * 21),
     ("resident_id", "-1"), ("resident_id", 1e300), ("birth_year_estimated", "có lẽ")],
)  # fmt: skip
def test_cells_that_cannot_be_read_are_refused(name, cell):
    with pytest.raises(ValueError, match=r"[a-zà-ỹ]"):
        HOUSEHOLDS[name].read(cell)


def test_what_is_written_is_read_as_the_same(world):
    make_household(
        world.village,
        "007",
        [Resident(full_name="Lý A Dũng", birth_year=1950, birth_year_estimated=True, sex="M", phone="+84912345678")],
        lane="Ngõ 3",
        phone="+84987654321",
    )
    lines = {
        HOUSEHOLDS: list(household_lines(Household.objects.order_by("pk"))),
        VILLAGES: list(Village.objects.all()),
        OFFICIALS: list(official_lines(Official.objects.order_by("pk"))),
    }

    for sheet, its_lines in lines.items():
        assert its_lines
        for line in its_lines:
            for column in sheet.columns:
                written = column.write(line)
                again = column.read(column.read(written).value if column.is_id else written)
                assert again.notes == (), (column.heading, written)
    *_, line = lines[HOUSEHOLDS]
    assert HOUSEHOLDS["phone"].read(HOUSEHOLDS["phone"].write(line)).value == "+84912345678"
    assert line.household_since == line.resident_since == date(2020, 1, 1)


def test_headings_of_a_sheet_name_one_column_each():
    for sheet in SHEETS.values():
        headings = [cells.fold(text) for column in sheet.columns for text in (column.heading, *column.others)]
        assert len(headings) == len(set(headings)), sheet.title
