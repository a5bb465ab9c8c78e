from django.http import Http404
from django.shortcuts import render

from config.vietnamese import fold, tidy_line
from households.hits import MOST, MOST_SUGGESTED, hits_of
from villages.models import Village


def search(request):
    """`goi-y`: only the first few, for the suggestions while somebody types (static/js/search-box.js)."""
    if not Village.objects.peopled_for(request.user).exists():
        raise Http404
    text = tidy_line(request.GET.get("q", ""))[:100]
    most = MOST_SUGGESTED if "goi-y" in request.GET else MOST
    hits = hits_of(text, user=request.user, most=most) if fold(text) else None
    return render(request, "households/search.html", {"text": text, "hits": hits})
