"""Writes what was checked, as one bulk run."""

from collections import defaultdict
from itertools import groupby

from django.core.exceptions import ValidationError

from households.importing.households import MAKES_HEAD, OF_HOUSEHOLD, OF_RESIDENT, number_key
from households.kinship import tell_head
from households.models import Household, HouseholdVillage, Residence, Resident
from villages import bulk
from villages.models import Village

AT_ONCE = 500  # households
CHANGED_SINCE = "Dữ liệu trong cổng đã thay đổi từ lúc kiểm tra tệp. Hãy bấm “Kiểm tra lại” rồi xem lại."


class Writer:
    def __init__(self, run):
        self.run, self.created = run, {}

    def create(self, rows):
        rows = list(rows)
        for row in rows:
            name = row._meta.model_name
            self.created[name] = self.created.get(name, 0) + 1
        bulk.create(self.run, rows)

    def change(self, rows, fields):
        if rows:
            bulk.change(self.run, rows, fields)


def hold_villages(one, ids):
    """Locks the villages `ids`, so that none of them ends meanwhile; ValidationError if one has ended."""
    held = Village.objects.select_for_update(no_key=True).in_force().filter(commune=one.commune, pk__in=ids)
    if len(held.order_by("pk").values_list("pk")) < len(ids):
        raise ValidationError(CHANGED_SINCE)


def refuse_what_changed(one, rows):
    """Locks the households that `rows` (a queryset) touch, and their villages; ValidationError if one is not as it was
    checked, or if the number of a new one was taken meanwhile."""
    groups = rows.order_by().values_list("group", flat=True).distinct()
    hold_villages(one, {int(group.split(":")[0]) for group in groups})
    touched = set(rows.filter(first__isnull=False).values_list("first", flat=True))
    stored = Household.objects.present().filter(village__commune=one.commune, pk__in=touched).order_by("pk")
    moments = list(stored.select_for_update(of=["self"]).values_list("changed_at", flat=True))
    if len(moments) < len(touched) or any(moment > one.checked_at for moment in moments):
        raise ValidationError(CHANGED_SINCE)
    new = set(rows.filter(first=None).values_list("group", flat=True))
    villages = {group.split(":")[0] for group in new}
    there = Household.objects.present().filter(village__in=villages).values_list("village", "number")
    if any(f"{village}:{number_key(number)}" in new for village, number in there):
        raise ValidationError(CHANGED_SINCE)
    return touched


def write_households(one, rows, write):
    """Stores the NEW and CHANGED `rows` (ordered by group); yields the ids of the new households, some at a time."""
    groups = (list(some) for _, some in groupby(rows.iterator(2000), lambda row: row.group))
    while some := [group for _, group in zip(range(AT_ONCE), groups, strict=False)]:
        yield _write(one, some, write)


def _write(one, groups, write):
    firsts = {rows[0].first for rows in groups if rows[0].first}
    households = Household.objects.select_related("village", "head").in_bulk(firsts)
    made = {rows[0].group: _new_household(rows[0]) for rows in groups if not rows[0].first}
    write.create(made.values())
    homes = {rows[0].group: households.get(rows[0].first) or made[rows[0].group] for rows in groups}
    write.create(
        HouseholdVillage(
            household=made[rows[0].group],
            village_id=made[rows[0].group].village_id,
            starts_on=rows[0].values.get("household_since") or one.since,
        )
        for rows in groups
        if not rows[0].first
    )
    heads = Resident.objects.present().filter(household__in=firsts, relation=Resident.Relation.HEAD)
    people = {person.pk: person for person in heads}  # also those whom the file does not name
    people |= Resident.objects.in_bulk({row.second for rows in groups for row in rows if row.second})
    newcomers = []
    for rows in groups:
        home = homes[rows[0].group]
        for row in rows:
            _take_over(home, people.get(row.second), row, newcomers)
    heads = _tell_heads(groups, homes, people, newcomers)
    write.create(person for person, _ in newcomers)
    write.create(
        Residence(resident=person, household_id=person.household_id, starts_on=_since(one, row))
        for person, row in newcomers
    )
    write.change(list(people.values()), OF_RESIDENT)
    for group, head in heads.items():
        homes[group].head = head
    write.change(list(homes.values()), [*OF_HOUSEHOLD.values(), "head"])
    return [household.pk for household in made.values()]


def _new_household(row):
    values = {field: row.values.get(name) or "" for name, field in OF_HOUSEHOLD.items()}
    return Household(village_id=int(row.group.split(":")[0]), **values)


def _take_over(home, person, row, newcomers):
    """The changes of `row`: to its household, to its person, or a new person."""
    for name in row.old:
        if name in OF_HOUSEHOLD:
            setattr(home, OF_HOUSEHOLD[name], row.values.get(name) or "")
        if person and name in OF_RESIDENT:
            setattr(person, name, _stored(name, row.values.get(name)))
    if person is None and row.values.get("full_name"):
        fields = {name: _stored(name, row.values.get(name)) for name in OF_RESIDENT}
        newcomers.append((Resident(household=home, village_id=home.village_id, **fields), row))


def _stored(name, value):
    if name == "birth_year":
        return value or None
    return bool(value) if name == "birth_year_estimated" else value or ""


def _since(one, row):
    """A new household moves in as a whole."""
    together = row.values.get("household_since") if row.first is None else None
    return row.values.get("resident_since") or together or one.since


def _tell_heads(groups, homes, people, newcomers):
    """{group: who newly heads its household}; `people` and `newcomers` are told, not saved."""
    new = {row.pk: person for person, row in newcomers}
    told = [row for rows in groups for row in rows if row.values.get(MAKES_HEAD)]
    heads = {row.group: people.get(row.second) or new[row.pk] for row in told}
    members = defaultdict(list)
    for person in [*people.values(), *new.values()]:
        members[person.household_id].append(person)
    for group, home in homes.items():
        tell_head(heads.get(group, home.head), members[home.pk])
    return heads
