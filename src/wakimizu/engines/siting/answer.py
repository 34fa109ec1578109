"""What every siting model answers, and how hard it may try.

An answer never says *optimal* without its proof: `bound` is what no solution can beat, `gap` the distance between the two,
and `status` follows from them alone. Whoever stops a search early gets the best that was found, with its gap.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, isfinite, nan
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.intp]
TIGHT = 1e-9  # relative: what adding up doubles loses


class Status(StrEnum):
    OPTIMAL = "optimal"  # proven: within the gap that was asked for
    FEASIBLE = "feasible"  # stopped early: the best found so far, its gap stated
    INFEASIBLE = "infeasible"  # proven: nothing meets the demands
    UNKNOWN = "unknown"  # stopped before anything was found


@dataclass(frozen=True, slots=True)
class Answer:
    """Which sites are open, who goes where, what it comes to, and how sure that is.

    open: numbers of the open sites, ascending. assigned: (demands,) the site of each demand; −1: not served. shares:
    (demands, sites) only where a demand may be split between sites, else None.
    objective, bound: in the unit of the costs; `bound` is below when minimising, above when maximising; nan, ∓inf: none.
    seconds: by the stopwatch. formulation: how it was solved, in a few words. work: counts by name (iterations, nodes, …).
    """

    status: Status
    open: Whole
    assigned: Whole
    objective: float
    bound: float
    seconds: float
    formulation: str
    shares: NDArray[np.float64] | None = None
    work: dict[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        return relative_gap(self.objective, self.bound)

    @property
    def proven(self) -> bool:
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)


def relative_gap(objective: float, bound: float) -> float:
    """|objective − bound| ÷ |objective|; 0 when both are zero, inf while one of them is missing."""
    if not (isfinite(objective) and isfinite(bound)):
        return inf
    return abs(objective - bound) / abs(objective) if objective else (0.0 if not bound else inf)


def status_of(objective: float, bound: float, gap: float) -> Status:
    """What may be said of the best found: *optimal* only within the gap asked for, give or take what doubles lose."""
    if not isfinite(objective):
        return Status.UNKNOWN
    return Status.OPTIMAL if relative_gap(objective, bound) <= gap + TIGHT else Status.FEASIBLE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: the best found (nan: nothing yet), the bound, seconds so far; `fixed`, what nothing can change.

    The gap is that of what can be changed: a large fixed part does not make it look small.
    """

    objective: float
    bound: float
    seconds: float
    fixed: float = 0.0

    @property
    def gap(self) -> float:
        return relative_gap(self.objective - self.fixed, self.bound - self.fixed)


def _never() -> bool:
    return False


def _silent(progress: Progress) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try. gap: relative, at which a search may end. stop: asked often; True ends with the best found.

    tell: called whenever the best or the bound has moved. threads: of the solver.
    """

    gap: float = 0.0
    seconds: float = inf
    stop: Callable[[], bool] = _never
    tell: Callable[[Progress], None] = _silent
    threads: int = 1


class Watch:
    """A stopwatch on one effort. `best` and `bound` only ever get better; `sense` is 1 to minimise, −1 to maximise.

    fixed: the part of both that no solution changes, left out of the gap.
    """

    def __init__(self, effort: Effort, sense: int = 1, fixed: float = 0.0) -> None:
        self.effort, self.sense, self.fixed = effort, sense, fixed
        self.best, self.bound = nan, -inf * sense
        self._begun = perf_counter()

    @property
    def seconds(self) -> float:
        return perf_counter() - self._begun

    @property
    def left(self) -> float:
        return max(self.effort.seconds - self.seconds, 0.0)

    @property
    def over(self) -> bool:
        return self.left <= 0 or self.effort.stop()

    @property
    def close_enough(self) -> bool:
        return relative_gap(self.best - self.fixed, self.bound - self.fixed) <= self.effort.gap + TIGHT

    def found(self, objective: float) -> bool:
        """Note a solution's value; True when it is the best so far."""
        better = not isfinite(self.best) or self.sense * objective < self.sense * self.best
        if better:
            self.best = objective
            self._tell()
        return better

    def bounded(self, bound: float) -> None:
        """Note a proven bound."""
        if self.sense * bound > self.sense * self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        self.effort.tell(Progress(self.best, self.bound, self.seconds, self.fixed))
