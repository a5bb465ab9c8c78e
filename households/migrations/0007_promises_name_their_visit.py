from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def name_visits(apps, schema_editor):
    """Promises that were open before they named the visit in which they were made."""
    Visit, LatestVisit, Cancellation = (
        apps.get_model("households", name) for name in ("Visit", "LatestVisit", "VisitCancellation")
    )
    cancelled = Cancellation.objects.filter(visit=OuterRef("pk"))
    made = Visit.objects.filter(
        ~Exists(cancelled), household=OuterRef("household"), promised_on=OuterRef("promised_on")
    ).order_by("-visited_at", "-received_at", "-pk")
    open_promises = LatestVisit.objects.filter(promised_on__isnull=False, promised_in=None)
    open_promises.update(promised_in=Subquery(made.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("households", "0006_late_and_crossing_visits")]
    operations = [migrations.RunPython(name_visits, migrations.RunPython.noop)]
