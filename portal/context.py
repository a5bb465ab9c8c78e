from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from villages.models import Commune, Role, ever_held_by, held_by

BESIDE = {"village-list": ("team-list", "reorganisation-list")}  # parts without an item of their own


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    current: bool


def navigation(request):
    """The menu of what the signed-in user may open, the name of his commune, and whether he has people to search."""
    user = getattr(request, "user", None)
    demo = settings.DEMO
    if user is None or not user.is_authenticated:
        return {"nav_items": [], "commune_name": _public_commune(), "demo": demo, "logs_visits": False, "finds": False}
    held = held_by(user, Role)
    roles = {access.role for access in held}
    logs_visits = bool(ever_held_by(user, Role.of_team_members()))  # the phone of one who left may still hold some
    entries = [("home", "Hôm nay" if roles & set(Role.of_team_members()) else "Bàn làm việc")]
    finds = bool(roles & set(Role.knowing_residents()))
    if finds:
        entries += [("household-list", "Hộ dân"), ("visit-list", "Lượt thăm")]
    if roles:
        entries += [("board", "Chỉ tiêu"), ("village-list", "Thôn"), ("decision-list", "Quyết định")]
    if roles & set(Role.of_a_whole_commune()):
        entries += [("official-list", "Cán bộ"), ("legal-basis-list", "Căn cứ"), ("launch-list", "Hội nghị")]
    if user.is_staff:
        entries.append(("admin:index", "Quản trị"))
    items = [_item(name, label, request.path) for name, label in entries]
    names = {str(access.commune) for access in held}
    name = names.pop() if len(names) == 1 else ""
    sought = request.GET.get("q", "") if request.path == reverse("search") else ""
    context = {"nav_items": items, "commune_name": name, "demo": demo, "logs_visits": logs_visits, "finds": finds}
    return context | {"sought": sought}


def _item(name, label, path):
    url = reverse(name)
    parts = (url, *map(reverse, BESIDE.get(name, ())))
    return NavItem(url, label, path == url if url == "/" else path.startswith(parts))


def _public_commune():
    communes = Commune.objects.filter(valid_to=None)[:2]
    return str(communes[0]) if len(communes) == 1 else ""
