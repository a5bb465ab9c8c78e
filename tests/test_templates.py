"""What every template keeps: nothing inline (the CSP would block it), no address outside, components that say what
they take."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(r"\sstyle=|\son[a-z]+\s*=\s*[\"']|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_inline_and_nothing_from_outside(path):
    text = path.read_text()

    assert not INLINE.findall(text)
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text)


COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components" or path.name[0] == "_"]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_component_opens_with_its_inputs(path):
    assert path.read_text().startswith("{# ")


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_module_opens_with_what_it_does(path):
    assert path.read_text().startswith("// ")
