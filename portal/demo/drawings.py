"""Drawings made of simple shapes, where a real conference would have its photographs. Each says that it is one."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from targets.documents.font import FACES, FOLDER

SIZE = (1600, 1000)
WALL, FLOOR, WOOD = "#f3ead6", "#c9a77c", "#8a5a34"
RED, YELLOW, PAPER = "#b3161f", "#ffd83b", "#fffdf5"
SKIN, HAIR, SHIRTS = "#e2b48c", "#2b2622", ["#33658a", "#5b8e7d", "#f2f2f2", "#8d5b4c", "#4f6d7a", "#c8553d"]
NOTE = "Tranh minh họa, không phải ảnh chụp"


def draw_hall():
    """A hall seen from behind those who sit in it: the speaker, a banner, four rows of heads."""
    image, pen = _room("RA MẮT TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG")
    _person(pen, 800, 560, 1.1, "#f2f2f2")
    pen.rectangle((690, 520, 910, 700), fill=WOOD)
    pen.rectangle((760, 560, 840, 620), fill=YELLOW)
    for row in range(4):
        size, top = 0.75 + row * 0.22, 640 + row * 75
        step = round(170 * size)
        for number, x in enumerate(range(90 + (row % 2) * step // 2, SIZE[0], step)):
            _head_from_behind(pen, x, top, size, SHIRTS[(row * 2 + number) % len(SHIRTS)])
    return _file(image, pen)


def draw_handing_over():
    """Three people before the banner: in the middle the one who hands over, a paper to either side."""
    image, pen = _room("TRAO QUYẾT ĐỊNH THÀNH LẬP TỔ")
    for x, shirt in ((420, SHIRTS[0]), (800, "#f2f2f2"), (1180, SHIRTS[1])):
        _person(pen, x, 820, 2.3, shirt)
    for x in (610, 990):
        pen.line((x - 130, 610, x + 130, 610), fill=SKIN, width=34)
        pen.rectangle((x - 75, 530, x + 75, 640), fill=PAPER, outline=RED, width=6)
        for line in range(3):
            pen.line((x - 50, 560 + line * 24, x + 50, 560 + line * 24), fill="#888888", width=5)
    return _file(image, pen)


def _room(words):
    image = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 620, *SIZE), fill=FLOOR)
    pen.rectangle((180, 70, 1420, 250), fill=RED)
    pen.text((800, 160), words, fill=YELLOW, font=_font(58), anchor="mm")
    for x in (60, 1430):
        pen.rectangle((x, 300, x + 110, 480), fill="#cfe6f2", outline=WOOD, width=8)
    return image, pen


def _person(pen, x, bottom, scale, shirt):
    """Head and shoulders that end at `bottom`."""

    def box(left, top, right, low):
        return (x + left * scale, bottom + top * scale, x + right * scale, bottom + low * scale)

    pen.rounded_rectangle(box(-65, -110, 65, 60), radius=round(36 * scale), fill=shirt)
    pen.ellipse(box(-36, -195, 36, -105), fill=SKIN)
    pen.chord(box(-38, -200, 38, -120), 180, 360, fill=HAIR)


def _head_from_behind(pen, x, top, scale, shirt):
    pen.rounded_rectangle(
        (x - 62 * scale, top + 62 * scale, x + 62 * scale, top + 220 * scale), radius=round(30 * scale), fill=shirt
    )
    pen.ellipse((x - 34 * scale, top, x + 34 * scale, top + 80 * scale), fill=HAIR)


def _font(size):
    return ImageFont.truetype(str(FOLDER / FACES[True, False]), size)


def _file(image, pen):
    width, height = SIZE
    pen.rectangle((0, height - 56, width, height), fill=PAPER)
    pen.text((width / 2, height - 28), NOTE, fill="#333333", font=_font(34), anchor="mm")
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return ContentFile(stream.getvalue())
