"""Verification codes: long enough that nobody guesses one, and readable however somebody types one."""

import math

import pytest

from teams.codes import LENGTH, LETTERS, new_code, read_code, show_code


def test_codes_have_more_than_sixty_bits_of_letters_that_look_different():
    codes = [new_code() for _ in range(500)]

    assert LENGTH * math.log2(len(LETTERS)) > 60
    assert len(set(codes)) == 500
    assert set("".join(codes)) == set(LETTERS)
    assert not set("AEIOUYDWLQSZGB") & set(LETTERS)


def test_code_is_shown_in_groups_and_read_back():
    code = new_code()

    assert [len(group) for group in show_code(code).split("-")] == [5, 5, 5]
    assert read_code(show_code(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "4K7HM-20XRT-9CFPJ",
        "4k7hm20xrt9cfpj",
        "  4k7hm 20xrt 9cfpj ",
        "4K7HM–20XRT—9CFPJ",
        "4K7HM.20XRT.9CFPJ.",
        "aK7HM-zoXRT-9CFPJ",
        "AK7HM-2QXRT-9CFPJ",
        "AK7HM-2ĐXRT-9CFPJ",
        "https://cds.xa.gov.vn/xac-nhan/4K7HM-20XRT-9CFPJ/",
    ],
)
def test_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == "4K7HM20XRT9CFPJ"


@pytest.mark.parametrize(
    ("typed", "read"), [("iIlL1" * 3, "1" * 15), ("oO0dQ" * 3, "0" * 15), ("sgbuy" * 3, "568VV" * 3)]
)
def test_letters_that_look_alike_are_one(typed, read):
    assert read_code(typed) == read


@pytest.mark.parametrize(
    "typed", ["", " ", "4K7HM-20XRT", "4K7HM-20XRT-9CFPJ-0", "EEEEE" * 3, "１" * 15, "각" * 15, "/" * 99]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) == ""
