"""What surveys ask of the engines: weights that make answers stand for the people, estimates, what is kept back.

How answers are weighted, in plain words:
1. To the people aged 18 and more by age, by sex and by ward, all at once (raking).
2. Who did not say their age, sex or ward keeps their share of the answers; the rest of that margin is met by the others.
3. A group of ages without an answer is joined with the next older one (the oldest with the next younger).
4. A ward without an answer is left out: the result does not speak for its people, and says so.
5. No answer weighs more than five times the mean, where the margins can be met that way; otherwise there is no such limit.
6. Where margins are not known or cannot be met, answers count alike, and the result says so.
7. Bodies that answer for their district: each district counts once, however many of its bodies answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines import evidence
from wakimizu.engines.words import Refused

__all__ = ["Estimate", "Sorted", "Weights", "alike", "estimate", "hidden", "once_each", "weigh"]

Array = NDArray[np.float64]
MOST_WEIGHT = 5.0
ROUNDS = 300
ENOUGH = 200  # answers from which on the margins may sharpen an interval: below, they would explain chance


@dataclass(frozen=True, slots=True)
class Sorted:
    """A margin as it is known: of each answer its group or None, of each group its people. in_order: groups have neighbours."""

    name: str
    group: Sequence[int | None]
    people: Sequence[float]
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one group of a margin. joined: the group it was joined with; left_out: nobody speaks for its people."""

    margin: str
    group: int
    people: float
    answers: int
    weighted: float = nan  # people it stands for after weighting
    joined: int | None = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """weight: of each answer. effective: how many plain answers would be as sure. why: a key of wording.UNWEIGHTED, or ""."""

    weight: Array
    margins: tuple[evidence.Margin, ...]
    groups: tuple[Told, ...]
    unknown: Mapping[str, int]
    effective: float
    widest: float
    trimmed: int
    people: float
    why: str = ""

    @property
    def design(self) -> float:
        return len(self.weight) / self.effective if self.effective else nan


@dataclass(slots=True)
class _Margin:
    engine: evidence.Margin
    place: dict[int, int] = field(default_factory=dict)  # our group → the engine's


def weigh(margins: Sequence[Sorted], count: int) -> Weights:
    """Weights for so many answers; the sum of weights is the people (of the first margin)."""
    told = [each for margin in margins for each in _told(margin)]
    unknown = {each.name: sum(group is None for group in each.group) for each in margins}
    people = float(sum(margins[0].people)) if margins else 0.0
    ready = [made for each in margins if (made := _margin(each, told)) is not None] if count else []
    alike = np.ones(count)
    if not ready:
        why = "no_answers" if not count else "no_people"
        return Weights(alike, (), tuple(told), unknown, float(count), 1.0, 0, people, why)
    used = [each.engine for each in ready]
    for most in (MOST_WEIGHT, 0.0):
        try:
            raked = evidence.rake(used, most=most, rounds=ROUNDS)
        except Refused:
            continue
        groups = tuple(_with_weight(each, margins, raked.weights) for each in told)
        return Weights(
            raked.weights, tuple(used), groups, unknown, raked.effective, raked.widest, raked.trimmed, people
        )  # fmt: skip
    return Weights(alike, (), tuple(told), unknown, float(count), 1.0, 0, people, "contradict")


def _told(margin: Sorted) -> list[Told]:
    answers = [sum(group == number for group in margin.group) for number in range(len(margin.people))]
    there = [number for number, n in enumerate(answers) if n and margin.people[number] > 0]
    rows = []
    for number, (people, n) in enumerate(zip(margin.people, answers, strict=True)):
        missing = people > 0 and not n
        next_one = next((each for each in there if each > number), there[-1] if there else None)
        joined = next_one if missing and margin.in_order else None
        rows.append(Told(margin.name, number, float(people), n, joined=joined, left_out=missing and joined is None))
    return rows


def _margin(margin: Sorted, told: Sequence[Told]) -> _Margin | None:
    """As the engine takes it; None where fewer than two groups are left."""
    mine = [each for each in told if each.margin == margin.name]
    kept = [each.group for each in mine if each.answers and each.people > 0]
    if len(kept) < 2:
        return None
    place = {group: n for n, group in enumerate(kept)}
    people = [0.0] * len(kept)
    for each in mine:
        into = each.joined if each.joined is not None else each.group
        if not each.left_out and into in place:
            people[place[into]] += each.people
    group = [place.get(each, len(kept)) if each is not None else len(kept) for each in margin.group]
    lost = group.count(len(kept))
    if lost:
        share, total = lost / len(group), sum(people)
        people = [each * (1 - share) for each in people] + [total * share]
    return _Margin(evidence.margin(margin.name, group, people), place)


def _with_weight(told: Told, margins: Sequence[Sorted], weight: Array) -> Told:
    group = next(each.group for each in margins if each.name == told.margin)
    stands = float(sum(w for w, each in zip(weight.tolist(), group, strict=True) if each == told.group))
    return Told(told.margin, told.group, told.people, told.answers, stands, told.joined, told.left_out)


def alike(count: int, why: str) -> Weights:
    """Every answer counts as much as the next; `why` is a key of wording.UNWEIGHTED."""
    return Weights(np.ones(count), (), (), {}, float(count), 1.0, 0, 0.0, why)


def once_each(values: Sequence[float | None], places: Sequence[int | None]) -> list[float | None]:
    """The mean of each place's values, at its first answer; the others are left out, so that a place counts once."""
    found: dict[int | None, list[float]] = {}
    for value, place in zip(values, places, strict=True):
        if value is not None:
            found.setdefault(place, []).append(value)
    means = {place: sum(each) / len(each) for place, each in found.items()}
    return [means.pop(place, None) if value is not None else None for value, place in zip(values, places, strict=True)]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or share with its 95 % interval; None where too few answered, or a single answer bears no interval."""

    answers: int
    value: float | None
    low: float | None
    high: float | None


def estimate(
    values: Sequence[float | None],
    weights: Weights,
    among: Sequence[bool],
    fewest: int,
    *,
    share: bool,
    people: float | None,
) -> Estimate:
    """Of the answers that are `among`; values None: not answered. people: of the place, all told."""
    taken = np.array(
        [nan if not here or each is None else float(each) for each, here in zip(values, among, strict=True)]
    )
    count = int((~np.isnan(taken)).sum())
    if not count:
        return Estimate(0, None, None, None)
    margins = weights.margins if count >= ENOUGH else ()
    whole = people if people and people >= count else None
    found = evidence.estimate(taken, weights.weight, margins, people=whole, fewest=fewest, share=share)
    if found.kept_back or isnan(found.value):
        return Estimate(count, None, None, None)
    if count < 2:
        return Estimate(count, found.value, None, None)
    return Estimate(count, found.value, min(found.low, found.value), max(found.high, found.value))


def hidden(counts: Mapping[str, int], fewest: int) -> frozenset[str]:
    """Which cells beside a total must not be shown: small ones, and as many others as hide them (evidence.kept_back).

    Those that are hidden hold at least `fewest` answers together, so that not even their sum is a small group.
    """
    found = set(evidence.kept_back(counts, fewest))
    others = sorted((n, name) for name, n in counts.items() if n and name not in found)
    while found and others and sum(counts[name] for name in found) < fewest:
        found.add(others.pop(0)[1])
    return frozenset(found)
