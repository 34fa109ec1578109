"""Good solutions quickly: open, close or swap a site while that helps, all moves weighed at once.

What a swap is worth splits into what the new site saves, what the old one's customers lose, and what those gain back who would
go to the new one (Resende and Werneck 2004, doi:10.1023/B:HEUR.0000026895.72657.a2); only pairs nearer than a demand's
second open site take part.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .problem import Array, Pairs, Problem, Whole, summed


@dataclass(frozen=True, slots=True)
class Nearest:
    """(demands,) place in the list of open sites and cost of each demand's cheapest, and the cost of its second."""

    place: Whole
    cost: Array
    second: Array


class Swaps:
    """The search on one problem. Pairs that are forbidden cost so much that any solution without them is better."""

    def __init__(self, problem: Problem, reach: Array) -> None:
        self.problem = problem
        self.dear = 1.0 + 2.0 * float(problem.farthest.sum() + problem.charge.sum())
        self.pairs = Pairs(problem, reach)

    def nearest(self, opened: Whole) -> Nearest:
        cost = np.minimum(self.problem.cost[:, opened], self.dear)
        rows = np.arange(cost.shape[0])
        place = cost.argmin(axis=1)
        first = cost[rows, place]
        cost[rows, place] = self.dear
        return Nearest(place, first, cost.min(axis=1))

    def improve(self, opened: Whole, over: Callable[[], bool]) -> Whole:
        """A set of open sites that no single move makes better, or what there is when `over`."""
        opened = opened.copy()
        while opened.size and not over():
            moved = self._moved(opened)
            if moved is None:
                break
            opened = moved
        return np.sort(opened)

    def _moved(self, opened: Whole) -> Whole | None:
        """The best move made; None when none helps."""
        problem = self.problem
        near = self.nearest(opened)
        saved, kept = self._weigh(near, opened.size)
        saved -= problem.charge
        saved[opened] = -np.inf
        lost = summed(near.place, near.second - near.cost, opened.size) - problem.charge[opened]
        swaps = kept + saved - lost[:, None]
        swaps[problem.must[opened]] = -np.inf
        out, new = divmod(int(np.argmax(swaps)), problem.sites_count)
        best, moved = float(swaps[out, new]), np.append(np.delete(opened, out), new)
        if opened.size < problem.most and saved.max() > best:
            best, moved = float(saved.max()), np.append(opened, int(saved.argmax()))
        if opened.size > max(problem.least, 1):
            lost[problem.must[opened]] = np.inf
            if -lost.min() > best:
                best, moved = -float(lost.min()), np.delete(opened, int(lost.argmin()))
        return moved if best > 1e-9 * (1.0 + float(near.cost.sum())) else None

    def _weigh(self, near: Nearest, count: int) -> tuple[Array, Array]:
        """(sites,) what opening saves; (open sites, sites) what it gives back when the open one closes."""
        problem, pairs = self.problem, self.pairs
        pairs.cover(np.minimum(near.second, problem.farthest * (1 + 1e-12) + 1e-12))
        second, sites = near.second[pairs.demand], problem.sites_count
        use = pairs.cost < second
        demand, site, cost, second = pairs.demand[use], pairs.site[use], pairs.cost[use], second[use]
        first = near.cost[demand]
        saved = summed(site, np.maximum(first - cost, 0), sites)
        back = second - np.maximum(cost, first)
        kept = summed(near.place[demand] * sites + site, back, count * sites)
        return saved, kept.reshape(count, sites)
