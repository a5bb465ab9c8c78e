"""Parts of words are found by their trigrams, on PostgreSQL; SQLite reads every row."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

INDEXES = {
    "resident_words_trigrams": ("households_resident", "words"),
    "resident_phone_trigrams": ("households_resident", "phone"),
    "household_search_trigrams": ("households_household", "search_key"),
    "household_phone_trigrams": ("households_household", "phone"),
}


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, column) in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin ({column} gin_trgm_ops)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0010_search_keys"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunPython(create, drop),
    ]
