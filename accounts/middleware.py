from django.shortcuts import redirect
from django.urls import reverse


def own_password_first(get_response):
    """Someone who signs in with a password another person gave him sets his own before anything else."""

    def middleware(request):
        user = request.user
        if user.is_authenticated and user.sets_own_password:
            if request.path not in (reverse("password-change"), reverse("logout")):
                return redirect("password-change")
        return get_response(request)

    return middleware
