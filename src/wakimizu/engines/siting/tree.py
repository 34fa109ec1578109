"""From the first bound to the proof: ascent, swaps, settled sites, the decomposed relaxation, branch and bound.

1. The Lagrangian ascends; the sites it chooses are tried as solutions, the last ones improved by swaps.
2. Sites that every better solution has, or none, are settled; the rest is a smaller problem.
3. Its linear relaxation is solved by cuts; its prices settle more sites, and 2 and 3 repeat while that helps.
4. What is left is branched on one site at a time, the node with the lowest bound first.

The bound is that of the lowest open node throughout, so it is good whenever the search is stopped.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from math import inf, isfinite, sqrt

import numpy as np

from .answer import Status, Watch
from .incumbent import Incumbent
from .master import WIDEST, Master, Round
from .problem import Array, Mask, Problem, Whole
from .relaxation import Bound, Relaxation, ascend, first_prices, settled
from .swaps import Swaps

STEPS, LOOK = 300, 25  # steps of the ascent; every how many the chosen sites are tried as a solution
ROUNDS, NODE_ROUNDS = 100, 8  # how often a relaxation is sharpened, at the root and below
SHRUNK = 0.7  # of the free sites: with fewer left, the master is built anew
WHOLE = 1e-6  # so near to 0 or 1 counts as closed or open
PROMISING = 1.01  # times the best: swaps are tried from there


@dataclass(frozen=True, slots=True)
class Found:
    """opened: numbers of sites; none where nothing was found. infeasible: proven."""

    opened: Whole
    value: float
    bound: float
    infeasible: bool
    work: dict[str, float]


@dataclass(frozen=True, slots=True)
class Node:
    """may, must: (sites,) of this part of the solutions. bound: none of them is below."""

    bound: float
    may: Mask
    must: Mask
    branch: tuple[int, int, float] | None = None  # the site it came from, 0 closed or 1 opened, and by how much

    def children(self, site: int, opened: Array) -> list["Node"]:
        without, with_it = self.may.copy(), self.must.copy()
        without[site], with_it[site] = False, True
        share = float(opened[site])
        return [
            replace(self, may=without, branch=(site, 0, share)),
            replace(self, must=with_it, branch=(site, 1, 1 - share)),
        ]


class Gains:
    """How much the bound rose per unit when a site was closed or opened; for others the mean of all (pseudocosts)."""

    def __init__(self, sites: int) -> None:
        self._sum, self._times = np.zeros((2, sites)), np.zeros((2, sites))

    def note(self, node: Node, bound: float) -> None:
        if node.branch:
            site, side, share = node.branch
            self._sum[side, site] += max(bound - node.bound, 0.0) / max(share, WHOLE)
            self._times[side, site] += 1

    def most_promising(self, opened: Array, free: Whole) -> int:
        """Of the free sites that are neither closed nor opened the one whose children rise most, the lesser one first of all."""
        undecided = free[(opened[free] > WHOLE) & (opened[free] < 1 - WHOLE)]
        among = undecided if undecided.size else free
        mean = self._sum.sum(axis=1, keepdims=True) / np.maximum(self._times.sum(axis=1, keepdims=True), 1)
        mean[mean == 0] = mean.max() or 1.0
        gain = (self._sum[:, among] + mean) / (self._times[:, among] + 1)
        closed, reopened = gain * np.stack([opened[among], 1 - opened[among]])
        return int(among[int(np.argmax(closed * reopened))])


class Search:
    """One problem and one watch; `run` once."""

    def __init__(self, problem: Problem, watch: Watch, allowed: Callable[[float], float] | None = None) -> None:
        """allowed: by value, how far below it the bound may stay; the watch's relative gap if left out."""
        self.problem, self.watch = problem, watch
        self.best = Incumbent(problem, watch, allowed or (lambda value: watch.effort.gap * abs(value)))
        self.work = dict.fromkeys(("steps", "rounds", "nodes", "sites_left"), 0.0)
        self.proven = -inf

    def run(self) -> Found:
        problem = self.problem
        relaxation = Relaxation(problem, np.zeros(problem.demands_count))
        expected = problem.least if problem.least == problem.most else max(sqrt(problem.sites_count), problem.least)
        bound = ascend(relaxation, first_prices(problem, expected), self._aim, self._over, STEPS)
        self._raise(bound.value)
        self._swap(problem, np.flatnonzero(bound.chosen), bound.prices)
        self._close(bound)
        proven = min(self.proven, self.best.value)  # sums of doubles may end a hair above
        return Found(self.best.opened, self.best.value, proven, self.proven == inf, self.work)

    def _over(self) -> bool:
        return self.watch.over

    def _raise(self, bound: float) -> None:
        """Note a bound on every solution; inf: there is none."""
        self.proven = max(self.proven, self.best.rounded(bound))
        if isfinite(self.proven):
            self.watch.bounded(self.proven)

    def _settled(self) -> bool:
        return self.proven >= self.best.limit

    def _aim(self, bound: Bound) -> float:
        """What the ascent aims at; every few steps the sites it has chosen are tried as a solution."""
        if self.work["steps"] % LOOK == 0:
            self.best.offer(np.flatnonzero(bound.chosen))
        self.work["steps"] += 1
        return self.best.limit if isfinite(self.best.value) else 1.1 * abs(bound.value) + 1.0

    def _swap(self, problem: Problem, opened: Whole, reach: Array) -> None:
        """Try these sites and what swaps make of them."""
        if opened.size and self.best.is_new(problem.sites[opened]):
            better = Swaps(problem, reach).improve(opened, self._over)
            self.best.offer(problem.sites[opened])
            self.best.offer(problem.sites[better])

    def _close(self, bound: Bound) -> None:
        """Fewer sites, a sharper bound, fewer sites again; then branch."""
        problem, node = self.problem, Node(bound.value, np.ones_like(self.problem.must), self.problem.must)
        while not self._settled() and not self.watch.over:
            node = self._narrowed(node, bound)
            if not self._possible(node, problem):
                return self._raise(self.best.limit)
            problem = problem.reduced_to(node.may, node.must)
            if not problem.serves_all:
                return self._raise(self.best.limit)
            if problem.farthest.max(initial=0.0) > WIDEST * bound.prices.mean():
                problem = problem.without_dearer_pairs(self.best.value)
            self.work["sites_left"] = float((~problem.must).sum())
            master = Master(problem, Relaxation(problem, bound.prices), bound.prices, self.watch)
            node = Node(node.bound, np.ones_like(problem.must), problem.must)
            outcome = self._relax(master, node, ROUNDS)
            if not isinstance(outcome, Round):
                return self._raise(self.best.limit if outcome is Status.INFEASIBLE else node.bound)
            bound = outcome.bound
            self._raise(bound.value)
            node = self._narrowed(node, bound)
            if (node.may & ~node.must).sum() > SHRUNK * (~problem.must).sum():
                return self._branch(master, node)
        return None

    def _narrowed(self, node: Node, bound: Bound) -> Node:
        may, must = settled(bound, self.best.limit, node.may, node.must)
        return Node(max(node.bound, bound.value), may, must)

    def _possible(self, node: Node, problem: Problem) -> bool:
        return bool(node.may.sum() >= problem.least and node.must.sum() <= problem.most)

    def _relax(self, master: Master, node: Node, rounds: int) -> Round | Status:
        """A node's relaxation, cut until it says no more. INFEASIBLE: nothing better is in it. UNKNOWN: stopped at once."""
        best: Round | None = None
        for _round in range(rounds):
            outcome = master.round(node.may, node.must)
            if outcome is Status.INFEASIBLE:
                return outcome
            if not isinstance(outcome, Round):
                break
            self.work["rounds"] += 1
            self._try(master.problem, outcome)
            sharper = best is None or outcome.bound.value >= best.bound.value
            best = outcome if sharper or best is None else replace(outcome, bound=best.bound)
            if best.bound.value >= self.best.limit:
                return Status.INFEASIBLE
            if not outcome.cuts:
                break
        return best or Status.UNKNOWN

    def _try(self, problem: Problem, outcome: Round) -> None:
        """Open the sites that are most open in a relaxation; swap from there if that is nearly as good as the best."""
        wanted = max(min(round(float(outcome.opened.sum())), problem.most), problem.least)
        opened = np.argsort(-outcome.opened - problem.must, kind="stable")[:wanted]
        if self.problem.value(problem.sites[opened]) <= PROMISING * self.best.value:
            self._swap(problem, opened, outcome.bound.prices)

    def _branch(self, master: Master, root: Node) -> None:
        """Best first. What is left on the heap when the time is over keeps its bound."""
        ticket = count()
        self.gains = Gains(master.problem.sites_count)
        heap = [(root.bound, next(ticket), root)]
        while heap and not self.watch.over:
            self._raise(heap[0][0])
            if self._settled():
                return
            node = heapq.heappop(heap)[2]
            self.work["nodes"] += 1
            outcome = self._relax(master, node, NODE_ROUNDS)
            if outcome is Status.UNKNOWN:
                return
            self.gains.note(node, outcome.bound.value if isinstance(outcome, Round) else self.best.limit)
            if isinstance(outcome, Round):
                for child in self._split(master.problem, self._narrowed(node, outcome.bound), outcome.opened):
                    heapq.heappush(heap, (child.bound, next(ticket), child))
        self._raise(heap[0][0] if heap else self.best.limit)

    def _split(self, problem: Problem, node: Node, opened: Array) -> list[Node]:
        """The parts of a node: on the site whose being open is least certain. None if it holds one solution only."""
        free = np.flatnonzero(node.may & ~node.must)
        if not free.size:
            if self._possible(node, problem):
                self.best.offer(problem.sites[node.must])
            return []
        site = self.gains.most_promising(opened, free)
        return [child for child in node.children(site, opened) if self._possible(child, problem)]
