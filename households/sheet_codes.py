"""Codes printed on a lane's sheet and typed back, days later: a slip of the key is refused instead of naming a
neighbour.

A code follows from ids, never from a place in a list. It has no vowel and no D or W, so that Telex and VNI leave it as
it is typed. Weights are powers of 2, which generates every remainder of the primes 19 and 13: one wrong sign, or two
that changed places, always give another check sign."""

import re

from config.vietnamese import fold

SIGNS = "0123456789CHKMNPRTX"
_ALIKE = str.maketrans("ODQILZSGB", "000112568")
_SHORTEST = 4
PERSON_SIGNS = "BCFGHKMNPRTVX"


def household_code(pk):
    """'01K7': the id in base 19 and a check sign."""
    digits = []
    while pk or len(digits) < _SHORTEST - 1:
        pk, digit = divmod(pk, len(SIGNS))
        digits.append(digit)
    return "".join(SIGNS[digit] for digit in reversed(digits)) + SIGNS[-_weighed(digits) % len(SIGNS)]


def read_household_code(text):
    """The id that `text` stands for, in whatever case, with O for 0 and the like; None for what is no code."""
    signs = re.sub(r"[\W_]", "", fold(text)).upper().translate(_ALIKE)
    if not _SHORTEST <= len(signs) <= 12 or not set(signs) <= set(SIGNS):
        return None
    pk = 0
    for sign in signs[:-1]:
        pk = pk * len(SIGNS) + SIGNS.index(sign)
    return pk if household_code(pk) == signs else None


def person_code(number, household):
    """'2K': who was the `number`th to be entered in `household` (id), and a check sign that goes with that household.
    Nobody's number changes when others come or go."""
    digits = [int(digit) for digit in reversed(str(number))]
    return f"{number}{PERSON_SIGNS[-(_weighed(digits) + household) % len(PERSON_SIGNS)]}"


def read_person_code(text, household):
    """The number that `text` stands for in `household` (id), or None."""
    match = re.fullmatch(r"([1-9][0-9]{0,2})[A-Z]", text.upper())
    number = int(match[1]) if match else None
    return number if number and person_code(number, household) == text.upper() else None


def _weighed(digits):
    """`digits`, the last one first, each times its own weight; the check sign has the weight 1."""
    return sum(digit << place for place, digit in enumerate(digits, start=1))
