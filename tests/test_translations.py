"""The compiled translations are those of the text files."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent.parent / "config" / "locale" / "vi" / "LC_MESSAGES"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_translations_are_up_to_date(domain):
    with (FOLDER / f"{domain}.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for message in messages:
        if message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        elif isinstance(message.id, tuple):
            assert compiled.ngettext(*message.id, 2) == message.string[0]
        else:
            assert compiled.gettext(message.id) == message.string
    assert len(compiled._catalog) == len(messages) + 1
