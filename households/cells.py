"""How one cell of a spreadsheet is read: whatever way people write a phone, a date or a name, one value comes out, with
a word on what was changed for it. A reader raises ValueError with a Vietnamese message."""

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from config.validators import ID_NUMBER, ID_NUMBER_REFUSED
from config.vietnamese import fold, normalise_phone, place_tones, tidy_line

ONE_FORM = "đưa chữ về một kiểu gõ (Unicode dựng sẵn)"
SPACES = "bỏ khoảng trắng thừa"
TONES = "đặt lại dấu thanh (hoà → hòa)"
CAPITALS = "viết hoa chữ cái đầu mỗi tiếng của tên"
ZERO = "thêm số 0 đầu số điện thoại"
SHORT_PHONE = "đưa số điện thoại về 10 chữ số (bỏ +84, dấu chấm, khoảng trắng)"
ONLY_YEAR = "chỉ lấy năm của ngày sinh"
SERIAL = "đọc số của Excel thành ngày"
OTHER_WORD = "hiểu theo danh sách chọn"
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of Excel, which knows no time zone
YES = {"x", "co", "1", "true", "dung", "chu ho"}
NO = {"", "khong", "0", "false"}


class Read(NamedTuple):
    value: Any
    notes: tuple = ()


def as_text(cell):
    """`cell` as somebody sees it: 5.0 is "5", a day is d/m/Y."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return str(cell)


def line(longest, *, name=False):
    """One line of text, at most `longest` letters; a `name` in capitals throughout is written as names are."""

    def read(cell):
        typed = as_text(cell)
        if any(ord(char) < 32 and not char.isspace() for char in typed):
            raise ValueError("có ký tự lạ, không phải chữ")
        text, notes = tidy_line(typed), []
        if " ".join(typed.split()) != typed:
            notes.append(SPACES)
        if " ".join(typed.split()) != text:
            notes.append(ONE_FORM)
        if (placed := place_tones(text)) != text:
            text = placed
            notes.append(TONES)
        if name and text.isupper() and " " in text:
            text = " ".join(map(str.capitalize, text.split()))
            notes.append(CAPITALS)
        if len(text) > longest:
            raise ValueError(f"dài quá {longest} chữ")
        _refuse_id_number(text)
        return Read(text, tuple(notes))

    return read


def _refuse_id_number(text):
    """What is written to many rows at once passes no validator of its field."""
    if ID_NUMBER.search(text):
        raise ValueError(ID_NUMBER_REFUSED)


def phone(*, landline=False):
    def read(cell):
        typed = as_text(cell).strip()
        value = normalise_phone(typed, landline=landline)
        national = "0" + value.removeprefix("+84")
        if not value or re.sub(r"[\s.\-]", "", typed) == national:
            return Read(value)
        return Read(value, (ZERO if "0" + re.sub(r"\D", "", typed) == national else SHORT_PHONE,))

    return read


def day(cell):
    """A date as Excel keeps it, or typed day first; None for none."""
    if isinstance(cell, datetime):
        return Read(_sensible(cell.date()))
    if isinstance(cell, date):
        return Read(_sensible(cell))
    typed = as_text(cell).strip()
    if not typed:
        return Read(None)
    if re.fullmatch(r"\d{5}", typed):
        return Read(_sensible((FIRST_DAY + timedelta(days=int(typed))).date()), (SERIAL,))
    return Read(_sensible(_typed_day(typed)))


def _typed_day(typed):
    found = re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", typed, re.ASCII)
    parts = found.groups()[::-1] if found else None
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})( 00:00:00)?", typed, re.ASCII):
        parts = found.groups()[:3]
    try:
        return date(*map(int, parts or ()))
    except (TypeError, ValueError):
        raise ValueError("ngày chưa đúng; hãy nhập ngày/tháng/năm, ví dụ 02/03/1980") from None


def _sensible(found):
    if not 1900 <= found.year <= 2200:
        raise ValueError("ngày chưa đúng; năm phải từ 1900 đến 2200")
    return found


def birth_year(cell):
    """The year, of a date too; None for none. A year to come is refused by whoever knows today."""
    typed = as_text(cell).strip()
    if not typed:
        return Read(None)
    if re.fullmatch(r"\d{4}", typed, re.ASCII):
        if not 1900 <= int(typed) <= 2100:
            raise ValueError("năm sinh phải từ 1900 trở đi")
        return Read(int(typed))
    try:
        found = day(cell)
    except ValueError:
        raise ValueError("năm sinh gồm bốn chữ số, ví dụ 1980, hoặc ngày sinh 02/03/1980") from None
    return Read(found.value.year, (*found.notes, ONLY_YEAR))


def mark(cell):
    """x, có, 1 are yes."""
    said = fold(as_text(cell))
    if said in YES | NO:
        return Read(said in YES)
    raise ValueError("hãy ghi x nếu có, để trống nếu không")


def mark_or_name(cell):
    """As mark(), or the name of whom it is said of, as many lists repeat it on each row."""
    said = fold(as_text(cell))
    return Read(said in YES) if said in YES | NO else line(100, name=True)(cell)


def choice(choices, words, other=None):
    """A value of the TextChoices `choices`, by label or one of `words` (said → value); `other` if it is not known."""
    known = {fold(said): value for said, value in words.items()} | {fold(one.label): one for one in choices}

    def read(cell):
        typed = as_text(cell)
        said = fold(typed)
        if not said:
            return Read("")
        if said in known:
            plain = said == fold(choices(known[said]).label)
            return Read(choices(known[said]).value, () if plain else (OTHER_WORD,))
        if other:
            _refuse_id_number(typed)  # it is repeated
            return Read(other.value, (f"“{tidy_line(typed)[:40]}” ghi là “{other.label}”",))
        raise ValueError(f"không có trong danh sách: {', '.join(choices.labels)}")

    return read


def number(cell):
    """The number of a row in the portal; None for none."""
    typed = as_text(cell).strip()
    if not typed:
        return Read(None)
    if not re.fullmatch(r"\d{1,18}", typed, re.ASCII):
        raise ValueError("mã trong cổng chỉ gồm chữ số; hãy để trống nếu là dòng mới")
    return Read(int(typed))
