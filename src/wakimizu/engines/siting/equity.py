"""How fairly an outcome is spread over people: percentiles, Gini, and the equally distributed equivalent of Kolm and Pollak.

The equivalent is the cost that, if all had it, would be as good as the costs they have. For costs x of weights w, κ < 0,

    K(x) = −1/κ · ln( Σ wᵢ e^(−κ xᵢ) / Σ wᵢ ),        κ = α ε,        α = Σ wᵢ xᵢ / Σ wᵢ xᵢ²,

which is the mean if all have the same, and more the more unequal they are (Kolm 1976, doi:10.1016/0022-0531(76)90068-5; Pollak
1971, doi:10.2307/2296402). ε is the aversion to inequality: below 0 for burdens such as minutes (−1 is usual), above 0 for
goods; α makes it free of the unit (Logan et al. 2021, doi:10.1016/j.compenvurbsys.2020.101590).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.evidence.inequality import gini, weighted_mean
from wakimizu.engines.words import Refused

from .answer import Answer

Array = NDArray[np.float64]
SHARES = (0.5, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Equity:
    """mean, percentiles (by share), most and equivalent in the unit of the values; gini from 0 to 1; served: share of weight."""

    mean: float
    percentiles: dict[float, float]
    most: float
    gini: float
    equivalent: float
    served: float


def ways(answer: Answer, cost: ArrayLike) -> Array:
    """(demands,) what each demand pays in an answer; nan for who is not served. cost: (demands, sites), as it was asked."""
    costs = np.asarray(cost, dtype=float)
    if answer.shares is not None:
        paid = np.where(answer.shares > 0, costs, 0.0)
        return np.where(answer.shares.any(axis=1), (paid * answer.shares).sum(axis=1), np.nan)
    found = costs[np.arange(costs.shape[0]), answer.assigned]
    return np.where(answer.assigned >= 0, found, np.nan)


def equity(
    values: ArrayLike, weights: ArrayLike | None = None, *, epsilon: float = -1.0, shares: Sequence[float] = SHARES
) -> Equity:
    """All measures of the served (values that are not nan). Raises Refused when nobody is, or for what is not a number."""
    found, many = _pair(values, weights)
    there = ~np.isnan(found)
    value, weight = found[there], many[there]
    held = weight > 0
    return Equity(
        mean=weighted_mean(value.tolist(), weight.tolist()),
        percentiles={share: percentile(value, share, weight) for share in shares},
        most=float(value[held].max()),
        gini=gini(value.tolist(), weight.tolist()),
        equivalent=kolm_pollak(value, weight, kappa=kappa(value, weight, epsilon=epsilon)),
        served=float(weight.sum() / many.sum()),
    )


def percentile(values: ArrayLike, share: float, weights: ArrayLike | None = None) -> float:
    """The least value that at least this share (0 to 1) of the weight does not exceed."""
    found, many = _pair(values, weights)
    if not 0 <= share <= 1:
        raise Refused("share is %(share)s; it is a part of people, from 0 to 1: 0.9 for nine in ten.", share=share)
    order = np.argsort(found, kind="stable")
    order = order[many[order] > 0]
    reached = np.cumsum(many[order])
    place = int(np.searchsorted(reached, share * reached[-1] * (1 - 1e-12)))
    return float(found[order[min(place, order.size - 1)]])


def kappa(values: ArrayLike, weights: ArrayLike | None = None, *, epsilon: float = -1.0) -> float:
    """κ = α ε, per unit of the values; 0 when all values are zero."""
    found, many = _pair(values, weights)
    square = float(many @ found**2)
    return epsilon * float(many @ found) / square if square else 0.0


def kolm_pollak(values: ArrayLike, weights: ArrayLike | None = None, *, kappa: float) -> float:
    """The equally distributed equivalent, in the unit of the values; κ = 0: the mean."""
    found, many = _pair(values, weights)
    if not np.isfinite(kappa):
        raise Refused("kappa is %(kappa)s; it is a number, below 0 for burdens.", kappa=kappa)
    if kappa == 0:
        return float(many @ found / many.sum())
    exponents = -kappa * found[many > 0]
    most = exponents.max()
    summed = float(many[many > 0] @ np.exp(exponents - most))
    return float(-(most + np.log(summed / many.sum())) / kappa)


def _pair(values: ArrayLike, weights: ArrayLike | None) -> tuple[Array, Array]:
    found = np.asarray(values, dtype=float)
    many = np.ones(found.shape) if weights is None else np.asarray(weights, dtype=float)
    if found.ndim != 1 or found.shape != many.shape:
        raise Refused(
            "values have the shape %(values)s and weights %(weights)s; both need one number for each.",
            values=found.shape,
            weights=many.shape,
        )
    if not (np.isfinite(many).all() and (many >= 0).all() and many.sum() > 0):
        raise Refused("weights must be finite, 0 or more, and not all 0: there is nobody to measure.")
    return found, many
