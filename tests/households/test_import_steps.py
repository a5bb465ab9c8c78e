"""The steps of a check, and what may come between them."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from households.actions.importing import drop_import, start_import
from households.importing.steps import take_step
from households.models import Import, ImportRow
from tests.factories import LONG_AGO
from tests.households.books import book_of

HOA = ["Thôn 1", "5", "Ngõ 3", "Lý Văn Hòa", "Chủ hộ", 1980, "Nam", ""]


def begin(world, *rows):
    """An import of the households `rows` of which no step was taken yet."""
    return start_import(
        Import(commune=world.here, sheet="households", since=LONG_AGO), file=book_of(*rows), by=world.officer
    )


@pytest.fixture
def begun(world):
    return begin(world, HOA)


@pytest.fixture
def meanwhile(monkeypatch):
    """Does something when the next step looks at its clock for the first time."""

    def when(act):
        times = count()

        def clock():
            if next(times) == 0:
                act()
            return perf_counter()

        monkeypatch.setattr("households.importing.steps.perf_counter", clock)

    return when


def files():
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@pytest.mark.parametrize("steps_before", [0, 1])
def test_import_that_is_given_up_during_a_step_stays_so(steps_before, begun, world, meanwhile):
    for _ in range(steps_before):
        take_step(begun)
    meanwhile(lambda: (drop_import(begun, by=world.officer), begin(world, HOA)))

    take_step(begun)

    assert begun.state == Import.State.DROPPED
    assert not begun.rows.exists()
    assert Import.objects.open().get().state == Import.State.READING


def test_damaged_file_that_is_given_up_during_a_step_stays_so(begun, world, meanwhile):
    begun.file.storage.delete(begun.file.name)
    meanwhile(lambda: drop_import(begun, by=world.officer))

    take_step(begun)

    assert begun.state == Import.State.DROPPED


def test_step_that_was_taken_for_lost_stores_nothing(begun, meanwhile):
    late = timezone.now() + timedelta(seconds=1)
    meanwhile(lambda: Import.objects.filter(pk=begun.pk).update(stepping_since=late))

    take_step(begun)

    assert (begun.state, begun.stepping_since) == (Import.State.READING, late)
    assert not begun.rows.exists()


def test_texts_are_kept_beside_the_file_while_it_is_read(world, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("households.importing.steps.BUDGET", -1)
    monkeypatch.setattr("households.importing.workbook.PIECE", 300)
    one = begin(world, *([*HOA[:3], f"Lý Văn {number}", "", "", "", ""] for number in range(20)))
    take_step(one)
    assert [path.suffixes for path in files()] == [[".xlsx"], [".xlsx", ".json"]]

    with django_capture_on_commit_callbacks(execute=True):
        while one.state == Import.State.READING:
            take_step(one)

    assert [path.suffixes for path in files()] == [[".xlsx"]]


def test_texts_of_a_step_that_broke_off_do_not_stay(begun, django_capture_on_commit_callbacks):
    ImportRow.objects.create(of=begun, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        take_step(begun)
    ImportRow.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        take_step(begun)

    assert begun.state == Import.State.CHECKING
    assert [path.suffixes for path in files()] == [[".xlsx"]]


def test_no_texts_stay_of_an_import_that_is_given_up_during_its_first_step(
    begun, world, meanwhile, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        meanwhile(lambda: drop_import(begun, by=world.officer))
        take_step(begun)

    assert files() == []
