"""What was done to many rows at once in a commune, and to each of them."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render

from config.paging import page_of
from households.run_page import lines_of
from villages.models import BulkRun, Commune


def bulk_run_list(request):
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    runs = BulkRun.objects.visible_to(request.user).select_related("by", "undone_by").order_by("-at", "-pk")
    page = page_of(request, runs)
    page.object_list = page.object_list.annotate(rows=Count("changes"))
    return render(request, "households/bulk_run_list.html", {"page": page})


def bulk_run_detail(request, pk):
    run = get_object_or_404(BulkRun.objects.visible_to(request.user).select_related("by", "undone_by"), pk=pk)
    page = page_of(request, run.changes.select_related("content_type"), 50)
    return render(request, "households/bulk_run_detail.html", {"run": run, "page": page, "lines": lines_of(page)})
