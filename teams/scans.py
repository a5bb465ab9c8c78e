"""What an uploaded file really is, whatever its name says."""

import re
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from config.vietnamese import show_number
from teams.models import SignedCopy

Format = SignedCopy.Format
HEADS = {b"%PDF-": Format.PDF, b"\xff\xd8\xff": Format.JPEG, b"\x89PNG\r\n\x1a\n": Format.PNG}
MOST_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
TAIL = 2048  # bytes at the end of a PDF among which its last cross-reference is named
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError)

NEITHER = "Tệp này không phải PDF, JPEG hay PNG (xét theo nội dung, không theo đuôi tên tệp); hãy chọn tệp khác."
BROKEN_PDF = "Tệp PDF này hỏng hoặc thiếu phần cuối; hãy mở thử trên máy, xuất hoặc quét lại rồi tải lên."
BROKEN_IMAGE = "Tệp ảnh này hỏng, không mở được; hãy quét hoặc chụp lại rồi tải lên."
TOO_MANY_PIXELS = "Ảnh này quá lớn khi mở ra (hơn 40 triệu điểm ảnh); hãy quét lại ở 300 dpi."


def format_of(file):
    """The Format of an uploaded `file`, of which enough is read to know that it opens; otherwise ValidationError."""
    if file.size > settings.LARGEST_UPLOAD:
        raise ValidationError(
            f"Tệp này {_megabytes(file.size)} MB, quá {_megabytes(settings.LARGEST_UPLOAD)} MB; hãy quét lại ở 300 dpi "
            "hoặc nén bớt."
        )
    file.seek(0)
    head = file.read(8)
    found = next((kind for mark, kind in HEADS.items() if head.startswith(mark)), None)
    if found is None:
        raise ValidationError(NEITHER)
    if found == Format.PDF:
        _refuse_broken_pdf(file)
    else:
        _refuse_broken_image(file, found)
    file.seek(0)
    return found


def _refuse_broken_pdf(file):
    """A whole PDF ends with the place of its cross-reference table or stream, and there it is
    (ISO 32000-2, 7.5.5 and 7.5.8)."""
    file.seek(max(0, file.size - TAIL))
    named = re.findall(rb"startxref\s+(\d{1,10})\s+%%EOF", file.read(TAIL))
    if not named or int(named[-1]) >= file.size:
        raise ValidationError(BROKEN_PDF)
    file.seek(int(named[-1]))
    if not re.match(rb"\s*(xref\s|\d+\s+\d+\s+obj\b)", file.read(64)):
        raise ValidationError(BROKEN_PDF)


def _refuse_broken_image(file, found):
    """The size is read before any pixel is; a JPEG is decoded at an eighth of its size, which reads it to its end."""
    file.seek(0)
    try:
        with Image.open(file, formats=[found.name]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(TOO_MANY_PIXELS)
            image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(TOO_MANY_PIXELS) from bomb
    except BROKEN as error:
        raise ValidationError(BROKEN_IMAGE) from error


def _megabytes(size):
    """Rounded up, so that what is just too large does not look as if it were not."""
    return show_number(ceil(size / 2**20), 0)
