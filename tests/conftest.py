import os
import re
import shutil
from importlib import import_module

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Skill
from tests.kept_world import KeptWorld
from villages.models import BulkRun

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# What a GET may write: the session's own table, and who looked at whose page.
# The page of an import under way asks for the next step of its check, which writes the import's own rows only.
WRITTEN_BY_READING = (
    "django_session",
    "auditlog_logentry",
    "django_content_type",
    "households_import",
    "households_importrow",
)
ENGLISH = re.compile(
    r"\b(?:this|field|please|enter|valid|required|select|ensure|error|invalid|value|change|delete|save|log|user)\b",
    re.I,
)
WRITES = ("INSERT", "UPDATE", "DELETE")
LOCK = re.compile(r"\bFOR (NO KEY )?UPDATE(?! OF)\b")
MARKS = ('SET "last_login"', 'SET "changed_at"')  # when, of nothing that anybody keeps


class Undefined(str):
    """A template variable that does not exist fails the test instead of showing nothing."""

    def __contains__(self, text):
        return text == "%s"

    def __mod__(self, name):
        raise AssertionError(f"undefined in a template: {name}")


class StrictClient(Client):
    """Fails a GET that writes, a POST that writes to an audited table without an audit entry for it, a query that
    locks rows of a table it only joins, and a page with the libraries' English on it."""

    def request(self, **request):
        with CaptureQueriesContext(connection) as captured:
            response = super().request(**request)
            if response.streaming:  # read to its end, which closes the file
                response.streaming_content = [b"".join(response.streaming_content)]
        written = [query["sql"] for query in captured if query["sql"].startswith(WRITES)]
        self.queries = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        if request["REQUEST_METHOD"] in ("GET", "HEAD"):
            stray = [sql for sql in written if not any(f'"{table}"' in sql[:60] for table in WRITTEN_BY_READING)]
            assert not stray, f"GET {request['PATH_INFO']} writes: {stray}"
        elif response.status_code in (200, 302):
            silent = silent_writes(captured)
            assert not silent, f"{request['PATH_INFO']} writes without an audit entry: {silent}"
        assert not (wide := wide_locks(captured)), f"{request['PATH_INFO']} locks more than it names: {wide}"
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            assert not ENGLISH.findall(re.sub(r"<[^>]*>", " ", response.text)), request["PATH_INFO"]
        return response


def wide_locks(captured):
    """Captured queries that lock what they join, as PostgreSQL does unless told of which table."""
    wide = []
    for sql in (query["sql"] for query in captured if LOCK.search(query["sql"])):
        outer = sql
        while (without := re.sub(r"\([^()]*\)", "", outer)) != outer:  # what a subquery joins is not locked
            outer = without
        wide += [sql] if " JOIN " in outer else []
    return wide


def silent_writes(captured):
    """Audited tables written by the captured queries that have no entry in the audit trail among them."""
    tables = {model._meta.db_table: model for model in auditlog.get_models()}
    entered = " ".join(query["sql"] for query in captured if 'INTO "auditlog_logentry"' in query["sql"])
    silent = set()
    for query in captured:
        words = query["sql"].split('"')
        table = words[1] if len(words) > 1 and query["sql"].startswith(WRITES) else ""
        if table in tables and not any(mark in query["sql"] for mark in MARKS):
            kinds = [ContentType.objects.get_for_model(model).pk for model in (tables[table], BulkRun)]
            if not any(f"({kind}," in entered for kind in kinds):
                silent.add(table)
    return silent


@pytest.fixture
def client():
    return StrictClient()


@pytest.fixture(autouse=True, scope="session")
def _strict_templates():
    engines["django"].engine.string_if_invalid = Undefined("%s")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def kept_world():
    return KeptWorld()


@pytest.fixture
def renewed_world(kept_world, django_db_setup, django_db_blocker):
    """Before `db` begins its transaction."""
    with django_db_blocker.unblock():
        kept_world.renew()
    return kept_world


@pytest.fixture
def world(renewed_world, db):
    return renewed_world.put_back()


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    # Whatever order the browser's parameters ask for: tests that flush the database come after those that do not.
    items.sort(key=lambda item: "transactional_db" in item.fixturenames)
    if os.environ.get("CI") or shutil.which(CHROMIUM):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed; browser tests need it"))


@pytest.fixture
def transactional_db(transactional_db):
    """With the national skills, traits and indicators, which the flush after the test before took away."""
    if not Skill.objects.exists():
        for name in (
            "households.migrations.0002_national_skills_and_traits",
            "households.migrations.0013_purposes",
            "households.migrations.0019_verification_is_a_duty",
            "targets.migrations.0002_national_indicators",
        ):
            import_module(name).create(apps, None)
