"""What is asked: items with a cost and a value, and the rules a choice must keep, as whole numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from wakimizu.engines.words import Refused


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be funded. cost, least: in yen, or any smallest unit; value: what it serves, in whole points.

    least: the smallest part of the cost that may be given, its value then in proportion; None: whole or not at all.
    """

    name: str
    cost: int
    value: int
    ward: str = ""
    fund: str = ""
    least: int | None = None


class Kind(StrEnum):
    CEILING = "ceiling"  # of all money
    WARD_CEILING = "ward_ceiling"
    WARD_LEAST = "ward_least"  # what a ward is promised
    FUND = "fund"  # the most from a source
    ONE_OF = "one_of"  # at most one of these
    NEEDS = "needs"  # the first only with the second
    KEEP = "keep"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Rule:
    """least ≤ Σ weight · (yen given, or 1 for each item chosen) ≤ most. about: the ward, the fund or the items it names."""

    kind: Kind
    about: tuple[str, ...]
    weights: Mapping[int, int]  # number of the item → weight
    least: int | None = None
    most: int | None = None
    of_money: bool = True

    def broken_by(self, given: Mapping[int, int]) -> int:
        """By how much a choice (item → yen) breaks it; 0: it holds."""
        total = sum(weight * (given[n] if self.of_money else 1) for n, weight in self.weights.items() if n in given)
        short = self.least - total if self.least is not None else 0
        over = total - self.most if self.most is not None else 0
        return max(short, over, 0)


@dataclass(frozen=True, slots=True)
class Question:
    """Refused for two items of one name, a cost below 1, a value below 0, a part outside the cost, or an unknown name.

    excludes: of each group at most one. requires: (this, only with that). keep, leave: settled beforehand.
    """

    items: Sequence[Item]
    ceiling: int
    ward_ceilings: Mapping[str, int] = field(default_factory=dict)
    ward_least: Mapping[str, int] = field(default_factory=dict)
    fund_ceilings: Mapping[str, int] = field(default_factory=dict)
    excludes: Sequence[Sequence[str]] = ()
    requires: Sequence[tuple[str, str]] = ()
    keep: Sequence[str] = ()
    leave: Sequence[str] = ()

    def __post_init__(self) -> None:
        names = [item.name for item in self.items]
        if len(set(names)) < len(names):
            raise Refused("Two items have one name. Give each its own.")
        for item in self.items:
            if item.cost < 1 or item.value < 0:
                raise Refused("%(name)s: the cost must be 1 or more, the value 0 or more.", name=item.name)
            if item.least is not None and not 0 < item.least <= item.cost:
                raise Refused("%(name)s: its least part must be above 0 and at most its cost.", name=item.name)
        named = {name for group in (*self.excludes, *self.requires, self.keep, self.leave) for name in group}
        if unknown := named - set(names):
            raise Refused("There is no item %(name)s.", name=sorted(unknown)[0])

    def numbers(self) -> dict[str, int]:
        return {item.name: n for n, item in enumerate(self.items)}

    def rules(self) -> list[Rule]:
        return [*self._of_money(), *self._of_items()]

    def _of_money(self) -> Iterator[Rule]:
        yield Rule(Kind.CEILING, (), dict.fromkeys(range(len(self.items)), 1), most=self.ceiling)
        for ward, most in self.ward_ceilings.items():
            yield Rule(Kind.WARD_CEILING, (ward,), self._where("ward", ward), most=most)
        for ward, least in self.ward_least.items():
            if least > 0:
                yield Rule(Kind.WARD_LEAST, (ward,), self._where("ward", ward), least=least)
        for fund, most in self.fund_ceilings.items():
            yield Rule(Kind.FUND, (fund,), self._where("fund", fund), most=most)

    def _where(self, name: str, value: str) -> dict[int, int]:
        return {n: 1 for n, item in enumerate(self.items) if getattr(item, name) == value}

    def _of_items(self) -> Iterator[Rule]:
        at = self.numbers()
        for group in self.excludes:
            yield Rule(Kind.ONE_OF, tuple(group), {at[name]: 1 for name in group}, most=1, of_money=False)
        for this, that in self.requires:
            yield Rule(Kind.NEEDS, (this, that), {at[this]: 1, at[that]: -1}, most=0, of_money=False)
        for name in self.keep:
            yield Rule(Kind.KEEP, (name,), {at[name]: 1}, least=1, of_money=False)
        for name in self.leave:
            yield Rule(Kind.LEAVE, (name,), {at[name]: 1}, most=0, of_money=False)
