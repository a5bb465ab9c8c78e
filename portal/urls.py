from django.urls import path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("quyen-du-lieu-ca-nhan/", views.data_rights, name="data-rights"),
]
