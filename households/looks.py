"""Who looked at a person, and who took him away in a file (Luật 91/2025/QH15, Điều 4.1: to know)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BooleanField, Count, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate
from django.utils import timezone

from config.days import day_begins
from households.models import Household, HouseholdVillage, Residence, Resident
from villages.models import DataExport, Village

MOST = 500  # lines of one person's page


@dataclass(frozen=True)
class Look:
    day: date
    who: str
    what: str
    times: int = 1
    purpose: str = ""


def looks_at(resident):
    """[Look], the latest first: each day and user once for each thing he opened."""
    ids = resident.all_ids()
    return sorted([*_opened(ids), *_exported(ids)], key=lambda look: (look.day, look.who), reverse=True)[:MOST]


def _opened(ids):
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in (Household, Resident, Village)}
    of = {model: Q(content_type=kind) for kind, model in kinds.items()}
    where = of[Resident] & Q(object_id__in=ids)
    for residence in Residence.objects.filter(resident__in=ids).prefetch_related("household__villages"):
        lived = _period(residence)
        where |= of[Household] & Q(object_id=residence.household_id) & lived
        for home in residence.household.villages.all():
            where |= of[Village] & Q(object_id=home.village_id) & lived & _period(home)
    entries = LogEntry.objects.filter(where, action=LogEntry.Action.ACCESS).order_by()
    days = entries.annotate(day=TruncDate("timestamp")).values("day", "actor__full_name", "content_type")
    for row in days.annotate(times=Count("pk")).order_by("-day")[:MOST]:
        what = WHAT[kinds[row["content_type"]]]
        yield Look(row["day"], row["actor__full_name"] or "hệ thống", what, row["times"])


WHAT = {
    Household: "mở trang của hộ",
    Resident: "mở trang dữ liệu cá nhân, bản sao",
    Village: "tải danh bạ thôn về điện thoại của tổ",
}


def _communes(ids):
    """Of those households in which he ever lived, at any time: nobody else's lists name him."""
    homes = HouseholdVillage.objects.filter(household__residences__resident__in=ids)
    return set(homes.order_by().values_list("village__commune", flat=True))


def _period(lived):
    """The moments at which somebody lived there."""
    period = Q(timestamp__gte=day_begins(lived.starts_on))
    return period & Q(timestamp__lt=day_begins(lived.ends_on + timedelta(days=1))) if lived.ends_on else period


def _exported(ids):
    links = DataExport.communes.through.objects.filter(commune__in=_communes(ids))
    exports = DataExport.objects.filter(pk__in=links.values("dataexport")).select_related("by").order_by("-at")
    if connection.features.supports_json_field_contains:
        exports = exports.filter(reduce(or_, (Q(residents__contains=[pk]) for pk in ids)))
    else:
        places = ", ".join(["%s"] * len(ids))
        held = f"EXISTS (SELECT 1 FROM json_each(villages_dataexport.residents) WHERE value IN ({places}))"
        exports = exports.annotate(held=RawSQL(held, ids, output_field=BooleanField())).filter(held=True)
    for export in exports.defer("residents")[:MOST]:
        day = timezone.localdate(export.at)
        yield Look(day, export.by.full_name, f"tải danh sách “{export.what}”", purpose=export.purpose)
