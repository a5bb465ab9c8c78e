"""How long personal data are kept: as long as their purpose needs them (Luật 91/2025/QH15, Điều 3.3). The law names no
number of days; these are the portal's own, shown to everybody and carried out daily by `manage.py forget`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from auditlog.models import LogEntry
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from households.actions.erasure import REMOVED, erase
from households.actions.import_traces import forget_import
from households.actions.importing import drop_import
from households.models import DataRequest, Import, ImportRow, Residence, Resident, SheetDraft
from villages.models import DataExport, RowChange

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Rule:
    what: str
    kept: str  # how long, in words
    then: str
    due: Callable[..., QuerySet]  # the rows whose time is over at a moment
    forget: Callable[[QuerySet], None]


def _gone(now):
    """Those who left or died five years ago, and live nowhere here since."""
    homes = Residence.objects.filter(resident=OuterRef("pk"))
    lately = homes.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate(now - 5 * YEAR)))
    away = [Resident.State.LEFT, Resident.State.DEAD]
    return Resident.objects.filter(~Exists(lately), Exists(homes), state__in=away).named()


def _each(act):
    """Does `act` to every row, one after another; an ExceptionGroup has an error for each that it failed for."""

    def forget_each(rows):
        failed = []
        for row in rows.order_by("pk"):
            try:
                act(row)
            except Exception as error:
                failed.append(RuntimeError(f"{row._meta.verbose_name} {row.pk}: {error}"))
                failed[-1].__cause__ = error
        if failed:
            raise ExceptionGroup("không xóa được", failed)

    return forget_each


def _answered(now):
    told = DataRequest.objects.exclude(outcome="").filter(at__lt=now - 2 * YEAR)
    return told.exclude(details="", answer__in=["", REMOVED], extension_reason__in=["", REMOVED])


def _empty(request):
    request.details, request.answer = "", REMOVED
    request.extension_reason = request.extension_reason and REMOVED
    request.save()


def _imported(now):
    """Files still kept, and rows still told, of lists brought in three months ago."""
    old = Import.objects.exclude(state__in=Import.OPEN).filter(at__lt=now - timedelta(days=90))
    return old.filter(~Q(file="") | Exists(ImportRow.objects.filter(of=OuterRef("pk"))))


def _unfinished(now):
    return Import.objects.open().filter(touched_at__lt=now - timedelta(days=1))


def _delete(rows):
    rows.delete()


def _aged(model, field, age, **where):
    return lambda now: model.objects.filter(**{f"{field}__lt": now - age}, **where).order_by()


RULES = [
    Rule(
        "Người đã chuyển khỏi xã hoặc đã mất",
        "5 năm",
        "xóa tên, điện thoại, ghi chú; chỉ còn số đếm",
        _gone,
        _each(partial(erase, by=None)),
    ),
    Rule(
        "Nhật ký ai đã mở trang của hộ, của người",
        "2 năm",
        "xóa",
        _aged(LogEntry, "timestamp", 2 * YEAR, action=LogEntry.Action.ACCESS),
        _delete,
    ),
    Rule("Nhật ký tải danh sách", "2 năm", "xóa", _aged(DataExport, "at", 2 * YEAR), _delete),
    Rule("Giá trị trước, sau của việc làm hàng loạt", "1 năm", "xóa", _aged(RowChange, "run__at", YEAR), _delete),
    Rule("Nội dung yêu cầu về dữ liệu đã trả lời", "2 năm", "xóa nội dung, giữ loại và ngày", _answered, _each(_empty)),
    Rule(
        "Tệp Excel đã nhập và từng dòng của nó", "90 ngày", "xóa, giữ ai nhập lúc nào", _imported, _each(forget_import)
    ),
    Rule("Bản nháp nhập phiếu giấy", "90 ngày", "xóa", _aged(SheetDraft, "changed_at", timedelta(days=90)), _delete),
    Rule(
        "Tệp Excel chưa nhập mà không ai làm tiếp",
        "1 ngày",
        "bỏ lần nhập, xóa tệp",
        _unfinished,
        _each(partial(drop_import, by=None)),
    ),
    Rule("Phiên đăng nhập hết hạn", "14 ngày", "xóa", _aged(Session, "expire_date", timedelta(0)), _delete),
    Rule("Nhật ký đăng nhập", "1 năm", "xóa", _aged(AccessLog, "attempt_time", YEAR), _delete),
    Rule("Lần đăng nhập sai", "1 năm", "xóa", _aged(AccessAttempt, "attempt_time", YEAR), _delete),
    Rule("Lần bị khóa đăng nhập", "1 năm", "xóa", _aged(AccessFailureLog, "attempt_time", YEAR), _delete),
]


def forget(now=None, *, dry_run=False):
    return list(forgetting(now, dry_run=dry_run))


def forgetting(now=None, *, dry_run=False):
    """Yields (Rule, how many rows were forgotten). What fails keeps nothing else back, neither a rule nor a row: an
    ExceptionGroup of all of it is raised in the end."""
    now, failed = now or timezone.now(), []
    for rule in RULES:
        number = 0
        try:
            rows = rule.due(now)
            number = rows.count()
            if not dry_run:
                rule.forget(rows)
        except ExceptionGroup as several:
            failed += several.exceptions
            number -= len(several.exceptions)
        except Exception as error:
            failed.append(error)
            number = 0
        yield rule, number
    if failed:
        raise ExceptionGroup("không làm được", failed)
