"""Draws a document as PDF/A, tagged, in the font that it embeds."""

import json
from dataclasses import asdict
from datetime import datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path

import typst

from targets.documents.blocks import map_text
from targets.documents.font import FAMILY, FOLDER, missing_from_font

SOURCE = Path(__file__).with_name("page.typ").read_bytes()
STANDARD = "a-2a"
VIETNAM = timezone(timedelta(hours=7))
LONGEST_WORD = 12  # characters; longer ones may be broken anywhere, or they would leave a narrow column
BREAK = "\u200b"


@cache
def fonts():
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def draw_pdf(document, *, dated):
    """Bytes of `document`, always the same for the same words and the same day `dated`."""
    data = asdict(document) | {"sections": asdict(map_text(document, drawable))["sections"], "font": FAMILY}
    compiler = typst.Compiler(SOURCE, font_paths=fonts(), sys_inputs={"document": json.dumps(data)})
    moment = datetime.combine(dated, time(), VIETNAM)
    return compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=moment)


def drawable(text):
    """`text` with a question mark for what the font has no letter for, since PDF/A allows no empty boxes."""
    missing = missing_from_font(text)
    text = text.translate({ord(char): "?" for char in missing})
    return " ".join(word if len(word) <= LONGEST_WORD else BREAK.join(word) for word in text.split(" "))
