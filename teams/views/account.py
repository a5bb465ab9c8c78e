from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from teams.actions import end_access, reset_password
from teams.forms.account import AccessForm, AccountForm
from villages.models import Access, Official


def official_detail(request, pk):
    official = get_object_or_404(Official.objects.visible_to(request.user).select_related("user", "commune"), pk=pk)
    accesses = Access.objects.visible_to(request.user).filter(user=official.user_id, user__isnull=False)
    context = {
        "official": official,
        "positions": official.positions.select_related("village"),
        "memberships": official.memberships.select_related("team").annotate(
            start_symbol=F("started_by__register_entry__symbol"), end_symbol=F("ended_by__register_entry__symbol")
        ),
        "accesses": accesses.select_related("commune", "village", "granted_by").annotate(
            decision=F("membership__started_by"), symbol=F("membership__started_by__register_entry__symbol")
        ),
        "endable": set(_endable(request.user).filter(user=official.user_id).values_list("pk", flat=True)),
        "editable": Official.objects.editable_by(request.user).filter(pk=pk).exists(),
        "account_editable": Official.objects.account_editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "teams/official_detail.html", context)


def _grantable(user):
    """What a decision opened is closed by a decision, with the membership."""
    return Access.objects.grantable_by(user).filter(membership=None)


def _endable(user):
    return _grantable(user).in_force()


def account_create(request, pk):
    officials = Official.objects.account_editable_by(request.user).select_related("commune")
    official = get_object_or_404(officials, pk=pk)
    if official.user_id:
        messages.warning(request, "Cán bộ này đã có tài khoản. Nếu chưa kịp ghi mật khẩu, hãy cấp lại mật khẩu.")
        return redirect(official)
    form = AccountForm(request.POST or None, official=official, user=request.user)
    if request.method == "POST" and form.is_valid() and (password := form.open()):
        return _hand_over(request, official, password)
    return render(request, "teams/account_form.html", {"form": form, "official": official})


@require_POST
def account_password(request, pk):
    official = get_object_or_404(_with_account(request.user), pk=pk)
    return _hand_over(request, official, reset_password(official, by=request.user))


def _with_account(user):
    return Official.objects.account_editable_by(user).filter(user__isnull=False).select_related("user", "commune")


def _hand_over(request, official, password):
    """Shown in the answer to the form itself, so that the password is kept nowhere."""
    return render(request, "teams/account_password.html", {"official": official, "password": password})


@require_POST
def account_lock(request, pk):
    official = get_object_or_404(_with_account(request.user), pk=pk)
    account = official.user
    wanted = "unlock" in request.POST
    if account.is_active != wanted:
        account.is_active = wanted
        account.save()
    messages.success(request, "Đã mở khóa tài khoản." if account.is_active else "Đã khóa tài khoản.")
    return redirect(official)


def access_grant(request, pk):
    official = get_object_or_404(_with_account(request.user), pk=pk)
    form = AccessForm(request.POST or None, official=official, user=request.user)
    if request.method == "POST" and form.is_valid():
        access = form.save()
        messages.success(request, f"Đã cấp quyền {access.get_role_display().lower()} cho {official.full_name}.")
        return redirect(official)
    return render(request, "teams/access_form.html", {"form": form, "official": official})


@require_POST
def access_end(request, pk):
    access = get_object_or_404(_grantable(request.user), pk=pk)
    if _endable(request.user).filter(pk=pk).exists():  # not a second click
        end_access(access, by=request.user)
    messages.success(request, f"Đã kết thúc quyền {access.get_role_display().lower()}.")
    official = Official.objects.visible_to(request.user).filter(user=access.user_id).first()
    return redirect(official or "official-list")
