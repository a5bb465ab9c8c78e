"""What the commune has to answer, or has done, as files."""

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse

from config.listing import Column, Listing, describe, ids_of
from config.vietnamese import capitalise_first
from households.forms.exclusion import ExclusionFilter
from households.models import DataRequest, Exclusion, Import
from villages.models import BulkRun, Commune

EXCLUSIONS = [
    Column("Đề nghị cho", lambda exclusion: capitalise_first(exclusion.who), 30),
    Column("Chủ hộ", lambda exclusion: exclusion.home.head_name, 26),
    Column("Số hộ", lambda exclusion: exclusion.home.number, 9),
    Column("Thôn", lambda exclusion: str(exclusion.home.village), 16),
    Column("Lý do", lambda exclusion: exclusion.get_reason_display(), 20),
    Column("Nói rõ thêm", lambda exclusion: exclusion.note, 30),
    Column("Miễn", lambda exclusion: "một số nội dung" if exclusion.partial else "mọi chỉ tiêu", 16),
    Column("Người đề nghị", lambda exclusion: exclusion.asked_by.full_name, 26),
    Column("Đề nghị lúc", lambda exclusion: exclusion.asked_at, 17),
    Column("Trạng thái", lambda exclusion: exclusion.state, 18),
    Column("Người trả lời", lambda exclusion: exclusion.decided_by and exclusion.decided_by.full_name, 26),
    Column("Lý do trả lời", lambda exclusion: exclusion.answer, 40),
    Column("Miễn từ ngày", lambda exclusion: exclusion.starts_on, 13),
    Column("Thôi miễn từ ngày", lambda exclusion: exclusion.ends_on, 13),
]
REQUESTS = [
    Column("Họ và tên", lambda asked: asked.resident.full_name, 26),
    Column("Thôn", lambda asked: str(asked.resident.village), 16),
    Column("Yêu cầu", lambda asked: asked.get_kind_display(), 24),
    Column("Nhận ngày", lambda asked: asked.received_on, 13),
    Column("Báo đã tiếp nhận lúc", lambda asked: asked.acknowledged_at, 17),
    Column("Hạn trả lời", lambda asked: asked.due_on, 13),
    Column("Kết quả", lambda asked: asked.get_outcome_display(), 20),
    Column("Trả lời lúc", lambda asked: asked.at, 17),
]
RUNS = [
    Column("Việc", lambda run: run.what, 50),
    Column("Lúc", lambda run: run.at, 17),
    Column("Người làm", lambda run: run.by.full_name, 26),
    Column("Số dòng", lambda run: run.rows, 10),
    Column("Hoàn tác lúc", lambda run: run.undone_at, 17),
    Column("Người hoàn tác", lambda run: run.undone_by and run.undone_by.full_name, 26),
]
IMPORTS = [
    Column("Tệp", lambda one: one.file_name, 30),
    Column("Nhập gì", lambda one: one.get_sheet_display(), 18),
    Column("Xã", lambda one: str(one.commune), 20),
    Column("Người nhập", lambda one: one.by.full_name, 26),
    Column("Lúc", lambda one: one.at, 17),
    Column("Tình trạng", lambda one: one.get_state_display(), 16),
]


def exclusions(request):
    filters = ExclusionFilter(request.GET, user=request.user)
    rows = filters.narrow(Exclusion.objects.visible_to(request.user))
    named = ["resident", "household__head", "resident__household__head"]
    return Listing(
        title="Đề nghị miễn tính",
        back=reverse("exclusion-list"),
        columns=EXCLUSIONS,
        rows=rows.with_row(),
        communes=[*ids_of(rows, "household__village__commune"), *ids_of(rows, "resident__village__commune")],
        filters=[*filters.by_default, *describe(filters)],
        residents=[pk for path in named for pk in ids_of(rows, path)],
    )


def listed_requests(request):
    """(the requests asked for, whether they are those that were answered)"""
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    answered = request.GET.get("xem") == "da-tra-loi"
    requests = DataRequest.objects.visible_to(request.user).select_related("resident", "resident__village", "purpose")
    return requests.exclude(outcome="").order_by("-at", "-pk") if answered else requests.open().by_urgency(), answered


def requests(request):
    rows, answered = listed_requests(request)
    return Listing(
        title="Yêu cầu về dữ liệu cá nhân",
        back=reverse("data-request-list"),
        columns=REQUESTS,
        rows=rows,
        communes=ids_of(rows, "resident__village__commune"),
        filters=["đã trả lời" if answered else "chưa trả lời"],
        residents=ids_of(rows, "resident"),
    )


def runs(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    rows = BulkRun.objects.visible_to(request.user).order_by("-at", "-pk")
    return Listing(
        title="Việc làm hàng loạt",
        back=reverse("bulk-run-list"),
        columns=RUNS,
        rows=rows.select_related("by", "undone_by").annotate(rows=Count("changes")),
        communes=ids_of(rows, "communes"),
    )


def listed_imports(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    return Import.objects.visible_to(request.user).select_related("by", "commune")


def imports(request):
    rows = listed_imports(request)
    back, communes = reverse("import-list"), ids_of(rows, "commune")
    return Listing(title="Các lần nhập từ Excel", back=back, columns=IMPORTS, rows=rows, communes=communes)
