"""What one cell may say, with the sentence for what it may not. Each returns a stand-in after noting a fault."""

import math
import re
from datetime import date
from functools import cache
from typing import TypeVar

import numpy as np

from .archive import Faults, Table
from .feed import Ints

Number = TypeVar("Number", int, float)
FILL_IN = "Fill it in."


def unique(rows: Table, name: str, faults: Faults) -> tuple[str, ...]:
    """A column of ids: none empty, none twice."""
    first: dict[str, int] = {}
    for line, (cell,) in rows.rows(name):
        if not cell:
            faults.add(rows.file, line, f"{name} is empty.", FILL_IN)
        elif first.setdefault(cell, line) != line:
            faults.add(
                rows.file, line, f"{name} “{cell}” stands in row {first[cell]} already.", "Keep one of the two rows."
            )
    return rows.column(name)


def known(rows: Table, name: str, places: dict[str, int], where: str, faults: Faults) -> Ints:
    """A column of ids of another file, as places there."""
    for line, (cell,) in rows.rows(name):
        if cell not in places:
            remedy = f"Add it to {where}, or remove the row." if cell else FILL_IN
            faults.add(rows.file, line, said(name, cell, f"not in {where}"), remedy)
    return np.array([places.get(cell, 0) for cell in rows.column(name)], dtype=np.int32)


def number(rows: Table, line: int, name: str, cell: str, faults: Faults, bounds: tuple[Number, Number]) -> Number:
    """A number between the bounds and of their kind."""
    least, most = bounds
    try:
        found = type(least)(cell)
    except ValueError:
        found = type(least)(most + 1)
    if least <= found <= most and math.isfinite(found):
        return found
    remedy = f"Write a number from {least:g} to {most:g}."
    faults.add(rows.file, line, said(name, cell, "not possible"), remedy)
    return least


def day(rows: Table, line: int, name: str, cell: str, faults: Faults) -> date:
    """Eight digits as a date."""
    found = _as_date(cell)
    if found is None:
        faults.add(
            rows.file, line, said(name, cell, "not a date"), "Write the eight digits of the day, such as 20260401."
        )
    return found or date.min


def time(rows: Table, line: int, name: str, cell: str, faults: Faults) -> int:
    """Seconds of the service day; 25:10:00 is ten past one in the night after it."""
    found = _as_seconds(cell)
    if found is None:
        remedy = "Write hours, minutes and seconds, such as 7:05:00; after midnight go on with 24:00:00, 25:00:00 …"
        faults.add(rows.file, line, said(name, cell, "not a time"), remedy)
    return found or 0


def said(name: str, cell: str, wrong: str) -> str:
    return f"{name} “{cell}” is {wrong}." if cell else f"{name} is empty."


@cache
def _as_date(cell: str) -> date | None:
    try:
        return date(int(cell[:4]), int(cell[4:6]), int(cell[6:])) if re.fullmatch(r"[0-9]{8}", cell) else None
    except ValueError:
        return None


@cache
def _as_seconds(cell: str) -> int | None:
    found = re.fullmatch(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])", cell)
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) if found else None
