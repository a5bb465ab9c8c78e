from django.contrib import admin
from django.urls import include, path

from accounts.views import admin_sign_in

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("villages.urls")),
    path("", include("teams.urls")),
    path("", include("households.urls")),
    path("", include("targets.urls")),
    path("", include("portal.urls")),
    path("quan-tri/login/", admin_sign_in),
    path("quan-tri/", admin.site.urls),
]
