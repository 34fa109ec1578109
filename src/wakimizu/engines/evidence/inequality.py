"""How unequal values are between groups of people: weighted mean, Gini, Theil, the distance between the ends.

Every function takes `values`, one for each group (a ward's average wait in minutes, say), and `weights`, how many people
each group has; without weights every group counts the same. Replicating every person leaves all four as they are.
Errors, for all: Refused when there is no value, when the lengths differ, when a weight is negative or not finite or
all weights are zero, when a value is not finite; for Gini and Theil also when a value is negative, where neither is defined.

Source: F. A. Cowell, Measuring Inequality, 3rd edition, Oxford University Press 2011, appendix A.
"""

from collections.abc import Sequence
from itertools import repeat
from math import fsum, isfinite, log

from wakimizu.engines.words import Refused

Pairs = list[tuple[float, float]]


def weighted_mean(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """μ = Σ wᵢxᵢ / Σ wᵢ, in the unit of the values."""
    return _mean(_pairs(values, weights))


def gini(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """G = Σᵢ Σⱼ wᵢwⱼ |xᵢ − xⱼ| / (2 μ W²), without a unit: 0 when all are equal, below 1 always.

    Exact: with the values sorted, the double sum is 2 Σ wᵢ (xᵢ Wᵢ − Sᵢ), where Wᵢ and Sᵢ sum the weights and the weighted
    values before i; n log n steps. All values zero: nobody has more than anybody, 0.
    """
    pairs = sorted(_not_negative(_pairs(values, weights)))
    total, mean = fsum(weight for _value, weight in pairs), _mean(pairs)
    if mean == 0:
        return 0.0
    people = amount = 0.0
    distances = []
    for value, weight in pairs:
        distances.append(weight * (value * people - amount))
        people += weight
        amount += weight * value
    return max(fsum(distances) / (mean * total**2), 0.0)


def theil(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """T = Σ (wᵢ/W) (xᵢ/μ) ln(xᵢ/μ), in nats: 0 when all are equal, at most ln(W / least weight).

    A value of zero adds nothing, as x ln x → 0 for x → 0. All values zero: 0.
    """
    pairs = _not_negative(_pairs(values, weights))
    total, mean = fsum(weight for _value, weight in pairs), _mean(pairs)
    if mean == 0:
        return 0.0
    shares = ((value / mean, weight / total) for value, weight in pairs)
    return max(fsum(weight * share * log(share) for share, weight in shares if share > 0), 0.0)


def distance(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """max xᵢ − min xᵢ over the groups that have people, in the unit of the values."""
    peopled = [value for value, weight in _pairs(values, weights) if weight > 0]
    return max(peopled) - min(peopled)


def _pairs(values: Sequence[float], weights: Sequence[float] | None) -> Pairs:
    pairs = list(zip(values, repeat(1.0) if weights is None else weights, strict=weights is not None))
    if not pairs:
        raise Refused("There is no value to compare.")
    if not all(isfinite(value) and isfinite(weight) and weight >= 0 for value, weight in pairs):
        raise Refused("Values must be finite, weights finite and not negative.")
    if not any(weight > 0 for _value, weight in pairs):
        raise Refused("All weights are zero: there is nobody to compare.")
    return pairs


def _not_negative(pairs: Pairs) -> Pairs:
    if any(value < 0 for value, _weight in pairs):
        raise Refused("This measure is not defined for negative values.")
    return pairs


def _mean(pairs: Pairs) -> float:
    return fsum(value * weight for value, weight in pairs) / fsum(weight for _value, weight in pairs)
