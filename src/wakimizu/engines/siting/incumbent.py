"""The best solution so far, and what a better one would have to be below."""

from collections.abc import Callable
from math import ceil, inf, isfinite

import numpy as np

from .answer import TIGHT, Watch
from .problem import Problem, Whole


class Incumbent:
    """The best set of open sites of one problem; sets that were tried are remembered."""

    def __init__(self, problem: Problem, watch: Watch, allowed: Callable[[float], float]) -> None:
        """allowed: how far below a value the bound may stay for that value to be good enough."""
        self._problem, self._watch, self._allowed = problem, watch, allowed
        self.opened: Whole = np.zeros(0, dtype=np.intp)
        self.value = inf
        self._tried: set[bytes] = set()

    @property
    def limit(self) -> float:
        """A bound from here on proves that nothing better is left, or nothing better by more than the gap asked for."""
        if not isfinite(self.value):
            return inf
        rounding = TIGHT * abs(self.value) / 2
        return self.value - max(self._problem.unit - rounding, self._allowed(self.value), rounding)

    def offer(self, opened: Whole) -> float:
        """What these sites cost, and note them if that is the least so far."""
        value = self._problem.value(opened)
        if value < self.value:
            self.value, self.opened = value, np.sort(opened)
            self._watch.found(value)
        return value

    def is_new(self, opened: Whole) -> bool:
        """Whether this set is asked about for the first time."""
        key = np.sort(opened).tobytes()
        known = key in self._tried
        self._tried.add(key)
        return not known

    def rounded(self, bound: float) -> float:
        """A bound lifted to the next value that a solution can have; the best value itself once nothing better is left."""
        if bound >= self.limit and self._watch.effort.gap <= TIGHT:
            return self.value
        unit = self._problem.unit
        if unit and isfinite(bound):
            bound = ceil(bound / unit - 1e-6) * unit
        return min(bound, self.value)
