"""The lists of this floor as files."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from config.listing import Column, Listing, describe, ids_of
from targets.evidence import COUNTED, GROUPS, exclusions, lessons, members, sources
from targets.forms.board import DayForm
from targets.forms.decision import DecisionFilter
from targets.forms.published import PublishedFilter
from targets.models import Indicator, Target
from targets.progress import progress_of
from targets.served import call_as_then, villages_of
from teams.effect import effect_of, over_from
from teams.models import Decision, Launch, RegisterEntry
from teams.wording import authority_name
from villages.models import Commune, Reorganisation, Village

DECISIONS = [
    Column("Số, ký hiệu", lambda decision: decision.symbol, 16),
    Column("Ngày ban hành", lambda decision: decision.issued_on, 13),
    Column("Trích yếu", lambda decision: f"Về việc {decision.subject}", 50),
    Column("Loại", lambda decision: decision.get_kind_display(), 18),
    Column("Trạng thái", lambda decision: decision.get_state_display(), 18),
    Column("Hết hiệu lực từ", lambda decision: decision.over_from, 13),
]
PUBLISHED = [
    Column("Số, ký hiệu", lambda entry: entry.symbol, 16),
    Column("Ngày ban hành", lambda entry: entry.issued_on, 13),
    Column("Tên loại", lambda entry: entry.document_type, 14),
    Column("Cơ quan ban hành", lambda entry: authority_name(entry.decision), 34),
    Column("Trích yếu", lambda entry: entry.subject, 50),
    Column("Hiệu lực", lambda entry: _effect(entry).label, 18),
    Column("Từ ngày", lambda entry: _effect(entry).since, 13),
]
LAUNCHES = [
    Column("Hội nghị", lambda launch: launch.title, 50),
    Column("Ngày", lambda launch: launch.held_on, 13),
    Column("Địa điểm", lambda launch: launch.place, 30),
    Column("Đăng công khai", lambda launch: launch.published, 10),
]
ATTENDEES = [
    Column("Họ và tên", lambda attendee: attendee.name, 26),
    Column("Chức vụ, đơn vị công tác", lambda attendee: attendee.post, 50),
    Column("Có mặt", lambda attendee: attendee.present, 9),
]
BOARD = [
    Column("Xã", lambda line: str((line.target.team.village or line.target.team).commune), 20),
    Column("Thôn", lambda line: str(line.target.team.village or ""), 16),
    Column("Tổ", lambda line: line.target.team.name, 34),
    Column("Chỉ tiêu", lambda line: line.target.indicator.name, 44),
    Column("Được giao", lambda line: line.target.shown_value, 14),
    Column("Thời hạn", lambda line: line.target.due_on, 13),
    Column("Cần có đến ngày này", lambda line: line.shown_expected, 12),
    Column("Kết quả (có thể tiếp cận)", lambda line: line.shown_value, 14),
    Column("Đánh giá", lambda line: line.status.label, 16),
    Column("Đã tính", lambda line: line.count.counted, 10),
    Column("Đã rõ", lambda line: line.count.known if line.target.indicator.is_share else None, 10),
    Column("Tất cả", lambda line: line.count.population, 10),
    Column("Tỷ lệ trên tất cả", lambda line: line.shown_of_all if line.target.indicator.is_share else None, 12),
    Column("Miễn tính", lambda line: line.count.excluded if line.target.indicator.is_share else None, 10),
]
REORGANISATIONS = [
    Column("Việc", lambda made: made.run.what, 50),
    Column("Từ ngày", lambda made: made.on, 13),
    Column("Theo văn bản", lambda made: made.basis, 40),
    Column("Người làm", lambda made: made.run.by.full_name, 26),
    Column("Lúc", lambda made: made.run.at, 17),
    Column("Hoàn tác lúc", lambda made: made.run.undone_at, 17),
]
LESSONS = [
    Column("Họ và tên", lambda lesson: lesson.resident.full_name, 26),
    Column("Nội dung", lambda lesson: lesson.skill.name, 40),
    Column("Mức", lambda lesson: lesson.get_level_display(), 22),
    Column("Thăm lúc", lambda lesson: lesson.visit.visited_at, 17),
    Column("Người hướng dẫn", lambda lesson: lesson.visit.membership.official.full_name, 26),
]
# Of a household, or a resident, the [Source] of what is known, and the Exclusion in force or None.
HOUSEHOLDS = [
    Column("Chủ hộ", lambda line: line[0].head_name, 26),
    Column("Số hộ", lambda line: line[0].number, 9),
    Column("Ngõ, xóm", lambda line: line[0].lane, 18),
    Column("Biết từ", lambda line: _known_from(line[1]), 60),
    Column("Miễn tính", lambda line: line[2] and line[2].get_reason_display(), 18),
]
RESIDENTS = [
    Column("Họ và tên", lambda line: line[0].full_name, 26),
    Column("Năm sinh", lambda line: line[0].birth_year, 10),
    Column("Số hộ", lambda line: line[0].household.number, 9),
    Column("Ngõ, xóm", lambda line: line[0].household.lane, 18),
    Column("Biết từ", lambda line: _known_from(line[1]), 60),
    Column("Miễn tính", lambda line: line[2] and line[2].get_reason_display(), 18),
]
OF_HOUSEHOLD = {"joined": ["head"], "read": ["number", "lane", "head__full_name"]}
OF_RESIDENT = {"joined": ["household"], "read": ["full_name", "birth_year", "household__number", "household__lane"]}


def _effect(entry):
    return effect_of(entry.decision, timezone.localdate(), entry.over_from)


def _known_from(found):
    return "; ".join(
        f"{source.text}, lượt thăm {source.day} của {source.visitor}"
        if source.visit
        else f"{source.text}, xã ghi ngày {source.day}"
        for source in found
    )


def decisions(request):
    seen = Decision.objects.visible_to(request.user)
    filters = DecisionFilter(request.GET, decisions=seen, user=request.user)
    rows = filters.narrow(seen).with_end()
    return Listing(
        title="Quyết định",
        back=reverse("decision-list"),
        columns=DECISIONS,
        rows=rows,
        communes=ids_of(filters.narrow(seen), "commune"),
        filters=describe(filters),
    )


def published(request):
    """For those who sign in: every file has its name in the trail."""
    entries = RegisterEntry.objects.visible_to_public()
    filters = PublishedFilter(request.GET, entries=entries)
    rows = filters.narrow(published_with_effect(entries))
    return Listing(
        title="Văn bản đã ban hành",
        back=reverse("published-list"),
        columns=PUBLISHED,
        rows=rows,
        communes=ids_of(rows, "commune"),
        filters=describe(filters),
    )


def published_with_effect(entries):
    shown = entries.select_related("commune", "decision__commune").defer("decision__text")
    return shown.annotate(over_from=over_from("decision"))


def launches(request):
    rows = Launch.objects.listed_for(request.user)
    back, communes = reverse("launch-list"), ids_of(rows, "commune")
    return Listing(title="Hội nghị công bố, ra mắt", back=back, columns=LAUNCHES, rows=rows, communes=communes)


def attendees(request, pk):
    launch = get_object_or_404(Launch.objects.overseen_by(request.user), pk=pk)
    return Listing(
        title=f"Danh sách đại biểu {launch.title}",
        back=launch.get_absolute_url(),
        columns=ATTENDEES,
        rows=launch.attendees.all(),
        communes=[launch.commune_id],
    )


def listed_reorganisations(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    return Reorganisation.objects.visible_to(request.user).select_related("run__by")


def reorganisations(request):
    rows = listed_reorganisations(request)
    back, communes = reverse("reorganisation-list"), ids_of(rows, "run__communes")
    return Listing(title="Sắp xếp đơn vị", back=back, columns=REORGANISATIONS, rows=rows, communes=communes)


def board_progress(user, day):
    targets = Target.objects.visible_to(user, day).in_force(day).with_shared().by_village()
    lines = progress_of(targets, day)
    call_as_then([line.target for line in lines], day)
    return lines


def board(request):
    day = DayForm(request.GET).day
    rows = board_progress(request.user, day)
    return Listing(
        title="Bảng chỉ tiêu",
        back=reverse("board"),
        columns=BOARD,
        rows=rows,
        communes={line.target.team.commune_id for line in rows},
        filters=[f"số liệu đến hết ngày {day:%d/%m/%Y}"],
    )


def day_of(target, form, user):
    """The day that `form` asks for, within the time of `target`; a later one than was asked for must be one on which
    `user` sees it, since its village may have gone meanwhile."""
    if form.day < target.starts_on:
        get_object_or_404(Target.objects.visible_to(user, target.starts_on), pk=target.pk)
    return max(target.starts_on, min(form.day, target.last_day))


def group_of(request):
    return next((group for group in GROUPS if group.code == request.GET.get("nhom")), COUNTED)


def people_behind(request, pk):
    """Those whom a number counts, or one of the groups that it does not."""
    form = DayForm(request.GET)
    target = get_object_or_404(Target.objects.visible_to(request.user, form.day).with_all(), pk=pk)
    on, group = day_of(target, form, request.user), group_of(request)
    get_object_or_404(Village.objects.peopled_for(request.user).filter(pk__in=villages_of(target, on))[:1])
    call_as_then([target], on)
    about = {"back": target.get_absolute_url(), "communes": [target.team.commune_id]}
    title = f"{target.indicator.short_name}, {target.team.village or target.team}"
    filters = [f"số liệu đến hết ngày {on:%d/%m/%Y}"]
    if not target.indicator.is_share:
        rows = lessons(target, on)
        residents = ids_of(rows, "resident")
        return Listing(title=title, columns=LESSONS, rows=rows, filters=filters, residents=residents, **about)
    rows = group_members(target, group, on)
    return Listing(
        title=title,
        columns=HOUSEHOLDS if of_households(target) else RESIDENTS,
        rows=rows,
        lines=lambda part: _with_sources(target, part, on),
        filters=[group.label.lower(), *filters],
        residents=_named_by(target, rows),
        **about,
    )


def of_households(target):
    return target.indicator.population == Indicator.Population.HOUSEHOLDS


def group_members(target, group, on):
    """As a list shows them."""
    shown = OF_HOUSEHOLD if of_households(target) else OF_RESIDENT
    return members(target, group, on).select_related(*shown["joined"]).only(*shown["read"])


def _with_sources(target, part, on):
    found = sources(target, [row.pk for row in part], on)
    excluded = exclusions(target, part, on)
    return [(row, found.get(row.pk, []), excluded.get(row.pk)) for row in part]


def _named_by(target, rows):
    """Of households their heads, and whom the sources may name."""
    if not of_households(target):
        return ids_of(rows)
    return [*ids_of(rows, "head"), *ids_of(rows.filter(residents__guidances__isnull=False), "residents")]
