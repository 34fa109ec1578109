"""What the rooms above tell the ledger, so that it can look for lost rows and prove receipts without knowing them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DigestOf = Callable[[Any], str | None]

_origins: dict[str, "Origin"] = {}
_provers: list[Callable[[str], str | None]] = []


@dataclass(frozen=True, slots=True)
class Origin:
    """That every row of a model comes from one operation, and how its words' digest is made today (None: erased)."""

    label: str
    digest: DigestOf | None = None
    columns: tuple[str, ...] = ()


def rows_begin_with(operation: str, label: str, digest: DigestOf | None = None, columns: tuple[str, ...] = ()) -> None:
    """Every row of model `label` is created by `operation`; `ledger verify` then checks both ways.

    With `digest` it also compares each row's words (from `columns`) with the entry's fact `text`.
    """
    _origins[operation] = Origin(label, digest, columns)


def receipts_proved_by(prover: Callable[[str], str | None]) -> None:
    """Who turns a receipt code into a proof document (None: unknown or not sealed yet)."""
    _provers.append(prover)


def origins() -> "dict[str, Origin]":
    return dict(_origins)


def prover() -> Callable[[str], str | None]:
    return lambda receipt: next((document for each in _provers if (document := each(receipt))), None)
