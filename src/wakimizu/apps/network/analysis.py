"""What the network room asks of the engines: plain values in, plain values out.

An engine's refusal names what is wrong and what to do; it goes on as BadInput, said in the language of whoever reads it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wakimizu.apps.network.question import Question
from wakimizu.apps.network.question.guards import Asked
from wakimizu.apps.network.terms import (
    FarthestGuard,
    ReachGuard,
    RoomsGuard,
    StaffGuard,
    StayGuard,
    WardsGuard,
    YenGuard,
)
from wakimizu.apps.network.wording import role_words, service_words
from wakimizu.apps.network.workflow import ROLES, Rider
from wakimizu.engines import evidence, siting
from wakimizu.engines.siting import roles
from wakimizu.engines.siting.answer import TIGHT, Effort, Progress
from wakimizu.engines.siting.roles import Case, Outcome, Plan
from wakimizu.shared.errors import refusals
from wakimizu.shared.words import named

Array = NDArray[np.float64]
Whole = NDArray[np.intp]
FARTHEST = roles.FARTHEST
WITHIN = (15, 30, 60)  # minutes


@dataclass(frozen=True, slots=True)
class Found:
    """How far a search is: yen, yen, seconds; None where there is nothing yet. gap: relative to what a plan can change."""

    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float


@dataclass(frozen=True)
class Trying:
    """How hard to try, and whom to tell. follow: of the search, often; ended: of its end; tell: how far each stage is, 0 to 1."""

    gap: float = 0.0
    seconds: float | None = None
    stop: Callable[[], bool] = lambda: False
    follow: Callable[[Found], None] = lambda found: None
    ended: Callable[[Found], None] = lambda found: None
    tell: Callable[[str, float], None] = lambda stage, done: None
    processes: int = 1
    client: Any = None

    @property
    def effort(self) -> Effort:
        def follow(progress: Progress) -> None:
            self.follow(_found(progress))

        return Effort(self.gap, self.seconds or inf, self.stop, follow)

    def quietly(self, seconds: float) -> Effort:
        """For what comes after the search."""
        return Effort(self.gap, min(self.seconds or inf, seconds), self.stop)


@dataclass(frozen=True)
class Reckoned:
    """What a plan comes to. role: (T, K) numbers of ROLES; minutes: (T, S, M, N); visits: (T, S, K); staff, running: (T, K).

    The rest is (T,).
    """

    role: Whole
    minutes: Array
    visits: Array
    staff: Array
    running: Array
    one_off: Array
    set_free: Array
    cost: Array
    parts: dict[str, float]
    objective: float
    broken: tuple[int, ...]


@dataclass(frozen=True)
class Cost:
    """What a guard costs: yen saved without it, as far as proven, and the roles then."""

    guard: int
    saves: float
    at_least: float
    role: Whole


@dataclass(frozen=True)
class Point:
    """Of the frontier. ceiling, cost: yen; minutes: of all visits over all periods."""

    ceiling: float
    cost: float
    minutes: float
    status: str
    gap: float | None
    role: Whole


@dataclass(frozen=True)
class Solved:
    """The answer to a question: what was found, how sure it is, and what came of asking further."""

    status: str
    found: Found
    formulation: str
    before: Reckoned
    after: Reckoned | None
    conflict: tuple[int, ...]
    limits: list[
        float | None
    ]  # of each guard: yen or staff, worked out from today where the scenario gives a part of it
    costs: list[Cost] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    all_asked: bool = False  # whether the price of every guard is known
    unreached: list[tuple[int, int, int]] = field(default_factory=list)  # rider, cell, service
    stopped: bool = False


GUARDS_SECONDS, POINT_SECONDS = 30.0, 60.0  # for each guard, each point, at most


def solve(question: Question, trying: Trying, *, points: int = 0) -> Solved:
    """The best plan; what each guard costs; with points, cost against access. Stopped early, the best found until then."""
    with refusals():
        bare = _case(question)
        before = roles.outcome(replace(bare, may=np.ones_like(bare.may)), _as_now(bare))
        guards, limits = _guards(question, bare, before)
        given = replace(bare, guards=guards)
        trying.tell("searching", 0.0)
        plan = roles.realign(given, trying.effort)
        after = roles.outcome(given, plan.role) if plan.role.size else None
        trying.ended(_found(plan))
        costs, met, all_asked = [], [], False
        if after is not None and not trying.stop():
            trying.tell("guards", 0.0)
            costs = _costs(question, given, plan, trying)
            all_asked = not trying.stop()
        if after is not None and points and not trying.stop():
            met = _frontier(question, given, points, trying)
        return Solved(
            status=str(plan.status), found=_found(plan), formulation=plan.formulation,
            before=_reckoned(question, bare, before), after=_reckoned(question, given, after) if after else None,
            conflict=tuple(plan.conflict), limits=limits, costs=costs, points=met, all_asked=all_asked,
            unreached=roles.unreached(given), stopped=trying.stop(),
        )  # fmt: skip


def _costs(question: Question, given: Case, plan: roles.Plan, trying: Trying) -> list[Cost]:
    """What each guard costs; those that no plan could break are not asked about."""
    asked = [number for number, guard in enumerate(given.guards) if not _holds_anyway(given, guard)]
    some = replace(given, guards=tuple(given.guards[number] for number in asked))
    told = roles.binding(some, plan, trying.quietly(GUARDS_SECONDS), lambda done: trying.tell("guards", done))
    return [Cost(asked[each.guard], each.saves, each.at_least, _plain(question, each.plan.role)) for each in told]


def _holds_anyway(given: Case, guard: roles.Guard) -> bool:
    """Whether enough sites have one of the roles whatever is decided, as where a ward office is not up for decision."""
    if not isinstance(guard, roles.Count) or isfinite(guard.most):
        return False
    may = given.may[list(guard.periods)][:, list(guard.sites)]  # (T, K, R)
    others = may[:, :, ~np.isin(np.arange(len(given.roles)), guard.roles)].any(axis=2)
    return bool(((~others).sum(axis=1) >= guard.least).all())


def reckon(question: Question, role: Sequence[Sequence[int]]) -> Reckoned:
    """What roles (T, K), numbers of ROLES, come to, whoever drew them. BadInput for a step that cannot be."""
    with refusals():
        bare = _case(question)
        today = roles.outcome(replace(bare, may=np.ones_like(bare.may)), _as_now(bare))
        given = replace(bare, guards=_guards(question, bare, today)[0])
        return _reckoned(question, given, roles.outcome(given, _engines(question, bare.now, np.asarray(role, np.intp))))


def _plain(question: Question, role: Whole) -> Whole:
    """The engine's roles as ours."""
    return np.asarray(np.array(question.plain)[role] if role.size else role)


