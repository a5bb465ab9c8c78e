"""The rows of make_world(), kept beside the tables: putting them back takes a moment, making them again a second."""

from copy import deepcopy
from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import make_world

AGE = timedelta(minutes=2)  # some tests ask what was said moments ago


class KeptWorld:
    def __init__(self):
        self.world, self.made_at, self.tables = None, None, []

    @property
    def is_fresh(self):
        return self.made_at is not None and timedelta() <= timezone.now() - self.made_at < AGE

    def renew(self):
        """Outside the transaction of a test; nothing stays in the tables themselves."""
        if self.is_fresh or connection.in_atomic_block:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"DROP TABLE kept_{table}")
            before, self.made_at, self.world = _numbers(cursor), timezone.now(), make_world()
            self.tables = [table for table, number in _numbers(cursor).items() if number != before[table]]
            assert not any(before[table] for table in self.tables), "what was there before would be emptied"
            for table in self.tables:
                cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
            for table in self.tables:
                cursor.execute(f"DELETE FROM {table}")

    def put_back(self):
        if not self.is_fresh:
            return make_world()
        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        return deepcopy(self.world)


def _numbers(cursor):
    """{table: how many rows it holds}"""
    numbers = {}
    for model in apps.get_models(include_auto_created=True):
        cursor.execute(f"SELECT COUNT(*) FROM {model._meta.db_table}")
        numbers[model._meta.db_table] = cursor.fetchone()[0]
    return numbers
