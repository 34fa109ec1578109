"""Answers of a survey, weighted so that they stand for the people: raking, and estimates with their uncertainty.

Raking (iterative proportional fitting; Deming and Stephan 1940, doi:10.1214/aoms/1177731829) scales weights margin by margin
until the weighted answers have the population's ages, sexes and wards at once. The interval of a share or a mean comes from
the linearised variance of a ratio of weighted sums, calibrated on the margins (Deville and Särndal 1992,
doi:10.1080/01621459.1992.10475217): what the margins explain is not uncertain any more. A survey of many of the people is
surer than one of few: the finite population factor 1 − n/N.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused

Array = NDArray[np.float64]
Whole = NDArray[np.intp]
CLOSE = 1e-9  # relative, of the margins
NORMAL_95 = 1.959963984540054
FEWEST = 10  # answers, below which a figure could tell of persons and is kept back


@dataclass(frozen=True, slots=True)
class Margin:
    """A way to sort people: of each answer its group (n,), of the population the people of each group (groups,)."""

    name: str
    group: Whole
    people: Array
    names: tuple[str, ...] = ()

    def called(self, number: int) -> str:
        return f"{self.name} {self.names[number] if number < len(self.names) else number}"


def margin(name: str, group: ArrayLike, people: ArrayLike, names: Sequence[str] = ()) -> Margin:
    return Margin(name, np.asarray(group, dtype=np.intp), np.asarray(people, dtype=float), tuple(names))


@dataclass(frozen=True, slots=True)
class Raked:
    """weights: (n,) people each answer stands for. rounds: of scaling. widest: largest ÷ mean weight.

    effective: how many unweighted answers would be as sure (Kish 1965): (Σw)² ÷ Σw². trimmed: answers held at the limit.
    """

    weights: Array
    rounds: int
    widest: float
    effective: float
    trimmed: int


def rake(margins: Sequence[Margin], start: ArrayLike | None = None, most: float = 0.0, rounds: int = 1000) -> Raked:
    """Weights under which the answers have the population's margins.

    start: (n,) design weights, else 1. most: no weight above so many times the mean, 0: no limit; what is cut off goes to the
    other answers of the same margins as far as that can be. Margins with different totals are scaled to the first one's.
    Refused: a group with people has no answer, an answer is in a group without people, or the rounds do not suffice.
    """
    count = len(margins[0].group) if margins else 0
    if not count:
        raise Refused("There is no answer, or no margin to weight to.")
    weights = np.ones(count) if start is None else np.asarray(start, float).copy()
    if weights.shape != (count,) or not (np.isfinite(weights).all() and (weights > 0).all()):
        raise Refused("Each answer needs a weight above 0 to begin with.")
    total = _checked(margins, count)
    targets = [each.people * (total / each.people.sum()) for each in margins]
    weights *= total / weights.sum()
    for number in range(1, rounds + 1):
        for each, target in zip(margins, targets, strict=True):
            sums = np.bincount(each.group, weights=weights, minlength=len(target))
            weights *= np.divide(target, sums, out=np.zeros_like(target), where=sums > 0)[each.group]
        held = _hold(weights, most)
        if _off(weights, margins, targets) <= CLOSE * total:
            effective = float(weights.sum() ** 2 / (weights**2).sum())
            return Raked(weights, number, float(weights.max() / weights.mean()), effective, held)
    if most:
        raise Refused(
            "After %(rounds)s rounds the margins are not met: the limit on weights is too low for these "
            "margins. Join small groups.",
            rounds=rounds,
        )
    raise Refused(
        "After %(rounds)s rounds the margins are not met: the margins contradict each other. Join small groups.",
        rounds=rounds,
    )


def _checked(margins: Sequence[Margin], count: int) -> float:
    for each in margins:
        if each.group.shape != (count,) or each.people.ndim != 1:
            raise Refused(
                "The margin “%(name)s” has %(answers)s answers, not %(count)s.",
                name=each.name,
                answers=len(each.group),
                count=count,
            )
        if not (np.isfinite(each.people).all() and (each.people >= 0).all() and each.people.any()):
            raise Refused("The margin “%(name)s” has people below zero, or nobody.", name=each.name)
        if each.group.min() < 0 or each.group.max() >= len(each.people):
            raise Refused("The margin “%(name)s” has answers in a group that the population has not.", name=each.name)
        answers = np.bincount(each.group, minlength=len(each.people))
        for number in np.flatnonzero((answers == 0) != (each.people == 0)).tolist():
            if answers[number]:
                raise Refused(
                    "%(answers)s answers are of %(group)s, where nobody lives.",
                    answers=answers[number],
                    group=each.called(number),
                )
            raise Refused(
                "Nobody of %(group)s answered (%(people)s people). Join it with another group.",
                group=each.called(number),
                people=f"{each.people[number]:g}",
            )
    return float(margins[0].people.sum())


def _hold(weights: Array, most: float) -> int:
    """Hold weights at the limit; how many."""
    if not most:
        return 0
    limit = most * weights.mean()
    over = weights > limit * (1 + CLOSE)
    weights[over] = limit
    return int((weights >= limit * (1 - CLOSE)).sum())


def _off(weights: Array, margins: Sequence[Margin], targets: Sequence[Array]) -> float:
    return max(
        float(np.abs(np.bincount(each.group, weights=weights, minlength=len(target)) - target).max())
        for each, target in zip(margins, targets, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or share of the people, with its 95 % interval. answers: how many it rests on. design: Kish's and more.

    kept_back: fewer than FEWEST answers; then value and interval are nan. design: variance ÷ that of as many plain answers.
    """

    value: float
    low: float
    high: float
    error: float
    answers: int
    design: float
    kept_back: bool = False

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2


