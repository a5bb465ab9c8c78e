"""The work of the teams as files."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from config.listing import Column, Listing, describe, ids_of
from config.vietnamese import show_phone
from households.calls import last_finished_month, lessons_of
from households.forms.filters import VisitFilter
from households.forms.month import MonthForm
from households.models import VerificationCall, Visit
from households.review import reviews_of
from households.timesheet import timesheet_of
from households.timesheet_book import write_timesheet
from teams.models import Membership, Team
from villages.models import Commune

VISIT = [
    Column("Thăm lúc", lambda visit: visit.visited_at, 17),
    Column("Mã biên nhận", lambda visit: visit.receipt_code, 10),
    Column("Thôn", lambda visit: str(visit.village), 16),
    Column("Số hộ", lambda visit: visit.household.number if visit.household else "", 9),
    Column("Chủ hộ", lambda visit: visit.household.head_name if visit.household else "buổi tập trung", 26),
    Column("Người thăm", lambda visit: visit.membership.official.full_name, 26),
    Column("Kết quả", lambda visit: visit.get_outcome_display(), 18),
]
VISITS = [
    *VISIT,
    Column("Nơi gặp", lambda visit: visit.get_place_display(), 14),
    Column("Hẹn ngày", lambda visit: visit.promised_on, 13),
    Column("Nhận lúc", lambda visit: visit.received_at, 17),
    Column("Đã hủy", lambda visit: visit.cancellation.get_kind_display() if visit.is_cancelled else "", 18),
]
REVIEWS = [
    *VISIT,
    Column("Điều cần xem lại", lambda visit: "; ".join(map(_shown, visit.waiting)), 50),
    Column("Giải thích của người ghi", lambda visit: next(filter(None, (one.answer for one in visit.waiting)), ""), 40),
]
# Of a call and what its person was taught.
CALLS = [
    Column("Tổ", lambda line: line[0].team.name, 36),
    Column("Họ và tên", lambda line: line[0].resident.full_name, 26),
    Column("Số điện thoại", lambda line: show_phone(line[0].resident.phone), 14),
    Column("Số hộ", lambda line: line[0].resident.household.number, 9),
    Column("Đã hướng dẫn", lambda line: "; ".join(map(_lesson, line[1])), 50),
    Column("Kết quả", lambda line: line[0].get_result_display(), 16),
    Column("Ghi chú", lambda line: line[0].note, 30),
    Column("Người gọi", lambda line: line[0].by and line[0].by.full_name, 26),
    Column("Gọi lúc", lambda line: line[0].at, 17),
]


def _shown(label):
    return f"{label.get_kind_display()}: {label.detail}" if label.detail else label.get_kind_display()


def _lesson(guidance):
    visit = guidance.visit
    day = timezone.localtime(visit.visited_at)
    return f"{guidance.skill.name}, {day:%d/%m/%Y}, {visit.membership.official.full_name}"


def visits(request):
    filters = VisitFilter(request.GET, user=request.user)
    rows = filters.narrow(Visit.objects.visible_to(request.user))
    return Listing(
        title="Lượt thăm",
        back=reverse("visit-list"),
        columns=VISITS,
        rows=rows.with_where(),
        communes=ids_of(rows, "village__commune"),
        filters=describe(filters),
        residents=ids_of(rows, "household__head"),
    )


def reviews(request):
    rows = reviews_of(request.user)
    return Listing(
        title="Lượt thăm cần xem lại",
        back=reverse("review-list"),
        columns=REVIEWS,
        rows=rows,
        communes=ids_of(rows, "village__commune"),
        residents=[*ids_of(rows, "household__head"), *ids_of(rows, "guidances__resident")],
    )


def calls(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    month = MonthForm(request.GET, latest=last_finished_month()).month
    rows = VerificationCall.objects.visible_to(request.user).filter(month=month).pursued().by_team()
    return Listing(
        title=f"Gọi xác minh tháng {month:%m-%Y}",
        back=reverse("call-list"),
        columns=CALLS,
        rows=rows.select_related("team", "resident__household", "by"),
        lines=_with_lessons,
        communes=ids_of(rows, "team__commune"),
        residents=ids_of(rows, "resident"),
    )


def _with_lessons(calls):
    lessons = lessons_of(calls)
    return [(call, lessons[call.pk]) for call in calls]


def timesheet(request, pk):
    """As a sheet to sign."""
    month = MonthForm(request.GET).month
    team, sheet = sheet_of(request.user, pk, month)
    days = [Column(str(day.number), _mark_of(day), 4) for day in sheet.days]
    return Listing(
        title=f"Bảng ngày công {team.name} {month:%Y-%m}",
        back=reverse("timesheet", args=[pk]),
        columns=[
            Column("Họ và tên", lambda line: line.name, 26),
            Column("Trong tổ", lambda line: line.role, 12),
            *days,
            Column("Số ngày", lambda line: line.total, 9),
        ],
        rows=sheet.lines,
        communes=[team.commune_id],
        book=lambda file, listing: write_timesheet(file, sheet, team=team),
    )


def sheet_of(user, pk, month):
    teams = Team.objects.timesheet_visible_to(user).select_related("commune", "village")
    team = get_object_or_404(teams, pk=pk)
    return team, timesheet_of(Membership.objects.timesheet_visible_to(user).filter(team=team), month)


def _mark_of(day):
    return lambda line: "x" if line.marks[day.number - 1] else ""
