"""What anybody may read of decisions that are issued (Nghị định 42/2022/NĐ-CP)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from config.paging import page_of
from targets.decision_page import annexes_of, articles_of, later_lines
from targets.files import file_name, pdf_of
from targets.forms.published import PublishedFilter
from targets.lists import published_with_effect
from teams.effect import effect_of, over_from
from teams.models import Decision, RegisterEntry
from teams.wording import authority_name


@login_not_required
def published_list(request):
    entries = RegisterEntry.objects.visible_to_public()
    filters = PublishedFilter(request.GET, entries=entries)
    page = page_of(request, filters.narrow(published_with_effect(entries)))
    rows = [{"entry": entry, **_described(entry.decision, entry.over_from)} for entry in page]
    return render(request, "targets/published_list.html", {"filters": filters, "page": page, "rows": rows})


def _described(decision, over_from):
    return {
        "decision": decision,
        "authority": authority_name(decision),
        "effect": effect_of(decision, timezone.localdate(), over_from),
    }


@login_not_required
def published_detail(request, pk):
    decisions = Decision.objects.visible_to_public().annotate(over_from=over_from())
    decision = get_object_or_404(decisions.select_related("commune"), pk=pk)
    context = {
        **_described(decision, decision.over_from),
        "text": decision.text,
        "articles": articles_of(decision.text),
        "annexes": annexes_of(decision.text),
        "later": later_lines(decision),
    }
    return render(request, "targets/published_detail.html", context)


@login_not_required
def published_pdf(request, pk):
    decision = get_object_or_404(Decision.objects.visible_to_public().select_related("commune"), pk=pk)
    disposition = content_disposition_header(True, file_name(decision, "pdf"))
    return HttpResponse(
        pdf_of(decision, on=decision.issued_on),
        content_type="application/pdf",
        headers={"Content-Disposition": disposition},
    )
