"""Many rows into a table, the quickest way that the database has."""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from operator import attrgetter

from django.core.management.color import no_style
from django.db import connection, connections


@contextmanager
def written_beside():
    """Gives a function that takes another, which writes, and has PostgreSQL do it, in this transaction, while
    the caller makes the next rows; each waits for the one before. SQLite works within the caller and does it at once.
    """
    if connection.vendor != "postgresql":
        yield lambda action: action()
        return
    shared = connections[connection.alias]
    shared.inc_thread_sharing()
    under_way: list = []

    def settle():
        while under_way:
            under_way.pop().result()

    def hand_over(action):
        settle()
        under_way.append(pool.submit(action))

    try:
        with ThreadPoolExecutor(1, initializer=connections.__setitem__, initargs=(shared.alias, shared)) as pool:
            yield hand_over
            settle()
    finally:
        shared.dec_thread_sharing()


def row_of(model):
    """A tuple with the columns of `model` by name, none of them needed: made far sooner than an instance."""
    columns = [field.attname for field in model._meta.concrete_fields]
    return namedtuple(model.__name__, columns, defaults=[None] * len(columns))


def write(model, instances):
    """Inserts `instances`, which carry their primary keys."""
    if connection.vendor == "postgresql":
        columns = attrgetter(*(field.attname for field in model._meta.concrete_fields))
        _copy(model, map(columns, instances))
    else:
        model.objects.bulk_create(instances)


def write_rows(model, rows):
    """Inserts `rows`, each a row_of() the model."""
    if connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        model.objects.bulk_create([model(*row) for row in rows])


def _copy(model, rows):
    columns = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def continue_numbering(models):
    """New rows of `models` get keys after those that were written with theirs."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def check_references_at_once():
    """Otherwise PostgreSQL remembers every reference of every row until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def gather_statistics():
    """Lets the planner know what is now in the tables; autovacuum sees none of it before the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("ANALYZE")
