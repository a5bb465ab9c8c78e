from django.urls import path

from targets import lists
from targets.views import (
    board,
    decision,
    decision_files,
    decision_letter,
    decision_lines,
    decision_steps,
    handover,
    launch,
    launch_files,
    published,
    reorganise,
    team_reform,
)
from villages.exports import export_of

progress_urls = [
    path("chi-tieu/", board.board, name="board"),
    path("chi-tieu/tai/", export_of(lists.board), name="board-export"),
    path("chi-tieu/<int:pk>/tai/", export_of(lists.people_behind), name="target-export"),
    path("chi-tieu/<int:pk>/", board.target_detail, name="target-detail"),
    path("to/<int:pk>/ban-giao/", handover.team_handover, name="team-handover"),
    path("thon/<int:pk>/", board.village_detail, name="village-detail"),
]

decision_urls = [
    path("quyet-dinh/", decision.decision_list, name="decision-list"),
    path("quyet-dinh/tai/", export_of(lists.decisions), name="decision-export"),
    path("quyet-dinh/moi/", decision.decision_create, name="decision-create"),
    path("quyet-dinh/<int:pk>/", decision.decision_detail, name="decision-detail"),
    path("quyet-dinh/<int:pk>/van-ban.pdf", decision_files.decision_pdf, name="decision-pdf"),
    path("quyet-dinh/<int:pk>/van-ban.docx", decision_files.decision_docx, name="decision-docx"),
    path("quyet-dinh/<int:pk>/sua/", decision.decision_edit, name="decision-edit"),
    path("quyet-dinh/<int:pk>/xoa/", decision.decision_delete, name="decision-delete"),
    path("quyet-dinh/<int:pk>/thanh-vien/", decision_lines.decision_people, name="decision-people"),
    path("quyet-dinh/<int:pk>/chi-tieu/", decision_lines.decision_targets, name="decision-targets"),
    path("quyet-dinh/<int:pk>/sua-doi/", decision_lines.decision_amend, name="decision-amend"),
    path("quyet-dinh/<int:pk>/cong-van/", decision_letter.decision_letter, name="decision-letter"),
    path("quyet-dinh/<int:pk>/lich-su/", decision.decision_changes, name="decision-changes"),
    path("to/<int:pk>/kien-toan/", team_reform.team_reform, name="team-reform"),
    path("quyet-dinh/<int:pk>/trinh-ky/", decision_steps.decision_submit, name="decision-submit"),
    path("quyet-dinh/<int:pk>/bo-du-thao/", decision_steps.decision_drop, name="decision-drop"),
    path("quyet-dinh/<int:pk>/tra-lai/", decision_steps.decision_return, name="decision-return"),
    path("quyet-dinh/<int:pk>/ky/", decision_steps.decision_sign, name="decision-sign"),
    path("quyet-dinh/<int:pk>/cap-so/", decision_steps.decision_issue, name="decision-issue"),
]

launch_urls = [
    path("ra-mat/", launch.launch_list, name="launch-list"),
    path("ra-mat/tai/", export_of(lists.launches), name="launch-export"),
    path("ra-mat/<int:pk>/dai-bieu/tai/", export_of(lists.attendees), name="attendee-export"),
    path("ra-mat/moi/", launch.launch_create, name="launch-create"),
    path("ra-mat/<int:pk>/", launch.launch_detail, name="launch-detail"),
    path("ra-mat/<int:pk>/sua/", launch.launch_edit, name="launch-edit"),
    path("ra-mat/<int:pk>/xoa/", launch.launch_delete, name="launch-delete"),
    path("ra-mat/<int:pk>/trao-quyet-dinh/", launch.launch_handovers, name="launch-handovers"),
    path("ra-mat/<int:pk>/dai-bieu/", launch.launch_attendance, name="launch-attendance"),
    path("ra-mat/<int:pk>/dai-bieu/lap/", launch.launch_invite, name="launch-invite"),
    path("ra-mat/<int:pk>/dai-bieu/in/", launch.launch_sheet, name="launch-sheet"),
    path("ra-mat/<int:pk>/anh/", launch.launch_photos, name="launch-photos"),
    path("ra-mat/<int:pk>/bien-ban.pdf", launch_files.launch_minutes_pdf, name="launch-minutes-pdf"),
    path("ra-mat/<int:pk>/bien-ban.docx", launch_files.launch_minutes_docx, name="launch-minutes-docx"),
    path("anh/<slug:name>.jpg", launch_files.launch_photo, name="launch-photo"),
]

public_urls = [
    path("van-ban/", published.published_list, name="published-list"),
    path("van-ban/tai/", export_of(lists.published), name="published-export"),
    path("van-ban/<int:pk>/", published.published_detail, name="published-detail"),
    path("van-ban/<int:pk>/van-ban.pdf", published.published_pdf, name="published-pdf"),
]

reorganisation_urls = [
    path("sap-xep/", reorganise.reorganisation_list, name="reorganisation-list"),
    path("sap-xep/tai/", export_of(lists.reorganisations), name="reorganisation-export"),
    path("sap-xep/<int:pk>/", reorganise.reorganisation_detail, name="reorganisation-detail"),
    path("sap-xep/<int:pk>/hoan-tac/", reorganise.reorganisation_undo, name="reorganisation-undo"),
    path("sap-xep/<slug:kind>/", reorganise.reorganise, name="reorganise"),
    path("thon/<int:pk>/nguon-goc/", reorganise.village_lineage, name="village-lineage"),
    path("xa/<int:pk>/nguon-goc/", reorganise.commune_lineage, name="commune-lineage"),
]

urlpatterns = [*reorganisation_urls, *progress_urls, *decision_urls, *launch_urls, *public_urls]
