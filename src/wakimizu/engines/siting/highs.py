"""A linear or integer programme for HiGHS, built from arrays, extended by rows, solved again, stopped at any moment.

HiGHS: Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5; https://highs.dev. What it says of a solution is taken over only
with its own bound: a programme that was stopped is never called solved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .answer import Status, Watch

Array = NDArray[np.float64]
Whole = NDArray[np.intp]
FEASIBILITY = 1e-7


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver found. values, reduced: by column; duals: by row, empty for integer programmes. nan: nothing."""

    status: Status
    objective: float
    bound: float
    values: Array
    reduced: Array
    duals: Array
    nodes: int = 0


class _Quiet(highspy.Highs):
    """HiGHS greets on standard output as it is made; this one does not."""

    def enableCallbacks(self) -> highspy.HighsStatus:
        self.setOptionValue("output_flag", False)
        status: highspy.HighsStatus = super().enableCallbacks()
        return status


class Programme:
    """min c·x, lower ≤ x ≤ upper, rows between their sides; columns may be whole numbers."""

    def __init__(self, threads: int = 1) -> None:
        self._highs = _Quiet()
        self.set(threads=threads, random_seed=0)
        self.columns_count = self.rows_count = 0
        self._whole: list[Whole] = []

    def set(self, **options: bool | int | float | str) -> None:
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    def columns(
        self, count: int, cost: ArrayLike = 0.0, lower: ArrayLike = 0.0, upper: ArrayLike = inf, whole: bool = False
    ) -> Whole:
        """Add columns; their numbers."""
        numbers = np.arange(self.columns_count, self.columns_count + count)
        if count:
            price, low, high = (_full(side, count) for side in (cost, lower, upper))
            none = np.zeros(0, dtype=np.int32)
            self._highs.addCols(count, price, low, high, 0, none, none, np.zeros(0))
            if whole:
                self._integrality(numbers, highspy.HighsVarType.kInteger)
                self._whole.append(numbers)
        self.columns_count += count
        return numbers

    def rows(self, starts: ArrayLike, index: ArrayLike, value: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Whole:
        """Add rows, compressed: row r has the columns index[starts[r]:starts[r + 1]]; `starts` may leave out the end."""
        begins = np.asarray(starts, dtype=np.int32)
        found, values = np.asarray(index, dtype=np.int32), np.asarray(value, dtype=float)
        if begins.size and begins[-1] == found.size and (begins.size > 1 or not found.size):
            begins = begins[:-1]
        count = begins.size
        if count:
            low, high = _full(lower, count), _full(upper, count)
            self._highs.addRows(count, low, high, found.size, begins, found, _full(values, found.size))
        self.rows_count += count
        return np.arange(self.rows_count - count, self.rows_count)

    def row(self, index: ArrayLike, value: ArrayLike, lower: float = -inf, upper: float = inf) -> int:
        """Add one row; its number."""
        found = np.asarray(index, dtype=np.int32)
        values = np.broadcast_to(np.asarray(value, float), found.size)
        self._highs.addRow(lower, upper, found.size, found, np.ascontiguousarray(values))
        self.rows_count += 1
        return self.rows_count - 1

    def bound_columns(self, numbers: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> None:
        found = np.asarray(numbers, dtype=np.int32)
        sides = (np.ascontiguousarray(np.broadcast_to(np.asarray(side, float), found.size)) for side in (lower, upper))
        if found.size:
            self._highs.changeColsBounds(found.size, found, *sides)

    def bound_rows(self, numbers: Sequence[int] | Whole, lower: float, upper: float) -> None:
        for number in numbers:
            self._highs.changeRowBounds(int(number), lower, upper)

    def price(self, numbers: ArrayLike, cost: ArrayLike) -> None:
        found = np.asarray(numbers, dtype=np.int32)
        costs = np.ascontiguousarray(np.broadcast_to(np.asarray(cost, float), found.size))
        if found.size:
            self._highs.changeColsCost(found.size, found, costs)

    def drop_rows(self, numbers: ArrayLike) -> None:
        """Take rows out; those behind them move up."""
        found = np.asarray(numbers, dtype=np.int32)
        if found.size:
            self._highs.deleteRows(found.size, found)
            self.rows_count -= found.size

    def relax(self) -> None:
        """Let whole columns take any value."""
        for numbers in self._whole:
            self._integrality(numbers, highspy.HighsVarType.kContinuous)

    def restrict(self) -> None:
        """Whole columns are whole again."""
        for numbers in self._whole:
            self._integrality(numbers, highspy.HighsVarType.kInteger)

    def _integrality(self, numbers: Whole, kind: highspy.HighsVarType) -> None:
        kinds = np.full(numbers.size, int(kind), dtype=np.uint8)
        self._highs.changeColsIntegrality(numbers.size, numbers.astype(np.int32), kinds)

    def start_from(self, values: Array) -> None:
        """A solution to begin with; the solver checks it."""
        found = highspy.HighsSolution()
        found.col_value = values.tolist()
        self._highs.setSolution(found)

    def solve(self, watch: Watch, gap: float = 0.0, cutoff: float = inf, report: bool = False) -> Solved:
        """Solve within the watch. gap: relative, of an integer programme. cutoff: worse solutions are of no interest.

        report: hand the integer programme's own best and bound to the watch as they come.
        """
        highs = self._highs
        highs.setOptionValue("time_limit", highs.getRunTime() + watch.left if isfinite(watch.left) else inf)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        highs.setOptionValue("objective_bound", cutoff)

        def look(event: highspy.highs.HighsCallbackEvent) -> None:
            if report and isfinite(event.data_out.mip_dual_bound):
                watch.bounded(float(event.data_out.mip_dual_bound))
            event.interrupt(watch.over)

        points = [highs.cbSimplexInterrupt, highs.cbIpmInterrupt, highs.cbMipInterrupt]
        for point in points:
            point.subscribe(look)
        try:
            highs.run()
        finally:
            for point in points:
                point.unsubscribe(look)
        return self._read()

    def _read(self) -> Solved:
        highs, kinds = self._highs, highspy.HighsModelStatus
        state, facts = highs.getModelStatus(), highs.getInfo()
        whole = bool(self._whole) and facts.mip_node_count >= 0
        if state in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            none = np.zeros(0)
            return Solved(Status.INFEASIBLE, nan, inf, none, none, none)
        found = facts.primal_solution_status == 2  # feasible
        solution = highs.getSolution()
        values = np.asarray(solution.col_value) if found else np.zeros(0)
        objective = float(facts.objective_function_value) if found else nan
        if whole:
            bound = float(facts.mip_dual_bound)
            status = Status.OPTIMAL if state == kinds.kOptimal else Status.FEASIBLE if found else Status.UNKNOWN
            return Solved(status, objective, bound, values, np.zeros(0), np.zeros(0), int(facts.mip_node_count))
        solved = state == kinds.kOptimal
        return Solved(
            Status.OPTIMAL if solved else Status.UNKNOWN,
            objective,
            objective if solved else -inf,
            values,
            np.asarray(solution.col_dual) if found else np.zeros(0),
            np.asarray(solution.row_dual) if found else np.zeros(0),
        )


def _full(values: ArrayLike, count: int) -> Array:
    """(count,) in a piece of memory of its own, as the solver reads it; one number stands for all."""
    return np.ascontiguousarray(np.broadcast_to(np.asarray(values, float), count))
