"""What stands in the way of taking an import back."""

import pytest

from households.models import Household, Import
from tests.factories import make_visit
from tests.households.books import apply, book_of, press, upload

HOA = ["Thôn 1", 5, "Ngõ 3", "Lý Văn Hòa", "Chủ hộ", 1980, "Nam", ""]


@pytest.fixture
def officer(world, as_user):
    return as_user(world.officer)


def test_undo_is_refused_once_somebody_visited(world, officer):
    one = upload(officer, book_of(HOA))
    apply(officer, one)
    visit = make_visit(Household.objects.get(number="5"), by=world.member)

    refused = press(officer, "import-undo", one)

    assert "Không hoàn tác được" in refused.text
    assert visit.get_absolute_url() in refused.text
    assert Household.objects.filter(number="5").exists()
    one.refresh_from_db()
    assert one.state == Import.State.APPLIED


@pytest.mark.parametrize("forgotten", ["rows", "changes"])
def test_undo_is_not_offered_once_it_is_forgotten_what_was_done(forgotten, world, officer):
    one = upload(officer, book_of(HOA))
    apply(officer, one)
    one.refresh_from_db()
    assert "Hoàn tác lần nhập này" in officer.get(one.get_absolute_url()).text
    {"rows": one.rows, "changes": one.run.changes}[forgotten].all().delete()

    page = officer.get(one.get_absolute_url()).text
    refused = press(officer, "import-undo", one)

    assert "Hoàn tác lần nhập này" not in page
    assert "không còn hoàn tác được" in page
    assert "không còn hoàn tác được" in refused.text
    one.refresh_from_db()
    assert (one.state, Household.objects.filter(number="5").count()) == (Import.State.APPLIED, 1)
