"""The steps of a check, and what may come between them."""

from datetime import timedelta
from itertools import count
from time import perf_counter

import pytest
from django.utils import timezone

from households.actions.importing import drop_import, start_import
from households.importing.steps import take_step
from households.models import Import
from tests.factories import LONG_AGO
from tests.households.books import book_of

HOA = ["Thôn 1", "5", "Ngõ 3", "Lý Văn Hòa", "Chủ hộ", 1980, "Nam", ""]


@pytest.fixture
def begun(world):
    """Households of which no step was taken yet."""
    return start_import(
        Import(commune=world.here, sheet="households", since=LONG_AGO), file=book_of(HOA), by=world.officer
    )


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


@pytest.mark.parametrize("steps_before", [0, 1])
def test_import_that_is_given_up_during_a_step_stays_so(steps_before, begun, world, meanwhile):
    for _ in range(steps_before):
        take_step(begun)
    another = Import(commune=world.here, sheet="households", since=LONG_AGO)
    meanwhile(
        lambda: (drop_import(begun, by=world.officer), start_import(another, file=book_of(HOA), by=world.officer))
    )

    take_step(begun)

    assert begun.state == Import.State.DROPPED
    assert not begun.rows.exists()
    another.refresh_from_db()
    assert another.state == Import.State.READING


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
