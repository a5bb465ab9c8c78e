from django.urls import path

from households.views import door, household, offline, promise, sending, sheet, visit

urlpatterns = [
    path("ho-dan/", household.household_list, name="household-list"),
    path("ho-dan/moi/", household.household_create, name="household-create"),
    path("ho-dan/<int:pk>/", household.household_detail, name="household-detail"),
    path("ho-dan/<int:pk>/sua/", household.household_edit, name="household-edit"),
    path("ho-dan/<int:pk>/chuyen/", household.household_move, name="household-move"),
    path("ho-dan/<int:pk>/dac-diem/", household.household_observe, name="household-observe"),
    path("ho-dan/<int:pk>/luot-tham/moi/", visit.visit_create, name="visit-create"),
    path("ho-dan/<int:pk>/khong-ai-o-nha/", visit.visit_nobody, name="visit-nobody"),
    path("ho-dan/<int:pk>/them-nguoi/", door.resident_add, name="resident-add"),
    path("thon/<int:pk>/them-ho/", door.household_add, name="household-add"),
    path("thon/<int:pk>/khong-ai-o-nha/", door.lane_nobody, name="lane-nobody"),
    path("thon/<int:pk>/khong-ai-o-nha/hoan-tac/", door.lane_undo, name="lane-undo"),
    path("ho-dan/<int:pk>/ngay-hen/", promise.promise_move, name="promise-move"),
    path("nhan-khau/<int:pk>/chuyen/", household.resident_move, name="resident-move"),
    path("thon/<int:pk>/buoi-huong-dan/", visit.lesson_create, name="lesson-create"),
    path("thon/<int:pk>/phieu/", sheet.sheet_print, name="sheet-print"),
    path("thon/<int:pk>/nhap-phieu/", sheet.sheet_enter, name="sheet-enter"),
    path("thon/<int:pk>/nhap-phieu/kiem-tra/", sheet.sheet_check, name="sheet-check"),
    path("luot-tham/", visit.visit_list, name="visit-list"),
    path("thon/<int:pk>/danh-ba/", offline.village_directory, name="village-directory"),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("luot-tham/tren-may/", offline.visit_queue, name="visit-queue"),
    path("luot-tham/gui/", sending.visit_send, name="visit-send"),
    path("luot-tham/<uuid:uuid>/", visit.visit_detail, name="visit-detail"),
    path("luot-tham/<uuid:uuid>/hoan-tac/", visit.visit_undo, name="visit-undo"),
    path("luot-tham/<uuid:uuid>/rut-lai/", visit.visit_withdraw, name="visit-withdraw"),
]
