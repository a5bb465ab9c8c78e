"""Verification codes: what is printed on a card, typed by hand at a door, and says nothing by itself.

Without vowels and without D and W, Vietnamese keyboards (Telex, VNI) make no letter of two keys and put no tone on
them, and no word comes about; of letters that look alike one is used, and the others are read as it."""

import re
import secrets

from config.vietnamese import fold

LETTERS = "0123456789CFHJKMNPRTVX"
LENGTH, GROUP = 15, 5  # 22 ** 15 is 66 bits
_ALIKE = str.maketrans("ODQILZASGBUY", "0001124568VV")


def new_code():
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def show_code(code):
    """'4K7HM-20XRT-9CFPJ'."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text):
    """The code that somebody typed in whatever way, or copied with its address; '' for what cannot be one."""
    last = text.strip().rstrip("/").rpartition("/")[2]
    letters = re.sub(r"[\W_]", "", fold(last)).upper().translate(_ALIKE)
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else ""
