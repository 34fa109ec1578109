"""Where and since when more is heard than should be: the space-time scan statistic, for many topics at once.

Every window is a circle of districts around one of them × the last so many weeks. Under "nothing new" the cases of a topic
fall on districts and weeks independently, as the topic's own sums by district and by week say (space-time permutation:
Kulldorff, Heffernan, Hartman, Assunção and Mostashari 2005, doi:10.1371/journal.pmed.0020059): a district that always speaks
up, or a week in which everybody does, is no alarm. A window with c cases where e are expected of C in all scores

    ln [ (c/e)^c ((C − c)/(C − e))^(C − c) ],   c > e.

The p-value of a topic's best window is its rank among the best windows of replications in which the weeks of the topic's cases
are shuffled; so it already allows for having looked at every window. Seeded: the same seed, the same p.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused

Array = NDArray[np.float64]
Whole = NDArray[np.intp]
Counted = NDArray[np.int32]
FEWEST = 3  # cases in a window, below which it is not looked at
BATCH = 100  # replications at a time
SAME = 1e-6  # scores that differ by less are equal


@dataclass(frozen=True, slots=True)
class Cluster:
    """A topic's best window. districts: numbers, the centre first; weeks: the last so many, up to the last one given.

    cases, expected: in the window; score: the log likelihood ratio; p: of the topic alone, 1/(replications + 1) at least.
    """

    topic: int
    districts: tuple[int, ...]
    weeks: int
    cases: int
    expected: float
    score: float
    p: float

    @property
    def times(self) -> float:
        """So many times as many as expected."""
        return self.cases / self.expected


class Stopped(Exception):
    """Somebody stopped the scan."""


def neighbours(lat: ArrayLike, lon: ArrayLike, most: int) -> Whole:
    """(districts, most) of each the nearest ones by great circle, itself first."""
    y, x = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    half = np.sin((y[:, None] - y) / 2) ** 2 + np.cos(y[:, None]) * np.cos(y) * np.sin((x[:, None] - x) / 2) ** 2
    np.fill_diagonal(half, -1)
    return np.argsort(half, axis=1, kind="stable")[:, :most]


def scan(
    counts: ArrayLike,
    near: ArrayLike,
    *,
    replications: int = 999,
    longest: int = 12,
    share: float = 0.5,
    seed: int = 1,
    threads: int = 2,
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[float], None] = lambda done: None,
) -> list[Cluster]:
    """The best window of each topic that has one, the surest first.

    counts: (topics, districts, weeks) cases, whole numbers from 0. near: (districts, zones) from `neighbours`. longest: weeks.
    share: no window holds more of a topic's cases. Stopped when `stop` says so. Refused for counts that are none.
    """
    cases = np.asarray(counts)
    if cases.ndim != 3 or not np.issubdtype(cases.dtype, np.integer) or (cases < 0).any():
        raise Refused("counts are whole numbers from 0, by topic × district × week.")
    if replications < 1 or longest < 1:
        raise Refused("A scan needs a replication and a week at least.")
    zones = np.asarray(near, dtype=np.intp)
    seeds = np.random.SeedSequence(seed).spawn(len(cases))
    topics = [n for n in range(len(cases)) if cases[n].sum() >= FEWEST]
    found: list[Cluster] = []
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        waiting = [
            pool.submit(_topic, n, cases[n], zones, replications, longest, share, seeds[n], stop) for n in topics
        ]
        try:
            for done, each in enumerate(waiting, start=1):
                cluster = each.result()
                tell(done / len(topics))
                found += [cluster] if cluster else []
        except Stopped:
            pool.shutdown(cancel_futures=True)
            raise
    return sorted(found, key=lambda each: (each.p, -each.score))


def _topic(
    number: int,
    cases: NDArray[Any],
    zones: Whole,
    replications: int,
    longest: int,
    share: float,
    seed: np.random.SeedSequence,
    stop: Callable[[], bool],
) -> Cluster | None:
    if stop():
        raise Stopped
    weeks = cases.shape[1]
    lengths = min(longest, weeks - 1)
    if lengths < 1:
        return None
    windows = _Windows.of(cases, zones, lengths, share)
    seen = windows.counted(cases[:, ::-1][:, :lengths].cumsum(axis=1))
    scores = windows.scores(seen)
    best = np.unravel_index(int(scores.argmax()), scores.shape)
    if not scores[best] > 0:
        return None
    district = np.repeat(np.arange(len(cases)), cases.sum(axis=1))
    back = weeks - 1 - np.concatenate([np.repeat(np.arange(weeks), row) for row in cases])  # 0: the last week
    reaching = windows.reaching(float(scores[best]) - SAME)
    reached, chance = 1, np.random.default_rng(seed)
    for shuffled in _shuffled(back, replications, chance):
        if stop():
            raise Stopped
        reached += windows.reached(_tables(district, shuffled, lengths, len(cases)), reaching)
    size, centre, length = (int(each) for each in best)
    return Cluster(
        number, tuple(zones[centre, : size + 1].tolist()), length + 1, int(seen[best]), float(windows.expected[best]),
        float(scores[best]), reached / (replications + 1),
    )  # fmt: skip


def _shuffled(back: Whole, replications: int, chance: np.random.Generator) -> Iterator[Whole]:
    """(batch, cases) the weeks of a topic's cases in another order."""
    for begin in range(0, replications, BATCH):
        size = min(BATCH, replications - begin)
        yield chance.permuted(np.broadcast_to(back, (size, len(back))), axis=1)


