"""Cost against access: the least person-minutes that can be had for so many yen, from the cheapest plan to the nearest.

Every point is a programme of its own: least person-minutes under a ceiling on the cost of all periods. Weights would find only
points on the convex hull; ceilings find those behind it, too. Points share what one search learned of the ways, and nothing
else, so they may be found in any order, in other processes or on other machines, with the same answers.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import inf
from multiprocessing import get_context
from typing import Any

import numpy as np

from wakimizu.engines.demography.cluster import run_all
from wakimizu.engines.siting.answer import Effort

from .case import Case, Weights
from .outcome import outcome
from .plan import Plan, Point
from .solving import Search
from .ways import Planes

A_HAIR = 1e-7  # relative: so much more than the cheapest plan is still as cheap


@dataclass(frozen=True)
class Piece:
    """One point to find: the case, its ceiling in yen, what is known of the ways, and how hard to try."""

    given: Case
    ceiling: float
    planes: tuple[Planes, ...]
    gap: float
    seconds: float


def frontier(
    given: Case,
    points: int = 20,
    effort: Effort | None = None,
    *,
    processes: int = 1,
    client: Any = None,
    tell: Callable[[float], None] = lambda done: None,
) -> tuple[Point, ...]:
    """Points from the cheapest plan to the nearest, closer together at the cheap end; those that another one beats are left out.

    effort: for each point. client: a `distributed.Client`; else `processes` of this machine. Empty when no plan meets the
    guards; stopped, the points found until then. The guards hold at every point.
    """
    effort = effort or Effort()
    nearest = Search(_by_minutes(given), replace(effort, tell=lambda progress: None))
    last = nearest.plan()
    first = Search(_by_cost(given), replace(effort, tell=lambda progress: None)).plan()
    if not (last.role.size and first.role.size):
        return ()
    low, high = _cost(given, first), max(_cost(given, last), _cost(given, first))
    steps = np.linspace(0, 1, max(points, 2)) ** 2  # closer together where a yen does most
    ceilings = [low * (1 + A_HAIR), *(low + (high - low) * steps[1:-1]), high]
    pieces = [
        Piece(_by_minutes(given), float(ceiling), tuple(nearest.planes), effort.gap, effort.seconds)
        for ceiling in ceilings[:-1]
    ]
    plans = zip(ceilings, _all(pieces, processes, client, effort, tell), strict=False)
    found = [_point(given, ceiling, plan) for ceiling, plan in plans if plan.role.size]
    return tuple(_unbeaten([*found, _point(given, ceilings[-1], last)]))


def _by_minutes(given: Case) -> Case:
    return replace(given, weights=Weights(minute=1.0, equity=0.0, cost=0.0, community=0.0))


def _by_cost(given: Case) -> Case:
    return replace(given, weights=Weights(minute=0.0, equity=0.0, cost=1.0, community=0.0))


def _cost(given: Case, plan: Plan) -> float:
    return float(outcome(given, plan.role).cost(given).sum())


def _point(given: Case, ceiling: float, plan: Plan) -> Point:
    return Point(ceiling, _cost(given, plan), plan.objective, plan)


def solve_piece(piece: Piece) -> Plan:
    """One point of a frontier, wherever this runs."""
    return Search(piece.given, Effort(piece.gap, piece.seconds), piece.ceiling, piece.planes).plan()


def _all(
    pieces: Sequence[Piece], processes: int, client: Any, effort: Effort, tell: Callable[[float], None]
) -> Iterator[Plan]:
    """Plans in the order of their pieces; stops between two of them."""
    if client is not None or processes <= 1:
        yield from _told(run_all(solve_piece, pieces, client), len(pieces), effort, tell)
        return
    with ProcessPoolExecutor(min(processes, len(pieces)), mp_context=get_context("spawn")) as pool:
        yield from _told(pool.map(solve_piece, pieces), len(pieces), effort, tell)
        pool.shutdown(cancel_futures=True)


def _told(plans: Iterator[Plan], count: int, effort: Effort, tell: Callable[[float], None]) -> Iterator[Plan]:
    for number, plan in enumerate(plans):
        yield plan
        tell((number + 1) / count)
        if effort.stop():
            return


def _unbeaten(points: Sequence[Point]) -> Iterator[Point]:
    """Points that no other one beats in cost and minutes both; the same plan once."""
    least = inf
    for point in sorted(points, key=lambda each: (each.cost, each.minutes)):
        if point.minutes < least:
            least = point.minutes
            yield point
