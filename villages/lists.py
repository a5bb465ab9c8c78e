"""The lists of this floor as files."""

from django.db.models import Func, IntegerField, Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse

from config.listing import Column, Listing, ids_of
from villages.models import Access, Commune, DataExport, Official, Position, Village

ACCESSES = [
    Column("Họ và tên", lambda access: access.user.full_name, 26),
    Column("Tài khoản", lambda access: access.user.username, 16),
    Column("Được đăng nhập", lambda access: access.user.is_active, 12),
    Column("Vai trò", lambda access: access.get_role_display(), 20),
    Column("Xã", lambda access: str(access.commune), 20),
    Column("Thôn", lambda access: str(access.village) if access.village else "cả xã", 20),
    Column("Từ lúc", lambda access: access.starts_at, 17),
    Column("Đến lúc", lambda access: access.ends_at, 17),
    Column("Người cấp", lambda access: access.granted_by.full_name if access.granted_by else "", 26),
]

EXPORTS = [
    Column("Lúc", lambda export: export.at, 17),
    Column("Người tải", lambda export: export.by.full_name, 26),
    Column("Danh sách", lambda export: export.what, 30),
    Column("Đã lọc theo", lambda export: export.query, 30),
    Column("Mục đích", lambda export: export.purpose, 40),
    Column("Số dòng", lambda export: export.rows, 10),
    Column("Số người có tên", lambda export: export.people, 10),
]


def listed_villages(user):
    positions = Position.objects.visible_to(user).in_force()
    heads = positions.filter(kind=Position.Kind.VILLAGE_HEAD).select_related("official")
    return (
        Village.objects.visible_to(user)
        .in_force()
        .select_related("commune")
        .prefetch_related(Prefetch("positions", heads, to_attr="heads"))
        .order_by("commune__name", "commune", "sort_key", "pk")
    )


def listed_officials(user, filters):
    positions = Position.objects.visible_to(user).in_force().select_related("village")
    officials = filters.narrow(Official.objects.visible_to(user)).select_related("user")
    return officials.prefetch_related(Prefetch("positions", positions, to_attr="current"))


def accesses(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    rows = Access.objects.visible_to(request.user).select_related("user", "commune", "village", "granted_by")
    back, communes = reverse("official-list"), ids_of(rows, "commune")
    return Listing(title="Tài khoản và quyền", back=back, columns=ACCESSES, rows=rows, communes=communes)


class _Length(Func):
    """Of a JSON array."""

    function = "jsonb_array_length"
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="json_array_length", **context)


def listed_exports(user):
    """Without the ids of whom they name: those of a whole commune weigh more than a page."""
    return DataExport.objects.visible_to(user).select_related("by").defer("residents")


def exports(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    rows = listed_exports(request.user).annotate(people=_Length("residents"))
    communes = ids_of(rows, "communes")
    return Listing(
        title="Các lần tải danh sách", back=reverse("export-list"), columns=EXPORTS, rows=rows, communes=communes
    )
