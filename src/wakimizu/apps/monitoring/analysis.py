"""What the monitoring room asks of the engines: intervals, standing on a path, whether a measure worked, what emerges."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan, sqrt

import numpy as np

from wakimizu.engines import evidence
from wakimizu.engines.evidence import Found, Standing, Stopped, Why

__all__ = [
    "Cluster", "Effect", "Found", "Standing", "Stopped", "Way", "Why", "apart", "compared", "emerging", "interrupted", "median",
    "share", "stands",
]  # fmt: skip


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


def interrupted(
    values: Sequence[float | None], begins: int, *, up: bool, a_year: int, others: Sequence[int], worth: float | None = None
) -> Effect:  # fmt: skip
    """One series before and since; `others`: when else something began. worth: the least change that is worth naming."""
    if not 0 < begins < len(values):
        return _outside(values, begins)
    found = evidence.interrupted(
        _array(values), begins, up_is_good=up, a_year=a_year, worth=worth or 0.0, others=others
    )
    return _small(_effect(found), worth)


def compared(
    values: Sequence[float | None],
    others: Sequence[Sequence[float | None]],
    begins: int,
    *,
    up: bool,
    weights: Sequence[float] | None,
    worth: float | None = None,
) -> Effect:
    """The place that had the measure, against those that had not. worth: the least change that is worth naming."""
    if not 0 < begins < len(values):
        return _outside(values, begins)
    rows = [_array(each) for each in others]
    found = evidence.differences(_array(values), rows, begins, weights=weights, up_is_good=up, worth=worth or 0.0)
    return _small(_effect(found), worth)


def _small(effect: Effect, worth: float | None) -> Effect:
    """A change that is there for sure, and for sure smaller than what is worth naming, is neither better nor worse."""
    if not worth or effect.low is None or effect.high is None or effect.found == Found.CANNOT_TELL:
        return effect
    return replace(effect, found=Found.NO_CHANGE) if -worth < effect.low and effect.high < worth else effect


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


# ── what emerges ─────────────────────────────────────────────────────────────────────────────────────────────────────

ZONES, LONGEST, FALSE_ALARMS = (
    25,
    12,
    0.05,
)  # districts and weeks of the largest window; the share of alarms that may be chance


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where and since when more is heard about a topic than should be. topic, districts: places in what was given.

    weeks: the last so many. stands_out: even though so many topics were looked at.
    """

    topic: int
    districts: tuple[int, ...]
    weeks: int
    voices: int
    expected: float
    p: float
    stands_out: bool


def emerging(
    cells: Iterable[tuple[int, int, int, int]],
    places: Sequence[tuple[float, float]],
    topics: int,
    weeks: int,
    *,
    replications: int,
    seed: int,
    threads: int = 2,
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[float], None] = lambda done: None,
) -> list[Cluster]:
    """The most unusual cluster of each topic, the surest first. cells: (topic, district, week, voices); places: lat, lon.

    Stopped when `stop` says so.
    """
    counts = np.zeros((topics, len(places), weeks), dtype=np.int64)
    for topic, district, week, voices in cells:
        counts[topic, district, week] += voices
    if not counts.size or not counts.any():
        return []
    lats, lons = [lat for lat, _lon in places], [lon for _lat, lon in places]
    near = evidence.neighbours(lats, lons, min(ZONES, len(places)))
    found = evidence.scan(
        counts, near, replications=replications, longest=LONGEST, seed=seed, threads=threads, stop=stop, tell=tell
    )
    sure = {each.topic for each in evidence.together(found, FALSE_ALARMS)}
    return [
        Cluster(each.topic, each.districts, each.weeks, each.cases, each.expected, each.p, each.topic in sure)
        for each in found
    ]
