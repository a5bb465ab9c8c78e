from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from portal.desks import office_desk, team_desk
from portal.public import public_page, rights_page


@login_not_required
def home(request):
    if not request.user.is_authenticated:
        return render(request, "portal/public.html", public_page(request.GET.get("xa", "")))
    context = {"team": team_desk(request.user), "office": office_desk(request.user)}
    return render(request, "portal/desk.html", context)


@login_not_required
def data_rights(request):
    """What is kept of residents, why, for how long, and how to ask."""
    return render(request, "portal/data_rights.html", rights_page())
