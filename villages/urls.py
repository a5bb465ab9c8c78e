from django.urls import path

from villages import lists, views
from villages.exports import export_of

urlpatterns = [
    path("thon/", views.village_list, name="village-list"),
    path("thon/moi/", views.village_create, name="village-create"),
    path("thon/<int:pk>/sua/", views.village_edit, name="village-edit"),
    path("can-bo/", views.official_list, name="official-list"),
    path("quyen/tai/", export_of(lists.accesses), name="access-export"),
    path("tai-danh-sach/", views.export_list, name="export-list"),
    path("tai-danh-sach/tai/", export_of(lists.exports), name="export-export"),
    path("can-bo/moi/", views.official_create, name="official-create"),
    path("can-bo/<int:pk>/sua/", views.official_edit, name="official-edit"),
]
