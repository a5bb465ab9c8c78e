"""What stands in the way of a reorganisation is said before anything is done."""

from tests.factories import make_import
from tests.targets.reorganising import ask


def said_of_rename(world):
    return {"village": world.village.pk, "kind_of_village": "THON", "name": "Khe Mó"}


def test_list_that_is_being_imported_comes_first(lived, client):
    make_import(lived.here, by=lived.officer)
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived))

    assert "đang nhập Excel dở" in str(page.context["faults"])
