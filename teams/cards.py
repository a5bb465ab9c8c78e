"""The giấy giới thiệu that a member carries from door to door."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from config.qr import draw_qr
from teams.codes import show_code
from teams.models import Membership


@dataclass(frozen=True)
class Card:
    membership: Membership
    code: str
    qr: str


def cards_of(memberships):
    """[Card] of `memberships` with_symbols()."""
    return [_card(membership) for membership in memberships]


def _card(membership):
    qr = draw_qr(proof_address(membership.code), title=f"Mã QR xác nhận {membership.official.full_name}")
    return Card(membership, show_code(membership.code), qr)


def proof_address(code):
    return settings.SITE_URL + reverse("proof-detail", args=[show_code(code)])


def search_address():
    """What somebody types by hand, without the scheme: '127.0.0.1:8000/xac-nhan'."""
    return (settings.SITE_URL + reverse("proof-search")).partition("://")[2].rstrip("/")
