from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("villages.urls")),
    path("", include("teams.urls")),
    path("", include("households.urls")),
    path("", include("targets.urls")),
    path("", include("portal.urls")),
    path("quan-tri/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("quan-tri/", admin.site.urls),
]
