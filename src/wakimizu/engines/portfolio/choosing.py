"""The choice: the most value under the rules, at the least cost among equals; or which rules cannot all be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from time import perf_counter

from wakimizu.engines.siting.answer import Status, relative_gap

from .problem import Item, Question, Rule
from .solving import Found, least_money, most_value, possible

__all__ = ["Answer", "Status", "choose"]


@dataclass(frozen=True, slots=True)
class Answer:
    """chosen: name → yen. value: the points it serves; bound: what no choice can pass. spent: yen in all.

    conflict: when nothing is possible, rules of which not one could be left out: without any of them there is a choice.
    """

    status: Status
    chosen: Mapping[str, int] = field(default_factory=dict)
    value: float = 0.0
    bound: float = inf
    conflict: tuple[Rule, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound)

    @property
    def spent(self) -> int:
        return sum(self.chosen.values())


def choose(question: Question, seconds: float = inf) -> Answer:
    """The best choice, proven unless `seconds` ran out first; then FEASIBLE with its bound, or UNKNOWN."""
    begun = perf_counter()
    items, rules = question.items, question.rules()
    found = most_value(items, rules, seconds) if items else _nothing(rules)
    if found.status == Status.INFEASIBLE:
        return Answer(found.status, conflict=conflict(items, rules), seconds=perf_counter() - begun)
    bound = max(found.bound, float(found.value))
    if found.status == Status.OPTIMAL and items:
        bound = float(found.value)
        cheapest = least_money(items, rules, found.value, max(seconds - (perf_counter() - begun), 0.0))
        if cheapest.status in (Status.OPTIMAL, Status.FEASIBLE) and cheapest.value >= found.value:
            found = Found(found.status, cheapest.given, cheapest.value, bound)
    chosen = {items[n].name: yen for n, yen in sorted(found.given.items()) if yen}
    return Answer(found.status, chosen, float(found.value), bound, seconds=perf_counter() - begun)


def _nothing(rules: Sequence[Rule]) -> Found:
    from fractions import Fraction

    status = Status.INFEASIBLE if any(rule.broken_by({}) for rule in rules) else Status.OPTIMAL
    return Found(status, {}, Fraction(0), 0.0)


def conflict(items: Sequence[Item], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules that cannot all be kept, of which each is needed for that (a deletion filter: one solution a rule)."""
    left = list(rules)
    for rule in rules:
        others = [each for each in left if each is not rule]
        if not (possible(items, others) if items else not any(each.broken_by({}) for each in others)):
            left = others
    return tuple(left)
