"""What stands in the way of taking an import back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from households.models import Household, Import, NoticeGiven
from tests.factories import LONG_AGO, make_consent, make_visit
from tests.households.books import apply, book_of, press, upload
from villages.models import Official

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


@pytest.mark.parametrize("said", ["consent", "notice"])
def test_undo_is_refused_once_somebody_consented_or_was_told(said, world, officer):
    one = upload(officer, book_of(HOA))
    apply(officer, one)
    household = Household.objects.get(number="5")
    if said == "consent":
        fact = make_consent(household.head, by=world.officer)
    else:
        fact = NoticeGiven.objects.create(household=household, version=1, by=world.member, at=timezone.now())

    refused = press(officer, "import-undo", one)

    assert str(fact) in refused.text
    fact.refresh_from_db()


def test_later_post_of_an_imported_official_stands_in_the_way(world, officer):
    one = upload(officer, book_of(["Triệu Văn Hưng"], head=["Họ và tên"]), "officials")
    apply(officer, one)
    made = Official.objects.get(full_name="Triệu Văn Hưng")
    made.positions.create(kind="VETERANS", village=world.village, starts_on=LONG_AGO)

    refused = press(officer, "import-undo", one)

    assert "Chi hội trưởng Cựu chiến binh, Thôn 1" in refused.text
    assert made.positions.count() == 1


def test_page_of_an_import_leads_to_what_it_wrote_until_it_is_undone(world, officer):
    one = upload(officer, book_of(HOA))

    applied = apply(officer, one)
    undone = press(officer, "import-undo", one)

    link = f'href="{reverse("household-list")}">Xem hộ dân</a>'
    assert link in applied.text
    assert link not in undone.text
    assert "Lần nhập này đã hoàn tác: những dòng dưới đây không còn" in undone.text


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