NOTHING = Estimate(float("nan"), float("nan"), float("nan"), float("nan"), 0, float("nan"), True)


def estimate(
    values: ArrayLike,
    weights: ArrayLike,
    margins: Sequence[Margin] = (),
    people: float | None = None,
    fewest: int = FEWEST,
    share: bool = False,
) -> Estimate:
    """The weighted mean of (n,) values; nan: not answered, left out. people: of the population, for a large sample of it.

    share: values are 0 or 1, and the interval is Wilson's for the effective number of answers, so that it stays within 0
    and 1 and does not vanish at either end (Korn and Graubard 1998). margins: those the weights were raked to.
    """
    value, weight = np.asarray(values, float), np.asarray(weights, float)
    there = ~np.isnan(value)
    count = int(there.sum())
    if count < max(fewest, 1):
        return replace(NOTHING, answers=count)
    value, weight = value[there], weight[there]
    mean = float(weight @ value / weight.sum())
    rest = _unexplained(value - mean, weight, [each.group[there] for each in margins])
    factor = 1.0 if people is None else max(1 - count / people, 0.0)
    spread = count / max(count - 1, 1) * factor
    error = sqrt(spread * float(((weight * rest) ** 2).sum())) / float(weight.sum())
    plain = float(np.average((value - mean) ** 2, weights=weight)) / count * factor
    design = error**2 / plain if plain > 0 else 1.0
    if share:
        low, high = wilson(mean, count / design if design > 0 else count)
    else:
        low, high = mean - NORMAL_95 * error, mean + NORMAL_95 * error
    return Estimate(mean, low, high, error, count, design)


def _unexplained(value: Array, weight: Array, groups: Sequence[Whole]) -> Array:
    """What the margins do not explain of values: residuals of the weighted regression on the groups."""
    if not groups:
        return value
    columns = [np.eye(int(group.max()) + 1)[group] for group in groups]
    design = np.hstack([columns[0], *[each[:, 1:] for each in columns[1:]]])
    root = np.sqrt(weight)[:, None]
    fitted, *_rest = np.linalg.lstsq(design * root, value * root[:, 0], rcond=None)
    return np.asarray(value - design @ fitted)


def wilson(share: float, answers: float) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    square = NORMAL_95**2
    middle = (share + square / (2 * answers)) / (1 + square / answers)
    half = NORMAL_95 / (1 + square / answers) * sqrt(share * (1 - share) / answers + square / (4 * answers**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def kept_back(counts: Mapping[str, int], fewest: int = FEWEST) -> frozenset[str]:
    """Which cells of a table that shows its total must be kept back, so that no small one can be worked out.

    Cells of 1 to fewest − 1 are; where that leaves a single one (its count is the total less the others), the smallest of the
    others is kept back as well. Zeros tell of nobody and are shown.
    """
    small = {name for name, count in counts.items() if 0 < count < fewest}
    others = sorted((count, name) for name, count in counts.items() if count >= fewest)
    if len(small) == 1 and others:
        small.add(others[0][1])
    return frozenset(small)
