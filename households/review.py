"""What waits to be explained, settled or judged, visit by visit."""

from django.db.models import Prefetch

from households.models import Visit, VisitLabel


def reviews_of(user):
    """Visits with labels that wait for `user`, as `waiting`, the longest waiting first."""
    waiting = VisitLabel.objects.waiting_for(user)
    visits = Visit.objects.filter(pk__in=waiting.order_by().values("visit")).order_by("received_at", "pk")
    return visits.with_where().prefetch_related(Prefetch("labels", waiting, to_attr="waiting"))
