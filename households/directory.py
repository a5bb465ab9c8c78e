"""What a phone keeps of one village, so that its pages open without network (docs/api.md)."""

from datetime import UTC, datetime, timedelta

from auditlog.models import LogEntry
from django.db.models import Q
from django.utils import timezone

from households.models import Ability, Household, HouseholdVillage, NoticeGiven, Resident, Skill, Trait, TraitValue
from households.notice import CURRENT

FORMAT = 1  # of the records below: a phone that holds another one asks for all anew
KEPT_FOR = timedelta(days=14)
OVERLAP = timedelta(minutes=1)  # a change may be stored some time after the moment that it bears


def directory_of(village, *, since=None):
    """The households of `village` with their people, as JSON can say it: all of them, or what changed after the
    version `since` (milliseconds since 1970) of what the phone holds."""
    now = timezone.now()
    households = Household.objects.present().filter(village=village)
    changed, gone = households, []
    if since is not None:
        moment = datetime.fromtimestamp(since / 1000, UTC) - OVERLAP
        changed = households.filter(Q(changed_at__gte=moment) | Q(latest_visit__changed_at__gte=moment))
        lived = HouseholdVillage.objects.filter(village=village, household__changed_at__gte=moment)
        gone = list(lived.exclude(household__in=households).values_list("household", flat=True).distinct())
    return {
        "format": FORMAT,
        "version": int(now.timestamp() * 1000),
        "village": {"id": village.pk, "name": str(village)},
        "whole": since is None,
        "skills": list(Skill.objects.of_commune(village.commune_id).values("id", "name")),
        "traits": list(Trait.objects.of_commune(village.commune_id).values("id", "name", "owner")),
        "households": _households(changed),
        "gone": gone,
    }


def version_asked(text):
    """The version in a query, or None where the phone has none that can be brought up to date."""
    earliest = (timezone.now() - KEPT_FOR).timestamp() * 1000
    return int(text) if text.isdecimal() and len(text) < 15 and int(text) >= earliest else None


def note_reading(village, directory):
    """One line in the audit trail: whoever took it is its actor."""
    if directory["whole"] or directory["households"]:
        number = len(directory["households"])
        LogEntry.objects.log_create(
            village,
            force_log=True,
            action=LogEntry.Action.ACCESS,
            changes="",
            additional_data={"what": "tải danh bạ thôn", "households": number, "whole": directory["whole"]},
        )


def _households(households):
    records = {}
    fields = ["pk", "number", "lane", "phone", "head", "latest_visit__visited_at", "latest_visit__visit__outcome"]
    promise = ["latest_visit__promised_on", "latest_visit__promised_in__note"]
    for pk, number, lane, phone, head, visited_at, outcome, promised_on, note in households.by_lane().values_list(
        *fields, *promise
    ):
        record = {"id": pk, "number": number, "lane": lane, "phone": phone, "head": head, "people": [], "traits": {}}
        if visited_at:
            record |= {"visited_at": visited_at, "outcome": outcome}
        if promised_on:
            record |= {"promised_on": promised_on, "promise": note}
        records[pk] = {name: value for name, value in record.items() if value not in ("", None)}
    heard = NoticeGiven.objects.counting().filter(household__in=households, version=CURRENT).order_by()
    for household in heard.values_list("household", flat=True):
        if household in records:
            records[household]["notice"] = CURRENT
    people = {}
    present = Resident.objects.present().named().filter(household__in=households).order_by("sort_key", "pk")
    for pk, household, name, year, phone in present.values_list("pk", "household", "full_name", "birth_year", "phone"):
        if household not in records:  # it came while we were reading; the next difference brings it
            continue
        person = {"id": pk, "name": name, "year": year, "phone": phone, "levels": {}, "traits": {}}
        people[pk] = {name: value for name, value in person.items() if value not in ("", None)}
        records[household]["people"].append(people[pk])
    mine = {"resident__household__in": households, "resident__state": Resident.State.PRESENT}
    for resident, skill, level in Ability.objects.filter(**mine).values_list("resident", "skill", "level").order_by():
        if resident in people:
            people[resident]["levels"][skill] = level
    for resident, trait, value in (
        TraitValue.objects.filter(**mine).values_list("resident", "trait", "value").order_by()
    ):
        if resident in people:
            people[resident]["traits"][trait] = value
    own = TraitValue.objects.filter(household__in=households).order_by()
    for household, trait, value in own.values_list("household", "trait", "value"):
        if household in records:
            records[household]["traits"][trait] = value
    return list(records.values())
