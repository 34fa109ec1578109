"""Did it work: what changed in a series when a measure began, and whether that can be told at all.

Interrupted series: a line before, a step and another slope from the beginning on, seasons where there are two years to see
them in, and errors that hang together from one period to the next (AR(1), fitted by restricted maximum likelihood: of the usual
methods the one whose intervals hold best in short series, Turner et al. 2021, doi:10.1186/s12874-021-01306-w). The effect is the
mean distance, over the periods since, between what was seen as fitted and what the line before says would have been.

Difference in differences: the same of the distance between the units that had the measure and the mean of those that had not,
as a step alone. With a handful of wards nothing can be learned from how wards differ, so the error is read off time. Where
the distance was growing before the measure began, nobody can tell.

The answer is "better", "worse", "no change worth naming", or "cannot tell" with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused

Array = NDArray[np.float64]
FEWEST_BEFORE, FEWEST_AFTER = 8, 4  # periods seen
SEASONS = 2  # pairs of waves a year
GRID = np.concatenate([np.linspace(-0.8, 0.9, 69), [0.93, 0.96]])  # of the correlation between one period and the next


class Found(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NO_CHANGE = "no_change"  # the whole interval is smaller than what would be worth naming
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why nobody can tell."""

    TOO_FEW_BEFORE = "too_few_before"
    TOO_FEW_AFTER = "too_few_after"
    TOO_UNCERTAIN = "too_uncertain"  # the interval has both better and worse in it
    APART_BEFORE = "apart_before"  # the units were moving apart already
    NO_OTHERS = "no_others"  # nobody to compare with
    OTHER_CHANGE = "other_change"  # something else began at about the same time


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed. size, low, high: in the unit of the series, with its 95 % interval; nan where it cannot be computed.

    level, slope: of the interrupted series, step at once and change a period. correlation: between neighbours in time.
    fitted, without: (n,) as fitted, and as the line before goes on. before, after: how many periods were seen.
    """

    found: Found
    why: Why | None
    size: float
    low: float
    high: float
    level: float
    slope: float
    correlation: float
    fitted: Array
    without: Array
    before: int
    after: int

    @property
    def known(self) -> bool:
        return self.why not in (Why.TOO_FEW_BEFORE, Why.TOO_FEW_AFTER, Why.NO_OTHERS)


def interrupted(
    values: ArrayLike,
    begins: int,
    *,
    up_is_good: bool = True,
    a_year: int = 12,
    worth: float = 0.0,
    others: Sequence[int] = (),
) -> Effect:
    """What changed in (n,) values from period `begins` on; nan: not seen.

    a_year: periods of a year, 1: no seasons. worth: a change smaller than that is none. others: when else something began.
    """
    seen, few = _seen(values, begins)
    if few:
        return few
    time = np.arange(len(seen), dtype=float)
    after = time >= begins
    columns = [np.ones_like(time), time, after.astype(float), np.where(after, time - begins, 0.0)]
    if a_year > 1 and len(seen) >= 2 * a_year and _room(seen, 4 + 2 * SEASONS):
        columns += [wave(2 * pi * n * time / a_year) for n in range(1, SEASONS + 1) for wave in (np.sin, np.cos)]
    design = np.column_stack(columns)
    what = np.zeros(design.shape[1])
    what[2], what[3] = 1.0, float((time[after] - begins).mean())
    fit = _fitted(seen, design)
    size, low, high = fit.interval(what)
    without = design.copy()
    without[:, 2:4] = 0
    found, why = _judged(low, high, up_is_good, worth)
    if any(abs(other - begins) <= FEWEST_AFTER for other in others):
        found, why = Found.CANNOT_TELL, Why.OTHER_CHANGE
    level, slope = float(fit.values[2]), float(fit.values[3])
    return Effect(
        found, why, size, low, high, level, slope, fit.correlation, design @ fit.values, without @ fit.values,
        int((~np.isnan(seen[:begins])).sum()), int((~np.isnan(seen[begins:])).sum()),
    )  # fmt: skip


def differences(
    treated: ArrayLike,
    others: ArrayLike,
    begins: int,
    *,
    weights: ArrayLike | None = None,
    up_is_good: bool = True,
    worth: float = 0.0,
) -> Effect:
    """Of (n,) values of who had a measure from period `begins` on, against (units, n) of those who had not.

    weights: (units,) as people. fitted and without are those of the treated, given what happened to the others.
    """
    rest = np.atleast_2d(np.asarray(others, float))
    own = np.asarray(treated, float)
    if not rest.size:
        return _nothing(Why.NO_OTHERS, own, begins)
    if rest.shape[1] != len(own):
        raise Refused("The others have %(others)s periods, the treated %(own)s.", others=rest.shape[1], own=len(own))
    weight = np.ones(len(rest)) if weights is None else np.asarray(weights, float)
    mean = (rest * weight[:, None]).sum(axis=0) / weight.sum()
    gap = own - mean
    seen, few = _seen(gap, begins)
    if few:
        return few
    time = np.arange(len(gap), dtype=float)
    before = _fitted(gap[:begins], np.column_stack([np.ones(begins), time[:begins]]))
    _trend, down, up = before.interval(np.array([0.0, 1.0]))
    fit = _fitted(seen, np.column_stack([np.ones_like(time), time >= begins]))
    size, low, high = fit.interval(np.array([0.0, 1.0]))
    found, why = _judged(low, high, up_is_good, worth)
    if down > 0 or up < 0:
        found, why = Found.CANNOT_TELL, Why.APART_BEFORE
    without = mean + fit.values[0]
    return Effect(
        found, why, size, low, high, size, 0.0, fit.correlation, without + np.where(time >= begins, size, 0.0), without,
        int((~np.isnan(seen[:begins])).sum()), int((~np.isnan(seen[begins:])).sum()),
    )  # fmt: skip


def _seen(values: ArrayLike, begins: int) -> tuple[Array, Effect | None]:
    series = np.asarray(values, float)
    if not 0 < begins < len(series):
        raise Refused(
            "The measure begins at period %(begins)s, outside the series of %(count)s.",
            begins=begins,
            count=len(series),
        )
    before, after = (~np.isnan(series[:begins])).sum(), (~np.isnan(series[begins:])).sum()
    if before < FEWEST_BEFORE:
        return series, _nothing(Why.TOO_FEW_BEFORE, series, begins)
    return series, _nothing(Why.TOO_FEW_AFTER, series, begins) if after < FEWEST_AFTER else None


def _nothing(why: Why, series: Array, begins: int) -> Effect:
    none, nan = np.full(len(series), np.nan), float("nan")
    before, after = int((~np.isnan(series[:begins])).sum()), int((~np.isnan(series[begins:])).sum())
    return Effect(Found.CANNOT_TELL, why, nan, nan, nan, nan, nan, nan, none, none, before, after)


def _room(values: Array, columns: int) -> bool:
    """Whether there are enough periods for so many columns: three for each."""
    return int((~np.isnan(values)).sum()) >= 3 * columns


def _judged(low: float, high: float, up_is_good: bool, worth: float) -> tuple[Found, Why | None]:
    if low > 0 or high < 0:
        return (Found.BETTER if (low > 0) == up_is_good else Found.WORSE), None
    if worth and -worth < low and high < worth:
        return Found.NO_CHANGE, None
    return Found.CANNOT_TELL, Why.TOO_UNCERTAIN


# ── generalised least squares with errors of order one ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Fit:
    values: Array
    covariance: Array
    correlation: float
    freedom: float

    def interval(self, what: Array) -> tuple[float, float, float]:
        """Of a sum of the values, with its 95 % interval by Student's t."""
        size = float(what @ self.values)
        half = student(self.freedom) * sqrt(max(float(what @ self.covariance @ what), 0.0))
        return size, size - half, size + half