def _engines(question: Question, now: Whole, role: Whole) -> Whole:
    """Our roles as the engine's: a site that is still what it is today is so as today."""
    still = np.logical_and.accumulate(role == np.array(question.plain)[now], axis=0)
    return np.where(still, now, role)


def _frontier(question: Question, given: Case, points: int, trying: Trying) -> list[Point]:
    trying.tell("frontier", 0.0)
    found = roles.frontier(
        given, points, trying.quietly(POINT_SECONDS), processes=trying.processes, client=trying.client,
        tell=lambda done: trying.tell("frontier", done),
    )  # fmt: skip
    return [
        Point(
            each.ceiling,
            each.cost,
            each.minutes,
            str(each.plan.status),
            _finite(each.plan.gap),
            _plain(question, each.plan.role),
        )
        for each in found
        if each.plan.role.size
    ]


def _case(question: Question) -> Case:
    """The engine's, without guards. Its names are those that people read: a refusal shows them."""
    names = {
        "sites": tuple(named(site) for site in question.sites),
        "roles": tuple(role_words(ROLES[ours]) for ours in question.plain),
        "services": tuple(service_words(group.code) for group in question.groups),
        "riders": tuple(str(rider.label) for rider in Rider),
    }
    return roles.case(**{**question.given, **names}, weights=_weights(question))


