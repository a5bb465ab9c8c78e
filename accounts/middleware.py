from ipaddress import ip_address

from django.shortcuts import redirect
from django.urls import reverse

ON_THIS_MACHINE = ["", "127.0.0.1", "::1"]  # '' is a socket file


def address_of(request):
    """From where `request` comes: what a proxy on this machine wrote last (README, "Chạy thật"), or else who
    connected. Behind a proxy all would share one address, and anybody could lock out everybody."""
    peer = request.META.get("REMOTE_ADDR", "")
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if peer not in ON_THIS_MACHINE or not _is_address(said):
        return peer or None
    return said


def _is_address(text):
    try:
        return "%" not in text and bool(ip_address(text))  # PostgreSQL keeps none with a zone
    except ValueError:
        return False


def own_password_first(get_response):
    """Someone who signs in with a password another person gave him sets his own before anything else."""

    def middleware(request):
        user = request.user
        allowed = (reverse("password-change"), reverse("logout"))
        if user.is_authenticated and user.sets_own_password and request.path not in allowed:
            return redirect("password-change")
        return get_response(request)

    return middleware
