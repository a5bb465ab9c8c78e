from io import BytesIO

from auditlog.signals import accessed
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from config.paging import page_of
from households.actions import importing
from households.columns import SHEETS
from households.forms.importing import ApplyForm, ImportForm, narrow
from households.importing.preview import describe
from households.importing.steps import take_step
from households.importing.template import write_template
from households.lists.office import listed_imports
from households.models import Import
from villages.models import Commune

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_list(request):
    imports = listed_imports(request)
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            one = importing.start_import(form.instance, file=form.cleaned_data["file"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if one.dropped:
                messages.info(request, f"Lần nhập chưa xong từ tệp “{one.dropped.file_name}” đã bỏ để nhận tệp này.")
            return redirect(one)
    context = {"form": form, "page": page_of(request, imports), "sheets": SHEETS.values()}
    return render(request, "households/import_list.html", context)


def import_template(request, slug):
    commune = get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    sheet = next((sheet for sheet in SHEETS.values() if sheet.slug == slug), None)
    if sheet is None:
        raise Http404
    file = BytesIO()
    write_template(file, sheet, commune)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"mau-nhap-{slug}.xlsx", content_type=EXCEL)


def import_detail(request, pk):
    """Its progress, its preview or what became of it. `?buoc=` asks for the next step of the check, which writes the
    import's own rows and nothing else."""
    imports = Import.objects.visible_to(request.user).select_related("by", "commune", "run__undone_by")
    one = get_object_or_404(imports, pk=pk)
    if "buoc" in request.GET and one.is_running:
        one = take_step(one)
        if not one.is_running:
            return redirect(one)
    return _show(request, one)


def _show(request, one, form=None):
    if one.is_running:
        # What is to be said is said on the page that stays, not on one that is gone in a second.
        context = {"one": one, "percent": one.done // 10, "messages": ()}
        return render(request, "households/import_progress.html", context)
    rows, views = narrow(one.rows.all(), request.GET.get("xem", ""))
    page = page_of(request, rows, size=50)
    page.object_list = [describe(row, one.sheet) for row in page.object_list]
    verdicts = one.numbers.get("verdicts", {})
    context = {
        "one": one,
        "editable": Import.objects.editable_by(request.user).filter(pk=one.pk).exists(),
        "page": page,
        "views": views,
        "counts": [(label, verdicts[code]) for code, label in one.rows.model.Verdict.choices if verdicts.get(code)],
        "faulty": one.faulty,
        "writes": verdicts.get("NEW", 0) + verdicts.get("CHANGED", 0),
        "undoable": importing.is_undoable(one),
        "form": form or ApplyForm(warnings=one.numbers.get("warnings", {})),
    }
    return render(request, "households/import_detail.html", context)


@require_POST
def import_apply(request, pk):
    one = get_object_or_404(Import.objects.editable_by(request.user).select_related("by", "commune"), pk=pk)
    form = ApplyForm(request.POST, warnings=one.numbers.get("warnings", {}))
    if not form.is_valid():
        return _show(request, one, form)
    ticked = [code for code, yes in form.cleaned_data.items() if yes]
    try:
        importing.apply_import(one, ticked=ticked, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except IntegrityError:
        messages.error(request, importing.CHANGED_SINCE)
    else:
        messages.success(request, "Đã nhập xong.")
    return redirect(one)


@require_POST
def import_recheck(request, pk):
    return _do(request, pk, importing.recheck_import, "")


@require_POST
def import_drop(request, pk):
    return _do(request, pk, importing.drop_import, "Đã bỏ lần nhập này; chưa có gì được ghi vào cổng.")


@require_POST
def import_undo(request, pk):
    return _do(request, pk, importing.undo_import, "Đã hoàn tác: dữ liệu trở lại như trước khi nhập.")


def _do(request, pk, action, done):
    one = get_object_or_404(Import.objects.editable_by(request.user), pk=pk)
    try:
        action(one, by=request.user)
    except ValidationError as refusal:
        touched = getattr(refusal, "params", None) and refusal.params.get("touched")
        if touched:
            return render(request, "households/import_touched.html", {"one": one, "touched": _told(touched)})
        messages.error(request, " ".join(refusal.messages))
    except IntegrityError:
        messages.error(request, "Chưa hoàn tác được: số hộ hoặc tên cũ nay đã có hộ, thôn khác dùng.")
    else:
        if done:
            messages.success(request, done)
    return redirect(one)


MOST_TOLD = 100


def _told(rows):
    """[(kind, name, address or "")] of what later touched the rows of an import."""
    told = []
    for row in rows[:MOST_TOLD]:
        address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
        told.append((row._meta.verbose_name, str(row), address))
    return told


def import_file(request, pk):
    one = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    try:
        file = one.file.open()
    except (OSError, ValueError) as missing:  # given up, or a database restored without its folder of files
        raise Http404 from missing
    accessed.send(Import, instance=one)
    return FileResponse(file, as_attachment=True, filename=one.file_name, content_type=EXCEL)
