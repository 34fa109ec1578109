"""Sealing: what is under which seal, and that nobody waits for it or is forgotten by it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import NOW, build_wakimizu
from wakimizu.apps.ledger.models import Entry, Leaf, Seal
from wakimizu.apps.ledger.operations import chain_hash, seal_entries
from wakimizu.apps.ledger.queries import verify
from wakimizu.apps.ledger.registry import origins
from wakimizu.shared.scoping import all_cities, in_city


def test_nothing_to_seal_makes_no_seal(town):
    assert seal_entries(NOW) is None
    assert not Seal.objects.exists()


def test_a_seal_covers_what_came_since_the_last(town):
    town.say()
    town.say()
    first = seal_entries(NOW)
    town.say()
    second = seal_entries(NOW + timedelta(minutes=1))
    assert (first.size, second.size) == (2, 1)
    assert seal_entries(NOW + timedelta(minutes=2)) is None
    assert Leaf.objects.count() == Entry.objects.count() == 3


def test_seals_are_numbered_without_gaps_and_chained(town):
    for _ in range(3):
        town.say()
        seal_entries(NOW)
    seals = list(Seal.objects.order_by("pk"))
    assert [seal.pk for seal in seals] == [1, 2, 3]
    before = ""
    for seal in seals:
        assert seal.chain == chain_hash(before, seal.at, seal.size, seal.root)
        before = seal.chain


def test_a_large_backlog_is_sealed_in_portions(town):
    for _ in range(5):
        town.say()
    sizes = []
    while seal := seal_entries(NOW, most=2):
        sizes.append(seal.size)
    assert sizes == [2, 2, 1]
    assert verify(NOW, origins()).ok


def test_an_entry_that_commits_late_is_still_sealed(town):
    """Its number is lower than those under the last seals, because its writer took long."""
    town.say()
    late = Entry.objects.get()
    numbers = {"at": late.at, "city_id": late.city_id, "role": "system", "operation": "x", "object_type": "y"}
    for number in (late.pk + 10, late.pk + 20):
        Entry(pk=number, object_id=1, facts="{}", **numbers).save(force_insert=True)
        seal_entries(NOW + timedelta(minutes=number))
    Entry(pk=late.pk + 5, object_id=1, facts="{}", **numbers).save(force_insert=True)
    assert seal_entries(NOW + timedelta(minutes=59)).size == 1
    assert verify(NOW).ok


def test_verify_complains_when_an_entry_was_never_sealed(town):
    town.say()
    town.say(at=NOW + timedelta(hours=2))
    newest = Entry.objects.order_by("-pk").first()
    seal = Seal.objects.create(pk=1, at=NOW + timedelta(hours=2), size=1, root="0" * 64, chain="0" * 64)
    Leaf.objects.create(entry=newest, seal=seal)
    assert any("never sealed" in fault for fault in verify(NOW).faults)


def test_the_seal_counts_every_city(town, tonari):
    town.say()
    with in_city(tonari.city.pk):
        tonari.say("泉がきれいです")
    assert seal_entries(NOW).size == 2


def in_threads(*acts):
    """Run acts at once, each with its own connection; raise what any of them raised."""
    faults = []
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def test_writers_sealers_and_verifiers_at_once(own_database):
    """Every entry ends under exactly one seal, and verify never takes what is being written for a fault."""
    town = build_wakimizu()
    book, catalogue = town.book, town.catalogue
    verdicts = []

    def write(writer):
        from wakimizu.apps.voices.operations import Said, receive_voice

        for n in range(12):
            said = Said(text=f"道路の陥没 {n}", channel="web", submission=f"{writer}-{n}")
            receive_voice(town.resident(), said=said, book=book, catalogue=catalogue)

    def seal():
        for n in range(10):
            seal_entries(NOW + timedelta(seconds=n))

    def check():
        for _ in range(10):
            verdicts.append(verify(NOW, origins()))

    in_threads(lambda: write("a"), lambda: write("b"), seal, seal, check)
    seal_entries(NOW + timedelta(minutes=1))
    with all_cities():
        assert Entry.objects.count() == Leaf.objects.count() == 24
    assert [fault for verdict in verdicts for fault in verdict.faults] == []
    assert verify(NOW, origins()).ok


@pytest.mark.postgresql
def test_a_sealer_that_fails_leaves_no_gap(own_database):
    from django.db import transaction

    if connection.vendor != "postgresql":
        pytest.skip("sequences are PostgreSQL's")
    town = build_wakimizu()
    with in_city(town.city.pk):
        town.say()
    with pytest.raises(KeyError), transaction.atomic():
        seal_entries(NOW)
        raise KeyError
    assert seal_entries(NOW).pk == 1
    assert verify(NOW, origins()).ok
