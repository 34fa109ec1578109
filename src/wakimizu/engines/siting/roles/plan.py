"""What is found for a case: a plan with its bound, what a guard costs, the frontier of cost against access."""

from dataclasses import dataclass, field

from wakimizu.engines.siting.answer import Status, relative_gap

from .case import Whole


@dataclass(frozen=True, slots=True)
class Plan:
    """The best roles found, and how sure that is.

    role: (T, K); without a plan of shape (0, 0). objective, bound: yen over all periods, see `outcome.parts`; no plan costs
    less than `bound`. fixed: the part of both that no plan changes, as the officers for everybody's visits; the gap leaves
    it out. conflict: when nothing meets all guards, the numbers of some that cannot be met together, while any of them
    left out can. formulation: how it was solved. work: counts by name.
    """

    status: Status
    role: Whole
    objective: float
    bound: float
    seconds: float
    formulation: str
    fixed: float = 0.0
    conflict: tuple[int, ...] = ()
    work: dict[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        return relative_gap(self.objective - self.fixed, self.bound - self.fixed)

    @property
    def proven(self) -> bool:
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)


@dataclass(frozen=True, slots=True)
class Binding:
    """What comes when one guard is left out. saves: by how much the objective is less, yen; at_least: as far as proven.

    plan: the best without it.
    """

    guard: int
    saves: float
    at_least: float
    plan: Plan


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the frontier: the least person-minutes that can be had for at most `ceiling` yen.

    minutes: visits × minutes, over all periods; cost: yen, what it costs really. `plan` is in person-minutes.
    """

    ceiling: float
    cost: float
    minutes: float
    plan: Plan
