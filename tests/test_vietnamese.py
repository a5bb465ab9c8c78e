import unicodedata
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from config.vietnamese import (
    fold,
    long_date,
    name_key,
    normalise_phone,
    show_number,
    show_phone,
    text_key,
    tidy,
    tidy_line,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "09 123 456 78",
        "0912.345.678",
        "0912-345-678",
        "(0912) 345 678",
        "+84912345678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "912345678",
        " 0912345678 ",
    ],
)
def test_phone_is_stored_alike_however_it_is_typed(typed):
    assert normalise_phone(typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["01234567890", "0212345678", "091234567", "09123456789", "0112345678", "số không"])
def test_phone_refuses_what_no_person_has(typed):
    with pytest.raises(ValueError, match=r"số"):
        normalise_phone(typed)


def test_phone_takes_a_landline_for_an_office_only():
    assert normalise_phone("0203 3825 678", landline=True) == "+842033825678"
    assert show_phone("+842033825678") == "0203 3825 678"
    with pytest.raises(ValueError, match="máy bàn"):
        normalise_phone("0203 3825 678")


@pytest.mark.parametrize("text", ["Hòa", "Hoà", "HÒA", unicodedata.normalize("NFD", "Hòa"), "hoa"])
def test_fold_ignores_case_tone_and_where_the_tone_stands(text):
    assert fold(text) == "hoa"


def test_fold_turns_d_with_stroke_into_d():
    assert fold("Đặng Đức Độ") == "dang duc do"


def mixed(texts):
    return Random(1).sample(texts, len(texts))


def test_people_sort_by_given_name_with_tones_last():
    right = [
        "Bàn Văn An",
        "Bàn Văn Án",
        "Lý Văn An",
        "Bàn Văn Ân",
        "Đặng Thị Bình",
        "Lý A Dũng",
        "Lý A Đài",
        "Đặng Thị Hà",
        "Bàn Thị Hằng",
    ]

    assert sorted(mixed(right), key=name_key) == right


def test_text_key_orders_letters_before_tones():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mă", "mâ"]

    assert sorted(mixed(words), key=text_key) == words


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
        (date(2022, 2, 9), "ngày 09 tháng 02 năm 2022"),
        (date(2022, 12, 31), "ngày 31 tháng 12 năm 2022"),
    ],
)
def test_long_date_pads_as_the_decree_wants(day, text):
    assert long_date(day) == text


@pytest.mark.parametrize(("value", "text"), [(1234.5, "1.234,5"), (80, "80"), (Decimal("62.46"), "62,5"), (0, "0")])
def test_number_is_written_the_vietnamese_way(value, text):
    assert show_number(value) == text


@pytest.mark.parametrize("untyped", ["\x01", "\x1b", "\x7f", "\u202e", "\u2066", "\ufffe", "\uffff"])
def test_tidy_drops_what_nobody_types(untyped):
    assert tidy(f"Tổ{untyped} một\n{untyped}") == tidy_line(f"{untyped}Tổ một{untyped}") == "Tổ một"


def test_tidy_keeps_lines_and_drops_spare_space():
    assert tidy("  Tổ \t công\r\nnghệ  ") == "Tổ công\nnghệ"
    assert tidy(unicodedata.normalize("NFD", "Tổ")) == "Tổ"
