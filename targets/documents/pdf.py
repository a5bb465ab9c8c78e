"""Draws a document as PDF/A, tagged, in the font that it embeds."""

import json
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path

import typst

from targets.documents.blocks import Columns, Paragraph, Table
from targets.documents.font import FAMILY, FOLDER, missing_from_font, width_of

SOURCE = Path(__file__).with_name("page.typ").read_bytes()
STANDARDS = ["a-2a", "ua-1"]
VIETNAM = timezone(timedelta(hours=7))
NOON = time(12)  # the same day in every zone near ours
BREAK = "\u200b"


@cache
def fonts():
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def draw_pdf(document, *, dated):
    """Bytes of `document`, always the same for the same words and the same day `dated`."""
    width = document.page.text_width
    sections = [[_fitted(block, width) for block in blocks] for blocks in document.sections]
    data = asdict(replace(document, sections=sections, title=drawable(document.title))) | {"font": FAMILY}
    compiler = typst.Compiler(SOURCE, font_paths=fonts(), sys_inputs={"document": json.dumps(data)})
    moment = datetime.combine(dated, NOON, VIETNAM)
    return compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)


def drawable(text):
    """`text` with a question mark for what the font has no letter for, since PDF/A allows no empty boxes."""
    return text.translate({ord(char): "?" for char in missing_from_font(text)})


def _fitted(block, width):
    """`block` with no word longer than a line of `width` millimetres."""
    if isinstance(block, Paragraph):
        return replace(block, text=_breakable(drawable(block.text), block.style, width - 2 * block.inset))
    if isinstance(block, Columns):
        rows = [
            [[_fitted(part, within) for part in cell] for cell, within in zip(row, block.widths, strict=True)]
            for row in block.rows
        ]
        return replace(block, rows=rows)
    if isinstance(block, Table):
        rows = [replace(row, cells=_fitted_cells(block, row.cells)) for row in block.rows]
        return replace(block, heading=_fitted_cells(block, block.heading), rows=rows)
    return block


def _fitted_cells(table, cells):
    return [_fitted(cell, width - 2 * table.inset) for cell, width in zip(cells, table.widths, strict=True)]


def _breakable(text, style, width):
    words = text.split(" ")
    return " ".join(BREAK.join(word) if width_of(word, style) > width - style.first_line else word for word in words)
