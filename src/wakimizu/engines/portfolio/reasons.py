"""Why each item is in or out, by asking again: what would be lost without it, or with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import inf

from wakimizu.engines.siting.answer import Status

from .choosing import Answer, conflict
from .problem import Item, Kind, Question, Rule
from .solving import Found, least_extra, most_value, value_of

EASED = (Kind.CEILING, Kind.WARD_CEILING, Kind.FUND)


class Why(StrEnum):
    SERVES = "serves"  # in: without it less is served
    MINIMUM = "minimum"  # in: its ward's minimum asks for it; without that it would be out
    NEEDED = "needed"  # in: without it the rules `held_by` cannot all be kept
    DISPLACES = "displaces"  # out: it would take the place of what serves more
    CANNOT = "cannot"  # out: with it the rules `held_by` cannot all be kept


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is in or out, each number from a solution of its own.

    loss: the points that choosing the other way would cost; 0 for a tie, None where it cannot be done.
    instead: in: what would come in its place. displaces: out: what would have to leave. more: yen by which the limits `limits`
    must rise before it can be in without anything less being served. near: choosing otherwise costs next to nothing.
    """

    name: str
    chosen: bool
    why: Why
    loss: float | None = None
    instead: tuple[str, ...] = ()
    displaces: tuple[str, ...] = ()
    more: int | None = None
    limits: tuple[Rule, ...] = ()
    held_by: tuple[Rule, ...] = ()
    near: bool = False
    proven: bool = True


def reasons(
    question: Question, answer: Answer, names: Iterable[str] | None = None, *, near: float = 0.01, seconds: float = inf
) -> dict[str, Reason]:
    """The reason of every item, or of those named. near: the part of the value below which a loss is next to nothing.

    seconds: for each solution. One to three solutions an item.
    """
    if answer.status != Status.OPTIMAL:
        return {}
    asked = set(question.numbers() if names is None else names)
    asking = _Asking(question, answer, near, seconds)
    return {item.name: asking.of(n, item) for n, item in enumerate(question.items) if item.name in asked}


class _Asking:
    def __init__(self, question: Question, answer: Answer, near: float, seconds: float) -> None:
        self.items, self.rules, self.seconds = question.items, question.rules(), seconds
        self.given = {n: answer.chosen[item.name] for n, item in enumerate(self.items) if item.name in answer.chosen}
        self.value = value_of(self.items, self.given)
        self.near = near * float(self.value)
        self._without_minimum: dict[str, set[int]] = {}

    def of(self, n: int, item: Item) -> Reason:
        return self._in(n, item) if n in self.given else self._out(n, item)

    def _forced(self, n: int, in_it: bool) -> tuple[list[Rule], Found]:
        kind, least, most = (Kind.KEEP, 1, None) if in_it else (Kind.LEAVE, None, 0)
        rule = Rule(kind, (self.items[n].name,), {n: 1}, least=least, most=most, of_money=False)
        rules = [*self.rules, rule]
        return rules, most_value(self.items, rules, self.seconds)

    def _in(self, n: int, item: Item) -> Reason:
        rules, without = self._forced(n, False)
        if without.status == Status.INFEASIBLE:
            return Reason(item.name, True, Why.NEEDED, held_by=self._holding(rules))
        said = self._lost(Reason(item.name, True, Why.SERVES), without)
        said = replace(said, instead=self._names(set(without.given) - set(self.given)))
        return replace(said, why=Why.MINIMUM) if self._by_minimum(n, item) else said

    def _by_minimum(self, n: int, item: Item) -> bool:
        """Whether it would be out if its ward were promised nothing."""
        promised = [rule for rule in self.rules if rule.kind == Kind.WARD_LEAST and rule.about == (item.ward,)]
        if not promised:
            return False
        if item.ward not in self._without_minimum:
            free = most_value(self.items, [rule for rule in self.rules if rule not in promised], self.seconds)
            better = free.value > self.value
            self._without_minimum[item.ward] = set(free.given) if better else set(range(len(self.items)))
        return n not in self._without_minimum[item.ward]

    def _out(self, n: int, item: Item) -> Reason:
        rules, with_it = self._forced(n, True)
        if with_it.status == Status.INFEASIBLE:
            said = Reason(item.name, False, Why.CANNOT, held_by=self._holding(rules))
        else:
            said = self._lost(Reason(item.name, False, Why.DISPLACES), with_it)
            said = replace(said, displaces=self._names(set(self.given) - set(with_it.given)))
        return self._more(said, n, rules)

    def _more(self, said: Reason, n: int, rules: Sequence[Rule]) -> Reason:
        """With the yen its own limits must rise by for it to be in with no less served."""
        eased = [rule for rule in rules if rule.kind in EASED and n in rule.weights]
        others = [rule for rule in rules if rule not in eased]
        found, more = least_extra(self.items, others, eased, self.value, self.seconds)
        if not found.given or found.status != Status.OPTIMAL:
            return said
        return replace(said, more=more, limits=tuple(rule for rule in eased if rule.broken_by(found.given)))

    def _lost(self, said: Reason, other: Found) -> Reason:
        loss = max(self.value - other.value, Fraction(0))
        return replace(said, loss=float(loss), near=float(loss) <= self.near, proven=other.status == Status.OPTIMAL)

    def _holding(self, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        """The rules in the way, the one that was forced left out."""
        return tuple(rule for rule in conflict(self.items, rules) if rule is not rules[-1])

    def _names(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The most valuable first."""
        first: Mapping[int, int] = {n: self.items[n].value for n in numbers}
        return tuple(self.items[n].name for n in sorted(first, key=lambda n: (-first[n], n)))
