"""The operation decorator, recording and sealing: how anything at all gets written."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from wakimizu.apps.ledger import merkle
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry, Leaf, Seal
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.inserting import insert
from wakimizu.shared.scoping import all_cities, in_city

P = ParamSpec("P")
R = TypeVar("R")

SEALED_BY = timedelta(
    hours=1
)  # no transaction lives longer: an entry not sealed an hour after its seal is due is a fault
_entries_written: ContextVar[list[Entry] | None] = ContextVar("entries_written", default=None)


class NothingRecorded(RuntimeError):
    """An operation ended without a ledger entry: a fault in our code, so its transaction is undone."""


def operation(act: Callable[P, R]) -> Callable[P, R]:
    """One sentence of the city's work: one transaction, in the actor's city only, with a ledger entry or not at all.

    The actor comes first, everything else by keyword. Raises NotPermitted when an argument belongs to another city.
    """

    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if len(args) != 1 or not isinstance(args[0], Actor):
            raise TypeError(f"{act.__name__} takes the actor first and all else by keyword")
        actor = args[0]
        if any(getattr(row, "city_id", None) not in (None, actor.city_id) for row in _rows_in(list(kwargs.values()))):
            raise NotPermitted(_("This belongs to another municipality."))
        written: list[Entry] = []
        token = _entries_written.set(written)
        try:
            with in_city(actor.city_id), transaction.atomic():
                result = act(*args, **kwargs)
                if not written:
                    raise NothingRecorded(act.__name__)
        finally:
            _entries_written.reset(token)
        outer = _entries_written.get()
        if outer is not None:
            outer.extend(written)
        return result

    run.is_operation = True  # type: ignore[attr-defined]
    return run


def _rows_in(value: Any) -> Iterator[Any]:
    """Every row in an argument: itself, or within lists, tuples and dataclasses; of what names its own city, the whole.

    A row that is new and has no city yet speaks through the rows it points to.
    """
    if isinstance(value, models.Model):
        yield value
        if value._state.adding:
            yield from (row for row in value._state.fields_cache.values() if isinstance(row, models.Model))
    elif is_dataclass(value) and getattr(value, "city_id", None) is not None:
        yield value
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _rows_in(each)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _rows_in(getattr(value, part.name))


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spare blanks; dates as ISO 8601, rows as their number. TypeError for anything else."""
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in the ledger")


def record(actor: Actor, name: str, about: models.Model, facts: dict[str, Any]) -> Entry:
    written = _entries_written.get()
    if written is None:
        raise RuntimeError(f"{name} was recorded outside an operation")
    entry = Entry(
        city_id=actor.city_id,
        at=actor.at,
        user_id=actor.user_id,
        post_id=actor.post_id,
        role=actor.role,
        operation=name,
        object_type=about._meta.label,
        object_id=about.pk,
        facts=canonical(facts),
    )
    insert(entry)
    written.append(entry)
    return entry


def entry_bytes(entry: Entry) -> bytes:
    """The entry as the seal hashes it: every column, in canonical JSON, the moment in UTC microseconds."""
    columns = {
        "id": entry.pk,
        "city": entry.city_id,
        "at": int(entry.at.timestamp()) * 1_000_000 + entry.at.microsecond,
        "user": entry.user_id,
        "post": entry.post_id,
        "role": entry.role,
        "operation": entry.operation,
        "object": f"{entry.object_type}:{entry.object_id}",
        "facts": entry.facts,
    }
    return canonical(columns).encode()


def chain_hash(before: str, at: datetime, size: int, root: str) -> str:
    return hashlib.sha256(canonical([before, int(at.timestamp()), size, root]).encode()).hexdigest()


def seal_entries(at: datetime, most: int = 50_000) -> Seal | None:
    """Seal what is not sealed yet, at most `most` entries; None when there is nothing. Run by the timer, never by a writer.

    Only one sealer works at a time; writers are not held up. An entry that commits late, with a lower number than one
    already sealed, is found by looking back as long as a transaction may last.
    """
    with all_cities(), transaction.atomic():
        _only_one_sealer()
        last = Seal.objects.order_by("-pk").first()
        unsealed = Entry.objects.filter(leaf__isnull=True, pk__gt=_sealed_without_doubt(last))
        entries = list(unsealed.order_by("pk")[:most])
        if not entries:
            return None
        root = merkle.root([merkle.leaf_hash(entry_bytes(entry)) for entry in entries]).hex()
        at = at.replace(microsecond=0)
        seal = Seal.objects.create(
            pk=last.pk + 1 if last else 1,  # not from a sequence: one sealer that fails must leave no gap
            at=at,
            size=len(entries),
            root=root,
            chain=chain_hash(last.chain if last else "", at, len(entries), root),
        )
        Leaf.objects.bulk_create([Leaf(entry=entry, seal=seal) for entry in entries], batch_size=5_000)
        return seal


def _only_one_sealer() -> None:
    """PostgreSQL: an advisory lock to the end of the transaction. SQLite: the transaction itself excludes writers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x57414B49])


def _sealed_without_doubt(last: Seal | None) -> int:
    """A number up to which every entry is surely sealed.

    A seal S that is older than the last one by more than a transaction may live: whatever had a lower number than S's
    entries was committed before the last seal looked, and so was sealed by it at the latest.
    """
    if last is None:
        return 0
    old = Seal.objects.filter(at__lt=last.at - SEALED_BY).order_by("-pk").values_list("pk", flat=True).first()
    if old is None:
        return 0
    reached: int = Leaf.objects.filter(seal_id=old).aggregate(least=models.Min("entry_id"))["least"] or 0
    return max(reached - 1, 0)
