from django.shortcuts import redirect
from django.urls import reverse


def own_password_first(get_response):
    """Someone who signs in with a password another person gave him sets his own before anything else."""

    def middleware(request):
        user = request.user
        allowed = (reverse("password-change"), reverse("logout"))
        if user.is_authenticated and user.sets_own_password and request.path not in allowed:
            return redirect("password-change")
        return get_response(request)

    return middleware
