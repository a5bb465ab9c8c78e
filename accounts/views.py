from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.shortcuts import redirect, render

from accounts.forms import OwnPasswordForm, SignInForm


class SignIn(views.LoginView):
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


def password_change(request):
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Đã đặt mật khẩu mới.")
        return redirect("home")
    return render(request, "accounts/password_change.html", {"form": form})


def locked_out(request, credentials, *args, **kwargs):
    """What django-axes shows after five wrong passwords."""
    return render(request, "accounts/locked_out.html", status=429)
