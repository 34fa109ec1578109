"""Facility location: how many sites, and which, when opening one costs something; with and without a limit to what it can take."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, nan

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.demography.refusals import refuse_many
from wakimizu.engines.words import Refused, Words

from .answer import TIGHT, Answer, Effort, Status, Watch, status_of
from .highs import Programme
from .problem import Array, Mask, Whole
from .solution import solution
from .terms import Terms, amounts, terms
from .tree import Search

CAPACITATED = (
    "strong formulation (each share at most its site's opening, capacities together at least the demand), HiGHS"
)
FEASIBLE = 1e-6  # relative: how far what the solver calls feasible and optimal may be off


def uncapacitated(
    cost: ArrayLike,
    opening: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Sites that make Σ opening + Σ weight · cost to the nearest open one least (Kuehn and Hamburger 1963; Balinski 1965).

    opening: (sites,) what opening one costs, 0 or more, or one number for all; sites named open cost it too. All else as in
    `p_median`; nobody with weight and nothing named open: no site is opened.
    """
    given = terms(cost, weights, open, closed, forbidden).reaching()
    charge, watch = amounts(opening, given.sites_count, Words("opening")), Watch(effort or Effort())
    least = int(bool((given.weights > 0).any()))
    found = Search(given.problem(charge, least, int(given.may.sum())), watch).run()
    return solution(given, found, watch)


def capacitated(
    cost: ArrayLike,
    opening: ArrayLike,
    capacity: ArrayLike,
    *,
    single: bool = False,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Sites that make Σ opening + Σ weight · cost · share least, none taking in more weight than its capacity.

    capacity: (sites,) in the unit of the weights. single: each demand goes to one site; else it may be split, the answer has
    `shares`, and `assigned` is the site of the greatest share. cost is per unit of weight. All else as in `uncapacitated`.
    Raises Refused also when the capacities together, or for a single assignment the largest, are below the demand.
    """
    given = terms(cost, weights, open, closed, forbidden).reaching()
    charge = amounts(opening, given.sites_count, Words("opening"))
    room = _room(amounts(capacity, given.sites_count, Words("capacity")), given, single)
    watch = Watch(effort or Effort())
    return _Capacitated(given, charge, room, single).solve(watch)


def _room(capacity: Array, given: Terms, single: bool) -> Array:
    """The capacities of sites that may be open, refused where they cannot do."""
    room = np.where(given.may, capacity, 0.0)
    wanted, there = float(given.weights.sum()), float(room.sum())
    if wanted > there * (1 + TIGHT):
        raise Refused(
            "capacity adds up to %(there)s over all sites that may be open, but the weights to %(wanted)s. "
            "Raise capacities, add sites or leave demands out.",
            there=f"{there:g}",
            wanted=f"{wanted:g}",
        )
    if single:
        allowed = np.where(np.isfinite(given.cost), room, 0.0).max(axis=1)
        large = np.flatnonzero(given.weights > allowed * (1 + TIGHT))
        if large.size:
            first = int(large[0])
            refuse_many(
                Words(
                    "demand %(number)s weighs %(weight)s, but no site it may go to takes more than %(most)s. "
                    "Split it, raise a capacity or allow split assignment.",
                    number=first,
                    weight=f"{given.weights[first]:g}",
                    most=f"{allowed[first]:g}",
                ),
                large.size,
            )
    return room


@dataclass(frozen=True, slots=True)
class _Capacitated:
    """The integer programme. given, charge, room: by the caller's sites; only pairs that are allowed get a column."""

    given: Terms
    charge: Array
    room: Array
    single: bool

    def solve(self, watch: Watch) -> Answer:
        demand, site = self._pairs()
        programme, y = self._programme(demand, site, watch)
        solved = programme.solve(watch, watch.effort.gap, report=True)
        if not solved.values.size:
            bound = inf if solved.status is Status.INFEASIBLE else solved.bound
            return self._answer(np.zeros(self.charge.size, dtype=bool), None, bound, solved.status, solved.nodes, watch)
        opened = np.zeros(self.charge.size, dtype=bool)
        opened[np.flatnonzero(self.given.may)] = solved.values[y] > 0.5
        shares = np.zeros(self.given.cost.shape)
        shares[demand, site] = self._tidied(solved.values[y.size :], demand)
        return self._answer(opened, shares, solved.bound, solved.status, solved.nodes, watch)

    def _pairs(self) -> tuple[Whole, Whole]:
        allowed = np.isfinite(self.given.cost) & self.given.may & (self.given.weights > 0)[:, None]
        return np.nonzero(allowed)  # type: ignore[return-value]

    def _programme(self, demand: Whole, site: Whole, watch: Watch) -> tuple[Programme, Whole]:
        given, programme = self.given, Programme(watch.effort.threads)
        kept = np.flatnonzero(given.may)
        y = programme.columns(kept.size, self.charge[kept], given.must[kept].astype(float), 1.0, whole=True)
        place = np.zeros(given.sites_count, dtype=np.intp)
        place[kept] = y
        weight = given.weights[demand]
        x = programme.columns(demand.size, weight * given.cost[demand, site], 0.0, 1.0, whole=self.single)
        heard = np.flatnonzero(given.weights > 0)
        programme.rows(np.searchsorted(demand, heard), x, 1.0, 1.0, 1.0)  # everybody is served
        pair = np.column_stack([x, place[site]]).ravel()
        programme.rows(np.arange(0, pair.size, 2), pair, np.tile([1.0, -1.0], x.size), -inf, 0.0)  # by open sites
        for one in kept:  # within its capacity
            inside = np.flatnonzero(site == one)
            programme.row([*x[inside], place[one]], [*weight[inside], -self.room[one]], upper=0.0)
        programme.row(y, self.room[kept], lower=float(given.weights.sum()))
        return programme, y

    def _tidied(self, values: Array, demand: Whole) -> Array:
        """Shares from 0 to 1 that add up to 1 for each demand; whole for a single assignment."""
        values = np.rint(values) if self.single else np.where(values < FEASIBLE, 0.0, values)
        return values / np.bincount(demand, values)[demand]

    def _least(self) -> float:
        heard = self.given.weights > 0
        cheapest = self.given.cost[heard][:, self.given.may].min(axis=1)
        return float(self.given.weights[heard] @ cheapest + self.charge[self.given.must].sum())

    def _answer(
        self, opened: Mask, shares: Array | None, bound: float, status: Status, nodes: int, watch: Watch
    ) -> Answer:
        """The answer with its cost added up anew; the solver's bound, or what everybody's cheapest site comes to."""
        bound = max(bound, self._least())
        objective, assigned = nan, np.full(self.given.weights.size, -1, dtype=np.intp)
        if shares is not None:
            paid = np.where(shares > 0, self.given.cost, 0.0) * shares
            objective = float(self.charge[opened].sum() + self.given.weights @ paid.sum(axis=1))
            assigned = np.where(shares.any(axis=1), shares.argmax(axis=1), self.given.assigned(np.flatnonzero(opened)))
            if status is Status.OPTIMAL and abs(objective - bound) <= FEASIBLE * max(abs(objective), 1.0):
                bound = objective
            bound = min(bound, objective)
        return Answer(
            status=status if status is Status.INFEASIBLE else status_of(objective, bound, watch.effort.gap),
            open=np.flatnonzero(opened),
            assigned=assigned,
            objective=objective,
            bound=bound,
            seconds=watch.seconds,
            formulation=CAPACITATED,
            shares=None if self.single else shares,
            work={"nodes": float(nodes)},
        )
