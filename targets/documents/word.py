"""Draws a document as DOCX: real paragraphs in named styles, so that an official can go on writing in it."""

from datetime import datetime, time
from functools import cache
from html import escape
from io import BytesIO

from docx import Document as new_document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from config.vietnamese import fold
from targets.documents.blocks import Row, Style, styles_of

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
W = nsdecls("w")
UNUSED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")  # parts of the library's template
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
RULE = Style("Đường kẻ", 1)
END = Style("Hết phần", 1)  # the paragraph that a word processor wants after a table, too low to be seen
LINE = 'w:val="single" w:sz="6" w:space="0" w:color="000000"'
BOX = LINE.replace('w:space="0"', 'w:space="2"')
THIN = LINE.replace('"6"', '"4"')  # eighths of a point
SIDES = ["top", "left", "bottom", "right", "insideH", "insideV"]
FRAME = f"<w:tblBorders>{''.join(f'<w:{side} {THIN}/>' for side in SIDES)}</w:tblBorders>"
FRAME_PADDING = 2  # pt above and below the text of a framed cell
AFTER_BORDER = ["w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"]
DEFAULTS = f"""<w:docDefaults {W}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>
<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"""


def draw_docx(document, *, dated):
    """Bytes of `document`, said to be of the day `dated`."""
    file = new_document()
    _clear(file)
    _name(file, document, dated)
    _add_styles(file, document)
    _set_page(file.sections[0], document)
    for number, blocks in enumerate(document.sections, start=1):
        for block in blocks:
            DRAWN[block.kind](file, block, document.page.text_width)
        _end_section(file, last=number == len(document.sections))
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _clear(file):
    """Takes away what the library's own template brings: its styles, colours, fonts and picture."""
    styles = file.styles.element
    styles.replace(styles.find(qn("w:docDefaults")), parse_xml(DEFAULTS))
    for style in list(file.styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List"):
            style.delete()
    settings = file.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.replace(settings.find(qn("w:themeFontLang")), parse_xml(f'<w:themeFontLang {W} w:val="{LANGUAGE}"/>'))
    compatibility = settings.find(qn("w:compat"))
    compatibility.remove(compatibility.find(qn("w:useFELayout")))
    compatibility.find(qn("w:compatSetting")).set(qn("w:val"), "15")  # newer than the mode for old files
    for relations in (file.part.package.rels, file.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(UNUSED)]:
            del relations[key]


def _name(file, document, dated):
    properties = file.core_properties
    properties.title, properties.author = document.title[:255], document.author[:255]
    properties.last_modified_by, properties.comments, properties.language = document.author[:255], "", LANGUAGE
    properties.created = properties.modified = datetime.combine(dated, time())


def _set_page(section, document):
    page = document.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = section.footer_distance = Mm(page.number_top)
    section.different_first_page_header_footer = True
    numbering = parse_xml(f'<w:pgNumType {W} w:start="1"/>')
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")
    _head_page(section.first_page_header, document, numbered=False)
    _head_page(section.header, document, numbered=True)


def _head_page(header, document, *, numbered):
    """The mark at the left, the number in the middle; neither in a header without them."""
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph._p.style = _id(document.page.number)
    if document.mark:
        run = paragraph.add_run(document.mark)
        run.bold = document.page.mark.bold
        run._r.get_or_add_rPr().append(parse_xml(f"<w:bdr {W} {BOX}/>"))
    if numbered:
        paragraph.add_run("\t")
        paragraph._p.append(parse_xml(f'<w:fldSimple {W} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'))


def _add_styles(file, document):
    for style in [document.page.number, *styles_of(document.sections), RULE, END]:
        added = file.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        added.element.styleId = _id(style)
        added.base_style, added.quick_style = file.styles["Normal"], True
        added.font.size, added.font.bold, added.font.italic = Pt(style.size), style.bold, style.italic
        layout = added.paragraph_format
        layout.alignment = ALIGN[style.align]
        layout.space_before, layout.space_after = Pt(style.before), Pt(style.after)
        layout.line_spacing = float(style.lines)
        layout.first_line_indent = Mm(style.first_line) if style.first_line else None
        layout.keep_with_next, layout.widow_control = style.kept, True
        if style.level:
            added.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="{style.level - 1}"/>'))
    file.styles[END.name].paragraph_format.line_spacing = Pt(1)
    edge = parse_xml(f"<w:pBdr {W}><w:top {LINE}/></w:pBdr>")
    file.styles[RULE.name].element.get_or_add_pPr().insert_element_before(edge, *AFTER_BORDER)
    tabs = file.styles[document.page.number.name].paragraph_format.tab_stops
    tabs.add_tab_stop(Mm(document.page.text_width / 2), WD_TAB_ALIGNMENT.CENTER)


@cache
def _id(style):
    """Its identifier: letters that no program stumbles over."""
    return "".join(fold(style.name).title().split())


def _paragraph(place, block, width):
    paragraph = _next_paragraph(place)
    paragraph._p.style = _id(block.style)
    if block.lead:
        paragraph.add_run(block.lead).bold = True
        paragraph.add_run(" ")
    paragraph.add_run(block.text)
    _inset(paragraph, block.inset)


def _rule(place, block, width):
    """The upper edge of an empty paragraph as wide as the line is long."""
    paragraph = _next_paragraph(place)
    paragraph._p.style = _id(RULE)
    paragraph.paragraph_format.space_before = Pt(block.above)
    paragraph.paragraph_format.line_spacing = Pt(block.below)
    _inset(paragraph, (width - block.length) / 2)


def _inset(paragraph, inset):
    if inset:
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(inset)


def _next_paragraph(place):
    """A new one, or the empty one that every cell begins with."""
    empty = isinstance(place, _Cell) and len(place.paragraphs) == 1 and len(place.paragraphs[0]._p) == 0
    return place.paragraphs[0] if empty else place.add_paragraph()


def _columns(file, block, width):
    table = _new_table(file, block.widths, len(block.rows))
    for row, cells in zip(table.rows, block.rows, strict=True):
        if block.whole:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {W}/>"))
        for cell, blocks, within in zip(row.cells, cells, block.widths, strict=True):
            for part in blocks:
                DRAWN[part.kind](cell, part, within)


def _table(file, block, width):
    """Its rows are written out, which takes a quarter of the time: a list of a whole commune has a thousand cells."""
    table = _new_table(file, block.widths, 0, inset=block.inset, frame=FRAME)
    rows = [Row(block.heading), *block.rows]
    for number, row in enumerate(rows):
        cells = "".join(_cell(cell, width) for cell, width in zip(row.cells, block.widths, strict=True))
        whole = "<w:cantSplit/>" if row.whole else ""
        heading = "" if number else "<w:tblHeader/>"
        table._tbl.append(parse_xml(f"<w:tr {W}><w:trPr>{whole}{heading}</w:trPr>{cells}</w:tr>"))


def _cell(paragraph, width):
    lines = escape(paragraph.text).split("\n")
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{Mm(width).twips}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{_id(paragraph.style)}"/></w:pPr><w:r>{runs}</w:r></w:p></w:tc>'
    )


def _new_table(file, widths, rows, *, inset=0.0, frame=""):
    table = file.add_table(rows, len(widths))
    side = f'w:w="{Mm(inset).twips}" w:type="dxa"'
    edge = f'w:w="{Pt(FRAME_PADDING if frame else 0).twips}" w:type="dxa"'
    properties = f"""<w:tblPr {W}><w:tblW w:w="{Mm(sum(widths)).twips}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>
    {frame}<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top {edge}/><w:left {side}/><w:bottom {edge}/><w:right {side}/>
    </w:tblCellMar></w:tblPr>"""
    table._tbl.replace(table._tbl.tblPr, parse_xml(properties))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)
    return table


def _end_section(file, *, last):
    if last:
        file.add_paragraph()
    else:
        file.add_section(WD_SECTION.NEW_PAGE)
    file.paragraphs[-1]._p.style = _id(END)


DRAWN = {"paragraph": _paragraph, "rule": _rule, "columns": _columns, "table": _table}
