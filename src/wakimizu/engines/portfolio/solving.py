"""One integer programme: the best choice under some rules, checked again in whole numbers before it is believed.

A solver works in doubles. What it offers is rounded to whole yen and held against every rule exactly; a choice that broke one
by a rounding is ruled out and the search goes on. Amounts given in part: once the items are settled, the rules on
money are those of a flow (each item in one ward and of one fund), so that the corners of what is possible are whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, inf, isfinite

import numpy as np

from wakimizu.engines.siting.answer import Effort, Status, Watch
from wakimizu.engines.siting.highs import Programme

from .problem import Item, Rule

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Found:
    """A choice (item → yen) with its exact value; `bound`: what no choice can pass, or, of yen, go below."""

    status: Status
    given: Mapping[int, int]
    value: Fraction
    bound: float


def value_of(items: Sequence[Item], given: Mapping[int, int]) -> Fraction:
    return sum((Fraction(items[n].value * yen, items[n].cost) for n, yen in given.items()), Fraction(0))


def most_value(items: Sequence[Item], rules: Sequence[Rule], seconds: float = inf) -> Found:
    """The choice that serves most."""
    return _Search(items, rules, seconds).run(_value_prices(items), sense=-1)


def least_money(items: Sequence[Item], rules: Sequence[Rule], value: Fraction, seconds: float = inf) -> Found:
    """The cheapest choice that serves at least so much."""
    return _Search(items, rules, seconds, value=value).run([float(item.cost) for item in items], sense=1)


def least_extra(
    items: Sequence[Item], rules: Sequence[Rule], eased: Sequence[Rule], value: Fraction, seconds: float = inf
) -> tuple[Found, int]:
    """How many yen the limits `eased` must be raised by, all alike, so that a choice serves at least so much."""
    search = _Search(items, rules, seconds, value=value, eased=eased)
    found = search.run([0.0] * len(items), sense=1, extra=1.0)
    return found, max((rule.broken_by(found.given) for rule in eased), default=0)


def possible(items: Sequence[Item], rules: Sequence[Rule]) -> bool:
    return _Search(items, rules, inf).run([0.0] * len(items), sense=1).status != Status.INFEASIBLE


def _value_prices(items: Sequence[Item]) -> list[float]:
    return [float(-item.value) for item in items]


class _Search:
    """Columns: for each item whether it is chosen; for each that may be given in part, its share; yen above the limits."""

    def __init__(
        self,
        items: Sequence[Item],
        rules: Sequence[Rule],
        seconds: float,
        *,
        value: Fraction | None = None,
        eased: Sequence[Rule] = (),
    ) -> None:
        self.items, self.rules, self.eased, self.asked = items, rules, eased, value
        self.seconds = seconds
        self.parts = [n for n, item in enumerate(items) if item.least is not None and item.least < item.cost]
        self.unit = gcd(*(yen for item in items for yen in (item.cost, item.least or item.cost))) or 1
        self.programme = Programme()
        self.programme.set(mip_feasibility_tolerance=TOLERANCE, primal_feasibility_tolerance=TOLERANCE)
        self.chosen = self.programme.columns(len(items), upper=1.0, whole=True)
        own = self.programme.columns(len(self.parts), upper=1.0)
        self.share = dict(zip(self.parts, own, strict=True))
        self.extra = int(self.programme.columns(1)[0])
        self._write()

    def _write(self) -> None:
        for n, column in self.share.items():
            least = (self.items[n].least or 0) / self.items[n].cost
            self.programme.row([column, self.chosen[n]], [1.0, -1.0], upper=0.0)
            self.programme.row([column, self.chosen[n]], [1.0, -least], lower=0.0)
        for rule in (*self.rules, *self.eased):
            self._write_rule(rule)
        if self.asked is not None:
            whole = not self.parts  # values are whole points then: half a point below is as good as exact
            least = float(self.asked) - (0.5 if whole else abs(float(self.asked)) * TOLERANCE)
            columns = [self._money(n) for n in range(len(self.items))]
            self.programme.row(columns, [float(item.value) for item in self.items], lower=least)

    def _money(self, n: int) -> int:
        """The column that says which share of an item's cost is given."""
        return int(self.share[n] if n in self.share else self.chosen[n])

    def _write_rule(self, rule: Rule) -> None:
        if not rule.of_money:
            columns, weights = [int(self.chosen[n]) for n in rule.weights], [float(w) for w in rule.weights.values()]
            self.programme.row(columns, weights, _side(rule.least, -inf), _side(rule.most, inf))
            return
        columns = [self._money(n) for n in rule.weights]
        weights = [weight * self.items[n].cost / self.unit for n, weight in rule.weights.items()]
        low, high = _side(rule.least, -inf) / self.unit, _side(rule.most, inf) / self.unit
        if not self.parts and isfinite(high) and rule not in self.eased:
            high = floor((rule.most or 0) // self.unit)
        if rule in self.eased:
            columns, weights = [*columns, self.extra], [*weights, -1.0]
        self.programme.row(columns, weights, low, high)

    def run(self, prices: Sequence[float], *, sense: int, extra: float = 0.0) -> Found:
        """prices: of an item given whole, to be kept low. sense: −1 when the answer's own value is meant, maximised."""
        self.programme.price([self._money(n) for n in range(len(self.items))], prices)
        self.programme.price([self.extra], [extra])
        watch = Watch(Effort(seconds=self.seconds))
        while True:
            solved = self.programme.solve(watch)
            bound = sense * solved.bound
            if solved.status == Status.INFEASIBLE or not solved.values.size:
                return Found(solved.status, {}, Fraction(0), bound)
            picked = {n for n in range(len(self.items)) if solved.values[self.chosen[n]] > 0.5}
            given = self._given(picked, solved.values, watch)
            if given is not None:
                return Found(solved.status, given, value_of(self.items, given), bound)
            self._rule_out(picked)

    def _given(self, picked: set[int], values: np.ndarray, watch: Watch) -> dict[int, int] | None:
        """Whole yen of the picked items; None where they break a rule by what the solver rounded."""
        if any(n in picked for n in self.parts):
            values = self._corner(picked, watch)
            if not values.size:
                return None
        given = {n: self._yen(n, values) for n in picked}
        return given if not any(rule.broken_by(given) for rule in self.rules) else None

    def _yen(self, n: int, values: np.ndarray) -> int:
        item = self.items[n]
        if n not in self.share:
            return item.cost
        return min(max(round(float(values[self.share[n]]) * item.cost), item.least or 0), item.cost)

    def _corner(self, picked: set[int], watch: Watch) -> np.ndarray:
        """The amounts once more with the picked items settled, at a corner."""
        settled = [1.0 if n in picked else 0.0 for n in range(len(self.items))]
        self.programme.bound_columns(self.chosen, settled, settled)
        self.programme.relax()
        solved = self.programme.solve(watch)
        self.programme.restrict()
        self.programme.bound_columns(self.chosen, 0.0, 1.0)
        return solved.values

    def _rule_out(self, picked: set[int]) -> None:
        weights = [1.0 if n in picked else -1.0 for n in range(len(self.items))]
        self.programme.row(self.chosen, weights, upper=len(picked) - 1.0)


def _side(limit: int | None, none: float) -> float:
    return none if limit is None else float(limit)
