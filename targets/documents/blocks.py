"""What a page is made of, with lengths in millimetres and type in points: drawn alike in every format."""

from dataclasses import dataclass, field, fields, is_dataclass


@dataclass(frozen=True)
class Style:
    """How a kind of paragraph looks; `name` is what a word processor lists it under."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "center"
    first_line: float = 0  # mm
    before: float = 0
    after: float = 0
    lines: float = 1  # times the height of a single line
    level: int = 0  # in the outline; 0 is plain text
    kept: bool = False  # on one page with what follows


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    number_top: float  # from the edge of the sheet
    number: Style
    mark: Style

    @property
    def text_width(self):
        return self.width - self.left - self.right

    @property
    def text_height(self):
        return self.height - self.top - self.bottom


@dataclass(frozen=True)
class Paragraph:
    style: Style
    text: str
    lead: str = ""  # bold words before the text
    inset: float = 0  # mm more on both sides
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True)
class Rule:
    """A drawn line, centred."""

    length: float
    above: float = 2  # pt between the text and the line
    below: float = 3
    kind: str = field(default="rule", init=False)


@dataclass(frozen=True)
class Columns:
    """Boxes beside each other without a frame: `rows` of as many lists of blocks as there are widths."""

    widths: list[float]
    rows: list[list[list]]
    whole: bool = True  # never broken over two pages
    kind: str = field(default="columns", init=False)


@dataclass(frozen=True)
class Row:
    cells: list[Paragraph]
    whole: bool = True


@dataclass(frozen=True)
class Table:
    """Framed, its heading repeated on every page."""

    widths: list[float]
    heading: list[Paragraph]
    rows: list[Row]
    inset: float = 1.5
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Document:
    """`sections` (lists of blocks) each begin a page and count their own; `mark` stands on every page."""

    title: str
    author: str
    page: Page
    sections: list[list]
    mark: str = ""


def styles_of(block):
    """Every style that `block`, or whatever holds blocks, is set in, each once."""
    if isinstance(block, Style):
        return [block]
    parts = block if isinstance(block, list) else []
    if is_dataclass(block):
        parts = [getattr(block, part.name) for part in fields(block)]
    return list(dict.fromkeys(style for part in parts for style in styles_of(part)))
