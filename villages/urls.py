from django.urls import path

from villages import views

urlpatterns = [
    path("thon/", views.village_list, name="village-list"),
    path("thon/moi/", views.village_create, name="village-create"),
    path("thon/<int:pk>/sua/", views.village_edit, name="village-edit"),
    path("can-bo/", views.official_list, name="official-list"),
    path("can-bo/moi/", views.official_create, name="official-create"),
    path("can-bo/<int:pk>/sua/", views.official_edit, name="official-edit"),
]
