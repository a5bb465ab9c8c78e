"""The page between a list and its file: what for? Whoever may open the list may take it along."""

from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from accounts.audit import audited
from config.listing import csv_parts, write_excel
from villages.forms.export import ExportForm
from villages.models import Commune, DataExport


def export_of(listing_of):
    """The view of the Listing that `listing_of(request, …)` gives."""

    def view(request, **address):
        listing = listing_of(request, **address)
        form, number = ExportForm(request.POST or None), listing.count()
        if request.method == "POST" and number and form.is_valid():
            record_export(listing, number, purpose=form.stated, by=request.user)
            return _csv(listing) if "csv" in request.POST else _excel(listing)
        context = {"listing": listing, "form": form, "number": number, "people": len(listing.named())}
        context["oversees"] = Commune.objects.overseen_by(request.user).exists()
        return render(request, "villages/export.html", context)

    return view


@audited
def record_export(listing, number, *, purpose, by):
    """That `number` lines leave; written before they do, so that none leaves unwritten."""
    export = DataExport.objects.create(
        what=listing.title[:200],
        query="; ".join(listing.filters)[:1000],
        purpose=purpose,
        rows=number,
        residents=listing.named(),
        by=by,
    )
    export.communes.set(set(listing.communes) - {None} or Commune.objects.visible_to(by))
    return export


def _csv(listing):
    headers = {"Content-Disposition": content_disposition_header(True, listing.file_name("csv"))}
    return StreamingHttpResponse(csv_parts(listing), content_type="text/csv; charset=utf-8", headers=headers)


def _excel(listing):
    file = TemporaryFile()  # noqa: SIM115 - FileResponse closes it, which removes it
    write = listing.book or write_excel
    write(file, listing)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=listing.file_name("xlsx"))
