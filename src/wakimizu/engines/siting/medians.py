"""The p-median: p sites such that people together have the shortest ways; and the same with the far counting more."""

from collections.abc import Iterable
from dataclasses import replace
from math import exp, inf, isfinite, log

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.words import Refused

from .answer import Answer, Effort, Progress, Watch
from .solution import solution
from .terms import Terms, how_many, terms
from .tree import Search

STEEPEST = 600.0  # e to the power of this is still a number


def p_median(
    cost: ArrayLike,
    p: int,
    *,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Exactly p sites that make Σ weight · cost to the nearest open one least (Hakimi 1964; ReVelle and Swain 1970).

    cost: (demands, sites), 0 or more; inf where a site cannot serve. weights: (demands,), people say; who weighs nothing
    is sent to the nearest site and decides nothing. open, closed: sites settled beforehand. forbidden: (demands, sites).
    Raises Refused for what cannot be meant. Infeasible only where forbidden pairs leave no p sites for all.
    """
    given = terms(cost, weights, open, closed, forbidden).reaching()
    count, watch = how_many(p, given), Watch(effort or Effort())
    found = Search(given.problem(np.zeros(given.sites_count), count, count), watch).run()
    return solution(given, found, watch)


def kolm_pollak_median(
    cost: ArrayLike,
    p: int,
    *,
    kappa: float,
    weights: ArrayLike | None = None,
    open: Iterable[int] = (),
    closed: Iterable[int] = (),
    forbidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Exactly p sites that make the Kolm–Pollak equivalent of all costs least: a p-median whose costs are e^(−κ cost).

    kappa: below 0, per unit of cost; `equity.kappa` of the costs as they are today is a good one. objective and bound are
    equivalents, in the unit of the costs. All else as in `p_median`. Source: Horton, Logan et al. 2024, arXiv:2401.15452.
    """
    given = terms(cost, weights, open, closed, forbidden).reaching()
    count, effort = how_many(p, given), effort or Effort()
    if given.weights.sum() == 0:
        raise Refused("all weights are 0: nobody has a cost, so there is nothing to make equal.")
    steep = _Exponential(given, kappa)

    def tell(progress: Progress) -> None:
        effort.tell(Progress(steep.equivalent(progress.objective), steep.equivalent(progress.bound), progress.seconds))

    watch = Watch(replace(effort, tell=tell))
    problem = steep.terms.problem(np.zeros(given.sites_count), count, count)
    found = Search(problem, watch, lambda value: steep.allowed(value, effort.gap)).run()
    return solution(given, found, watch, steep.equivalent)


class _Exponential:
    """Costs turned into e^(−κ (cost − shift)), and sums of them back into equivalents.

    The shift is the cost that somebody has to bear at least, so that the sum is never too small a number.
    """

    def __init__(self, given: Terms, kappa: float) -> None:
        if not (isfinite(kappa) and kappa < 0):
            raise Refused("kappa is %(kappa)s; for costs, where more is worse, it is a number below 0.", kappa=kappa)
        heard = given.weights > 0
        cost = given.cost[:, given.may]
        self.kappa, self.people = kappa, float(given.weights.sum())
        self.shift = float(cost[heard].min(axis=1).max())
        most = float(cost[heard & True][np.isfinite(cost[heard])].max())
        if -kappa * (most - self.shift) > STEEPEST:
            raise Refused(
                "kappa is %(kappa)s, far too steep for costs up to %(most)s: e^(−κ cost) is no number any more. "
                "Take a kappa nearer to 0 (equity.kappa), forbid the farthest pairs, or use p_centre, which "
                "only sees the farthest.",
                kappa=f"{kappa:g}",
                most=f"{most:g}",
            )
        exponents = np.where(np.isfinite(given.cost), -kappa * (given.cost - self.shift), inf)
        exponents = np.where(heard[:, None] & given.may, exponents, 0.0)
        self.terms = replace(given, cost=np.exp(exponents))

    def equivalent(self, total: float) -> float:
        """Σ weight · e^(−κ (cost − shift)) as a cost."""
        if not isfinite(total):
            return total
        return self.shift - log(total / self.people) / self.kappa if total > 0 else -inf

    def allowed(self, total: float, gap: float) -> float:
        """How much lower a sum may be whose equivalent is lower by this relative gap."""
        return total * (1 - exp(self.kappa * gap * abs(self.equivalent(total))))
