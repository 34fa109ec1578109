"""What is asked of a model, checked: costs, weights, sites that are settled beforehand, pairs that are forbidden.

Every refusal names what is wrong, where, and what to do about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.demography.refusals import at_least_zero, refuse, refuse_many, spread
from wakimizu.engines.words import Refused, Words

from .problem import Array, Mask, Problem, Whole, sorted_problem

PAIR = ("demand", "site")
LARGEST = 1e30


@dataclass(frozen=True, slots=True)
class Terms:
    """cost: (demands, sites), inf where a pair is not allowed. weights: (demands,). may, must: (sites,) be open."""

    cost: Array
    weights: Array
    may: Mask
    must: Mask

    @property
    def sites_count(self) -> int:
        return self.may.size

    def reaching(self) -> "Terms":
        """Refuses a demand with weight that no site can serve which may be open."""
        alone = (self.weights > 0) & ~np.isfinite(self.cost[:, self.may]).any(axis=1)
        if alone.any():
            refuse_many(
                Words(
                    "demand %(number)s can be served by no site that may be open: every cost is infinite, the "
                    "pair forbidden or the site closed. Allow one, or give the demand the weight 0.",
                    number=int(np.argmax(alone)),
                ),
                int(alone.sum()),
            )
        return self

    def problem(self, charge: Array, least: int, most: int) -> Problem:
        """The costs weighted, without closed sites and without demands that weigh nothing; charge: (sites,)."""
        kept, heard = np.flatnonzero(self.may), self.weights > 0
        cost = self.cost[np.ix_(heard, kept)] * self.weights[heard, None]
        return sorted_problem(cost, charge[kept], self.must[kept], least, most)

    def open_sites(self, chosen: Whole) -> Whole:
        """The caller's numbers of the sites that a problem's answer opens."""
        return np.flatnonzero(self.may)[np.sort(chosen)]

    def assigned(self, opened: Whole) -> Whole:
        """(demands,) the cheapest open site of each, the first of equals; −1: none is allowed."""
        if not opened.size:
            return np.full(self.weights.size, -1, dtype=np.intp)
        cost = self.cost[:, opened]
        nearest = cost.argmin(axis=1)
        return np.where(np.isfinite(cost[np.arange(nearest.size), nearest]), opened[nearest], -1)

    def total(self, assigned: Whole) -> float:
        """Σ weight · cost of those who are served."""
        served = np.flatnonzero((assigned >= 0) & (self.weights > 0))
        return float(self.weights[served] @ self.cost[served, assigned[served]])


def terms(
    cost: ArrayLike, weights: ArrayLike | None, open: Iterable[int], closed: Iterable[int], forbidden: ArrayLike | None
) -> Terms:
    """cost: (demands, sites), 0 or more, inf where a site cannot serve. weights: (demands,), 1 each if left out. open, closed:
    numbers of sites. forbidden: (demands, sites), True where a pair is not allowed.
    """
    costs = np.array(cost, dtype=float)
    if costs.ndim != 2 or not costs.size:
        raise Refused(
            "cost has the shape %(shape)s; it needs a row for each demand and a column for each site.",
            shape=costs.shape,
        )
    _not_negative(costs, Words("cost"), PAIR)
    if forbidden is not None:
        costs[spread(np.asarray(forbidden, dtype=bool), costs.shape, Words("forbidden"), PAIR)] = inf
    demands, sites = costs.shape
    many = np.ones(demands) if weights is None else np.array(weights, dtype=float)
    many = at_least_zero(spread(many, (demands,), Words("weight"), ("demand",)), Words("weight"), ("demand",))
    refuse_if_any(
        many,
        np.isinf(many),
        Words("weight"),
        Words("nothing can be done for infinitely many. Correct it."),
        ("demand",),
    )
    must, shut = (
        _mask(open, sites, Words("The list of open sites")),
        _mask(closed, sites, Words("The list of closed sites")),
    )
    if (must & shut).any():
        raise Refused(
            "site %(number)s is named both open and closed; take it out of one of them.",
            number=int(np.argmax(must & shut)),
        )
    return Terms(costs, many, ~shut, must)


def refuse_if_any(values: Array, bad: Mask, what: Words, because: Words, axes: tuple[str, ...]) -> None:
    if bad.any():
        refuse(values, bad, what, because, axes)


def _not_negative(values: Array, what: Words, axes: tuple[str, ...]) -> None:
    gaps, huge = np.isnan(values), np.isfinite(values) & (values > LARGEST)
    refuse_if_any(values, gaps, what, Words("not a number. Fill the gap; inf says that a site cannot serve."), axes)
    refuse_if_any(
        values, values < 0, what, Words("below zero. Costs are 0 or more; add the same to all if need be."), axes
    )
    refuse_if_any(
        values, huge, what, Words("so much that all others drown in it. Write inf where a site cannot serve."), axes
    )


def amounts(values: ArrayLike, sites: int, what: Words) -> Array:
    """(sites,) of numbers from 0 on; one number stands for all."""
    found = np.array(values, dtype=float)
    found = at_least_zero(np.array(spread(found, (sites,), what, ("site",))), what, ("site",))
    refuse_if_any(
        found, np.isinf(found), what, Words("not finite. Close the site instead, or give a number."), ("site",)
    )
    return found


def how_many(p: int, given: Terms) -> int:
    """p, refused where that many sites cannot be open."""
    if not (p >= 1 and p == np.rint(p) and np.isfinite(p)):
        raise Refused("p is %(p)s; it is the number of sites to open, a whole number from 1 on.", p=p)
    number, may, must = int(p), int(given.may.sum()), int(given.must.sum())
    if number > may:
        raise Refused("p is %(p)s, but only %(may)s sites may be open. Lower p or add sites.", p=number, may=may)
    if number < must:
        raise Refused("p is %(p)s, but %(must)s sites are named open. Raise p or name fewer.", p=number, must=must)
    return number


def _mask(named: Iterable[int], sites: int, what: Words) -> Mask:
    mask = np.zeros(sites, dtype=bool)
    for number in named:
        if int(number) != number or not 0 <= number < sites:
            raise Refused(
                "%(what)s names site %(number)s, but sites are numbered from 0 to %(last)s.",
                what=what,
                number=number,
                last=sites - 1,
            )
        mask[int(number)] = True
    return mask