def _fitted(values: Array, design: Array) -> _Fit:
    """By restricted maximum likelihood over the correlation; periods that were not seen are stepped over exactly."""
    there = np.flatnonzero(~np.isnan(values))
    y, x = values[there], np.asarray(design, float)[there]
    apart = np.diff(there)
    best = max((_likelihood(y, x, apart, rho) for rho in GRID), key=lambda each: each[0])
    _score, rho, beta, covariance = best
    count = len(y)
    kept = count * (1 - rho) / (1 + rho) if rho > 0 else count  # as many independent periods would be as sure
    freedom = max(float(kept) - x.shape[1], 2.0)
    return _Fit(beta, covariance, float(rho), freedom)


def _likelihood(y: Array, x: Array, apart: NDArray[np.intp], rho: float) -> tuple[float, float, Array, Array]:
    """The restricted log likelihood of a correlation, and the fit there."""
    carried = rho**apart
    spread = np.sqrt(1 - carried**2)
    z = np.concatenate([y[:1], (y[1:] - carried * y[:-1]) / spread])
    w = np.vstack([x[:1], (x[1:] - carried[:, None] * x[:-1]) / spread[:, None]])
    inverse = np.linalg.pinv(w.T @ w)
    beta = inverse @ (w.T @ z)
    rest, left = z - w @ beta, len(y) - x.shape[1]
    variance = max(float(rest @ rest) / left, 1e-300)
    sign, size = np.linalg.slogdet(w.T @ w)
    score = -left / 2 * np.log(variance) - np.log(spread).sum() - (size if sign > 0 else 0.0) / 2
    return float(score), rho, beta, inverse * variance


def student(freedom: float) -> float:
    """The 97.5 % point of Student's t by its expansion around the normal one (Abramowitz and Stegun 26.7.5).

    Within 0.002 from four degrees of freedom on; for fewer, the exact points of 1, 2 and 3.
    """
    exact = {1: 12.7062, 2: 4.3027, 3: 3.1824}
    if freedom < 4:
        low = int(freedom)
        return exact[max(low, 1)]
    z = 1.959963984540054
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**n for n, term in enumerate(terms, start=1))
