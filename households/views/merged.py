"""Old addresses of what was entered twice and merged."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse


def leads_to_kept(model, *, sends_on=False):
    """A view of one row that finds none, because that one was merged: its page is that of the one kept. What is sent
    there is shown again to be looked at, or goes to the one kept if the view `sends_on`."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, pk):
            try:
                return view(request, pk)
            except Http404:
                merged = model.objects.visible_to(request.user).filter(merged_into__isnull=False)
                row = merged.filter(pk=pk).first()
                if row is None:
                    raise
            kept = row.kept
            if request.method == "POST" and sends_on:
                return view(request, kept.pk)
            if request.method == "POST":
                messages.warning(request, f"Mục này vừa được gộp vào {kept}, nên chưa lưu. Hãy xem lại ở đây.")
            query = request.GET.urlencode()
            address = reverse(request.resolver_match.view_name, args=[kept.pk])
            return redirect(f"{address}?{query}" if query else address)

        return wrapper

    return decorate
