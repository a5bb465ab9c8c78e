from django.urls import path

from households.views import household, promise, sheet, visit

urlpatterns = [
    path("ho-dan/", household.household_list, name="household-list"),
    path("ho-dan/moi/", household.household_create, name="household-create"),
    path("ho-dan/<int:pk>/", household.household_detail, name="household-detail"),
    path("ho-dan/<int:pk>/sua/", household.household_edit, name="household-edit"),
    path("ho-dan/<int:pk>/chuyen/", household.household_move, name="household-move"),
    path("ho-dan/<int:pk>/dac-diem/", household.household_observe, name="household-observe"),
    path("ho-dan/<int:pk>/luot-tham/moi/", visit.visit_create, name="visit-create"),
    path("ho-dan/<int:pk>/ngay-hen/", promise.promise_move, name="promise-move"),
    path("nhan-khau/<int:pk>/chuyen/", household.resident_move, name="resident-move"),
    path("thon/<int:pk>/buoi-huong-dan/", visit.lesson_create, name="lesson-create"),
    path("thon/<int:pk>/phieu/", sheet.sheet_print, name="sheet-print"),
    path("thon/<int:pk>/nhap-phieu/", sheet.sheet_enter, name="sheet-enter"),
    path("thon/<int:pk>/nhap-phieu/kiem-tra/", sheet.sheet_check, name="sheet-check"),
    path("luot-tham/", visit.visit_list, name="visit-list"),
    path("luot-tham/<uuid:uuid>/", visit.visit_detail, name="visit-detail"),
    path("luot-tham/<uuid:uuid>/rut-lai/", visit.visit_withdraw, name="visit-withdraw"),
]
