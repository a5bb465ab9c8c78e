from collections.abc import Callable

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_unreadable(get_response: GetResponse) -> GetResponse:
    """Answer 400 to what is larger than the settings allow or no text, and to a query or form that holds NUL:
    PostgreSQL cannot store it and no keyboard types it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            posted = [request.POST] if request.method == "POST" else []
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return render(request, "400.html", {"too_large": True}, status=400)
        except (BadRequest, SuspiciousOperation):
            return render(request, "400.html", status=400)
        if "\x00" in request.path or any(_has_nul(data) for data in [request.GET, *posted]):
            return render(request, "400.html", status=400)
        return get_response(request)

    return middleware


def _has_nul(data) -> bool:
    return any("\x00" in key or any("\x00" in value for value in values) for key, values in data.lists())


def keep_out_of_caches(get_response: GetResponse) -> GetResponse:
    """What a signed-in user is shown is about people, so no browser or proxy keeps a copy of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