def _tables(district: Whole, back: Whole, lengths: int, districts: int) -> Counted:
    """(districts, batch, lengths) cases of the last 1, 2, … weeks in each replication."""
    batch = len(back)
    place = (district * batch + np.arange(batch)[:, None]) * lengths + back
    counted = np.bincount(place[back < lengths], minlength=districts * batch * lengths)
    return counted.reshape(districts, batch, lengths).cumsum(axis=2, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class _Windows:
    """Every window of a topic, by (size, centre, length). most: cases above which a window counts for nothing.

    Whether some window of a replication reaches a score is whether its cases reach a number of its own, so replications need
    counting and comparing only.
    """

    zones: Whole
    expected: Array
    total: int
    most: int

    @classmethod
    def of(cls, cases: NDArray[Any], zones: Whole, lengths: int, share: float) -> "_Windows":
        total = int(cases.sum())
        late = cases.sum(axis=0)[::-1].cumsum()[:lengths]
        by_zone = cases.sum(axis=1)[zones].cumsum(axis=1)
        return cls(zones, by_zone.T[:, :, None] * late / total, total, max(int(share * total), FEWEST))

    def counted(self, table: NDArray[Any]) -> Counted:
        """(districts, lengths) → cases of every window."""
        return np.asarray(table[self.zones.T].cumsum(axis=0), dtype=np.int32)

    def scores(self, cases: Counted) -> Array:
        """0 for a window that does not count."""
        inside = np.clip(self.expected, 1e-12, self.total - 1e-12)
        counts = (cases > self.expected) & (cases >= FEWEST) & (cases <= self.most) & (self.expected > 0)
        c, rest = np.where(counts, cases, 1), np.where(counts, self.total - cases, 1)
        found = c * np.log(c / inside) + rest * np.log(np.maximum(rest, 1) / (self.total - inside))
        return np.where(counts, found, 0.0)

    def reaching(self, score: float) -> Counted:
        """The fewest cases with which each window has the score; more than all where none has. The score grows with cases."""
        low = np.zeros(self.expected.shape, dtype=np.int32)
        high = np.full(self.expected.shape, self.most + 1, dtype=np.int32)
        while (low < high).any():
            middle = (low + high) // 2
            enough = self.scores(middle) >= score
            high = np.where(enough | (middle > self.most), np.minimum(high, middle), high)
            low = np.where(enough, low, np.minimum(middle + 1, high))
        return np.where(low > self.most, self.total + 1, low).astype(np.int32)

    def reached(self, table: Counted, reaching: Counted) -> int:
        """In how many replications (districts, batch, lengths) some window reaches its number."""
        cases = np.zeros_like(table)
        hit = np.zeros(table.shape, dtype=bool)
        for zone, least in zip(self.zones.T, reaching, strict=True):
            cases += table[zone]
            hit |= (cases >= least[:, None, :]) & (cases <= self.most)
        return int(hit.any(axis=(0, 2)).sum())


def together(clusters: Sequence[Cluster], rate: float = 0.05) -> list[Cluster]:
    """Those that stand out even though so many topics were looked at: at most this part of them is chance.

    Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    ranked = sorted(clusters, key=lambda each: each.p)
    count = len(ranked)
    last = max((n for n, each in enumerate(ranked, start=1) if each.p <= rate * n / count), default=0)
    return ranked[:last]
