import json

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.actions.visit import DifferentContent, log_visits
from households.entries import Unreadable, read_batch, read_entry

LARGEST_BODY = 2**20


@login_not_required  # who is not signed in is told so in JSON, not sent to a page
@require_http_methods(["GET", "POST"])
def visit_send(request):
    """What the phone's queue talks to; docs/api.md."""
    if not request.user.is_authenticated:
        return JsonResponse({"sign_in": reverse("login")}, status=401)
    if request.headers.get("X-User-Tag", request.user.tag) != request.user.tag:
        return JsonResponse({"other_user": True}, status=409)
    if request.method == "GET":
        return JsonResponse({"csrf_token": get_token(request), "user": request.user.tag})
    received_at = timezone.now()
    try:
        sent, clock = read_batch(_decoded(request), received_at)
    except Unreadable as fault:
        return JsonResponse({"error": str(fault)}, status=400)
    results = [_read(data, clock) for data in sent]
    contents = [content for content in results if not isinstance(content, ValidationError)]
    logged = iter(log_visits(contents, by=request.user, at=received_at))
    answers = [_answer(one if isinstance(one, ValidationError) else next(logged)) for one in results]
    uuids = [data.get("uuid") if isinstance(data, dict) else None for data in sent]
    return JsonResponse(
        {
            "received_at": received_at.isoformat(),
            "results": [{"uuid": uuid} | answer for uuid, answer in zip(uuids, answers, strict=True)],
        }
    )


def _decoded(request):
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise Unreadable("Lần gửi này quá lớn; hãy gửi ít lượt hơn mỗi lần.")
    if request.content_type == "multipart/form-data":  # read as a form already
        raise Unreadable("Nội dung gửi lên không phải JSON.")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Unreadable("Nội dung gửi lên không phải JSON.") from None


def _read(data, clock):
    try:
        return read_entry(data, clock)
    except ValidationError as fault:
        return fault


def _answer(result):
    if isinstance(result, DifferentContent):
        return {"status": "conflict"}
    if isinstance(result, ValidationError):
        return {"status": "refused", "errors": result.message_dict}
    return {"status": "created" if result.new else "same", "receipt": result.visit.receipt_code}
