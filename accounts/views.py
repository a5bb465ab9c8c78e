from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.forms import OwnPasswordForm, SignInForm


class SignIn(views.LoginView):
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


@login_not_required
def admin_sign_in(request):
    """Where the admin sends whom it does not let in; somebody already signed in would be sent round in circles."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect(f"{reverse('login')}?{request.GET.urlencode()}")


def password_change(request):
    """The old password is asked of all but those who have just signed in with the one they were given."""
    form_class = OwnPasswordForm if request.user.sets_own_password else PasswordChangeForm
    form = form_class(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Đã đặt mật khẩu mới.")
        return redirect("home")
    return render(request, "accounts/password_change.html", {"form": form})


def locked_out(request, credentials, *args, **kwargs):
    """What django-axes shows after five wrong passwords."""
    return render(request, "accounts/locked_out.html", status=429)
