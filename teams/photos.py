"""Pictures that officers upload: judged by what they are, drawn anew without what a camera writes into them, and kept
under MEDIA_ROOT in three sizes with names made here."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG"]  # others decode before their size can be asked
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
LEAST_SIDE = 200
SIZES = {"nho": 320, "vua": 960, "lon": 1920}  # the longest side of each
LARGEST = "lon"
QUALITY = 82
TYPE = "image/jpeg"
WHITE = (255, 255, 255)

Image.MAX_IMAGE_PIXELS = None  # the limit below refuses with a sentence, before anything is decoded


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept: the bytes of each size, and how large the largest is."""

    files: dict[str, bytes]
    width: int
    height: int

    @property
    def digest(self):
        return hashlib.sha256(self.files[LARGEST]).hexdigest()


def draw_photo(file):
    """[Drawn] of an uploaded `file`; ValidationError says in a sentence why it cannot be taken."""
    if file.size > MOST_BYTES:
        raise ValidationError(f"Ảnh nặng quá {MOST_BYTES >> 20} MB; hãy chọn ảnh nhẹ hơn.")
    try:
        with Image.open(file, formats=FORMATS) as image:
            _refuse_size(image)
            # A photograph is decoded no larger than it is kept.
            image.draft("RGB", (SIZES[LARGEST], SIZES[LARGEST]))
            return _draw(ImageOps.exif_transpose(_shrunk(image, SIZES[LARGEST])))
    except ValidationError:
        raise
    except Exception as error:  # a decoder fed with what is no picture may fail in any way
        raise ValidationError("Tệp này không phải ảnh JPEG hay PNG, hoặc đã hỏng; hãy chọn ảnh khác.") from error


def _refuse_size(image):
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise ValidationError(f"Ảnh quá lớn (hơn {MOST_PIXELS // 1_000_000} triệu điểm ảnh); hãy thu nhỏ rồi tải lên.")
    if min(width, height) < LEAST_SIDE:
        raise ValidationError(f"Ảnh quá nhỏ; mỗi cạnh phải từ {LEAST_SIDE} điểm ảnh trở lên.")


def _shrunk(image, side):
    """A copy whose longer side is at most `side`."""
    scale = min(1, side / max(image.size))
    size = tuple(max(1, round(length * scale)) for length in image.size)
    plain = image if image.mode in ("RGB", "RGBA", "L") else image.convert("RGBA")
    smaller = plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)
    smaller.info = image.info  # says how the camera was held
    return smaller


def _draw(image):
    plain = Image.new("RGB", image.size, WHITE)
    plain.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
    files = {name: _encoded(_shrunk(plain, side)) for name, side in SIZES.items()}
    return Drawn(files, *plain.size)


def _encoded(image):
    image.info = {}
    stream = BytesIO()
    image.save(stream, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return stream.getvalue()


def size_of(width, height, name):
    """(width, height) of the size `name` of a picture whose largest is `width` × `height`."""
    scale = min(1, SIZES[name] / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def path_of(key, name):
    return f"anh/{key[:2]}/{key}-{name}.jpg"


def keep_files(key, drawn):
    for name, content in drawn.files.items():
        if not default_storage.exists(path_of(key, name)):
            default_storage.save(path_of(key, name), ContentFile(content))


def remove_files(key):
    for name in SIZES:
        with suppress(OSError):  # what stays behind on a full or read-only disk is reachable by nobody
            default_storage.delete(path_of(key, name))


def open_file(key, name):
    return default_storage.open(path_of(key, name))
