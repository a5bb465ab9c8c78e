import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse

from households.directory import directory_of, note_reading, version_asked
from households.forms.sample import SampleVisitForm
from households.models import Visit
from households.models.ability import Level
from villages.models import Village


def village_directory(request, pk):
    """What the phone of a team member keeps of the village; `tu` is the version it holds."""
    village = get_object_or_404(Village.objects.loggable_by(request.user), pk=pk)
    directory = directory_of(village, since=version_asked(request.GET.get("tu", "")))
    note_reading(village, directory)
    return _tagged(request, JsonResponse(directory))


def visit_queue(request):
    """The visits on this phone; and, filled by static/js/shell.js, every page of a team that opens without network."""
    village = Village.objects.loggable_ever_by(request.user).select_related("commune").first()
    if village is None:
        raise Http404
    form = SampleVisitForm(user=request.user, village=village)
    context = {"form": form, "outcomes": Visit.Outcome.choices, "levels": Level.choices, "kept_on_phone": True}
    return _tagged(request, render(request, "households/offline.html", context))


def _tagged(request, response):
    """Says whose it is: the phone keeps nothing else."""
    response["X-User-Tag"] = request.user.tag
    return response


@login_not_required
def service_worker(request):
    assets = [static(path) for path in _assets()]
    context = {
        "assets": json.dumps(assets),
        "version": hashlib.sha256(" ".join(assets).encode()).hexdigest()[:12],
        "queue_module": static("js/queue.js"),
        "store_module": static("js/store.js"),
        "shell": reverse("visit-queue"),
        "static_url": settings.STATIC_URL,
    }
    response = render(request, "households/service_worker.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _assets():
    """Style and script of the pages that open without network."""
    for folder in settings.STATICFILES_DIRS:
        found = [*folder.glob("css/*.css"), *folder.glob("js/*.js"), folder / "icon.svg"]
        yield from sorted(path.relative_to(folder).as_posix() for path in found)
