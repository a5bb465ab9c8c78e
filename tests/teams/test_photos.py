"""Uploaded pictures: what is taken, what is refused and with which words, and what is left of a photograph."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from teams.photos import MOST_BYTES, SIZES, draw_photo, path_of, size_of
from tests.factories import make_picture

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825
NOT_A_PICTURE = "không phải ảnh JPEG hay PNG"


def opened(drawn, size="lon"):
    return Image.open(io.BytesIO(drawn.files[size]))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width, height):
    """A tiny file that says it unpacks to so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def test_photo_is_kept_in_three_sizes():
    drawn = draw_photo(make_picture((3000, 2000)))

    assert {name: opened(drawn, name).size for name in SIZES} == {
        "nho": (320, 213),
        "vua": (960, 640),
        "lon": (1920, 1280),
    }
    assert {name: size_of(drawn.width, drawn.height, name) for name in SIZES} == {
        name: opened(drawn, name).size for name in SIZES
    }
    assert {opened(drawn, name).format for name in SIZES} == {"JPEG"}


def test_small_photo_is_not_blown_up():
    drawn = draw_photo(make_picture((500, 300)))

    assert [opened(drawn, name).size for name in SIZES] == [(320, 192), (500, 300), (500, 300)]


def test_nothing_that_a_camera_wrote_is_left():
    exif = Image.Exif()
    exif[MAKER] = "HãngMáyẢnh"
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (21.0, 5.0, 0.0)
    picture = make_picture((800, 600), exif=exif, comment=b"ghi chu cua may", icc_profile=b"x" * 200)
    assert b"Exif" in picture.read()
    picture.seek(0)

    drawn = draw_photo(picture)

    for name in SIZES:
        image = opened(drawn, name)
        assert not image.getexif()
        assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(image.info)
        assert b"Exif" not in drawn.files[name]
        assert b"ghi chu" not in drawn.files[name]


def test_photo_held_upright_is_turned_before_the_note_on_it_goes():
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    drawn = draw_photo(make_picture((800, 600), exif=exif))

    assert (drawn.width, drawn.height) == (600, 800)
    assert opened(drawn).size == (600, 800)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_png_of_every_kind_is_taken(mode):
    stream = io.BytesIO()
    Image.new(mode, (400, 300)).save(stream, "PNG")

    drawn = draw_photo(ContentFile(stream.getvalue()))

    assert opened(drawn).mode == "RGB"


def test_jpeg_for_printers_is_taken():
    stream = io.BytesIO()
    Image.new("CMYK", (400, 300)).save(stream, "JPEG")

    assert opened(draw_photo(ContentFile(stream.getvalue()))).mode == "RGB"


def test_what_shines_through_becomes_white():
    stream = io.BytesIO()
    Image.new("RGBA", (400, 300), (255, 0, 0, 0)).save(stream, "PNG")

    assert opened(draw_photo(ContentFile(stream.getvalue()))).getpixel((9, 9)) == (255, 255, 255)


def gif():
    stream = io.BytesIO()
    Image.new("P", (400, 300)).save(stream, "GIF")
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0 <script>alert(1)</script>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"x",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        make_picture().read()[:400],
        gif(),
    ],
    ids=["html", "html-behind-jpeg", "pdf", "png-head", "x", "svg", "cut", "gif"],
)
def test_file_that_is_no_photo_is_refused_whatever_its_name(content):
    with pytest.raises(ValidationError, match=NOT_A_PICTURE):
        draw_photo(ContentFile(content, name="anh.jpg"))


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (100, 1_000_000)])
def test_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(ValidationError, match="triệu điểm ảnh"):
        draw_photo(ContentFile(png_claiming(*size)))


def test_sliver_is_refused():
    with pytest.raises(ValidationError, match="quá nhỏ"):
        draw_photo(make_picture((2000, 20)))


def test_file_too_heavy_is_refused_unread():
    class Heavy(io.BytesIO):
        size = 200 * 1024 * 1024

        def read(self, *args):
            raise AssertionError("read")

    assert Heavy.size > MOST_BYTES
    with pytest.raises(ValidationError, match="nặng quá 15 MB"):
        draw_photo(Heavy())


def test_names_of_files_hold_nothing_that_was_sent():
    drawn = draw_photo(make_picture())

    assert path_of(drawn.digest, "nho") == f"anh/{drawn.digest[:2]}/{drawn.digest}-nho.jpg"
    assert len(drawn.digest) == 64
