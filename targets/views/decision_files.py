from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from targets.files import docx_of, file_name, pdf_of
from teams.models import Decision

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def decision_pdf(request, pk):
    return _download(request, pk, pdf_of, PDF, "pdf")


def decision_docx(request, pk):
    return _download(request, pk, docx_of, DOCX, "docx")


def _download(request, pk, file_of, content_type, ending):
    decision = get_object_or_404(Decision.objects.visible_to(request.user).select_related("commune"), pk=pk)
    disposition = content_disposition_header(True, file_name(decision, ending))
    return HttpResponse(
        file_of(decision, on=timezone.localdate()),
        content_type=content_type,
        headers={"Content-Disposition": disposition},
    )
