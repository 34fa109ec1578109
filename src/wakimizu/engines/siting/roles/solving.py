"""The search for the best plan: planes by relaxation, paths shut out by their reduced costs, then whole programmes.

1. The linear relaxation over planes, planes added where it lies below everybody's ways, until it moves no more.
2. A plan to begin with: nothing changes, and what the relaxation leans to, improved site by site.
3. Paths that no better plan can take are shut out.
4. The integer programme; its bound holds, its plan is judged from scratch, planes (and rows for rooms) are added where it
   was too low. Again, until bound and best meet within the gap that was asked for.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import inf, isfinite, nan

import numpy as np

from wakimizu.engines.siting.answer import Effort, Status, Watch, status_of
from wakimizu.engines.siting.highs import Solved
from wakimizu.engines.words import Refused

from .case import Case, Whole
from .conflicts import conflict
from .master import ROUNDS, Master, master
from .plan import Plan
from .search import Found, improved, judged, today
from .ways import Planes

FINEST = 1e-6  # relative; the solver's own tolerances are not finer
ROUGH = 0.02  # relative: near enough for a plan to begin with
STALLED = 2e-5  # relative: a relaxation that moves less is left alone
FORMULATION = "paths of roles; Benders planes by layer and group; local search; HiGHS"


def realign(given: Case, effort: Effort | None = None) -> Plan:
    """The best plan of a case, its bound and gap. Nothing that meets all guards: INFEASIBLE, with guards in conflict.

    Stopped early, it is the best found so far, with its gap; UNKNOWN when nothing was found yet.
    """
    effort = effort or Effort()
    found = Search(given, effort).plan()
    if found.status is Status.INFEASIBLE:
        return replace(found, conflict=conflict(given, effort))
    return found


class Search:
    """One search. `planes` holds what it learned of the ways, good for every case with the same ways.

    start: a plan to begin with, else that nothing changes; it need not keep the guards.
    """

    def __init__(
        self,
        given: Case,
        effort: Effort,
        ceiling: float = inf,
        planes: Iterable[Planes] = (),
        start: Whole | None = None,
    ) -> None:
        self.given, self.effort = given, effort
        self.start = today(given) if start is None else start
        self.known: Master = master(given, ceiling, effort)
        self.watch = Watch(replace(effort, gap=max(effort.gap, FINEST)), fixed=self.known.constant)
        self.best: Found | None = None
        self.planes = list(planes)
        self.work: dict[str, float] = {"relaxations": 0, "planes": 0, "programmes": 0, "paths": len(self.known.costs)}
        self.impossible = False

    def plan(self) -> Plan:
        self._begin()
        if self._relax():
            self._whole()
        return self._said()

    # ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        ways = self.known.ways
        for each in self.planes:
            self._add(each, keep=False)
        every = np.stack([(self.given.may[t] & ways.offers[i]).any(axis=1) for i, t in enumerate(ways.period)])
        self._add(ways.planes(every.astype(float)))
        self._try(self.start)

    def _add(self, planes: Planes, keep: bool = True) -> int:
        added = self.known.add(planes)
        self.work["planes"] += added
        if keep and added:
            self.planes.append(planes)
        return added

    def _try(self, role: Whole) -> None:
        try:
            found = judged(self.known, role)
        except Refused:  # a step that cannot be: today's roles may not all stay
            return
        if found is None:
            return
        found = improved(self.known, found)
        if self.watch.found(found.value):
            self.best = found
        self._add(self.known.ways.planes(self.known.ways.open(found.role).astype(float)))

    def _relax(self) -> bool:
        """The relaxation, until it moves no more. False when there is nothing left to do."""
        self.known.programme.relax()
        last = -inf
        for round_ in range(ROUNDS):
            solved = self.known.solve(self.watch)
            self.work["relaxations"] += 1
            if solved.status is Status.INFEASIBLE:
                self.impossible = True
                return False
            if solved.status is not Status.OPTIMAL or self.watch.over:
                return False
            self.watch.bounded(solved.objective)
            above = self.known.ways.planes(self.known.read_y(solved), self.known.read_theta(solved))
            self.known.forget(solved)
            added = self._add(above)
            moved = solved.objective - last > STALLED * abs(solved.objective)
            if not added or (not moved and round_ > 3):
                break
            if moved:
                last = solved.objective
        self._try(self.known.read_role(solved))
        if self.best is None:
            self._first()
        return not self.watch.close_enough and not self.impossible

    def _first(self) -> None:
        """Guards rule out what was tried: a rough integer programme finds a plan that keeps them."""
        self.known.programme.restrict()
        solved = self._programme(ROUGH)
        if solved is not None and solved.values.size:
            self._try(self.known.read_role(solved))

    def _shut_out(self) -> None:
        """Paths that no plan better than the best can take, by the relaxation as it stands."""
        if self.best is None:
            return
        self.known.programme.relax()
        solved = self.known.solve(self.watch)
        if solved.status is Status.OPTIMAL:
            self.watch.bounded(solved.objective)
            self.work["shut out"] = self.known.fix(solved, self.best.value, solved.objective)

    def _whole(self) -> None:
        """Integer programmes, until bound and best meet."""
        gap = self.watch.effort.gap / 3
        for _round in range(ROUNDS):
            if self.watch.over or self.watch.close_enough:
                return
            self._shut_out()
            self.known.programme.restrict()
            solved = self._programme(gap)
            if solved is None or not solved.values.size:
                return
            role, y = self.known.read_role(solved), self.known.read_y(solved).round()
            self._try(role)
            added = self.known.rooms(y, role) + self._add(self.known.ways.planes(y, self.known.read_theta(solved)))
            if not added and solved.status is Status.OPTIMAL and not self.watch.close_enough:
                gap /= 3  # the programme itself stopped too early
                if gap < FINEST / 100:
                    return

    def _programme(self, gap: float) -> Solved | None:
        """The integer programme as it stands; its bound is noted. None: it has no plan."""
        solved = self.known.solve(self.watch, gap=gap, report=True)
        self.work["programmes"] += 1
        self.work["nodes"] = self.work.get("nodes", 0) + solved.nodes
        if solved.status is Status.INFEASIBLE:
            self._nothing_better()
            return None
        if isfinite(solved.bound):
            self.watch.bounded(solved.bound)
        return solved

    def _nothing_better(self) -> None:
        """Among the paths that are left there is no plan: so the best known is best, or there is none at all."""
        if self.best is None:
            self.impossible = True
        else:
            self.watch.bounded(self.best.value)

    def _said(self) -> Plan:
        watch, best, fixed = self.watch, self.best, self.known.constant
        role, value, bound = np.zeros((0, 0), dtype=np.intp), nan, watch.bound
        if best is not None:
            role, value, bound = best.role, best.value, min(watch.bound, best.value)
        elif self.impossible:
            return Plan(Status.INFEASIBLE, role, nan, inf, watch.seconds, FORMULATION, fixed, (), self.work)
        status = status_of(value - fixed, bound - fixed, watch.effort.gap)
        return Plan(status, role, value, bound, watch.seconds, FORMULATION, fixed, (), self.work)
