"""Codes on paper, and what a typed line says: pure functions."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from households.sheet_codes import (
    PERSON_SIGNS,
    SIGNS,
    household_code,
    person_code,
    read_household_code,
    read_person_code,
)
from households.sheet_lines import Lesson, LineError, Sight, read_line

TODAY = date(2026, 11, 25)
HOME = 4321
CODE = household_code(HOME)
ONE, TWO = person_code(1, HOME), person_code(2, HOME)
ids = st.integers(1, 10**12)


def read(text, today=TODAY, above=None):
    return read_line(text, today=today, above=above)


@given(ids)
def test_household_code_is_read_back(pk):
    code = household_code(pk)

    assert read_household_code(code) == read_household_code(code.lower()) == pk


@given(ids, st.data())
def test_one_wrong_sign_of_a_household_code_is_refused(pk, data):
    code = household_code(pk)
    place, sign = data.draw(st.integers(0, len(code) - 1)), data.draw(st.sampled_from(SIGNS))
    assume(code[place] != sign)

    assert read_household_code(code[:place] + sign + code[place + 1 :]) is None


@given(ids, st.data())
def test_two_signs_that_changed_places_are_refused(pk, data):
    code = household_code(pk)
    place = data.draw(st.integers(0, len(code) - 2))
    assume(code[place] != code[place + 1])

    assert read_household_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is None


@given(st.integers(1, 999), ids)
def test_person_code_is_read_back(number, household):
    assert read_person_code(person_code(number, household).lower(), household) == number


@given(st.integers(1, 99), st.integers(1, 99), ids)
def test_code_of_one_person_is_never_that_of_another_in_the_household_by_one_slip(number, other, household):
    code = person_code(number, household)
    slips = [digit + code[1:] for digit in "123456789" if digit != code[0]]
    slips += [code[:-1] + sign for sign in PERSON_SIGNS if sign != code[-1]]

    assert {read_person_code(slip, household) for slip in slips} == {None}


def test_letters_that_look_alike_are_read_as_digits():
    pk = read_household_code(household_code(1))

    assert read_household_code(household_code(1).replace("0", "O").replace("1", "l")) == pk == 1


def test_codes_survive_a_vietnamese_keyboard():
    assert not set(SIGNS + PERSON_SIGNS) & set("AEIOUYWD")


@given(st.text(), st.dates(date(2022, 1, 1), date(2100, 1, 1)), st.none() | st.dates())
def test_garbage_raises_nothing_but_its_own_error(text, today, above):
    with suppress(LineError):
        assert read(text, today=today, above=above).household


words = st.sampled_from(
    ["25/11", "28/11/2026", "29/2", "1/1/0001", CODE, "h", "t", "l", "k", "c", "r", ONE, TWO, "1-3", "2-9", "c1", "k99",
     "g", ";", "9" * 20, f"{'9' * 20}-1", "c" + "9" * 20, "/", "//", "0k", "x/y"]
)  # fmt: skip


@given(st.lists(words, max_size=12))
def test_words_in_any_order_raise_nothing_but_their_own_error(said):
    with suppress(LineError):
        line = read(" ".join(said))
        assert (line.household, line.visited_on <= TODAY) == (HOME, True)


def test_line_says_all_of_a_visit():
    line = read(f"25/11 {CODE} h c9 {ONE} 1-3 2-2 c4 {TWO} g 1-1 k5 28/11 ; bà cần kính ; sáng")

    assert (line.visited_on, line.household, line.outcome) == (date(2026, 11, 25), HOME, "GUIDED")
    assert line.lessons == (Lesson(1, 1, 3, True), Lesson(1, 2, 2, True), Lesson(2, 1, 1, False))
    assert line.sights == (Sight(None, 9, True), Sight(1, 4, True), Sight(2, 5, False))
    assert line.promised_on == date(2026, 11, 28)
    assert line.note == "bà cần kính ; sáng"


def test_line_may_be_typed_with_capitals_and_without_date():
    line = read(f"{CODE.lower()} K", above=date(2026, 11, 20))

    assert (line.visited_on, line.outcome) == (date(2026, 11, 20), "NOBODY_HOME")


def test_who_is_able_already_was_not_taught():
    assert read(f"25/11 {CODE} t {ONE} 1-3").lessons == (Lesson(1, 1, 3, False),)


def test_who_still_cannot_was_not_taught():
    assert read(f"25/11 {CODE} h {ONE} 1-0").lessons == (Lesson(1, 1, 0, False),)


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("25/11", TODAY, TODAY),
        ("5/1", TODAY, date(2026, 1, 5)),
        ("31/12", date(2027, 1, 3), date(2026, 12, 31)),
        ("24/11/25", TODAY, date(2025, 11, 24)),
        ("24/11/2025", TODAY, date(2025, 11, 24)),
        ("29/2", date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_day_of_a_visit_without_year_is_the_nearest_past_one(typed, today, day):
    assert read(f"{typed} {CODE} k", today=today).visited_on == day


@pytest.mark.parametrize(
    ("typed", "visited", "day"),
    [
        ("25/11", "25/11", TODAY),
        ("3/1", "25/11", date(2027, 1, 3)),
        ("24/11/2027", "25/11", date(2027, 11, 24)),
        ("1/12", "1/11", date(2026, 12, 1)),
    ],
)
def test_promised_day_without_year_is_the_next_one(typed, visited, day):
    assert read(f"{visited} {CODE} l {typed}").promised_on == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Cần ngày thăm"),
        (f"{CODE} k", "Cần ngày thăm"),
        ("25/11", "Thiếu mã hộ"),
        ("26/11 x", "ở tương lai"),
        ("26/11/2027 x", "ở tương lai"),
        ("30/2 x", "Không có ngày"),
        ("5/13 x", "Không có ngày"),
        ("a/b x", "chưa phải ngày"),
        ("1/1/1026 x", "xem lại năm"),
        (f"25/11 {CODE[:-2]}X{CODE[-1]} k", "gõ chưa đúng"),
        (f"25/11 {CODE}", "chữ của kết quả"),
        (f"25/11 {CODE} q", "chữ của kết quả"),
        (f"25/11 {CODE} h", "cần ghi ai"),
        (f"25/11 {CODE} h c1", "cần ghi ai"),
        (f"25/11 {CODE} k {ONE} 1-3", "không đi cùng"),
        (f"25/11 {CODE} r {ONE} c3", "không đi cùng"),
        (f"25/11 {CODE} l", "ghi ngày hẹn"),
        (f"25/11 {CODE} l 24/11", "từ ngày thăm trở đi"),
        (f"25/11 {CODE} l 27/11/2027", "trong vòng một năm"),
        (f"25/11 {CODE} l 31/9", "Không có ngày"),
        (f"25/11 {CODE} h 1-3", "cần mã người"),
        (f"25/11 {CODE} h {ONE}", "chưa ghi nội dung"),
        (f"25/11 {CODE} h {ONE} {TWO} 1-3", "chưa ghi nội dung"),
        (f"25/11 {CODE} h {person_code(1, HOME + 1)} 1-3", "không phải của hộ này"),
        (f"25/11 {CODE} h {ONE} 1-4", "Không hiểu"),
        (f"25/11 {CODE} h {ONE} 1-3 1-2", "trái với"),
        (f"25/11 {CODE} h {ONE} 1-3 c4 k4", "trái với"),
        (f"25/11 {CODE} k bà ốm", "Không hiểu “bà”"),
        (f"25/11 {CODE} k ;" + "x" * 300, "quá 300"),
    ],
)
def test_line_that_cannot_be_read_says_why(text, message):
    with pytest.raises(LineError, match=message):
        read(text)


def test_same_answer_twice_is_one():
    assert len(read(f"25/11 {CODE} h {ONE} 1-3 1-3").lessons) == 1
