from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render

from teams.actions import add_signed_copy
from teams.forms.signed_copy import SignedCopyForm
from teams.models import Decision, SignedCopy


def signed_copy_create(request, pk):
    decision = get_object_or_404(Decision.objects.scannable_by(request.user), pk=pk)
    form = SignedCopyForm(request.POST, request.FILES) if request.method == "POST" else SignedCopyForm()
    if request.method == "POST" and form.is_valid():
        try:
            add_signed_copy(decision, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, "Đã lưu bản ký, đóng dấu.")
            return redirect(decision)
    copies = SignedCopy.objects.visible_to(request.user).filter(decision=decision).select_related("uploaded_by")
    context = {"form": form, "decision": decision, "copies": copies}
    return render(request, "teams/signed_copy_form.html", context)


def signed_copy(request, pk):
    copies = SignedCopy.objects.visible_to(request.user).select_related("decision")
    copy = get_object_or_404(copies, pk=pk)
    try:
        file = copy.file.open()
    except FileNotFoundError as missing:  # a database restored without its folder of files
        raise Http404 from missing
    return FileResponse(
        file,
        as_attachment=True,
        filename=copy.download_name,
        content_type=copy.content_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )
