"""Vietnamese text rules: folding for search, keys for sorting, dates and phones as officials write them."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
_CODES = {letter: f"{number:02}" for number, letter in enumerate("0123456789" + ALPHABET, start=2)}
_END, _SPACE = "00", "01"
_TONE_MARKS = str.maketrans("", "", "".join(TONES))
_LATE_TONE = re.compile(rf"(?<![qQ])([oOuU])([aAeEyY])([{''.join(TONES)}])(?![\w\u0302\u0306])")

# Control characters, those that turn the direction of what follows, and noncharacters: nobody types them, and files
# that hold them do not open. NUL is refused before.
_UNTYPED = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def tidy(text: str) -> str:
    """`text` in NFC, without untyped characters, space at its ends, and with single spaces inside each line."""
    lines = _typed(text).replace("\r\n", "\n").split("\n")
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in lines).strip()


def tidy_line(text: str) -> str:
    """`text` as one line: NFC, without untyped characters, single spaces."""
    return " ".join(_typed(text).split())


def _typed(text):
    return _UNTYPED.sub("", unicodedata.normalize("NFC", text))


def place_tones(text: str) -> str:
    """`text` with the tone on the first of oa, oe, uy where they end a syllable: Hòa, Thúy, khỏe, as decrees write
    (Nghị định 30/2020/NĐ-CP, Phụ lục I); others put it on the second."""
    decomposed = unicodedata.normalize("NFD", text)
    placed = _LATE_TONE.sub(r"\1\3\2", decomposed)
    return text if placed == decomposed else unicodedata.normalize("NFC", placed)


def fold(text: str) -> str:
    """`text` without case, tones, marks or punctuation, đ as d: what search compares."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = unicodedata.normalize("NFC", plain)  # letters of other scripts whole again: no longer than `text`
    return " ".join(re.findall(r"\w+", plain))


def spell(text: str) -> str:
    """The words of `text` in small letters, the tone of each told by a digit behind it: 'Hoà', 'HÒA' are 'hoa1'."""
    words = []
    for word in re.findall(r"\w+", unicodedata.normalize("NFC", text.lower())):
        decomposed = unicodedata.normalize("NFD", word)
        tone = next((TONES[mark] for mark in decomposed if mark in TONES), "0")
        words.append(unicodedata.normalize("NFC", decomposed.translate(_TONE_MARKS)) + tone)
    return " ".join(words)


def initials(full_name: str) -> str:
    """'nva' of Nguyễn Văn Ái."""
    return "".join(word[0] for word in fold(full_name).split())


def name_key(full_name: str) -> str:
    """Digits that sort people by tên, then đệm, then họ in Vietnamese order, letters first and tones last,
    under every collation."""
    family, *rest = full_name.split() or [""]
    return text_key(" ".join([*reversed(rest), family]))


def text_key(text: str) -> str:
    """Digits that sort `text` in Vietnamese alphabet order under every collation."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.lower()):
        if char == " ":
            letters.append(_SPACE)
            continue
        decomposed = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", decomposed.translate(_TONE_MARKS))
        if base not in _CODES:
            continue
        letters.append(_CODES[base])
        tones.append(next((TONES[mark] for mark in decomposed if mark in TONES), "0"))
    return "".join(letters) + _END + "".join(tones)


def long_date(day: date) -> str:
    """'ngày 05 tháng 01 năm 2022': days under 10 and the months 1 and 2 are padded, other months are not
    (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.4)."""
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def document_number(number: int) -> str:
    """A number below 10 gets a leading 0 (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.3)."""
    return f"{number:02}"


def normalise_phone(text: str, *, landline: bool = False) -> str:
    """E.164 ('+84912345678') of a Vietnamese number in any usual spelling; '' for none.

    Raises ValueError with a Vietnamese message. Mobiles have ten digits and begin with 03, 05, 07, 08 or 09;
    landlines (02x, eleven digits) are taken only where `landline`.
    """
    if not text.strip():
        return ""
    digits = re.sub(r"[\s.()\-–]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)?84(?=\d{9,10}$)", "0", digits)
    if re.fullmatch(r"[35789]\d{8}", digits):  # a spreadsheet drops the leading zero
        digits = "0" + digits
    if re.fullmatch(r"0[35789]\d{8}", digits):
        return "+84" + digits[1:]
    if re.fullmatch(r"02\d{9}", digits):
        if landline:
            return "+84" + digits[1:]
        raise ValueError("Đây là số máy bàn; hãy nhập số di động (10 chữ số).")
    if re.fullmatch(r"01\d{9}", digits):
        raise ValueError("Số di động 11 chữ số không còn dùng; hãy nhập số mới gồm 10 chữ số.")
    raise ValueError("Số điện thoại chưa đúng; ví dụ số đúng: 0912 345 678.")


def show_phone(phone: str) -> str:
    """'0912 345 678' for a stored mobile, '0203 3825 678' for a landline."""
    national = "0" + phone.removeprefix("+84")
    if len(national) == 11:
        return f"{national[:4]} {national[4:8]} {national[8:]}"
    return f"{national[:4]} {national[4:7]} {national[7:]}" if phone else ""


def show_number(value, decimals: int = 1) -> str:
    """'1.234,5': a dot each three digits, a comma before at most `decimals` decimals, no trailing zeros."""
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def read_number(text: str) -> Decimal:
    """The number that show_number writes, also with a decimal point or a % sign; ValueError for anything else."""
    plain = re.sub(r"[\s%]", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    if not re.fullmatch(r"-?\d+([.,]\d+)?", plain, re.ASCII):
        raise ValueError(text)
    return Decimal(plain.replace(",", "."))


def capitalise_first(text: str) -> str:
    return text[:1].upper() + text[1:]
