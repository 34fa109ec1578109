"""What the monitoring room asks of the engines: intervals, standing on a path, whether a measure worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan, sqrt

from wakimizu.engines import evidence
from wakimizu.engines.evidence import Found, Standing, Why

__all__ = ["Effect", "Found", "Standing", "Way", "Why", "apart", "compared", "interrupted", "median", "share", "stands"]


@dataclass(frozen=True, slots=True)
class Ranged:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def share(part: float, whole: float, factor: float = 100.0) -> Ranged:
    """A part of a whole, with the interval that so many cases allow (Wilson). whole > 0."""
    low, high = evidence.wilson(part / whole, whole)
    value = part / whole
    return Ranged(value * factor, min(low, value) * factor, max(high, value) * factor)


def median(values: Sequence[float]) -> Ranged:
    """The middle value; its interval by the order of the values (binomial, in its normal form). At least one value."""
    ordered = sorted(values)
    count = len(ordered)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    reach = 1.96 * sqrt(count) / 2
    low = ordered[max(int(count / 2 - reach), 0)]
    high = ordered[min(int(count / 2 + reach), count - 1)]
    return Ranged(middle, min(low, middle), max(high, middle))


def apart(values: Sequence[float]) -> float:
    """Between the highest and the lowest."""
    return evidence.distance(values)


# ── on the path ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Way:
    """The path of an aim: (time, value) of its beginning and of each target, in order of time."""

    points: tuple[tuple[float, float], ...]
    up: bool

    def _leg(self, time: float) -> evidence.Path:
        legs = list(zip(self.points, self.points[1:], strict=False))
        (begins, baseline), (ends, target) = next((leg for leg in legs if time <= leg[1][0]), legs[-1])
        return evidence.Path(begins, baseline, ends, target, self.up)

    def at(self, time: float) -> float:
        """What is asked for at a time; before the beginning its value, after the last target that."""
        return self._leg(time).at(time)

    def begun(self, time: float) -> bool:
        return time >= self.points[0][0]


def stands(way: Way, time: float, value: float, low: float | None = None, high: float | None = None) -> Standing:
    """Where an observation stands; reached means the last target."""
    first, last = way.points[0], way.points[-1]
    final = evidence.Path(*first, *last, up=way.up)
    if final.standing(time, value, low, high) == Standing.REACHED:
        return Standing.REACHED
    here = way._leg(time).standing(time, value, low, high)
    return Standing.ON_PATH if here == Standing.REACHED else here


# ── did it work ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed since a measure began, in the unit of the series; size is None where it cannot be computed.

    without: what would have been, period by period, where it is known.
    """

    found: Found
    why: Why | None
    size: float | None
    low: float | None
    high: float | None
    before: int
    after: int
    without: tuple[float, ...]


def interrupted(values: Sequence[float | None], begins: int, *, up: bool, a_year: int, others: Sequence[int]) -> Effect:
    """One series before and since; `others`: when else something began."""
    if not 0 < begins < len(values):
        return _outside(values, begins)
    found = evidence.interrupted(_array(values), begins, up_is_good=up, a_year=a_year, others=others)
    return _effect(found)


def compared(
    values: Sequence[float | None],
    others: Sequence[Sequence[float | None]],
    begins: int,
    *,
    up: bool,
    weights: Sequence[float] | None,
) -> Effect:
    """The place that had the measure, against those that had not."""
    if not 0 < begins < len(values):
        return _outside(values, begins)
    rows = [_array(each) for each in others]
    return _effect(evidence.differences(_array(values), rows, begins, weights=weights, up_is_good=up))


def _outside(values: Sequence[float | None], begins: int) -> Effect:
    """Nothing was seen before, or nothing since."""
    seen = sum(each is not None for each in values)
    before = begins <= 0
    why = Why.TOO_FEW_BEFORE if before else Why.TOO_FEW_AFTER
    return Effect(Found.CANNOT_TELL, why, None, None, None, 0 if before else seen, seen if before else 0, ())


def _array(values: Sequence[float | None]) -> list[float]:
    return [nan if each is None else each for each in values]


def _effect(found: evidence.Effect) -> Effect:
    known = found.known
    return Effect(
        found.found,
        found.why,
        found.size if known else None,
        found.low if known else None,
        found.high if known else None,
        found.before,
        found.after,
        tuple(found.without.tolist()) if known else (),
    )


def points(baseline_year: int, baseline: float, targets: Mapping[int, float]) -> tuple[tuple[float, float], ...]:
    """An aim's fiscal years at their middles."""
    return ((baseline_year + 0.5, baseline), *((year + 0.5, value) for year, value in sorted(targets.items())))
