"""What the rooms above tell the ledger, so that it can look for lost rows and prove receipts without knowing them."""

from collections.abc import Callable

_origins: dict[str, str] = {}
_provers: list[Callable[[str], str | None]] = []


def rows_begin_with(operation: str, label: str) -> None:
    """Every row of model `label` is created by `operation`; `ledger verify` then checks both ways."""
    _origins[operation] = label


def receipts_proved_by(prover: Callable[[str], str | None]) -> None:
    """Who turns a receipt code into a proof document (None: unknown or not sealed yet)."""
    _provers.append(prover)


def origins() -> dict[str, str]:
    return dict(_origins)


def prover() -> Callable[[str], str | None]:
    return lambda receipt: next((document for each in _provers if (document := each(receipt))), None)
