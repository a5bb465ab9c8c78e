"""What no text of the portal may hold."""

import re

from django.core.exceptions import ValidationError

# Twelve digits together, or in equal groups as they are read from the card (NĐ 137/2015/NĐ-CP, Điều 13).
ID_NUMBER = re.compile(
    r"(?<!\d)(?:\d{12}|\d{3}(?:([ .-])\d{3})(?:\1\d{3}){2}|\d{4}(?:([ .-])\d{4})\2\d{4})(?!\d)", re.ASCII
)
ID_NUMBER_REFUSED = (
    "Có 12 chữ số liền nhau giống số căn cước (CCCD). Cổng không giữ số giấy tờ: hãy xóa số ấy rồi lưu lại."
)


def refuse_id_number(text):
    if ID_NUMBER.search(text):
        raise ValidationError(ID_NUMBER_REFUSED, code="id_number")
