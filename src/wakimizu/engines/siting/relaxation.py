"""The Lagrangian bound: what it costs at least when every demand may be served by several sites, at a price.

Each demand i pays a price uᵢ and each site earns it back from those it serves cheaper, so that for any u

    L(u) = Σᵢ uᵢ + min over allowed choices of Σⱼ yⱼ (fⱼ + ρⱼ(u)),     ρⱼ(u) = Σᵢ min(0, cᵢⱼ − uᵢ)

is at most the optimum (Cornuéjols, Fisher, Nemhauser 1977, doi:10.1287/mnsc.23.8.789). Only pairs with cᵢⱼ < uᵢ matter. What a
site would add to L(u) if it were forced in or out says which sites every better solution has, and which none has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from .problem import Array, Mask, Pairs, Problem, summed

PATIENCE, SHORTER = 20, 1.5  # steps without progress; how much shorter they become then
MEMORY = 0.3  # how much of the last direction stays


@dataclass(frozen=True, slots=True)
class Bound:
    """L(u), with the sites it opens and what each site would add if its choice were turned round (0: it may not be)."""

    value: float
    prices: Array
    chosen: Mask
    regret: Array


class Relaxation:
    """L(u) of one problem, for sites that may or must be open."""

    def __init__(self, problem: Problem, reach: Array) -> None:
        self.problem = problem
        self.pairs = Pairs(problem, reach)

    def at(self, prices: Array, may: Mask | None = None, must: Mask | None = None) -> Bound:
        """prices: (demands,). may, must: (sites,), all and the problem's own if left out."""
        problem = self.problem
        self.pairs.cover(prices)
        saved = self.pairs.cost - prices[self.pairs.demand]
        np.minimum(saved, 0, out=saved)
        earned = problem.charge + summed(self.pairs.site, saved, problem.sites_count)
        may = np.ones(problem.sites_count, dtype=bool) if may is None else may
        chosen, regret = cheapest(earned, may, problem.must if must is None else must, problem.least, problem.most)
        value = float(prices.sum() + earned[chosen].sum()) if chosen.sum() >= problem.least else inf
        return Bound(value, prices, chosen, regret)

    def served(self, bound: Bound) -> Array:
        """(demands,) how many of the chosen sites serve each demand."""
        pairs = self.pairs
        serves = bound.chosen[pairs.site] & (pairs.cost < bound.prices[pairs.demand])
        return np.bincount(pairs.demand[serves], minlength=self.problem.demands_count).astype(float)


def cheapest(earned: Array, may: Mask, must: Mask, least: int, most: int) -> tuple[Mask, Array]:
    """The choice of sites with the least sum, and what turning each free one round would add."""
    chosen = must.copy()
    free = np.flatnonzero(may & ~must)
    ordered = free[np.argsort(earned[free], kind="stable")]
    low, high = max(least - int(must.sum()), 0), min(most - int(must.sum()), ordered.size)
    worth = int(np.searchsorted(earned[ordered], 0.0))
    count = max(min(max(worth, low), high), 0)
    chosen[ordered[:count]] = True
    last = earned[ordered[count - 1]] if count else 0.0
    following = earned[ordered[count]] if count < ordered.size else inf
    for_one_more = max(last, 0.0) if count < high else last
    for_one_less = min(following, 0.0) if count > low else following
    if count == 0 and high == 0:
        for_one_more = -inf
    regret = np.zeros(earned.size)
    regret[ordered[:count]] = for_one_less - earned[ordered[:count]]
    regret[ordered[count:]] = earned[ordered[count:]] - for_one_more
    return chosen, np.maximum(regret, 0.0)


def ascend(
    relaxation: Relaxation, prices: Array, target: Callable[[Bound], float], over: Callable[[], bool], steps: int
) -> Bound:
    """Raise L(u) by subgradient steps (Held, Wolfe, Crowder 1974, doi:10.1007/BF01580223), each leaning on the one before.

    target: asked at every step for the best known value, which may fall. Ends at the target, when steps have become short, or
    when `over`.
    """
    floor = relaxation.problem.ranked[:, 0]
    best = bound = relaxation.at(prices)
    direction, length, waited = np.zeros(prices.size), 1.5, 0
    for _step in range(steps):
        aim = target(bound)
        if best.value >= aim or length < 1e-3 or over():
            break
        slope = 1.0 - relaxation.served(bound)
        direction = MEMORY * direction + (1 - MEMORY) * slope if direction.any() else slope
        square = direction @ direction
        if square == 0:
            break
        stride = length * (aim * 1.002 - bound.value) / square
        bound = relaxation.at(np.maximum(bound.prices + stride * direction, floor))
        waited = 0 if bound.value > best.value + 1e-5 * abs(best.value) else waited + 1
        if bound.value > best.value:
            best = bound
        if waited >= PATIENCE:
            bound, length, waited = best, length / SHORTER, 0
            direction[:] = 0
    return best


def first_prices(problem: Problem, sites_open: float) -> Array:
    """Where to begin: the cost at which a demand would be served once if sites were spread evenly."""
    rank = min(max(round(0.6 * problem.sites_count / max(sites_open, 1.0)), 1), problem.sites_count - 1)
    return np.minimum(problem.ranked[:, rank], problem.farthest)


def settled(bound: Bound, limit: float, may: Mask, must: Mask) -> tuple[Mask, Mask]:
    """(may, must) of every solution better than `limit`: sites whose other choice would cost that much are settled."""
    sure = bound.value + bound.regret >= limit
    return may & ~(sure & ~bound.chosen), must | (sure & bound.chosen)
