"""The lists of this floor as files."""

from operator import itemgetter

from django.db.models import F, Prefetch
from django.http import Http404
from django.urls import reverse

from config.listing import Column, Listing, describe, ids_of
from config.vietnamese import show_phone
from teams.forms.register import RegisterFilter
from teams.models import Decision, DecisionBasis, LegalBasis, RegisterEntry, Team
from teams.register_book import COLUMNS, row_of
from villages.models import Commune

# Of a team and one of its members of today, or None.
TEAMS = [
    Column("Xã", lambda line: str(line[0].commune), 20),
    Column("Thôn", lambda line: str(line[0].village or ""), 18),
    Column("Tổ", lambda line: line[0].name, 36),
    Column("Hoạt động từ ngày", lambda line: line[0].starts_on, 13),
    Column("Đến ngày", lambda line: line[0].ends_on, 13),
    Column("Thành viên", lambda line: line[1] and line[1].official.full_name, 26),
    Column("Trong tổ", lambda line: line[1] and line[1].get_role_display(), 12),
    Column("Điện thoại", lambda line: line[1] and show_phone(line[1].official.phone), 16),
    Column("Là thành viên từ ngày", lambda line: line[1] and line[1].starts_on, 13),
]
BASES = [
    Column("Loại văn bản", lambda basis: basis.get_kind_display(), 14),
    Column("Số, ký hiệu", lambda basis: basis.symbol, 18),
    Column("Ngày ban hành", lambda basis: basis.issued_on, 13),
    Column("Cơ quan ban hành", lambda basis: basis.issuer, 28),
    Column("Trích yếu", lambda basis: basis.title, 50),
    Column("Đã dẫn trong", lambda basis: "; ".join(_name_of(use) for use in basis.uses), 34),
]
REGISTER = [Column(heading, itemgetter(number), width) for number, (heading, width) in enumerate(COLUMNS.items())]


def _name_of(use):
    return use.symbol or f"dự thảo về việc {use.subject}"


def listed_teams(user):
    """Those that stand first."""
    teams = Team.objects.visible_to(user).with_members().select_related("village", "commune")
    return teams.order_by(F("ends_on").desc(nulls_first=True), "commune__name", "village__sort_key", "pk")


def teams(request):
    rows = listed_teams(request.user)
    return Listing(
        title="Tổ công nghệ số cộng đồng",
        back=reverse("team-list"),
        columns=TEAMS,
        rows=rows,
        lines=_with_members,
        communes=ids_of(rows, "commune"),
        size=lambda: len(_with_members(rows)),
    )


def _with_members(teams):
    return [(team, member) for team in teams for member in team.members or [None]]


def listed_bases(user):
    return LegalBasis.objects.visible_to(user).prefetch_related(uses_seen_by(user))


def uses_seen_by(user):
    uses = DecisionBasis.objects.filter(decision__in=Decision.objects.visible_to(user)).order_by("-decision")
    named = uses.annotate(symbol=F("decision__register_entry__symbol"), subject=F("decision__subject"))
    return Prefetch("decisions", named, to_attr="uses")


def legal_bases(request):
    rows = listed_bases(request.user)
    return Listing(
        title="Căn cứ pháp lý",
        back=reverse("legal-basis-list"),
        columns=BASES,
        rows=rows,
        communes=ids_of(rows, "commune"),
    )


def register_filter(request):
    communes = list(Commune.objects.papers_seen_by(request.user))
    if not communes:
        raise Http404
    return RegisterFilter(request.GET, communes=communes, entries=RegisterEntry.objects.visible_to(request.user))


def register(request):
    """With the title that the book has on paper."""
    filters = register_filter(request)
    commune, year = filters.commune, filters.year
    rows = filters.narrow().in_book_order()
    return Listing(
        title=f"Sổ văn bản đi {commune.label} {year}",
        back=reverse("register-list"),
        columns=REGISTER,
        rows=rows,
        lines=lambda entries: map(row_of, entries),
        communes=[commune.pk],
        filters=describe(filters),
        above=[f"ỦY BAN NHÂN DÂN {commune.label.upper()}", f"SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM {year}"],
    )
