"""What all groups share, and what is typical of each, as Polis computes it.

Source: compdemocracy/polis, math/src/polismath/math (repness.clj, stats.clj, group-aware-consensus of conversation.clj), read as a
definition. Probabilities have one agreement and one disagreement put in beforehand: (agrees + 1) / (votes + 2); a pass is a vote.
Group-informed consensus: the product of that probability over the groups, so that one group alone can spoil it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.consensus.votes import AGREE, DISAGREE, Array, Votes, Whole

SURE = 1.2816  # z of 90 %, one-sided
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """(groups, statements): votes of each group on each statement."""

    agree: Whole
    disagree: Whole
    seen: Whole


@dataclass(frozen=True, slots=True)
class Typical:
    """A statement typical of a group. side: AGREE or DISAGREE, as the group stands out. p: of that side; p_test, repness_test: z values.

    repness: how much likelier in the group than outside it. best_agree: the group's strongest agreement.
    """

    statement: int
    side: int
    success: int
    seen: int
    p: float
    p_test: float
    repness: float
    repness_test: float
    best_agree: bool = False

    @property
    def weight(self) -> float:
        return self.repness * self.repness_test * self.p * self.p_test


@dataclass(frozen=True, slots=True)
class Majority:
    """A statement most people agree (or disagree) with, whatever their group."""

    statement: int
    side: int
    success: int
    seen: int
    p: float
    p_test: float


def count(votes: Votes, group: Whole, groups: int) -> Counts:
    """Votes by group. group: (people,) the group of each, negative: in none."""
    inside = group[votes.person] >= 0
    place = group[votes.person][inside] * votes.statements + votes.statement[inside]
    value, size = votes.value[inside], groups * votes.statements

    def of(which: NDArray[np.bool_]) -> Whole:
        return np.bincount(place[which], minlength=size).reshape(groups, votes.statements).astype(np.int64)

    return Counts(of(value == AGREE), of(value == DISAGREE), of(np.ones(len(value), dtype=np.bool_)))


def group_informed_consensus(counts: Counts) -> Array:
    """(statements,) the product over groups of (agrees + 1) / (votes + 2)."""
    return np.asarray(((counts.agree + 1.0) / (counts.seen + 2.0)).prod(axis=0), dtype=np.float64)


def share_test(success: ArrayLike, trials: ArrayLike) -> Array:
    """z of "more than half": 2 √(n + 1) ((s + 1) / (n + 1) - ½)."""
    s, n = np.asarray(success) + 1.0, np.asarray(trials) + 1.0
    return np.asarray(2 * np.sqrt(n) * (s / n - 0.5))


def two_share_test(inside: ArrayLike, outside: ArrayLike, trials_in: ArrayLike, trials_out: ArrayLike) -> Array:
    """z of "likelier inside than outside", the four counts each raised by one; nought where the joint share is 1."""
    s_in, s_out, n_in, n_out = (np.asarray(each) + 1.0 for each in (inside, outside, trials_in, trials_out))
    joint = (s_in + s_out) / (n_in + n_out)
    error = np.sqrt(np.maximum(joint * (1 - joint) * (1 / n_in + 1 / n_out), 0))
    known = (joint != 1) & (error > 0)
    return np.asarray(np.where(known, (s_in / n_in - s_out / n_out) / np.where(known, error, 1), 0))


@dataclass(frozen=True, slots=True)
class _Side:
    """(groups, statements) of one side, agreement or disagreement, of each group against all others."""

    success: Whole
    p: Array
    p_test: Array
    repness: Array
    repness_test: Array


def _side(success: Whole, seen: Whole) -> _Side:
    others, unseen = success.sum(axis=0) - success, seen.sum(axis=0) - seen
    p = (success + 1) / (seen + 2)
    return _Side(
        success, p, share_test(success, seen), p / ((others + 1) / (unseen + 2)),
        two_share_test(success, others, seen, unseen),
    )  # fmt: skip


def typical(counts: Counts, hidden: NDArray[np.bool_] | None = None) -> list[list[Typical]]:
    """For each group up to five statements that are typical of it, its strongest agreement among them, agreements first.

    The strongest agreement is found in the order of the statements' numbers, as Polis does; ties and near ties depend on it.
    It is always told as an agreement: Polis tells it as the side the group stands out by, which may be the other.
    """
    agree, disagree = _side(counts.agree, counts.seen), _side(counts.disagree, counts.seen)
    told = [n for n in range(counts.seen.shape[1]) if hidden is None or not hidden[n]]
    return [_of_group(g, told, counts, agree, disagree) for g in range(counts.seen.shape[0])]


def _of_group(g: int, told: Iterable[int], counts: Counts, agree: _Side, disagree: _Side) -> list[Typical]:
    enough: list[Typical] = []
    best: Typical | None = None
    best_agree: int | None = None
    for n in told:
        one = _one(g, n, counts, agree, disagree)
        if _stands_out(agree, g, n) or _stands_out(disagree, g, n):
            enough.append(one)
        if not enough and (best is None or one.repness_test > best.repness_test):
            best = one
        if counts.agree[g, n] + counts.disagree[g, n] and _agrees_more(agree, g, n, best_agree):
            best_agree = n
    head = [] if best_agree is None else [_one(g, best_agree, counts, agree, disagree, best_agree=True)]
    if not enough:
        return head or ([best] if best else [])
    rest = sorted((each for each in enough if each.statement != best_agree), key=lambda each: -each.weight)
    return sorted((head + rest)[:SHOWN], key=lambda each: each.side != AGREE)


def _one(g: int, n: int, counts: Counts, agree: _Side, disagree: _Side, best_agree: bool = False) -> Typical:
    agrees = best_agree or bool(agree.repness_test[g, n] > disagree.repness_test[g, n])
    side = agree if agrees else disagree
    return Typical(
        n, AGREE if agrees else DISAGREE, int(side.success[g, n]), int(counts.seen[g, n]), float(side.p[g, n]),
        float(side.p_test[g, n]), float(side.repness[g, n]), float(side.repness_test[g, n]), best_agree,
    )  # fmt: skip


def _stands_out(side: _Side, g: int, n: int) -> bool:
    return bool(side.repness_test[g, n] > SURE and side.p_test[g, n] > SURE)


def _agrees_more(agree: _Side, g: int, n: int, best: int | None) -> bool:
    """Whether a group's agreement is stronger than the strongest so far."""
    p, test = agree.p[g], agree.p_test[g]
    ratio, ratio_test = agree.repness[g], agree.repness_test[g]
    if best is None:
        return bool(test[n] > SURE or (ratio[n] > 1 and p[n] > 0.5))
    if ratio[best] > 1:
        return bool(ratio[n] * ratio_test[n] * p[n] * test[n] > ratio[best] * ratio_test[best] * p[best] * test[best])
    return bool(p[n] * test[n] > p[best] * test[best])


def majorities(votes: Votes, hidden: NDArray[np.bool_] | None = None) -> tuple[list[Majority], list[Majority]]:
    """Up to five statements most agree with, and up to five most disagree with, surely more than half; the strongest first."""
    out = np.zeros(votes.statements, dtype=np.bool_) if hidden is None else hidden
    seen = np.bincount(votes.statement, minlength=votes.statements)
    agreed = np.bincount(votes.statement[votes.value == AGREE], minlength=votes.statements)
    against = np.bincount(votes.statement[votes.value == DISAGREE], minlength=votes.statements)
    return _majority(AGREE, agreed, seen, out), _majority(DISAGREE, against, seen, out)


def _majority(side: int, success: Whole, seen: Whole, hidden: NDArray[np.bool_]) -> list[Majority]:
    p, test = (success + 1) / (seen + 2), share_test(success, seen)
    most = np.flatnonzero(~hidden & (p > 0.5) & (test > SURE))
    first = most[np.argsort(-(p * test)[most], kind="stable")[:SHOWN]]
    return [Majority(int(n), side, int(success[n]), int(seen[n]), float(p[n]), float(test[n])) for n in first]
