from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction

from tests.factories import make_village
from villages import bulk
from villages.models import Official, Position, Village

SINCE = date(2026, 1, 5)


@pytest.fixture
def run(world):
    with transaction.atomic():
        run = bulk.start("Nhập danh sách", communes=[world.here], by=world.users["officer"])
        made = Village(commune=world.here, name="Khe Mó", valid_from=SINCE)
        bulk.create(run, [made])
        world.village.name = "Khe Sím"
        bulk.change(run, [world.village, world.other_village], ["name"])
        made.kind = "BAN"
        bulk.change(run, [made], ["kind"])
    return run


def undo(world, run):
    with transaction.atomic():
        bulk.undo(run, by=world.users["officer"])


def test_run_writes_its_rows_and_one_entry_in_the_audit_trail(world, run):
    made = Village.objects.get(name="Khe Mó")

    assert (made.kind, made.sort_key > "", Village.objects.get(pk=world.village.pk).name) == ("BAN", True, "Khe Sím")
    assert [(one.row, one.before and sorted(one.before)) for one in run.changes.all()] == [
        (made.pk, None),
        (world.village.pk, ["name", "sort_key"]),
        (made.pk, ["kind"]),
    ]
    entries = LogEntry.objects.filter(timestamp__gte=run.at).exclude(object_repr=str(world.here))
    assert {entry.object_repr for entry in entries} == {"Nhập danh sách"}


def test_what_was_done_is_cut_to_its_length(world):
    run = bulk.start(f"Nhập từ {'x' * 200}", communes=[world.here], by=world.users["officer"])

    run.refresh_from_db()
    assert run.what == f"Nhập từ {'x' * 192}"


def test_run_is_undone(world, run):
    undo(world, run)

    assert not Village.objects.filter(name="Khe Mó").exists()
    assert Village.objects.get(pk=world.village.pk).name == "1"
    run.refresh_from_db()
    assert run.undone_by == world.users["officer"]


def test_deleted_rows_come_back(world):
    village = make_village(world.here, "9")
    with transaction.atomic():
        run = bulk.start("Xóa", communes=[world.here], by=world.users["officer"])
        bulk.delete(run, [village])
    assert not Village.objects.filter(pk=village.pk).exists()

    undo(world, run)

    back = Village.objects.get(pk=village.pk)
    assert (back.name, back.valid_from, back.commune) == ("9", village.valid_from, world.here)


@pytest.mark.parametrize("what", ["changed", "deleted", "rested on", "hidden relation"])
def test_run_that_later_facts_rest_on_is_not_undone(world, run, what):
    made = Village.objects.get(name="Khe Mó")
    if what == "changed":
        made.name = "Khe Vàng"
        made.save()
    elif what == "deleted":
        made.delete()
    elif what == "rested on":
        official = Official.objects.create(commune=world.here, full_name="Triệu Văn Nam")
        Position.objects.create(official=official, village=made, kind=Position.Kind.choices[0][0], starts_on=SINCE)
    else:
        world.household.villages.create(village=made, starts_on=SINCE, ends_on=SINCE)

    assert len(bulk.touched_since(run)) == 1
    with pytest.raises(ValidationError):
        undo(world, run)
    assert Village.objects.get(pk=world.village.pk).name == "Khe Sím"


def test_other_changes_to_a_row_do_not_stand_in_the_way(world, run):
    Village.objects.filter(pk=world.village.pk).update(version=7)

    undo(world, run)

    village = Village.objects.get(pk=world.village.pk)
    assert (village.name, village.version) == ("1", 7)
