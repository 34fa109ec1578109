"""The full-text tables: FTS5 without a copy of the text on SQLite, a tsvector under GIN on PostgreSQL. Same columns."""

from django.db import migrations

TABLES = ["voices_publicwords", "voices_needwords"]


def make(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE TABLE {table} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)", params=None)
            schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)", params=None)
            # The planner knows how rare a word is, not only that it is none of the thousand most common.
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN words SET STATISTICS 500", params=None)
        else:
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5 "
                "(words, content='', prefix='1', tokenize='unicode61 remove_diacritics 0')",
                params=None,
            )


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]
    operations = [migrations.RunPython(make, elidable=False)]
