"""What stands in the way of a reorganisation is said before anything is done."""

from tests.factories import make_household, make_import
from tests.targets.reorganising import ask
from villages.models import Reorganisation


def said_of_rename(world):
    return {"village": world.village.pk, "kind_of_village": "THON", "name": "Khe Mó"}


def test_what_stands_in_the_way_since_the_dry_run_is_not_offered_again(lived, client):
    client.force_login(lived.officer)
    said = said_of_rename(lived)
    read = ask(client, "doi-ten", **said).context["plan"].digest
    make_household(lived.village, "009", by=lived.officer)
    make_import(lived.here, by=lived.officer)

    page = ask(client, "doi-ten", **said, digest=read)

    assert "đang nhập Excel dở" in page.text
    assert "Thực hiện sắp xếp" not in page.text
    assert not Reorganisation.objects.exists()


def test_list_that_is_being_imported_comes_first(lived, client):
    make_import(lived.here, by=lived.officer)
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived))

    assert "đang nhập Excel dở" in str(page.context["faults"])
