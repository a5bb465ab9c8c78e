"""The font that documents are drawn with: TeX Gyre Termes, which has the widths of Times New Roman."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILY = "TeX Gyre Termes"
MM_PER_POINT = 25.4 / 72
# The package holds the font files and code for a typesetter that is not installed here, so it is never imported.
FOLDER = Path(find_spec("rinoh_typeface_texgyretermes").submodule_search_locations[0])
FACES = {
    (False, False): "texgyretermes-regular.otf",
    (True, False): "texgyretermes-bold.otf",
    (False, True): "texgyretermes-italic.otf",
    (True, True): "texgyretermes-bolditalic.otf",
}


@cache
def advances(bold=False, italic=False):
    """{character: width} of one face, in parts of the type size."""
    with TTFont(FOLDER / FACES[bold, italic]) as face:
        widths, unit = face["hmtx"].metrics, face["head"].unitsPerEm
        return {chr(code): widths[glyph][0] / unit for code, glyph in face.getBestCmap().items()}


def width_of(text, style):
    """Millimetres that `text` takes on one line."""
    known = advances(style.bold, style.italic)
    return sum(known.get(char, 0.5) for char in text) * style.size * MM_PER_POINT


def lines_of(text, style, width):
    """`text` as it is broken into lines of at most `width` millimetres."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, style) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def missing_from_font(text):
    """Characters of `text` that the font cannot draw, each once, in their order; those that nobody sees left out."""
    known = advances()
    return "".join(char for char in dict.fromkeys(text) if char not in known and is_shown(char))


def is_shown(char):
    return not char.isspace() and unicodedata.category(char)[0] != "C"
