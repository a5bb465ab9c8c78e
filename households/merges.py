"""What was merged lately and can still be taken apart again."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from households.actions.merging import UNDO_WITHIN
from households.models import Household, Resident
from villages.models import BulkRun, Village


def undoable_by(user):
    """Merges that `user` may take back: those of rows he may edit, on both sides."""
    villages = Village.objects.registry_editable_by(user)
    sides = {"village__in": villages, "merged_into__village__in": villages}
    of_people = Resident.objects.filter(**sides).order_by().values("merged_in")
    of_homes = Household.objects.filter(**sides).order_by().values("merged_in")
    runs = BulkRun.objects.filter(Q(pk__in=of_people) | Q(pk__in=of_homes), at__gte=timezone.now() - UNDO_WITHIN)
    return runs.select_related("by")


def with_names(runs):
    """[(run, names of the residents that it merged)]"""
    names = defaultdict(list)
    merged = Resident.objects.filter(merged_in__in=[run.pk for run in runs])
    for run, name in merged.values_list("merged_in", "full_name"):
        names[run].append(name)
    return [(run, names[run.pk]) for run in runs]
