"""The lists of this floor as files."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from config.listing import Column, Listing, describe, ids_of
from config.vietnamese import show_phone
from households import columns
from households.calls import last_finished_month, lessons_of
from households.forms.filters import HouseholdFilter, VisitFilter
from households.forms.month import MonthForm
from households.models import Household, Resident, VerificationCall, Visit
from households.review import reviews_of
from households.timesheet import timesheet_of
from households.timesheet_book import write_timesheet
from teams.models import Membership, Team
from villages.forms.official import OfficialFilter
from villages.lists import listed_villages
from villages.models import Commune, Official, Position, Village


def _columns_of(sheet):
    """What the import reads, so that the file can be corrected and brought back."""
    return [Column(column.heading, column.write, column.width) for column in sheet.columns]


VILLAGES = [
    *_columns_of(columns.VILLAGES),
    Column("Xã", lambda village: str(village.commune), 20),
    Column("Trưởng thôn", lambda village: "; ".join(head.official.full_name for head in village.heads), 26),
    Column("Điện thoại", lambda village: "; ".join(show_phone(head.official.phone) for head in village.heads), 16),
]
RESIDENTS = [
    Column("Họ và tên", lambda resident: resident.full_name, 26),
    Column("Năm sinh", lambda resident: resident.birth_year, 10),
    Column("Năm sinh ước chừng", lambda resident: "x" if resident.birth_year_estimated else "", 10),
    Column("Giới tính", lambda resident: resident.get_sex_display(), 9),
    Column("Quan hệ với chủ hộ", lambda resident: resident.get_relation_display(), 16),
    Column("Số điện thoại", lambda resident: show_phone(resident.phone), 14),
    Column("Số hộ", lambda resident: resident.household.number, 9),
    Column("Ngõ, xóm", lambda resident: resident.household.lane, 18),
]
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


def villages(request):
    rows = listed_villages(request.user)
    return Listing(
        title="Thôn", back=reverse("village-list"), columns=VILLAGES, rows=rows, communes=ids_of(rows, "commune")
    )


def officials(request):
    """A line a post, past ones too."""
    filters = OfficialFilter(request.GET)
    rows = filters.narrow(Official.objects.visible_to(request.user))
    posts = Position.objects.visible_to(request.user)
    return Listing(
        title="Cán bộ",
        back=reverse("official-list"),
        columns=_columns_of(columns.OFFICIALS),
        rows=rows,
        lines=lambda part: columns.official_lines(_again(rows, part), positions=posts),
        communes=ids_of(rows, "commune"),
        filters=describe(filters),
        size=lambda: _lines(rows, posts.filter(official__in=rows.order_by()), "official"),
    )


def _again(rows, part):
    return rows.filter(pk__in=[row.pk for row in part])


def _lines(rows, parts, owner):
    """One for each of `parts`, and one for each of `rows` that has none."""
    return parts.count() + rows.order_by().exclude(pk__in=parts.order_by().values(owner)).count()


def households(request):
    """A line a person."""
    filters = HouseholdFilter(request.GET, user=request.user)
    rows = filters.narrow(Household.objects.visible_to(request.user))
    state = Resident.State.LEFT if filters.of_those_gone else Resident.State.PRESENT
    people = Resident.objects.visible_to(request.user).filter(state=state)
    theirs = people.filter(household__in=rows.order_by())
    return Listing(
        title="Hộ dân",
        back=reverse("household-list"),
        columns=_columns_of(columns.HOUSEHOLDS),
        rows=rows,
        lines=lambda part: columns.household_lines(_again(rows, part), people=people),
        communes=ids_of(rows, "village__commune"),
        filters=describe(filters),
        residents=ids_of(theirs),
        size=lambda: _lines(rows, theirs, "household"),
    )


def residents(request, pk):
    """Of one village, by name."""
    village = get_object_or_404(Village.objects.peopled_for(request.user), pk=pk)
    rows = Resident.objects.visible_to(request.user).present().filter(village=village).select_related("household")
    return Listing(
        title=f"Nhân khẩu {village.label}",
        back=village.get_absolute_url(),
        columns=RESIDENTS,
        rows=rows,
        communes=[village.commune_id],
        residents=ids_of(rows),
    )


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
    rows = VerificationCall.objects.visible_to(request.user).filter(month=month).by_team()
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
