"""What one cell may say, with the sentence for what it may not. Each returns a stand-in after noting a fault."""

import math
import re
from datetime import date
from functools import cache
from typing import TypeVar

import numpy as np

from wakimizu.engines.words import Words

from .archive import Faults, Table
from .feed import Ints

Number = TypeVar("Number", int, float)
FILL_IN = Words("Fill it in.")


def unique(rows: Table, name: str, faults: Faults) -> tuple[str, ...]:
    """A column of ids: none empty, none twice."""
    first: dict[str, int] = {}
    for line, (cell,) in rows.rows(name):
        if not cell:
            faults.add(rows.file, line, empty(name), FILL_IN)
        elif first.setdefault(cell, line) != line:
            what = Words("%(name)s “%(cell)s” stands in row %(row)s already.", name=name, cell=cell, row=first[cell])
            faults.add(rows.file, line, what, Words("Keep one of the two rows."))
    return rows.column(name)


def known(rows: Table, name: str, places: dict[str, int], where: str | Words, faults: Faults) -> Ints:
    """A column of ids of another file, as places there."""
    for line, (cell,) in rows.rows(name):
        if cell not in places:
            unknown(rows, line, name, cell, where, faults)
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
    remedy = Words("Write a number from %(least)s to %(most)s.", least=f"{least:g}", most=f"{most:g}")
    faults.add(rows.file, line, said(name, cell, Words("not possible")), remedy)
    return least


def day(rows: Table, line: int, name: str, cell: str, faults: Faults) -> date:
    """Eight digits as a date."""
    found = _as_date(cell)
    if found is None:
        remedy = Words("Write the eight digits of the day, such as 20260401.")
        faults.add(rows.file, line, said(name, cell, Words("not a date")), remedy)
    return found or date.min


def time(rows: Table, line: int, name: str, cell: str, faults: Faults) -> int:
    """Seconds of the service day; 25:10:00 is ten past one in the night after it."""
    found = _as_seconds(cell)
    if found is None:
        remedy = Words(
            "Write hours, minutes and seconds, such as 7:05:00; after midnight go on with 24:00:00, 25:00:00 …"
        )
        faults.add(rows.file, line, said(name, cell, Words("not a time")), remedy)
    return found or 0


def unknown(rows: Table, line: int, name: str, cell: str, where: str | Words, faults: Faults) -> None:
    """Notes an id that the other file has not."""
    remedy = Words("Add it to %(where)s, or remove the row.", where=where) if cell else FILL_IN
    faults.add(rows.file, line, said(name, cell, Words("not in %(where)s", where=where)), remedy)


def said(name: str, cell: str, wrong: Words) -> Words:
    return Words("%(name)s “%(cell)s” is %(wrong)s.", name=name, cell=cell, wrong=wrong) if cell else empty(name)


def empty(name: str) -> Words:
    return Words("%(name)s is empty.", name=name)


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
