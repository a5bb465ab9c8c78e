from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from config.paging import page_of
from targets.forms.launch import LaunchForm
from targets.forms.launch_lists import AttendanceForm, Handovers
from targets.forms.launch_photos import PhotosForm
from targets.launch_page import LaunchPage, Picture
from teams.actions import delete_launch, invite
from teams.models import Launch
from villages.models import Commune


def launch_list(request):
    launches = Launch.objects.listed_for(request.user).select_related("commune")
    context = {"page": page_of(request, launches), "edits": Commune.objects.editable_by(request.user).exists()}
    return render(request, "targets/launch_list.html", context)


@login_not_required
def launch_detail(request, pk):
    launches = Launch.objects.visible_to(request.user).select_related("commune")
    launch = get_object_or_404(launches, pk=pk)
    context = {
        "page": LaunchPage(launch),
        "launch": launch,
        "editable": Launch.objects.editable_by(request.user).filter(pk=pk).exists(),
        "overseen": Launch.objects.overseen_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "targets/launch_detail.html", context)


def launch_create(request):
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    return _edit(request, Launch())


def launch_edit(request, pk):
    return _edit(request, _editable(request, pk))


def _edit(request, launch):
    new = launch.pk is None
    form = LaunchForm(_sent(request), instance=launch, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_if_current():
        messages.success(request, "Đã lưu hội nghị.")
        return redirect("launch-handovers", launch.pk) if new and launch.decision_id else redirect(launch)
    return render(request, "targets/launch_form.html", {"form": form})


@require_POST
def launch_delete(request, pk):
    delete_launch(_editable(request, pk), by=request.user)
    messages.success(request, "Đã xóa hội nghị cùng danh sách đại biểu và ảnh.")
    return redirect("launch-list")


def launch_handovers(request, pk):
    launch = _editable(request, pk)
    form = Handovers(_sent(request), launch=launch, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu việc trao quyết định.")
        return redirect(launch)
    return render(request, "targets/launch_handovers.html", {"form": form, "launch": launch})


def launch_attendance(request, pk):
    launch = _editable(request, pk)
    form = AttendanceForm(_sent(request), launch=launch, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu danh sách đại biểu.")
        return redirect("launch-attendance", pk) if "more" in request.POST else redirect(launch)
    return render(request, "targets/launch_attendance.html", {"form": form, "launch": launch})


@require_POST
def launch_invite(request, pk):
    added = invite(_editable(request, pk), by=request.user)
    if added:
        messages.success(request, f"Đã thêm {added} người vào danh sách.")
    else:
        messages.info(request, "Không có ai để thêm: mọi người đã ở trong danh sách, hoặc chưa chọn quyết định.")
    return redirect("launch-attendance", pk)


def launch_sheet(request, pk):
    launches = Launch.objects.overseen_by(request.user).select_related("commune")
    launch = get_object_or_404(launches, pk=pk)
    context = {"page": LaunchPage(launch), "launch": launch, "attendees": launch.attendees.all()}
    return render(request, "targets/launch_sheet.html", context)


def launch_photos(request, pk):
    launch = _editable(request, pk)
    form = PhotosForm(_sent(request), request.FILES or None, launch=launch, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, "Đã lưu ảnh.")
        return redirect("launch-photos", pk)
    rows = [(Picture(photo), *fields) for photo, *fields in form.rows]
    return render(request, "targets/launch_photos.html", {"form": form, "rows": rows, "launch": launch})


def _editable(request, pk):
    launches = Launch.objects.editable_by(request.user).select_related("commune", "chair", "secretary")
    return get_object_or_404(launches, pk=pk)


def _sent(request):
    return request.POST if request.method == "POST" else None
