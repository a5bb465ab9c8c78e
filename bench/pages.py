"""Every page that answers a GET: who opens it, and which rows it is opened for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import get_resolver, reverse

from households.models import Household, Resident, Visit
from villages.models import Official, Village

ANONYMOUS, ADMIN = "", "quantri"
LEADER, OFFICER, TEAM_LEADER, MEMBER, OBSERVER = "lanhdao", "congchuc", "totruong1", "thanhvien1", "theodoi"
WHOLE_COMMUNE = [LEADER, OFFICER]
TEAM = [TEAM_LEADER, MEMBER]
PEOPLED = [*WHOLE_COMMUNE, *TEAM]
EVERYONE = [*PEOPLED, OBSERVER]
NOT_PAGES = {"logout"}  # takes POST only
MOST_ROWS = 40


@dataclass(frozen=True)
class Page:
    name: str
    roles: list[str]
    rows: Callable | None = None  # queryset of a user's rows
    key: str = "pk"
    query: str = ""

    def paths(self, user):
        """Addresses of this page for rows from all over what `user` may open."""
        if self.rows is None:
            return [reverse(self.name) + self.query]
        keys = list(self.rows(user).order_by("pk").values_list(self.key, flat=True))
        step = len(keys) // MOST_ROWS + 1
        return [reverse(self.name, args=[key]) + self.query for key in keys[::step]]


PAGES = [
    Page("login", [ANONYMOUS]),
    Page("password-change", [MEMBER]),
    Page("village-list", EVERYONE),
    Page("village-create", [OFFICER]),
    Page("village-edit", [OFFICER], Village.objects.editable_by),
    Page("official-list", WHOLE_COMMUNE),
    Page("official-create", [OFFICER]),
    Page("official-edit", [OFFICER], Official.objects.editable_by),
    Page("household-list", PEOPLED),
    Page("household-list", PEOPLED, query="?q=tri%E1%BB%87u"),
    Page("household-list", [OFFICER, MEMBER], query="?trang=9"),
    Page("household-create", [OFFICER, TEAM_LEADER]),
    Page("household-detail", PEOPLED, Household.objects.visible_to),
    Page("household-edit", [OFFICER, TEAM_LEADER], lambda user: Household.objects.editable_by(user).present()),
    Page("household-move", [OFFICER, TEAM_LEADER], lambda user: Household.objects.editable_by(user).present()),
    Page("household-observe", [OFFICER, TEAM_LEADER], lambda user: Household.objects.editable_by(user).present()),
    Page("resident-move", [OFFICER, TEAM_LEADER], lambda user: Resident.objects.editable_by(user).present()),
    Page("visit-create", TEAM, lambda user: Household.objects.loggable_by(user).present()),
    Page("visit-list", PEOPLED),
    Page("visit-list", PEOPLED, query="?trang=9"),
    Page("visit-detail", PEOPLED, Visit.objects.visible_to, key="uuid"),
    Page("lesson-create", TEAM, Village.objects.loggable_by),
    Page("lesson-create", TEAM, Village.objects.loggable_by, query="?q=tri%E1%BB%87u"),
]


def forgotten():
    """Names of addresses that no line above measures."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    return names - {page.name for page in PAGES} - NOT_PAGES