def _weights(question: Question) -> roles.Weights:
    weights = question.terms.weights
    return roles.Weights(weights.minute, weights.equity, weights.cost, weights.community, weights.aversion)


def _as_now(given: Case) -> Whole:
    return np.tile(given.now, (len(given.years), 1))


def _reckoned(question: Question, given: Case, made: Outcome) -> Reckoned:
    return Reckoned(
        _plain(question, made.role), made.minutes, made.visits, made.staff, made.running, made.one_off, made.set_free, made.cost(given),
        dict(made.parts), made.objective, made.broken,
    )  # fmt: skip


def _guards(question: Question, bare: Case, before: Outcome) -> tuple[tuple[roles.Guard, ...], list[float | None]]:
    """The engine's guards, one for each of the question's, and the yen or staff they allow."""
    found: list[roles.Guard] = []
    limits: list[float | None] = []
    for number, asked in enumerate(question.guards):
        among = tuple(n for n, ours in enumerate(question.plain) if ours in asked.roles)
        guard, limit = _guard(str(number), replace(asked, roles=among), bare, before)
        found.append(guard)
        limits.append(limit)
    return tuple(found), limits


def _guard(name: str, asked: Asked, bare: Case, before: Outcome) -> tuple[roles.Guard, float | None]:
    guard, periods = asked.guard, asked.periods
    if isinstance(guard, FarthestGuard):
        return roles.Within(name, periods, asked.service or 0, guard.minutes, asked.rider, guard.or_today), None
    if isinstance(guard, ReachGuard):
        return roles.Reach(name, periods, asked.service or 0, guard.minutes, guard.share, asked.rider), None
    if isinstance(guard, WardsGuard):
        return roles.Count(name, periods, asked.sites, asked.roles, guard.least), None
    if isinstance(guard, StayGuard):
        return roles.Count(name, periods, asked.sites, asked.roles, 1), None
    if isinstance(guard, YenGuard):
        part, costs = guard.of_today, before.cost(bare)
        yen = guard.yen if part is None else part * float(costs[list(periods)].mean())
        return roles.Budget(name, periods, yen or 0.0), yen
    if isinstance(guard, StaffGuard):
        most = guard.most if guard.of_today is None else guard.of_today * float(before.staff[0].sum())
        return roles.Staffing(name, periods, most or 0.0), most
    assert isinstance(guard, RoomsGuard)  # noqa: S101  the last of the union
    return roles.Rooms(name, periods), None


def _found(told: Progress | Plan) -> Found:
    gap = _finite(told.gap)
    return Found(
        _finite(told.objective), _finite(told.bound), 0.0 if gap is not None and gap <= TIGHT else gap, told.seconds
    )


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None


# ── how minutes are spread ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spread:
    """Minutes over people: each figure in minutes but `gini` (0 to 1) and `within` (share of the people, by minutes)."""

    mean: float
    median: float
    p90: float
    p95: float
    most: float
    gini: float
    kolm_pollak: float
    within: dict[int, float]


def spread(minutes: Array, people: Array, aversion: float) -> Spread | None:
    """None where nobody is."""
    there = people > 0
    values, weights = minutes[there], people[there]
    if not len(values):
        return None
    within = {limit: float(weights[values <= limit].sum() / weights.sum()) for limit in WITHIN}
    return Spread(
        mean=float(np.average(values, weights=weights)),
        median=siting.percentile(values, 0.5, weights),
        p90=siting.percentile(values, 0.9, weights),
        p95=siting.percentile(values, 0.95, weights),
        most=float(values.max()),
        gini=evidence.gini(values.tolist(), weights.tolist()),
        kolm_pollak=siting.kolm_pollak(values, weights, kappa=-aversion),
        within=within,
    )


def allot(staff: float, needs: Sequence[float], present: Sequence[float]) -> list[float]:
    """People sent to each centre: the next one always where one officer stands for the most need."""
    with refusals():
        return [float(each) for each in roles.allot(staff, needs, present)]


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """A client of the Dask cluster at an address, or None where there is none."""
    from wakimizu.apps.population.analysis import cluster as connected

    with connected(address) as client:
        yield client
