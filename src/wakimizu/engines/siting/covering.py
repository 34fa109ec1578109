"""Covering: the fewest sites that reach everybody within a radius, and the most people that p sites can reach."""

from collections.abc import Iterable
from dataclasses import replace
from math import inf, isfinite, nan

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.words import Refused

from .answer import Answer, Effort, Progress, Status, Watch, status_of
from .covers import fewest_sites
from .problem import Array, Mask, Whole, sorted_problem, summed
from .solution import FORMULATION
from .terms import Terms, how_many, terms
from .tree import Search

SET_COVERING = "dominated demands and sites left out, greedy, LP bound from its duals, HiGHS"


def location_set_covering(
    cost: ArrayLike,
    radius: float,
    *,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """The fewest sites such that everybody has one within the radius (LSCP; Toregas, Swain, ReVelle, Bergman 1971).

    cost: (demands, sites), 0 or more. radius: in its unit; a cost equal to it is within. weights: (demands,); who weighs nothing
    need not be covered. Infeasible where the radius is too short for somebody. objective and bound are numbers of sites;
    assigned is the nearest. All else as in `p_median`.
    """
    given = terms(cost, weights, open, closed, forbidden).reaching()
    watch = Watch(effort or Effort())
    within = given.cost <= _radius(radius)
    kept, heard = np.flatnonzero(given.may), given.weights > 0
    found = fewest_sites(within[np.ix_(heard, kept)], given.must[kept], watch)
    if found.sites is None:
        return _nothing(given, watch)
    opened = kept[found.sites]
    objective = float(opened.size)
    return Answer(
        status=status_of(objective, found.fewest, watch.effort.gap),
        open=opened,
        assigned=given.assigned(opened),
        objective=objective,
        bound=found.fewest,
        seconds=watch.seconds,
        formulation=SET_COVERING,
        work={"nodes": float(found.nodes)},
    )


def maximal_covering(
    cost: ArrayLike,
    radius: float,
    p: int,
    *,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Exactly p sites with the most weight within the radius (MCLP; Church and ReVelle 1974, doi:10.1111/j.1435-5597.1974.tb00902.x).

    Solved as a p-median that pays a demand's weight where it is not covered; demands with the same sites in reach are one.
    objective and bound are weights covered, the bound from above. assigned: −1 where nothing is within the radius. A demand
    without any site is not refused, but never covered. All else as in `p_median`.
    """
    given = terms(cost, weights, open, closed, forbidden)
    count, effort = how_many(p, given), effort or Effort()
    within = (given.cost <= _radius(radius)) & given.may
    groups, people = _merged(within[:, given.may], given.weights)
    total = float(people.sum())  # whom any site reaches
    watch = Watch(replace(effort, tell=lambda told: effort.tell(_covered(told, total))))
    missed = np.where(groups, 0.0, people[:, None])
    problem = sorted_problem(missed, np.zeros(groups.shape[1]), given.must[given.may], count, count)
    found = Search(problem, watch, lambda value: effort.gap * (total - value)).run()
    opened = given.open_sites(found.opened)
    assigned = _within(given, opened, within)
    objective, bound = total - found.value, total - found.bound
    return Answer(
        status=status_of(objective, bound, effort.gap),
        open=opened,
        assigned=assigned,
        objective=objective,
        bound=bound,
        seconds=watch.seconds,
        formulation=f"p-median with costs 0 and weight; {FORMULATION}",
        work=found.work,
    )


def _radius(radius: float) -> float:
    if not (isfinite(radius) and radius >= 0):
        raise Refused("radius is %(radius)s; it is a finite number from 0 on, in the unit of the costs.", radius=radius)
    return float(radius)


def _merged(within: Mask, weights: Array) -> tuple[Mask, Array]:
    """Demands with the same sites in reach as one, their weights together; without those that reach none or weigh nothing."""
    counted = within.any(axis=1) & (weights > 0)
    if not counted.any():
        return within[:0], weights[:0]
    _packed, first, group = np.unique(
        np.packbits(within[counted], axis=1), axis=0, return_index=True, return_inverse=True
    )
    return within[counted][first], summed(group.ravel(), weights[counted], first.size)


def _within(given: Terms, opened: Whole, within: Mask) -> Whole:
    nearest = given.assigned(opened)
    inside = (nearest >= 0) & within[np.arange(nearest.size), nearest]
    return np.where(inside, nearest, -1)


def _covered(told: Progress, total: float) -> Progress:
    return Progress(total - told.objective, total - told.bound, told.seconds)


def _nothing(given: Terms, watch: Watch) -> Answer:
    none, nobody = np.zeros(0, dtype=np.intp), np.full(given.weights.size, -1, dtype=np.intp)
    return Answer(Status.INFEASIBLE, none, nobody, nan, inf, watch.seconds, SET_COVERING)
