# ruff: noqa: S608 the tests' own SQL
"""Whoever gets past the database's own guards is found by `ledger verify`."""

import sys

import pytest
from django.core.management import call_command
from django.db import connection

from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry, Seal
from wakimizu.apps.ledger.operations import chain_hash, seal_entries
from wakimizu.apps.ledger.queries import verify
from wakimizu.apps.ledger.registry import origins
from wakimizu.apps.voices.models import Voice


@pytest.fixture
def sealed(town):
    """Six voices under three seals, and two that wait."""
    for _ in range(3):
        town.say()
        town.say("ごみの収集が来ません")
        seal_entries(NOW)
    town.say()
    town.say()
    return town


@pytest.fixture
def tamper(sealed):
    """Run SQL as someone with the database's own powers would: the guards down, references unchecked."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger%%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            # References are checked at the end of the transaction, which is rolled back before.
            cursor.execute("PRAGMA defer_foreign_keys = ON")

        def run(statement, *values):
            cursor.execute(statement, values)
            assert cursor.rowcount > 0, "the tampering itself did not happen"

        yield run
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(autouse=True)
def _no_check_at_the_end(monkeypatch, request):
    """Django checks references before a test's rollback; these tests break them on purpose."""
    from django.test import TestCase

    monkeypatch.setattr(TestCase, "_should_check_constraints", lambda self, connection: False)


def faults():
    return verify(NOW, origins()).faults


def entry(n):
    return Entry.objects.order_by("pk")[n]


def test_nothing_in_an_honest_ledger(sealed):
    verdict = verify(NOW, origins())
    assert (verdict.faults, verdict.entries, verdict.seals, verdict.unsealed) == ([], 8, 3, 2)
    assert verdict.head == Seal.objects.get(pk=3).chain


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", '{"text":"0"}'),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("user_id", 7),
        ("post_id", 7),
        ("role", "mayor"),
        ("operation", "other"),
        ("object_type", "voices.Need"),
        ("object_id", 4711),
        ("city_id", 4711),
    ],
)
def test_any_altered_column(tamper, column, value):
    tamper(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", value, entry(2).pk)
    assert any("under seal 2" in fault for fault in faults())


def test_a_deleted_entry(tamper):
    tamper("DELETE FROM ledger_entry WHERE id = %s", entry(2).pk)
    found = faults()
    assert any("1 sealed entries are gone" in fault for fault in found)
    assert any("seal 2 counted 2 entries, 1 are left" in fault for fault in found)


def test_a_deleted_entry_with_its_leaf(tamper):
    number = entry(2).pk
    tamper("DELETE FROM ledger_leaf WHERE entry_id = %s", number)
    tamper("DELETE FROM ledger_entry WHERE id = %s", number)
    assert any("seal 2" in fault for fault in faults())


def test_an_entry_that_waits_for_its_seal_is_deleted(tamper):
    tamper("DELETE FROM ledger_entry WHERE id = %s", entry(7).pk)
    assert any("1 rows of voices.Voice are not in the ledger" in fault for fault in faults())


def test_two_entries_that_changed_places(tamper):
    first, second = entry(0).pk, entry(1).pk
    for old, new in ((first, -1), (second, first), (-1, second)):
        tamper("UPDATE ledger_entry SET id = %s WHERE id = %s", new, old)
    assert any("under seal 1" in fault for fault in faults())


def test_an_entry_moved_to_another_seal(tamper):
    tamper("UPDATE ledger_leaf SET seal_id = 2 WHERE entry_id = %s", entry(0).pk)
    assert any("seal 1" in fault for fault in faults()) and any("seal 2" in fault for fault in faults())


def test_a_lost_voice(tamper):
    tamper("DELETE FROM voices_voice WHERE id = %s", Voice.objects.order_by("pk")[3].pk)
    assert faults() == ["1 rows of voices.Voice are lost: the ledger says they were received"]


def test_a_voice_that_came_past_the_ledger(sealed):
    voice = Voice.objects.order_by("-pk").first()
    voice.pk, voice.receipt, voice.submission = None, "AAAA-AAAA-AAAA", "past"
    voice.save(force_insert=True)
    assert faults() == ["1 rows of voices.Voice are not in the ledger"]


def test_an_entry_written_into_an_old_seal(tamper):
    """The forger also mends root and size of the seal, but cannot mend the chain without all later seals."""
    from wakimizu.apps.ledger import merkle
    from wakimizu.apps.ledger.operations import entry_bytes

    number = entry(1).pk
    tamper("UPDATE ledger_entry SET facts = %s WHERE id = %s", "{}", number)
    root = merkle.root([merkle.leaf_hash(entry_bytes(entry(n))) for n in (0, 1)]).hex()
    tamper("UPDATE ledger_seal SET root = %s WHERE id = 1", root)
    assert any("chain is broken at seal 1" in fault for fault in faults())
    seal = Seal.objects.get(pk=1)
    tamper("UPDATE ledger_seal SET chain = %s WHERE id = 1", chain_hash("", seal.at, 2, root))
    assert "the chain is broken at seal 2" in faults()


def test_a_seal_that_was_taken_out(tamper):
    tamper("DELETE FROM ledger_leaf WHERE seal_id = 2")
    tamper("DELETE FROM ledger_seal WHERE id = 2")
    found = faults()
    assert "seal 2 is missing" in found and "the chain is broken at seal 3" in found


def test_a_seal_with_another_date(tamper):
    tamper("UPDATE ledger_seal SET at = %s WHERE id = 3", "2020-01-01 00:00:00+00:00")
    assert "the chain is broken at seal 3" in faults()


def test_the_command_tells_and_fails(tamper, capsys):
    call_command("ledger", "verify", stdout=sys.stdout)
    assert "Nothing is lost" in capsys.readouterr().out
    tamper("UPDATE ledger_entry SET facts = '{}' WHERE id = %s", entry(0).pk)
    with pytest.raises(SystemExit) as stop:
        call_command("ledger", "verify", stdout=sys.stdout)
    assert stop.value.code == 1
    assert "FAULT: an entry under seal 1" in capsys.readouterr().out
