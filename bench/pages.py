"""Every page that answers a GET: who opens it, and which rows it is opened for."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import get_resolver, reverse

from households.models import DataRequest, Exclusion, Household, Import, LifeEvent, Resident, Visit, VisitLabel
from targets.forms.reorganise import FORMS
from targets.models import Target
from teams.models import Decision, Launch, LaunchPhoto, LegalBasis, Membership, RegisterEntry, SignedCopy, Team
from villages.models import BulkRun, Commune, Official, Village

ANONYMOUS, ADMIN = "", "quantri"
LEADER, OFFICER, TEAM_LEADER, MEMBER, OBSERVER = "lanhdao", "congchuc", "totruong1", "thanhvien1", "theodoi"
OFFICE = [LEADER, OFFICER]
TEAM = [TEAM_LEADER, MEMBER]
PEOPLED = [*OFFICE, *TEAM]
EVERYONE = [*PEOPLED, OBSERVER]
EDITORS = [OFFICER, TEAM_LEADER]
POST_ONLY = {
    "logout",
    "account-password",
    "account-lock",
    "access-end",
    "launch-delete",
    "launch-invite",
    "decision-delete",
    "decision-submit",
    "decision-sign",
    "team-reform",
    "visit-settle",
    "rehearsal-switch",
    "call-draw",
    "call-record",
    "visit-nobody",
    "notice-give",
    "resident-apart",
    "merge-undo",
    "visit-undo",
    "lane-undo",
    "sheet-check",
    "reorganisation-undo",
    "import-apply",
    "import-recheck",
    "import-drop",
    "import-undo",
}
# Drawn for who takes them away: no pages that one waits for.
FILES = {
    "decision-pdf",
    "decision-docx",
    "launch-minutes-pdf",
    "launch-minutes-docx",
    "resident-copy-file",
    "import-template",
    "import-file",
}
# Of rows that the measured commune does not have.
ROWLESS = {"reorganisation-detail", "decision-drop"}
MOST_ROWS = 40
SEARCH = "?q=tri%E1%BB%87u"  # "triệu", the commonest surname


@dataclass(frozen=True)
class Page:
    name: str
    roles: list[str]
    rows: Callable | None = None  # queryset of a user's rows
    query: str = ""
    key: str = "pk"
    words: list[str] = field(default_factory=list)  # that addresses bear instead of a row's key

    def paths(self, user):
        """Addresses of this page for rows from all over what `user` may open."""
        if self.words:
            return [reverse(self.name, args=[word]) for word in self.words]
        if self.rows is None:
            return [reverse(self.name) + self.query]
        keys = list(self.rows(user).order_by("pk").values_list(self.key, flat=True))
        step = len(keys) // MOST_ROWS + 1
        return [reverse(self.name, args=[key]) + self.query for key in keys[::step]]


def _present_households(user):
    return Household.objects.editable_by(user).present()


def _unaccounted(user):
    return Official.objects.account_editable_by(user).filter(user=None)


def _accounted(user):
    return Official.objects.account_editable_by(user).filter(user__isnull=False)


def _photos(user):
    return LaunchPhoto.objects.filter(launch__published=True).annotate(name=Concat("key", Value("-vua")))


def _of_labels(verb):
    return lambda user: Visit.objects.filter(pk__in=verb(user).values("visit"))


PAGES = [
    Page("home", [ANONYMOUS, *EVERYONE]),
    Page("login", [ANONYMOUS]),
    Page("proof-search", [ANONYMOUS]),
    Page("proof-detail", [ANONYMOUS], lambda user: Membership.objects.all(), key="code"),
    Page("launch-detail", [ANONYMOUS], lambda user: Launch.objects.visible_to_public()),
    Page("launch-photo", [ANONYMOUS], _photos, key="name"),
    Page("launch-list", EVERYONE),
    Page("launch-create", [OFFICER]),
    Page("launch-edit", [OFFICER], Launch.objects.editable_by),
    Page("launch-handovers", [OFFICER], Launch.objects.editable_by),
    Page("launch-attendance", [OFFICER], Launch.objects.editable_by),
    Page("launch-sheet", OFFICE, Launch.objects.overseen_by),
    Page("launch-photos", [OFFICER], Launch.objects.editable_by),
    Page("password-change", [MEMBER]),
    Page("village-list", EVERYONE),
    Page("village-detail", EVERYONE, Village.objects.visible_to),
    Page("village-lineage", EVERYONE, Village.objects.visible_to),
    Page("commune-lineage", EVERYONE, Commune.objects.visible_to),
    Page("reorganisation-list", OFFICE),
    Page("reorganise", [OFFICER], words=list(FORMS)),
    Page("village-create", [OFFICER]),
    Page("village-edit", [OFFICER], Village.objects.editable_by),
    Page("official-list", OFFICE),
    Page("official-detail", OFFICE, Official.objects.visible_to),
    Page("official-create", [OFFICER]),
    Page("official-edit", [OFFICER], Official.objects.editable_by),
    Page("account-create", [OFFICER], _unaccounted),
    Page("access-grant", [OFFICER], _accounted),
    Page("legal-basis-list", OFFICE),
    Page("legal-basis-create", [OFFICER]),
    Page("legal-basis-edit", [OFFICER], LegalBasis.objects.editable_by),
    Page("team-list", EVERYONE),
    Page("team-detail", EVERYONE, Team.objects.visible_to),
    Page("team-handover", PEOPLED, Team.objects.handed_over_to),
    Page("team-cards", [OFFICER, *TEAM], Team.objects.introducible_by),
    Page("own-cards", TEAM),
    Page("decision-list", EVERYONE),
    Page("decision-detail", EVERYONE, Decision.objects.visible_to),
    Page("decision-create", [OFFICER], query="?loai=FOUND"),
    Page("decision-create", [OFFICER], query="?loai=ASSIGN"),
    Page("decision-edit", [OFFICER], Decision.objects.editable_by),
    Page("decision-people", [OFFICER], Decision.objects.editable_by),
    Page("decision-targets", [OFFICER], Decision.objects.editable_by),
    Page("decision-create", [OFFICER], query="?loai=REPEAL"),
    Page("decision-amend", [OFFICER], Decision.objects.editable_by),
    Page("decision-letter", [OFFICER], Decision.objects.amendable_by),
    Page("decision-changes", [OFFICER], Decision.objects.handled_by),
    Page("decision-changes", [LEADER], Decision.objects.decided_by),
    Page("decision-return", [LEADER], Decision.objects.signable_by),
    Page("decision-issue", [OFFICER], Decision.objects.numberable_by),
    Page("signed-copy-create", [OFFICER], Decision.objects.scannable_by),
    Page("signed-copy", EVERYONE, SignedCopy.objects.visible_to),
    Page("register-list", OFFICE),
    Page("register-create", [OFFICER]),
    Page("register-edit", [OFFICER], RegisterEntry.objects.numberable_by),
    Page("numbering-edit", [OFFICER], Commune.objects.editable_by),
    Page("published-list", [ANONYMOUS, MEMBER]),
    Page("published-list", [ANONYMOUS], query="?q=quyet+dinh"),
    Page("published-detail", [ANONYMOUS, MEMBER], lambda user: Decision.objects.visible_to_public()),
    Page("published-pdf", [ANONYMOUS], lambda user: Decision.objects.visible_to_public()),
    Page("board", EVERYONE),
    Page("target-detail", EVERYONE, Target.objects.visible_to),
    Page("target-detail", PEOPLED, Target.objects.visible_to, "?nhom=chua-dat"),
    Page("target-detail", PEOPLED, Target.objects.visible_to, "?nhom=chua-ro"),
    Page("search", PEOPLED, query=SEARCH),
    Page("household-list", PEOPLED),
    Page("household-list", PEOPLED, query=SEARCH),
    Page("household-list", PEOPLED, query="?xem=hen"),
    Page("household-list", PEOPLED, query="?xem=chua-tham"),
    Page("household-list", PEOPLED, query="?xem=lau-nhat&trang=9"),
    Page("household-list", PEOPLED, query="?can=1"),
    Page("household-list", TEAM, query="?can=1&xem=lau-nhat"),
    Page("household-create", EDITORS),
    Page("household-detail", PEOPLED, Household.objects.visible_to),
    Page("household-edit", EDITORS, _present_households),
    Page("household-move", EDITORS, _present_households),
    Page("household-birth", EDITORS, _present_households),
    Page("household-death", EDITORS, _present_households),
    Page("household-arrival", EDITORS, _present_households),
    Page("household-head", EDITORS, _present_households),
    Page("household-split", EDITORS, _present_households),
    Page("household-merge", EDITORS, _present_households),
    Page("household-list", EDITORS, query="?xem=chua-chu-ho"),
    Page("event-take-back", EDITORS, LifeEvent.objects.correctable_by),
    Page("resident-life", PEOPLED, Resident.objects.visible_to),
    Page("household-observe", EDITORS, _present_households),
    Page("resident-move", EDITORS, lambda user: Resident.objects.editable_by(user).present()),
    Page("resident-duplicates", EDITORS, lambda user: Resident.objects.editable_by(user).present()),
    Page("household-duplicates", EDITORS, _present_households),
    Page("duplicate-list", EDITORS),
    Page("visit-create", TEAM, lambda user: Household.objects.loggable_by(user).present()),
    Page("lane-nobody", TEAM, Village.objects.loggable_by),
    Page("lane-nobody", TEAM, Village.objects.loggable_by, "?ngo="),
    Page("household-add", TEAM, Village.objects.addable_by),
    Page("resident-add", TEAM, lambda user: Household.objects.addable_by(user).present()),
    Page("promise-move", TEAM, lambda user: Household.objects.loggable_by(user).present().promised()),
    Page("exclusion-ask", TEAM, Household.objects.exclusion_askable_by),
    Page("exclusion-list", PEOPLED),
    Page("exclusion-list", OFFICE, query="?xem=dang-mien"),
    Page("exclusion-detail", OFFICE, Exclusion.objects.visible_to),
    Page("target-detail", OFFICE, Target.objects.visible_to, "?nhom=mien-tinh"),
    Page("sheet-print", PEOPLED, Village.objects.peopled_for),
    Page("sheet-enter", TEAM, Village.objects.loggable_by),
    Page("lesson-create", TEAM, Village.objects.loggable_by),
    Page("lesson-create", TEAM, Village.objects.loggable_by, SEARCH),
    Page("visit-send", TEAM),
    Page("visit-queue", TEAM),
    Page("village-directory", TEAM, Village.objects.loggable_by),
    Page("service-worker", [ANONYMOUS]),
    Page("visit-list", PEOPLED),
    Page("visit-list", PEOPLED, query="?trang=9"),
    Page("visit-detail", PEOPLED, Visit.objects.visible_to, key="uuid"),
    Page("visit-withdraw", [TEAM_LEADER], Visit.objects.withdrawable_by, key="uuid"),
    Page("review-list", [OFFICER, *TEAM]),
    Page("visit-answer", TEAM, _of_labels(VisitLabel.objects.answerable_by), key="uuid"),
    Page("visit-judge", [OFFICER], _of_labels(VisitLabel.objects.judgeable_by), key="uuid"),
    Page("call-list", OFFICE),
    Page("data-rights", [ANONYMOUS, MEMBER]),
    Page("data-notice", [ANONYMOUS, MEMBER]),
    Page("resident-data", PEOPLED, Resident.objects.visible_to),
    Page("resident-looks", OFFICE, Resident.objects.overseen_by),
    Page("resident-copy", OFFICE, Resident.objects.overseen_by),
    Page("consent-record", [OFFICER, *TEAM], Resident.objects.heard_by),
    Page("data-request-create", [OFFICER, *TEAM], Resident.objects.heard_by),
    Page("data-request-list", OFFICE),
    Page("data-request-detail", OFFICE, DataRequest.objects.visible_to),
    Page("bulk-run-list", OFFICE),
    Page("bulk-run-detail", OFFICE, BulkRun.objects.visible_to),
    Page("export-list", OFFICE),
    Page("export-export", OFFICE),
    Page("village-export", EVERYONE),
    Page("official-export", OFFICE),
    Page("access-export", OFFICE),
    Page("legal-basis-export", OFFICE),
    Page("team-export", EVERYONE),
    Page("register-export", OFFICE),
    Page("decision-export", EVERYONE),
    Page("published-export", [MEMBER]),
    Page("launch-export", EVERYONE),
    Page("attendee-export", OFFICE, Launch.objects.overseen_by),
    Page("board-export", EVERYONE),
    Page("target-export", PEOPLED, Target.objects.visible_to),
    Page("household-export", PEOPLED),
    Page("household-export", PEOPLED, query="?can=1"),
    Page("visit-export", PEOPLED),
    Page("review-export", [OFFICER, *TEAM]),
    Page("call-export", OFFICE),
    Page("exclusion-export", PEOPLED),
    Page("data-request-export", OFFICE),
    Page("bulk-run-export", OFFICE),
    Page("timesheet-export", PEOPLED, Team.objects.timesheet_visible_to),
    Page("duplicate-export", EDITORS),
    Page("import-export", [OFFICER]),
    Page("reorganisation-export", OFFICE),
    Page("import-list", [OFFICER]),
    Page("import-detail", [OFFICER], Import.objects.visible_to),
    Page("timesheet", PEOPLED, Team.objects.timesheet_visible_to),
    Page("admin:index", [ADMIN]),
]


def all_pages():
    """Those above, and the list of each model in the admin with one of its rows."""
    yield from PAGES
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield Page(f"{name}_changelist", [ADMIN])
        if model._meta.app_label != "axes" and model._default_manager.exists():  # axes lets nobody open one
            yield Page(f"{name}_change", [ADMIN], lambda user, model=model: model._default_manager.all())


def forgotten():
    """Names of addresses that no line above measures."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    return names - {page.name for page in PAGES} - POST_ONLY - FILES - ROWLESS
