"""Tables made to agree with known totals: iterative proportional fitting, and unknown ages spread.

Each round multiplies the table, margin by margin, by known total / present sum. It keeps the zeros of the table and, of all
tables that agree with the margins, finds the one nearest to it (least Kullback–Leibler divergence). Sources: Deming &
Stephan 1940, doi:10.1214/aoms/1177731829; Fienberg 1970, doi:10.1214/aoms/1177696968.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused, Words

from .ages import Array
from .refusals import Names, at_least_zero, place, refuse


class Axis(Enum):
    """How a margin sees an axis of the table: each place by itself, or all summed."""

    EACH = "each"
    ALL = "all"


EACH, ALL = Axis.EACH, Axis.ALL
By = Axis | Sequence[int] | NDArray[np.integer]


@dataclass(frozen=True)
class Margin:
    """Known totals. `by` says for every axis of the table EACH, ALL, or the group number of each place.

    Cells × sexes × ages known by ward and broad age: Margin(totals, (ward_of_cell, ALL, band_of_age)), totals (wards, bands).
    """

    totals: ArrayLike
    by: tuple[By, ...]
    name: Words = field(default_factory=lambda: Words("margin"))


@dataclass(frozen=True)
class Fitted:
    """The table, and how well it agrees."""

    values: Array
    rounds: int
    worst: float
    """The largest difference from any known total, in people."""
    converged: bool


def fit(
    table: ArrayLike,
    margins: Sequence[Margin],
    *,
    tolerance: float = 1e-6,
    most_rounds: int = 2000,
    strict: bool = True,
    names: Names | None = None,
) -> Fitted:
    """The table scaled until no sum is off by more than `tolerance` people (or, of huge totals, by 1e-12 of them).

    strict=False returns what was reached after `most_rounds` instead of refusing. Refused: negative numbers, shapes that do
    not fit, margins whose sums differ, people where the table has only zeros, no agreement.
    """
    values = at_least_zero(np.array(table, dtype=float), Words("table"), names=names)
    if not margins:
        raise Refused("Give at least one margin to fit to.")
    known = [_Known.of(margin, values) for margin in margins]
    _agree(known)
    flat = values.reshape(-1)
    allowed = [tolerance + 1e-12 * float(one.totals.max(initial=0.0)) for one in known]
    rounds, far = 0, True
    while far and rounds < most_rounds:
        rounds += 1
        before = [one.scale(flat) for one in known]
        far = any(a > b for a, b in zip(before, allowed, strict=True))
    off = [one.off(flat) for one in known]
    converged = all(a <= b for a, b in zip(off, allowed, strict=True))
    if strict and not converged:
        number = int(np.argmax(off))
        raise Refused(
            "After %(rounds)s rounds %(name)s is still %(people)s people off in %(place)s. Either the totals "
            "contradict each other, or the table has zeros where people must be: correct the totals, or start "
            "from a table with a small number there.",
            rounds=rounds,
            name=known[number].name,
            people=f"{off[number]:.3g}",
            place=known[number].worst_place(flat),
        )
    return Fitted(values, rounds, max(off), converged)


@dataclass(frozen=True)
class _Known:
    """A margin ready to be used: for every place of the table, laid flat, the number of its total."""

    name: Words
    totals: Array
    shape: tuple[int, ...]
    number: NDArray[np.intp]

    @classmethod
    def of(cls, margin: Margin, table: Array) -> "_Known":
        if len(margin.by) != table.ndim:
            raise Refused(
                "%(name)s must say for each of the table's %(axes)s axes how it is summed.",
                name=margin.name,
                axes=table.ndim,
            )
        codes = [_codes(by, length, margin.name) for by, length in zip(margin.by, table.shape, strict=True)]
        shape = tuple(count for _code, count, kept in codes if kept)
        totals = at_least_zero(np.asarray(margin.totals, dtype=float), margin.name, ("place",) * len(shape))
        if totals.shape != shape:
            raise Refused(
                "%(name)s has the shape %(shape)s, but the table sums to %(wanted)s.",
                name=margin.name,
                shape=totals.shape,
                wanted=shape,
            )
        number = np.zeros(table.shape, dtype=np.intp)
        for axis, (code, count, kept) in enumerate(codes):
            if kept:
                number = number * count + code.reshape([-1 if n == axis else 1 for n in range(table.ndim)])
        known = cls(margin.name, totals.reshape(-1), shape, number.reshape(-1))
        known._nobody_where_needed(table)
        return known

    def _nobody_where_needed(self, table: Array) -> None:
        empty = (self._sums(table.reshape(-1)) == 0) & (self.totals > 0)
        if empty.any():
            bad = empty.reshape(self.shape)
            because = Words(
                "more than nobody, but the table has only zeros there. Give it a small number, or correct the total."
            )
            refuse(self.totals.reshape(self.shape), bad, self.name, because, ("place",) * len(self.shape))

    def _sums(self, flat: Array) -> Array:
        return np.asarray(np.bincount(self.number, weights=flat, minlength=self.totals.size), dtype=float)

    def off(self, flat: Array) -> float:
        return float(np.abs(self._sums(flat) - self.totals).max(initial=0.0))

    def worst_place(self, flat: Array) -> Words:
        worst = int(np.abs(self._sums(flat) - self.totals).argmax())
        at = [int(i) for i in np.unravel_index(worst, self.shape)] if self.shape else []
        return place(at, self.shape, ("place",) * len(at)) or Words("the whole")

    def scale(self, flat: Array) -> float:
        """One multiplication; returns how many people the worst sum was off before it."""
        sums = self._sums(flat)
        factor = np.divide(self.totals, sums, out=np.zeros_like(sums), where=sums > 0)
        flat *= factor[self.number]
        return float(np.abs(sums - self.totals).max(initial=0.0))


def _codes(by: By, length: int, name: Words) -> tuple[NDArray[np.intp], int, bool]:
    if by is EACH:
        return np.arange(length), length, True
    if by is ALL:
        return np.zeros(length, dtype=np.intp), 1, False
    numbers = np.asarray(by)
    if numbers.shape != (length,) or not np.issubdtype(numbers.dtype, np.integer) or (length and numbers.min() < 0):
        raise Refused(
            "%(name)s: an axis of %(length)s places needs %(length)s group numbers from 0 on, EACH, or ALL.",
            name=name,
            length=length,
        )
    return numbers.astype(np.intp), int(numbers.max(initial=-1)) + 1, True


def _agree(known: Sequence[_Known]) -> None:
    first = known[0]
    for other in known[1:]:
        a, b = float(first.totals.sum()), float(other.totals.sum())
        if abs(a - b) > 1e-9 * max(a, b, 1.0):
            raise Refused(
                "The totals contradict each other: %(first)s sums to %(one)s, %(second)s to %(other)s. Decide "
                "which one holds and scale the other to it.",
                first=first.name,
                one=f"{a:,.3f}",
                second=other.name,
                other=f"{b:,.3f}",
            )


def spread_unknown(people: ArrayLike, unknown: ArrayLike, names: Names | None = None) -> Array:
    """People of unknown age added to the known ages in proportion, for each area and sex by itself.

    people (…, ages), unknown (…); the sum becomes known + unknown. Refused: negative numbers; unknown people where no age
    is known, who have no pattern to follow.
    """
    known = at_least_zero(np.asarray(people, dtype=float), Words("number of people"), names=names)
    axes = ("period", "area", "sex")[-known.ndim + 1 :] if known.ndim > 1 else ()
    lost = at_least_zero(np.asarray(unknown, dtype=float), Words("people of unknown age"), axes, names)
    if lost.shape != known.shape[:-1]:
        raise Refused(
            "People of unknown age have the shape %(shape)s, but ages are known for %(known)s.",
            shape=lost.shape,
            known=known.shape[:-1],
        )
    sums = known.sum(axis=-1)
    nowhere = (sums == 0) & (lost > 0)
    if nowhere.any():
        because = Words("no age is known there. Take the ages of a larger area and share out by them.")
        refuse(lost, nowhere, Words("people of unknown age"), because, axes, names)
    factor = 1 + np.divide(lost, sums, out=np.zeros_like(lost, dtype=float), where=sums > 0)
    return np.asarray(known * factor[..., None])
