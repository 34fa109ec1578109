"""What the models of this engine have in common: open some sites, send every demand to the cheapest open one.

    min  Σⱼ fⱼ yⱼ + Σᵢ min { cᵢⱼ : yⱼ = 1 }        least ≤ Σⱼ yⱼ ≤ most,  yⱼ = 1 where it must,  y whole

With f = 0 and least = most = p it is the p-median, with f and no limits the uncapacitated facility location problem. Every
demand's sites are sorted by cost once; whatever then asks for the near ones reads the beginning of a row.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.intp]
Mask = NDArray[np.bool_]
LARGEST_WHOLE = 2.0**53  # from here on doubles skip whole numbers


@dataclass(frozen=True, eq=False)
class Problem:
    """order, ranked: (demands, sites) the sites of each demand from cheap to dear, and their costs (inf: forbidden).

    charge: (sites,) what opening costs. must: (sites,) has to be open. sites: (sites,) their numbers in the problem that
    this one was reduced from. unit: every solution's value is a multiple of it; 0: nothing known.
    """

    order: NDArray[np.int32]
    ranked: Array
    charge: Array
    must: Mask
    sites: Whole
    least: int
    most: int
    unit: float = 0.0

    @property
    def demands_count(self) -> int:
        return int(self.ranked.shape[0])

    @property
    def sites_count(self) -> int:
        return self.charge.size

    @property
    def serves_all(self) -> bool:
        """Whether every demand has a site left that it may go to."""
        return bool(np.isfinite(self.ranked[:, 0]).all())

    @cached_property
    def cost(self) -> Array:
        """(demands, sites) the costs by site."""
        cost = np.empty_like(self.ranked)
        np.put_along_axis(cost, self.order, self.ranked, axis=1)
        return cost

    @cached_property
    def farthest(self) -> Array:
        """(demands,) the cost of the dearest site that is allowed."""
        return np.asarray(np.where(np.isfinite(self.ranked), self.ranked, -inf).max(axis=1))

    def reduced_to(self, keep: Mask, must: Mask) -> "Problem":
        """The same with fewer sites, still sorted; must: (sites,) of all the sites here."""
        kept = np.flatnonzero(keep)
        among = keep[self.order]
        shape = (self.demands_count, kept.size)
        renumbered = (np.cumsum(keep, dtype=np.int32) - 1).astype(np.int32)
        return Problem(
            renumbered[self.order[among]].reshape(shape),
            self.ranked[among].reshape(shape),
            self.charge[kept],
            must[kept],
            self.sites[kept],
            self.least,
            self.most,
            self.unit,
        )

    def without_dearer_pairs(self, value: float) -> "Problem":
        """The same without pairs that no solution up to this value can use: they and everybody else's cheapest are more."""
        if not isfinite(value):
            return self
        cheapest = self.ranked[:, 0]
        spare = value * (1 + 1e-9) - (cheapest.sum() + self.charge[self.must].sum()) + cheapest
        return replace(self, ranked=np.where(self.ranked > np.maximum(spare, cheapest)[:, None], inf, self.ranked))

    def value(self, opened: Whole) -> float:
        """What a set of open sites costs; inf if it leaves a demand without a site."""
        if not opened.size:
            return inf if self.demands_count else 0.0
        return float(self.charge[opened].sum() + self.cost[:, opened].min(axis=1).sum())


def sorted_problem(cost: Array, charge: Array, must: Mask, least: int, most: int) -> Problem:
    """cost: (demands, sites), already weighted; inf where a pair is forbidden."""
    order = np.argsort(cost, axis=1, kind="stable").astype(np.int32)
    ranked = np.take_along_axis(cost, order, axis=1)
    return Problem(order, ranked, charge, must, np.arange(charge.size), least, most, common_unit(cost, charge))


def common_unit(*amounts: Array) -> float:
    """The largest whole number of which all are multiples; 0 unless all are whole. Infinite ones do not count."""
    unit = 0
    for amount in amounts:
        finite = amount[np.isfinite(amount)]
        if finite.size and (finite.max() * finite.size >= LARGEST_WHOLE or (finite != np.rint(finite)).any()):
            return 0.0
        unit = int(np.gcd.reduce(finite.astype(np.int64), initial=unit))
    return float(unit)


class Pairs:
    """The pairs of a demand and a site that cost less than the demand's reach, one after the other."""

    def __init__(self, problem: Problem, reach: Array) -> None:
        self._problem = problem
        self.cut(reach)

    def cut(self, reach: Array) -> None:
        self.reach = reach
        ranked, order = self._problem.ranked, self._problem.order
        self.demand, rank = below(ranked, reach)
        self.site, self.cost = order[self.demand, rank], ranked[self.demand, rank]

    def cover(self, reach: Array) -> None:
        """Widen where a reach has become too short."""
        if (reach > self.reach).any():
            self.cut(np.maximum(self.reach, reach * 1.05))


def below(ranked: Array, reach: Array) -> tuple[Whole, Whole]:
    """Row and rank of every cost below its row's reach; reach: (rows,)."""
    inside = ranked < reach[:, None]
    most = int(inside.sum(axis=1).max(initial=0))
    return np.nonzero(inside[:, :most])  # type: ignore[return-value]


def summed(place: NDArray[np.integer], amount: Array, count: int) -> Array:
    """(count,) the amounts added up by place; doubles also when there are none."""
    return np.asarray(np.bincount(place, amount, minlength=count), dtype=float)
