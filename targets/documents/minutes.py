"""The page of the minutes of a conference (Nghị định 30/2020/NĐ-CP, Phụ lục I; Phụ lục III, Mẫu 1.9)."""

from dataclasses import replace

from targets.documents.blocks import Columns, Document, Paragraph, Style
from targets.documents.decision import (
    A4,
    ANNEX_TITLE,
    BODY,
    LAST,
    OFFICE,
    RECIPIENT,
    RECIPIENTS,
    SIGNER,
    SUBJECT,
    TITLE,
    balanced,
    cleaned,
    framed,
    letterhead,
    rule_under,
)

FIRST = replace(BODY, name="Nội dung, đoạn đầu", before=12)
PART = Style(
    "Phần nội dung", 14, bold=True, align="justify", first_line=BODY.first_line, after=6, lines=1.15, kept=True
)
LIST = replace(ANNEX_TITLE, name="Tên danh sách", after=12)
FILED = replace(RECIPIENTS, name="Nơi nhận, dưới chữ ký", before=12, kept=True)
HALVES = [A4.text_width / 2, A4.text_width / 2]


def minutes_document(text):
    """The pages of `text` (targets.minutes_text.compose_minutes): the minutes, then who was there and the targets."""
    text = cleaned(text)
    return Document(
        title=f"Biên bản {text['subject'][:1].lower()}{text['subject'][1:]}",
        author=" ".join(text["agency"]),
        page=A4,
        sections=[_minutes(text), *_lists(text)],
    )


def _minutes(text):
    subject = balanced(SUBJECT, text["subject"])
    (label, start), *facts = text["facts"]
    return [
        letterhead(text),
        Paragraph(TITLE, text["title"]),
        subject,
        rule_under([subject.text], SUBJECT, A4.text_width - 2 * subject.inset),
        Paragraph(FIRST, start, lead=label),
        *(Paragraph(BODY, fact, lead=label) for label, fact in facts),
        Paragraph(PART, "Nội dung:"),
        *(block for number, part in enumerate(text["course"], start=1) for block in _part(number, *part)),
        Paragraph(LAST, text["ending"]),
        Columns(HALVES, [[_signature(signature) for signature in text["signatures"]]]),
        Paragraph(FILED, "Nơi nhận:"),
        *(Paragraph(RECIPIENT, f"- {recipient}") for recipient in text["recipients"]),
    ]


def _part(number, heading, paragraphs):
    return [Paragraph(PART, f"{number}. {heading}"), *(Paragraph(BODY, paragraph) for paragraph in paragraphs)]


def _signature(signature):
    name = [Paragraph(SIGNER, signature["name"])] if signature["name"] else []
    return [Paragraph(OFFICE, signature["office"]), *name]


def _lists(text):
    """Each on a page of its own, like the annexes of a decision."""
    lists = []
    if text["attendance"]["rows"]:
        lists.append([Paragraph(LIST, "DANH SÁCH ĐẠI BIỂU CÓ MẶT"), *framed(text["attendance"])])
    if text["targets"]:
        tables = [block for one in text["targets"] for block in framed(one)]
        lists.append([Paragraph(LIST, "CHỈ TIÊU ĐƯỢC CÔNG BỐ"), *tables])
    return lists
