"""The files of a decision: what it is as DOCX and PDF, and the PDF that is kept of an issued one."""

from config.vietnamese import fold
from targets.decision_text import mark_of, text_of
from targets.documents.decision import decision_document
from targets.documents.pdf import draw_pdf
from targets.documents.word import draw_docx
from targets.models import DecisionFile


def keep_pdf(decision):
    """Makes the PDF of a decision that has just been issued, once and for all."""
    DecisionFile.objects.create(decision=decision, pdf=_draw(draw_pdf, decision, decision.issued_on))


def pdf_of(decision, *, on):
    """The kept PDF; drawn anew of a draft as it stands on the day `on`, or where none was kept."""
    kept = DecisionFile.objects.filter(decision=decision).first()
    return bytes(kept.pdf) if kept else _draw(draw_pdf, decision, on)


def docx_of(decision, *, on):
    return _draw(draw_docx, decision, on)


def file_name(decision, ending):
    """'quyet-dinh-152-qd-ubnd.pdf', of letters that every system can store."""
    name = f"quyết định {decision.symbol}" if decision.is_issued else f"dự thảo quyết định {decision.pk}"
    return f"{'-'.join(fold(name).split())}.{ending}"


def _draw(draw, decision, on):
    document = decision_document(text_of(decision, on=on), mark=mark_of(decision))
    return draw(document, dated=decision.issued_on or on)
