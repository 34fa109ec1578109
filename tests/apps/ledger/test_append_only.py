# ruff: noqa: S608 the tests' own SQL
"""The database itself refuses to change or remove what the ledger holds."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import NOW
from wakimizu.apps.ledger.operations import seal_entries

TABLES = {"ledger_entry": ("facts", "id"), "ledger_seal": ("root", "id"), "ledger_leaf": ("seal_id", "entry_id")}


@pytest.fixture
def sealed(town):
    town.say()
    town.say("ごみの収集が来ません")
    assert seal_entries(NOW).size == 2


def refused(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_updated(sealed, table):
    column, _key = TABLES[table]
    refused(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(sealed, table):
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_replaced(sealed, table):
    column, key = TABLES[table]
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        refused(f"INSERT OR IGNORE INTO {table} SELECT * FROM {table}")
    update = f"ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
    refused(f"INSERT INTO {table} SELECT * FROM {table} WHERE true {update}")


@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_truncated(sealed, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; DELETE without a condition is tested above")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or PostgreSQL refuses for a reason of its own
    refused(f"TRUNCATE {table} CASCADE")


def test_the_guards_stand_in_every_table(db):
    """A table of the ledger that is added later must be guarded too."""
    from django.apps import apps

    assert {model._meta.db_table for model in apps.get_app_config("ledger").get_models()} == set(TABLES)
