from django.urls import path

from teams import lists
from teams.views import account, card, legal_basis, proof, register, signed_copy, team
from villages.exports import export_of

urlpatterns = [
    path("can-bo/<int:pk>/", account.official_detail, name="official-detail"),
    path("can-bo/<int:pk>/tai-khoan/", account.account_create, name="account-create"),
    path("can-bo/<int:pk>/mat-khau/", account.account_password, name="account-password"),
    path("can-bo/<int:pk>/khoa/", account.account_lock, name="account-lock"),
    path("can-bo/<int:pk>/quyen/", account.access_grant, name="access-grant"),
    path("quyen/<int:pk>/ket-thuc/", account.access_end, name="access-end"),
    path("can-cu/", legal_basis.legal_basis_list, name="legal-basis-list"),
    path("can-cu/tai/", export_of(lists.legal_bases), name="legal-basis-export"),
    path("can-cu/moi/", legal_basis.legal_basis_create, name="legal-basis-create"),
    path("can-cu/<int:pk>/sua/", legal_basis.legal_basis_edit, name="legal-basis-edit"),
    path("so-van-ban-di/", register.register_list, name="register-list"),
    path("so-van-ban-di/tai/", export_of(lists.register), name="register-export"),
    path("so-van-ban-di/moi/", register.register_create, name="register-create"),
    path("so-van-ban-di/<int:pk>/", register.register_edit, name="register-edit"),
    path("so-van-ban-di/cach-cap-so/<int:pk>/", register.numbering_edit, name="numbering-edit"),
    path("to/", team.team_list, name="team-list"),
    path("to/tai/", export_of(lists.teams), name="team-export"),
    path("to/<int:pk>/", team.team_detail, name="team-detail"),
    path("to/<int:pk>/giay-gioi-thieu/", card.team_cards, name="team-cards"),
    path("giay-gioi-thieu/", card.own_cards, name="own-cards"),
    path("xac-nhan/", proof.proof_search, name="proof-search"),
    path("xac-nhan/<str:code>/", proof.proof_detail, name="proof-detail"),
    path("quyet-dinh/<int:pk>/ban-ky/", signed_copy.signed_copy_create, name="signed-copy-create"),
    path("ban-ky/<int:pk>/", signed_copy.signed_copy, name="signed-copy"),
]
