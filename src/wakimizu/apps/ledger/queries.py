"""Reading the ledger: histories, verification, proofs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef

from wakimizu.apps.ledger import merkle
from wakimizu.apps.ledger.models import Entry, Leaf, Seal
from wakimizu.apps.ledger.operations import SEALED_BY, chain_hash, entry_bytes
from wakimizu.apps.ledger.registry import Origin
from wakimizu.shared.scoping import all_cities


def history(objects: list[tuple[str, int]], most: int = 200) -> list[Entry]:
    """The latest entries about any of some objects (label, number), oldest first."""
    by_type: dict[str, list[int]] = {}
    for label, number in objects:
        by_type.setdefault(label, []).append(number)
    found: list[Entry] = []
    for label, numbers in by_type.items():
        found += Entry.objects.filter(object_type=label, object_id__in=numbers).order_by("-pk")[:most]
    return sorted(found, key=lambda entry: entry.pk)[-most:]


@dataclass(slots=True)
class Verdict:
    """What `ledger verify` found. `faults` are sentences; an empty list means nothing was lost, altered or reordered."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


def verify(now: datetime, must_exist: dict[str, Origin] | None = None) -> Verdict:
    """Recompute every seal from the entries and the chain from the seals, and look for what neither explains.

    `must_exist` maps an operation to the rows it creates: each such entry must still have its row, each row its entry,
    and the words must be those received.
    """
    verdict = Verdict()
    with all_cities(), _one_moment():
        _verify_seals(verdict)
        _verify_unsealed(verdict, now)
        for operation, origin in (must_exist or {}).items():
            _verify_rows(verdict, operation, origin)
    return verdict


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see the same moment, so that whatever is written meanwhile is not taken for a fault. Nobody waits."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own transactions would hold up writers
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _verify_seals(verdict: Verdict) -> None:
    before = ""
    expected = 1
    for seal in Seal.objects.order_by("pk").iterator():
        verdict.seals += 1
        if seal.pk != expected:
            verdict.faults.append(f"seal {expected} is missing")
        expected = seal.pk + 1
        hashes = [merkle.leaf_hash(entry_bytes(entry)) for entry in _entries_of(seal)]
        verdict.entries += len(hashes)
        if len(hashes) != seal.size:
            verdict.faults.append(f"seal {seal.pk} counted {seal.size} entries, {len(hashes)} are left")
        if merkle.root(hashes).hex() != seal.root:
            verdict.faults.append(f"an entry under seal {seal.pk} was altered, removed or reordered")
        if chain_hash(before, seal.at, seal.size, seal.root) != seal.chain:
            verdict.faults.append(f"the chain is broken at seal {seal.pk}")
        before = seal.chain
    verdict.head = before


def _entries_of(seal: Seal) -> Iterator[Entry]:
    return Entry.objects.filter(leaf__seal=seal).order_by("pk").iterator(chunk_size=5_000)


def _verify_unsealed(verdict: Verdict, now: datetime) -> None:
    unsealed = Entry.objects.filter(leaf__isnull=True)
    verdict.unsealed = unsealed.count()
    verdict.entries += verdict.unsealed
    last = Seal.objects.aggregate(at=Max("at"))["at"]
    oldest = unsealed.aggregate(at=Min("at"))["at"]
    if last and oldest and last - oldest > SEALED_BY:
        verdict.faults.append(f"an entry of {oldest:%Y-%m-%d %H:%M} was never sealed, though later seals exist")
    orphans = Leaf.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).count()
    if orphans:
        verdict.faults.append(f"{orphans} sealed entries are gone")


def _verify_rows(verdict: Verdict, operation: str, origin: Origin) -> None:
    """Entries and rows must match one to one. Two sorted walks side by side: memory stays flat at any size."""
    rows = apps.get_model(origin.label)._default_manager.order_by("pk").only("pk", *origin.columns)
    entries = Entry.objects.filter(operation=operation, object_type=origin.label).order_by("object_id")
    unrecorded: list[int] = []
    lost: list[int] = []
    altered = 0
    have: Iterator[Any] = iter(rows.iterator(chunk_size=5_000))
    said = iter(entries.values_list("object_id", "facts").iterator(chunk_size=5_000))
    row: Any = next(have, None)
    entry = next(said, None)
    while row is not None or entry is not None:
        if row is not None and entry is not None and row.pk == entry[0]:
            altered += not _words_match(origin, row, entry[1])
            row, entry = next(have, None), next(said, None)
        elif entry is None or (row is not None and row.pk < entry[0]):
            unrecorded.append(row.pk)
            row = next(have, None)
        else:
            lost.append(entry[0])
            entry = next(said, None)
    # A voice received while the walks were under way may be in one and not in the other: look again.
    model = apps.get_model(origin.label)._default_manager
    unrecorded = [pk for pk in unrecorded if not entries.filter(object_id=pk).exists()]
    lost = [pk for pk in lost if not model.filter(pk=pk).exists()]
    if lost:
        verdict.faults.append(f"{len(lost)} rows of {origin.label} are lost: the ledger says they were received")
    if unrecorded:
        verdict.faults.append(f"{len(unrecorded)} rows of {origin.label} are not in the ledger")
    if altered:
        verdict.faults.append(f"the words of {altered} rows of {origin.label} are not those that were received")


def _words_match(origin: Origin, row: Any, facts: str) -> bool:
    now = origin.digest(row) if origin.digest else None
    return now is None or now == json.loads(facts).get("text")


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry lies under a seal: all that is needed to check it offline with SHA-256 (docs/ledger.md)."""

    entry: str  # the sealed bytes of the entry, as text
    index: int
    size: int
    path: list[str]
    root: str
    seal: int
    sealed_at: int  # seconds since 1970, UTC
    chain_before: str
    chain: str
    format: str = "wakimizu-proof-1"

    def to_json(self, **more: Any) -> str:
        return json.dumps({**asdict(self), **more}, ensure_ascii=False, indent=2)


def prove(operation: str, label: str, number: int) -> Proof | None:
    """The inclusion proof of the entry by which an object came to be; None while it waits for its seal."""
    with all_cities():
        leaf = (
            Leaf.objects.filter(entry__object_type=label, entry__object_id=number, entry__operation=operation)
            .select_related("seal")
            .first()
        )
        if leaf is None:
            return None
        entries = [(entry.pk, entry_bytes(entry)) for entry in _entries_of(leaf.seal)]
        index = next(i for i, (pk, _) in enumerate(entries) if pk == leaf.entry_id)
        hashes = [merkle.leaf_hash(content) for _, content in entries]
        before = Seal.objects.filter(pk__lt=leaf.seal_id).order_by("-pk").values_list("chain", flat=True).first()
        return Proof(
            entry=entries[index][1].decode(),
            index=index,
            size=len(hashes),
            path=[step.hex() for step in merkle.path(hashes, index)],
            root=leaf.seal.root,
            seal=leaf.seal_id,
            sealed_at=int(leaf.seal.at.timestamp()),
            chain_before=before or "",
            chain=leaf.seal.chain,
        )


def seals(most: int = 50, before: int | None = None) -> list[Seal]:
    """The latest seals, or the latest before one."""
    rows = Seal.objects.filter(pk__lt=before) if before else Seal.objects.all()
    return list(rows.order_by("-pk")[:most])
