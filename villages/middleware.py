from django.db.models import Prefetch, prefetch_related_objects

from villages.models import Access


def read_access_once(get_response):
    """Every verb of a request asks what its user holds, and the menu too."""
    accesses = Prefetch("accesses", Access.objects.select_related("commune", "village").order_by())

    def middleware(request):
        if request.user.is_authenticated:
            prefetch_related_objects([request.user], accesses)
        return get_response(request)

    return middleware
