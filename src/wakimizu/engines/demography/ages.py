"""Age groups: five years wide, one year, or broad; always with an open-ended last group; summed, shared out, split.

Arrays carry ages on their last axis. Sexes, where there are two, are the axis before it: `MALE`, then `FEMALE`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused, Words

from .refusals import at_least_zero, finite

Array = NDArray[np.float64]
MALE, FEMALE = 0, 1
SEXES = ("men", "women")


@dataclass(frozen=True)
class AgeGroups:
    """The ages at which groups start; the last group is open-ended. `AgeGroups.five_year(90)` is 0–4 … 85–89, 90+."""

    starts: tuple[int, ...]

    def __post_init__(self) -> None:
        if (
            not self.starts
            or self.starts[0] < 0
            or any(a >= b for a, b in zip(self.starts, self.starts[1:], strict=False))
        ):
            raise Refused(
                "Age groups start at ages that rise from 0 or more, as (0, 5, 10); not %(starts)s.", starts=self.starts
            )

    @classmethod
    def five_year(cls, open_at: int = 90) -> "AgeGroups":
        return cls.every(5, open_at)

    @classmethod
    def single(cls, open_at: int = 100) -> "AgeGroups":
        return cls.every(1, open_at)

    @classmethod
    def every(cls, width: int, open_at: int) -> "AgeGroups":
        if width < 1 or open_at < width or open_at % width:
            raise Refused(
                "An open-ended group at %(open_at)s does not fit groups of %(width)s years; take a multiple.",
                open_at=open_at,
                width=width,
            )
        return cls(tuple(range(0, open_at + 1, width)))

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def open_at(self) -> int:
        return self.starts[-1]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        ends = [f"{end - 1}" for end in self.starts[1:]]
        closed = [
            start if str(start) == end else f"{start}–{end}" for start, end in zip(self.starts, ends, strict=False)
        ]
        return (*map(str, closed), f"{self.open_at}+")

    @cached_property
    def width(self) -> int:
        """Years in each closed group. Refused if groups differ: only equal groups can be projected."""
        widths = {b - a for a, b in zip(self.starts, self.starts[1:], strict=False)}
        if len(widths) != 1:
            raise Refused(
                "Ages %(ages)s are not equally wide, so nobody moves up by whole groups; share them out to "
                "five-year or single years first (share_out, split_to_single_years).",
                ages=", ".join(self.labels),
            )
        return widths.pop()

    def between(self, first: int, before: int) -> slice:
        """The groups that hold ages `first` to `before` − 1; Refused if they do not begin and end there."""
        try:
            return slice(self.starts.index(first), self.starts.index(before))
        except ValueError:
            raise Refused(
                "Ages %(first)s to %(last)s do not nest in %(ages)s.",
                first=first,
                last=before - 1,
                ages=", ".join(self.labels),
            ) from None

    def within(self, broad: "AgeGroups") -> NDArray[np.intp]:
        """For each of these groups, the number of the broad group that holds it; Refused if ages do not nest."""
        strays = [start for start in broad.starts if start not in self.starts]
        if strays:
            raise Refused(
                "Ages do not nest: no group of %(first)s … %(last)s starts at %(ages)s, where a broad group "
                "does. Take narrower groups or another border.",
                first=self.labels[0],
                last=self.labels[-1],
                ages=", ".join(map(str, strays)),
            )
        if self.starts[0] != broad.starts[0]:
            raise Refused(
                "Ages do not nest: one begins at %(one)s, the other at %(other)s.",
                one=self.starts[0],
                other=broad.starts[0],
            )
        return np.searchsorted(np.array(broad.starts), np.array(self.starts), side="right") - 1

    def fits(self, values: Array, what: Words) -> None:
        if values.ndim < 1 or values.shape[-1] != len(self):
            raise Refused(
                "%(what)s has %(found)s ages on its last axis, but there are %(count)s age groups (%(first)s … %(last)s).",
                what=what,
                found=values.shape[-1] if values.ndim else 0,
                count=len(self),
                first=self.labels[0],
                last=self.labels[-1],
            )


def add_up(people: ArrayLike, ages: AgeGroups, broad: AgeGroups) -> Array:
    """People in broad groups: Σ over the groups that each holds. Shape (…, ages) to (…, broad ages)."""
    values = np.asarray(people, dtype=float)
    ages.fits(values, Words("number of people"))
    ages.within(broad)
    return np.add.reduceat(values, [ages.starts.index(start) for start in broad.starts], axis=-1)


def share_out(people: ArrayLike, broad: AgeGroups, ages: AgeGroups, reference: ArrayLike) -> Array:
    """Broad groups shared out in proportion to a reference population of the narrow groups; each broad group's sum is kept.

    people (…, broad ages), reference (…, ages), broadcast against each other. Where the reference has nobody in a
    whole broad group, its people are spread evenly over the years (an open-ended group as one more of the usual width).
    Refused: negative, not finite, ages that do not nest.
    """
    values = at_least_zero(np.asarray(people, dtype=float), Words("number of people"))
    pattern = at_least_zero(np.asarray(reference, dtype=float), Words("reference"))
    broad.fits(values, Words("number of people"))
    ages.fits(pattern, Words("reference"))
    holder = ages.within(broad)
    known = add_up(pattern, ages, broad)[..., holder]
    years = _years(ages)
    even = years / np.bincount(holder, years)[holder]
    shares = np.divide(pattern, known, out=np.broadcast_to(even, pattern.shape).copy(), where=known > 0)
    return values[..., holder] * shares


def _years(ages: AgeGroups) -> Array:
    widths = np.diff(ages.starts).astype(float)
    return np.append(widths, np.median(widths) if len(widths) else 1.0)


def split_to_single_years(people: ArrayLike, ages: AgeGroups) -> tuple[Array, AgeGroups]:
    """Closed groups split into single years by monotone cubic interpolation of the cumulated people (PCHIP).

    Each group's sum is kept and no single year is negative, since the cumulated curve never falls. The open-ended
    group stays as it is. Shape (…, ages) to (…, single years). Slopes: Fritsch & Butland 1984, doi:10.1137/0905021,
    with the one-sided three-point slope at the ends; curve: Fritsch & Carlson 1980, doi:10.1137/0717021.
    """
    values = at_least_zero(finite(np.asarray(people, dtype=float), Words("number of people")), Words("people"))
    ages.fits(values, Words("number of people"))
    if ages.starts[0] != 0:
        raise Refused("Single years are counted from 0, but the first group starts at %(age)s.", age=ages.starts[0])
    if len(ages) == 1:
        return values.copy(), ages
    single = AgeGroups.single(ages.open_at)
    knots = np.array(ages.starts, dtype=float)
    cumulated = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values[..., :-1], axis=-1)], axis=-1)
    curve = _monotone(knots, cumulated, np.arange(ages.open_at + 1, dtype=float))
    closed = np.maximum(np.diff(curve, axis=-1), 0.0)
    return np.concatenate([closed, values[..., -1:]], axis=-1), single


def _monotone(x: Array, y: Array, at: Array) -> Array:
    """The PCHIP curve through (x, y) at the points `at`; y has its points on the last axis."""
    h = np.diff(x)
    delta = np.diff(y, axis=-1) / h
    slope = np.concatenate([_end(h, delta), _inner(h, delta), _end(h[::-1], delta[..., ::-1])], axis=-1)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(h) - 1)
    t = (at - x[piece]) / h[piece]
    start, end = y[..., piece], y[..., piece + 1]
    bend = h[piece] * (slope[..., piece] * t * (1 - t) ** 2 - slope[..., piece + 1] * t**2 * (1 - t))
    return np.asarray(start + (end - start) * t**2 * (3 - 2 * t) + bend)


def _inner(h: Array, delta: Array) -> Array:
    """Slopes at the inner knots: the weighted harmonic mean of the two secants, 0 where they differ in sign."""
    before, after = delta[..., :-1], delta[..., 1:]
    w1, w2 = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    below = w1 * after + w2 * before
    rising = (before > 0) & (after > 0) & (below > 0)
    # after / below first: the product of two huge secants may overflow where their harmonic mean does not
    return np.asarray(np.divide(after, below, out=np.zeros_like(below), where=rising) * (w1 + w2) * before)


def _end(h: Array, delta: Array) -> Array:
    """The slope at the first knot: three-point, kept between 0 and three times the first secant."""
    first = delta[..., :1]
    if delta.shape[-1] == 1:
        return first
    slope = ((2 * h[0] + h[1]) * first - h[0] * delta[..., 1:2]) / (h[0] + h[1])
    return np.asarray(np.clip(slope, 0.0, 3 * first))


def sum_by(
    values: ArrayLike, group: Sequence[int] | NDArray[np.integer], groups: int | None = None, axis: int = 0
) -> Array:
    """Sums over the areas (or what `axis` holds) of each group: cells to districts, wards to the city.

    group[i] is the number of the group that holds area i, from 0. Refused if it is negative or not one per area.
    """
    array = np.moveaxis(np.asarray(values, dtype=float), axis, 0)
    number = np.asarray(group)
    if number.shape != (array.shape[0],) or not np.issubdtype(number.dtype, np.integer):
        raise Refused("There are %(count)s areas, so give %(count)s whole numbers of groups.", count=array.shape[0])
    if number.size and (number.min() < 0 or (groups is not None and number.max() >= groups)):
        raise Refused(
            "Group numbers run from 0 to the number of groups − 1; found %(least)s to %(most)s.",
            least=number.min(),
            most=number.max(),
        )
    count = groups if groups is not None else int(number.max(initial=-1)) + 1
    summed = np.zeros((count, *array.shape[1:]))
    np.add.at(summed, number, array)
    return np.moveaxis(summed, 0, axis)
