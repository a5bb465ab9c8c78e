"""The floors: an app imports, and points foreign keys at, only the apps below it."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["config", "accounts", "villages", "teams", "households", "targets", "portal"]
FILES = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")) if "migrations" not in path.parts]
# Settings, urls and middleware name the apps they are made of.
ASSEMBLY = {"config/settings.py", "config/urls.py"}


def imports_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_from_floors_below(path):
    name = str(path.relative_to(ROOT))
    own = FLOORS.index(name.split("/")[0])

    above = {
        module
        for module in imports_of(ast.parse(path.read_text()))
        if (floor := module.split(".")[0]) in FLOORS and FLOORS.index(floor) > own
    }

    assert name in ASSEMBLY or not above


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_has_no_lazy_imports_and_no_signals(path):
    tree = ast.parse(path.read_text())

    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not inside
    assert not {"receiver", "post_save", "pre_save"} & {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def test_foreign_keys_point_downwards():
    upwards = [
        f"{model._meta.label}.{field.name}"
        for floor, app in enumerate(FLOORS)
        if app != "config"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label) > floor
    ]

    assert upwards == []


SCOPES = ("_to", "_by", "_ever_by", "_for", "_to_public")
VIEWS = [path for path in FILES if {"views", "lists"} & {*path.parts, path.stem}]


def chain_of(node):
    """Names of a chain such as Model.objects.visible_to(user).filter(…), from the last to the first."""
    names = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return names


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_views_start_their_queries_with_the_scope(path):
    """Every chain from `Model.objects` has a verb that names the user, or the public."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute | ast.Call)]
    inner = {id(node.value if isinstance(node, ast.Attribute) else node.func) for node in nodes}

    unscoped = [
        (node.lineno, chain)
        for node in nodes
        if id(node) not in inner and "objects" in (chain := chain_of(node))
        if not any(name.endswith(SCOPES) for name in chain)
    ]

    assert unscoped == []


def test_access_is_asked_in_one_place():
    """Beside the verbs, only the menu and the form that grants look at who holds what."""
    verbs = {path for path in FILES if "models" in (path.parent.name, path.stem)}
    asking = {str(path.relative_to(ROOT)) for path in FILES if path not in verbs and "held_by(" in path.read_text()}

    assert asking <= {"teams/forms/account.py", "portal/context.py"}


def test_migrations_are_complete(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
