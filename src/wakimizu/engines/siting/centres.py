"""The p-centre: p sites such that whoever has the longest way has it as short as can be."""

from collections.abc import Iterable
from math import inf, nan

import numpy as np
from numpy.typing import ArrayLike

from .answer import Answer, Effort, Status, Watch, status_of
from .covers import fewest_sites
from .problem import Array, Whole
from .terms import Terms, how_many, terms

CENTRE = "bisection over the distinct costs, each a set covering: dominance, greedy, LP bound from its duals, HiGHS"


def p_centre(
    cost: ArrayLike,
    p: int,
    *,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Exactly p sites that make the greatest weight · cost to the nearest open one least (Hakimi 1964; Minieka 1970).

    weights: (demands,), 1 each if left out; 0 takes a demand out. With populations as weights the centre is a weighted one,
    rarely what is meant: leave them out for the longest way. All else as in `p_median`.
    """
    given = terms(cost, weights, open, closed, forbidden).reaching()
    count, watch = how_many(p, given), Watch(effort or Effort())
    return _Bisection(given, count, watch).answer()


class _Bisection:
    """opened, radius: the best sites so far. `low`: the last of the distinct radii that is proven too short."""

    def __init__(self, given: Terms, count: int, watch: Watch) -> None:
        self.given, self.count, self.watch = given, count, watch
        self.kept, heard = np.flatnonzero(given.may), given.weights > 0
        self.cost: Array = given.cost[np.ix_(heard, self.kept)] * given.weights[heard, None]
        self.must = given.must[self.kept]
        self.radii = self._distinct()
        self.low, self.work = -1, {"radii": 0.0, "nodes": 0.0}
        self.opened: Whole = np.zeros(0, dtype=np.intp)
        self.radius = inf
        self._note(self._farthest_first())

    def answer(self) -> Answer:
        high = self._place()
        while high - self.low > 1 and not self.watch.over:
            middle = (self.low + high) // 2
            cover = fewest_sites(self.cost <= self.radii[middle], self.must, self.watch, enough=self.count)
            self.work["radii"] += 1
            self.work["nodes"] += cover.nodes
            if cover.sites is not None and cover.sites.size <= self.count:
                self._note(cover.sites)
                high = self._place()
            elif cover.fewest > self.count:
                self.low = middle
                self.watch.bounded(self._bound())
            else:
                break  # stopped before it was decided
        return self._said()

    def _distinct(self) -> Array:
        """The costs that can be the answer: none below what somebody pays at the least."""
        least = float(self.cost.min(axis=1).max(initial=0.0))
        found = np.unique(self.cost[np.isfinite(self.cost)])
        return found[found >= least] if found.size else np.zeros(1)

    def _place(self) -> int:
        """Where the best radius stands among the distinct ones; behind all when there is none."""
        return int(np.searchsorted(self.radii, self.radius))

    def _bound(self) -> float:
        return float(self.radii[self.low + 1]) if self.low + 1 < self.radii.size else inf

    def _farthest_first(self) -> Whole:
        """A beginning: time and again the cheapest site of whoever pays most (Gonzalez 1985)."""
        chosen = np.flatnonzero(self.must).tolist()
        paid = self.cost[:, chosen].min(axis=1, initial=inf)
        while len(chosen) < self.count and paid.size and paid.max() > 0:
            site = int(self.cost[paid.argmax()].argmin())
            if site in chosen:
                break
            chosen.append(site)
            paid = np.minimum(paid, self.cost[:, site])
        return np.array(chosen, dtype=np.intp)

    def _note(self, sites: Whole) -> None:
        """Take over a set of at most p sites if it is the best; more sites, up to p, do no harm."""
        free = np.setdiff1d(np.arange(self.kept.size), sites)
        sites = np.sort(np.concatenate([sites, free[: self.count - sites.size]]))
        radius = float(self.cost[:, sites].min(axis=1).max(initial=0.0))
        if radius < self.radius:
            self.opened, self.radius = sites, radius
            self.watch.found(radius)

    def _said(self) -> Answer:
        opened, bound = self.kept[self.opened], min(self._bound(), self.radius)
        infeasible = not self.opened.size and bound == inf
        return Answer(
            status=Status.INFEASIBLE if infeasible else status_of(self.radius, bound, self.watch.effort.gap),
            open=opened,
            assigned=self.given.assigned(opened),
            objective=self.radius if self.opened.size else nan,
            bound=bound,
            seconds=self.watch.seconds,
            formulation=CENTRE,
            work=self.work,
        )
