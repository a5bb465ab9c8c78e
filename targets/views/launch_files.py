from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from targets.documents.minutes import minutes_document
from targets.documents.pdf import draw_pdf
from targets.documents.word import draw_docx
from targets.minutes_text import compose_minutes
from targets.views.decision_files import DOCX, PDF
from teams.models import Launch, LaunchPhoto
from teams.photos import SIZES, TYPE, open_file

KEPT = "public, max-age=31536000, immutable"  # another picture has another name


def launch_minutes_pdf(request, pk):
    return _minutes(request, pk, draw_pdf, PDF, "pdf")


def launch_minutes_docx(request, pk):
    return _minutes(request, pk, draw_docx, DOCX, "docx")


def _minutes(request, pk, draw, content_type, ending):
    launches = Launch.objects.overseen_by(request.user).select_related("commune", "chair", "secretary")
    launch = get_object_or_404(launches, pk=pk)
    content = draw(minutes_document(compose_minutes(launch)), dated=launch.held_on)
    name = f"bien-ban-hoi-nghi-{launch.held_on:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=content_type, headers=headers)


@login_not_required
def launch_photo(request, name):
    """A picture of a published conference, which browsers and proxies may keep; of another one only for those who
    prepare it, and kept nowhere."""
    key, _, size = name.partition("-")
    photo = get_object_or_404(LaunchPhoto.objects.visible_to(request.user).select_related("launch"), key=key)
    if size not in SIZES:
        raise Http404
    try:
        with open_file(photo.key, size) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    caching = KEPT if photo.launch.published else "private, no-store"
    return HttpResponse(content, content_type=TYPE, headers={"Cache-Control": caching})
