from django.urls import path

from households.views import call, household, rehearsal, review, timesheet, visit

urlpatterns = [
    path("ho-dan/", household.household_list, name="household-list"),
    path("ho-dan/moi/", household.household_create, name="household-create"),
    path("ho-dan/<int:pk>/", household.household_detail, name="household-detail"),
    path("ho-dan/<int:pk>/sua/", household.household_edit, name="household-edit"),
    path("ho-dan/<int:pk>/chuyen/", household.household_move, name="household-move"),
    path("ho-dan/<int:pk>/dac-diem/", household.household_observe, name="household-observe"),
    path("ho-dan/<int:pk>/luot-tham/moi/", visit.visit_create, name="visit-create"),
    path("nhan-khau/<int:pk>/chuyen/", household.resident_move, name="resident-move"),
    path("thon/<int:pk>/buoi-huong-dan/", visit.lesson_create, name="lesson-create"),
    path("tap-duot/", rehearsal.rehearsal_switch, name="rehearsal-switch"),
    path("to/<int:pk>/ngay-cong/", timesheet.timesheet, name="timesheet"),
    path("tap-duot/", rehearsal.rehearsal_switch, name="rehearsal-switch"),
    path("to/<int:pk>/ngay-cong/excel/", timesheet.timesheet_excel, name="timesheet-excel"),
    path("xac-minh/", call.call_list, name="call-list"),
    path("xac-minh/rut-tham/", call.call_draw, name="call-draw"),
    path("xac-minh/<int:pk>/", call.call_record, name="call-record"),
    path("luot-tham/", visit.visit_list, name="visit-list"),
    path("luot-tham/can-xem-lai/", review.review_list, name="review-list"),
    path("luot-tham/<uuid:uuid>/giai-thich/", review.visit_answer, name="visit-answer"),
    path("luot-tham/<uuid:uuid>/da-xem/", review.visit_settle, name="visit-settle"),
    path("luot-tham/<uuid:uuid>/ket-luan/", review.visit_judge, name="visit-judge"),
    path("luot-tham/<uuid:uuid>/", visit.visit_detail, name="visit-detail"),
    path("luot-tham/<uuid:uuid>/rut-lai/", visit.visit_withdraw, name="visit-withdraw"),
]
