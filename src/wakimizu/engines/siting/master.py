"""The linear relaxation, decomposed: a master programme of sites and one cost per demand, sharpened by cuts on demand.

With θᵢ for what demand i costs, every level D (one of its costs) gives a cut that all solutions meet,

    θᵢ ≥ D − Σⱼ max(0, D − cᵢⱼ) yⱼ,

and at a fractional y the level that cuts deepest is the cost at which the cheapest sites add up to one (Cornuéjols, Nemhauser,
Wolsey 1980; Magnanti and Wong 1981; for thousands of sites Fischetti, Ljubić, Sinnl 2017, doi:10.1287/mnsc.2016.2461, and
Durán-Mateluna, Alès, Elloumi 2023, doi:10.1016/j.ejor.2022.11.009). The levels beside the Lagrangian's prices are the first
cuts, so that the master begins where the Lagrangian ended. In turn the master's duals are prices: the bound that counts is
always L(u), summed by ourselves, never the solver's tolerance.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from .answer import Status, Watch
from .highs import Programme
from .problem import Array, Mask, Problem, Whole, below, summed
from .relaxation import Bound, Relaxation

WHOLE = 1e-6  # so near to a whole number counts as one
USUAL, WIDEST = 100.0, 1e7  # what the solver's tolerances are meant for: the size of numbers, how far they lie apart
DEEP = 1e-7  # less is no violation, in the solver's numbers


@dataclass(frozen=True, slots=True)
class Round:
    """One solution of the master. opened: (sites,) from 0 to 1. cuts: how many were added; none when all are met."""

    opened: Array
    bound: Bound
    cuts: int


class Master:
    """The master programme of one problem, its cuts growing."""

    def __init__(self, problem: Problem, relaxation: Relaxation, prices: Array, watch: Watch) -> None:
        self.problem, self.relaxation, self.watch = problem, relaxation, watch
        self.programme = Programme(watch.effort.threads)
        self._scale = max(float(prices.mean()), float(problem.farthest.max()) / WIDEST) / USUAL or 1.0
        sites, demands = problem.sites_count, problem.demands_count
        self._y = self.programme.columns(sites, problem.charge / self._scale, problem.must.astype(float), 1.0)
        self._theta = self.programme.columns(demands, 1.0, problem.ranked[:, 0] / self._scale, inf)
        self.programme.row(self._y, 1.0, problem.least, problem.most)
        self._rows: list[Whole] = [np.zeros(0, dtype=np.intp)]  # of each cut its demand, and its level
        self._levels: list[Array] = [np.zeros(0)]
        self._served_at_all()
        self._begin(prices)
        self._width = 8

    def _served_at_all(self) -> None:
        """Of the sites a demand may go to, one is open; only where some are forbidden."""
        allowed = np.isfinite(self.problem.ranked)
        rows = np.flatnonzero(~allowed.all(axis=1))
        self._bounded = rows
        if rows.size:
            row, rank = np.nonzero(allowed[rows])
            starts = np.searchsorted(row, np.arange(rows.size + 1))
            self.programme.rows(starts, self._y[self.problem.order[rows[row], rank]], 1.0, 1.0, inf)

    def _begin(self, prices: Array) -> None:
        """Cuts at the levels on both sides of the prices."""
        ranked, rows = self.problem.ranked, np.arange(self.problem.demands_count)
        rank = (ranked < prices[:, None]).sum(axis=1)
        above = np.minimum(ranked[rows, np.minimum(rank, ranked.shape[1] - 1)], self.problem.farthest)
        beneath = ranked[rows, np.maximum(rank - 1, 0)]
        self._cut(rows, above)
        self._cut(rows[beneath < above], beneath[beneath < above])

    def _cut(self, rows: Whole, levels: Array) -> None:
        useful = levels > self.problem.ranked[rows, 0]
        rows, levels = rows[useful], levels[useful]
        if not rows.size:
            return
        row, rank = below(self.problem.ranked[rows], levels)
        counts = np.bincount(row, minlength=rows.size) + 1
        starts = np.concatenate([[0], np.cumsum(counts)])
        index, value = np.empty(starts[-1], dtype=np.intp), np.ones(starts[-1])
        others = np.ones(starts[-1], dtype=bool)
        others[starts[:-1]] = False
        index[starts[:-1]] = self._theta[rows]
        index[others] = self._y[self.problem.order[rows[row], rank]]
        value[others] = levels[row] - self.problem.ranked[rows[row], rank]
        value[others] /= self._scale
        self.programme.rows(starts, index, value, levels / self._scale, inf)
        self._rows.append(rows)
        self._levels.append(levels)

    def round(self, may: Mask, must: Mask) -> Round | Status:
        """Solve once for the sites that may and must be open, and add the cuts that are violated.

        INFEASIBLE: the sites allow nothing. UNKNOWN: stopped.
        """
        self.programme.bound_columns(self._y, must.astype(float), may.astype(float))
        solved = self.programme.solve(self.watch)
        if solved.status is not Status.OPTIMAL:
            return solved.status
        sites = self.problem.sites_count
        opened = np.clip(solved.values[:sites], 0.0, 1.0)
        bound = self.relaxation.at(self._prices(solved.duals, solved.reduced[sites:]), may, must)
        levels, costs = self._deepest(opened)
        deep = costs > (solved.values[sites:] + DEEP) * self._scale
        self._cut(np.flatnonzero(deep), levels[deep])
        return Round(opened, bound, int(deep.sum()))

    def _prices(self, duals: Array, reduced: Array) -> Array:
        """The Lagrangian prices that the duals of the cuts amount to; at least as good as the master's own bound."""
        demands = self.problem.demands_count
        served = summed(self._bounded, duals[1 : 1 + self._bounded.size], demands)
        rows, levels = np.concatenate(self._rows), np.concatenate(self._levels)
        of_cuts = summed(rows, duals[1 + self._bounded.size :] * levels, demands)
        return of_cuts + served + reduced * self.problem.ranked[:, 0]

    def _deepest(self, opened: Array) -> tuple[Array, Array]:
        """(demands,) the level at which the cheapest sites add up to one, and the cost that its cut says."""
        order, ranked, sites = self.problem.order, self.problem.ranked, self.problem.sites_count
        while True:
            width = min(self._width, sites)
            taken = opened[order[:, :width]]
            summed = np.cumsum(taken, axis=1)
            if width == sites or (summed[:, -1] >= 1 - WHOLE).all():
                break
            self._width *= 2
        rank = np.argmax(summed >= np.minimum(summed[:, -1], 1 - WHOLE)[:, None], axis=1)
        levels = ranked[np.arange(rank.size), rank]
        levels = np.minimum(levels, self.problem.farthest)
        near = np.where(ranked[:, :width] < levels[:, None], levels[:, None] - ranked[:, :width], 0.0)
        return levels, levels - (near * taken).sum(axis=1)
