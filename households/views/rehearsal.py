from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from households.rehearsal import is_rehearsing, switch
from villages.models import Village


@require_POST
def rehearsal_switch(request):
    on = request.POST.get("tap-duot") == "1"
    if on or not is_rehearsing(request):
        get_object_or_404(Village.objects.loggable_by(request.user)[:1])
    switch(request, on=on)
    if not on:
        messages.success(request, "Đã thôi tập dượt. Từ bây giờ, lượt bạn ghi được lưu và tính.")
    return redirect("home")
