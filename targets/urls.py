from django.urls import path

from targets.views import board

progress_urls = [
    path("chi-tieu/", board.board, name="board"),
    path("chi-tieu/<int:pk>/", board.target_detail, name="target-detail"),
    path("thon/<int:pk>/", board.village_detail, name="village-detail"),
]

urlpatterns = [*progress_urls]
