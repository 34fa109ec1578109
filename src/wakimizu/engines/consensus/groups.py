"""Opinion groups: who votes alike, computed as Polis does.

Source: compdemocracy/polis, math/src/polismath/math (conversation.clj, pca.clj, clusters.clj, named_matrix.clj), read as a
definition; described in Small et al. 2021, doi:10.6035/recerca.5516. In plain words:
1. A statement that was moderated out counts as passed by everyone: it moves nobody, and it is one statement answered.
2. What somebody has not seen is taken to be the mean of those who have.
3. Two directions are found along which the votes differ most. A person's place is the sum of their votes along each, stretched by
   √(statements / votes of theirs), so that whoever voted little does not sit in the middle for that alone.
4. In the groups is who has voted on 7 statements (or all, if there are fewer); if those are not 15 people, the most diligent
   of the others are added.
5. Up to 100 small clusters of neighbours are made of them, beginning with the first people of different places; of the small
   clusters 2 to 5 groups, weighted by people, beginning with the first small clusters. How many: by the silhouette over them.

The answer depends on the votes and on the order in which people arrived (their number), on nothing else. Two differences to the
server of Polis, on purpose: directions are exact (there a power iteration that starts from the last ones), and every
computation starts anew (there from the last clusters), so that the same votes give the same groups.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.consensus.votes import Array, Votes, Whole

FEWEST_VOTES, FEWEST_PEOPLE = 7, 15
BASES, BASE_ROUNDS, GROUP_ROUNDS = 100, 100, 20
MOST_GROUPS, PEOPLE_A_GROUP = 5, 12
STILL = 0.01  # centres that move less than this have come to rest
PATIENCE = 4  # so many times in a row another number of groups must be best before it is taken
CHUNK = 4096  # people at once, when directions are computed

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Steady:
    """How many groups are shown, so that they do not flicker: best: the last best number, times: how often in a row."""

    shown: int
    best: int
    times: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """Where everybody stands. places: (people, 2); group: (people,), NOBODY for those who voted too little; groups by their first member.

    directions: (2, statements); centre: (statements,) mean vote. spread: (2,) the share of all difference along each direction.
    silhouettes: number of groups → how clearly they part (-1 … 1). steady: to be handed in the next time.
    bases: (clusters, 2) centres of the small clusters, base_group: the group of each: who stands near one is of its group.
    """

    places: Array
    group: Whole
    groups: int
    directions: Array
    centre: Array
    spread: Array
    silhouettes: dict[int, float]
    steady: Steady
    bases: Array
    base_group: Whole


def opinions(votes: Votes, hidden: NDArray[np.bool_] | None = None, before: Steady | None = None) -> Opinions:
    """The opinion groups. hidden: (statements,) moderated out. before: what the last computation said, None: nothing."""
    out = np.zeros(votes.statements, dtype=np.bool_) if hidden is None else hidden
    told = votes.on(out)
    centre = _means(told)
    directions, spread = _directions(told, centre)
    places = _places(told, centre, directions, int(out.sum()))
    inside = taking_part(votes)
    base, centres = k_means(places[inside], BASES, rounds=BASE_ROUNDS)
    weight = np.bincount(base, minlength=len(centres)).astype(np.float64)
    tried = {k: k_means(centres, k, weight, rounds=GROUP_ROUNDS)[0] for k in _numbers_tried(len(centres))}
    silhouettes = {k: silhouette(centres, labels) for k, labels in tried.items()}
    steady = _steady(silhouettes, before)
    labels = tried[steady.shown] if steady.shown in tried else np.zeros(len(centres), dtype=np.int64)
    group = np.full(votes.people, NOBODY, dtype=np.int64)
    group[inside] = _by_first_member(labels[base])
    of_base = np.zeros(len(centres), dtype=np.int64)
    of_base[base] = group[inside]
    groups = int(group.max(initial=NOBODY)) + 1
    return Opinions(places, group, groups, directions, centre, spread, silhouettes, steady, centres, of_base)


def taking_part(votes: Votes) -> Whole:
    """Who is in the groups, in order of arrival: rule 4. Votes on statements moderated out count here."""
    enough = votes.seen >= min(FEWEST_VOTES, votes.statements)
    enough &= votes.seen > 0
    missing = FEWEST_PEOPLE - int(enough.sum())
    if missing > 0:
        others = np.flatnonzero(~enough & (votes.seen > 0))
        enough[others[np.argsort(-votes.seen[others], kind="stable")[:missing]]] = True
    return np.flatnonzero(enough)


def _means(votes: Votes) -> Array:
    seen = np.bincount(votes.statement, minlength=votes.statements)
    total = np.bincount(votes.statement, votes.value, minlength=votes.statements)
    return np.asarray(total / np.maximum(seen, 1), dtype=np.float64)


def _directions(votes: Votes, centre: Array) -> tuple[Array, Array]:
    """Two principal directions of the votes with what was not seen at the mean, and their share of the variance.

    After centring what was not seen is nought, so the product of the table with itself is summed over some people at a time.
    """
    product = np.zeros((votes.statements, votes.statements))
    differ = votes.value - centre[votes.statement]
    bounds = np.searchsorted(votes.person, np.arange(0, votes.people + CHUNK, CHUNK))
    for first, (begin, end) in enumerate(pairwise(bounds)):
        some = np.zeros((min(CHUNK, votes.people - first * CHUNK), votes.statements))
        some[votes.person[begin:end] - first * CHUNK, votes.statement[begin:end]] = differ[begin:end]
        product += some.T @ some
    values, vectors = np.linalg.eigh(product)
    directions, spread = np.zeros((2, votes.statements)), np.zeros(2)
    for n in range(min(2, votes.statements)):
        if values[-1 - n] > 1e-9:
            directions[n] = _turned(vectors[:, -1 - n])
            spread[n] = values[-1 - n] / values.sum()
    directions[:, product.diagonal() == 0] = 0  # of what nobody differs in, the solver leaves a rounding's worth
    return directions, spread


def _turned(direction: Array) -> Array:
    """A direction and its opposite are the same; the one is taken whose largest part is positive."""
    return direction if direction[np.argmax(np.abs(direction).round(9))] > 0 else -direction


def _places(votes: Votes, centre: Array, directions: Array, hidden: int) -> Array:
    differ = votes.value - centre[votes.statement]
    sums = [np.bincount(votes.person, differ * each[votes.statement], minlength=votes.people) for each in directions]
    answered = np.bincount(votes.person, minlength=votes.people) + hidden
    stretch = np.sqrt(votes.statements / np.maximum(answered, 1))
    return np.asarray(np.column_stack(sums) * stretch[:, None], dtype=np.float64)


def k_means(points: Array, k: int, weight: Array | None = None, rounds: int = 20) -> tuple[Whole, Array]:
    """Clusters of points (n, 2), beginning with the first k different ones: (n,) their cluster, (clusters, 2) the centres."""
    if not len(points):
        return np.zeros(0, dtype=np.int64), np.zeros((0, 2))
    mass = np.ones(len(points)) if weight is None else weight
    _points, first = np.unique(points, axis=0, return_index=True)
    centres = points[np.sort(first)[:k]]
    for _round in range(rounds + 1):
        nearest = _nearest(points, centres)
        moved, nearest = _means_of(points, mass, nearest)
        rested = len(moved) == len(centres) and _farthest_move(centres, moved) < STILL
        centres = moved
        if rested:
            break
    return nearest, centres


def _nearest(points: Array, centres: Array) -> Whole:
    distance = (points[:, :1] - centres[:, 0]) ** 2
    distance += (points[:, 1:] - centres[:, 1]) ** 2
    return np.asarray(distance.argmin(axis=1), dtype=np.int64)


def _means_of(points: Array, mass: Array, cluster: Whole) -> tuple[Array, Whole]:
    """The centres of clusters that have somebody in them, and the clusters numbered anew without the empty ones."""
    _left, cluster = np.unique(cluster, return_inverse=True)
    total = np.bincount(cluster, mass)
    sums = [np.bincount(cluster, mass * points[:, axis]) for axis in (0, 1)]
    return np.column_stack(sums) / total[:, None], np.asarray(cluster, dtype=np.int64)


def _farthest_move(before: Array, after: Array) -> float:
    """Both sets of centres are sorted first, as Polis compares them."""
    pairs = [each[np.lexsort(each.T[::-1])] for each in (before, after)]
    return float(np.linalg.norm(pairs[0] - pairs[1], axis=1).max())


def silhouette(points: Array, cluster: Whole) -> float:
    """How clearly clusters part: mean over points of (distance to the next cluster - within) / the larger; alone: 0."""
    distance = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    sizes = np.bincount(cluster)
    sums = np.stack([distance[:, cluster == each].sum(axis=1) for each in range(len(sizes))], axis=1)
    mine = np.arange(len(points)), cluster
    within = sums[mine] / np.maximum(sizes[cluster] - 1, 1)
    means = sums / sizes
    means[mine] = np.inf
    beside = means.min(axis=1)
    larger = np.maximum(within, beside)
    good = (sizes[cluster] > 1) & (larger > 0) & np.isfinite(larger)
    return float(np.where(good, (beside - within) / np.where(good, larger, 1), 0).mean())


def _numbers_tried(bases: int) -> range:
    return range(2, min(MOST_GROUPS, 2 + bases // PEOPLE_A_GROUP, bases) + 1)


def _steady(silhouettes: dict[int, float], before: Steady | None) -> Steady:
    """The best number of groups; another than the one shown only when it has been best PATIENCE times in a row."""
    best = max(silhouettes, key=lambda k: (silhouettes[k], k), default=1)
    if before is None:
        return Steady(best, best, 1)
    times = before.times + 1 if best == before.best else 1
    keeps = times < PATIENCE and before.shown in silhouettes
    return Steady(before.shown if keeps else best, best, times)


def _by_first_member(group: Whole) -> Whole:
    """Groups numbered by the arrival of their first member, so that the first stays the first."""
    _names, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]
