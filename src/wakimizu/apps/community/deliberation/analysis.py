"""What deliberations ask of the engine: groups, what is typical of each, what all share, and where one person stands.

In plain words:
1. Groups are computed as Polis does (docs/consensus.md); statements that are not shown count as passed by everyone.
2. Groups of fewer than five people are not told of: not where they stand, not what they think, not how many they are.
3. All groups share a statement when in each group that is told of more than half agree with it; the surest first
   (the product of the groups' shares, so that one group alone can spoil it). With one group: what most of it agrees with.
4. Where a person stands is worked out when they look, from their own votes and the directions kept with the result; their group
   is that of the nearest small cluster. So nothing is kept that says who is in which group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint

from wakimizu.engines import consensus

FEWEST = 5  # people of a group that is told of
SHARED = 5
AREA = 0.12  # how far a group's area reaches beyond its people, of the map's width


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes as columns. voters, statements: their numbers in the order of arrival and of writing; hidden: not shown."""

    voters: Sequence[int]
    statements: Sequence[int]
    hidden: Sequence[bool]
    rows: Sequence[tuple[int, int, int]]  # voter's number, statement's number, value


def found(ballots: Ballots, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the votes say, as JSON. before: what was found the last time, so that the number of groups does not flicker.

    people: in a group. groups: [{size, area, typical}], in order of their first member. shared: [{statement, consensus}].
    counts: of each statement [agree, disagree, seen] in all, then of each group. told: which groups are told of.
    """
    votes, hidden = _votes(ballots), np.array(ballots.hidden, dtype=bool)
    steady = consensus.Steady(*before["steady"]) if before else None
    opinions = consensus.opinions(votes, hidden, steady)
    counts = consensus.count(votes, opinions.group, opinions.groups)
    sizes = np.bincount(opinions.group[opinions.group >= 0], minlength=opinions.groups)
    typical = consensus.typical(counts, hidden)
    told = [g for g in range(opinions.groups) if sizes[g] >= FEWEST]
    width = float(np.ptp(opinions.places, axis=0).max()) if len(opinions.places) else 1.0
    return {
        "people": int(sizes.sum()),
        "groups": [
            {
                "size": int(sizes[g]),
                "area": _area(opinions.places[opinions.group == g], width) if g in told else [],
                "typical": [_typical(each, ballots) for each in typical[g]] if g in told else [],
            }
            for g in range(opinions.groups)
        ],
        "told": told,
        "shared": _shared(votes, counts, hidden, told, ballots),
        "counts": _counts(votes, counts, told, ballots),
        "statements": list(ballots.statements),
        "hidden": [number for number, out in zip(ballots.statements, ballots.hidden, strict=True) if out],
        "directions": opinions.directions.round(6).tolist(),
        "centre": opinions.centre.round(6).tolist(),
        "bases": [
            [*point, group]
            for point, group in zip(opinions.bases.round(4).tolist(), opinions.base_group.tolist(), strict=True)
        ],
        "steady": [opinions.steady.shown, opinions.steady.best, opinions.steady.times],
        "clear": round(opinions.silhouettes.get(opinions.groups, 0.0), 3),
    }


def _votes(ballots: Ballots) -> consensus.Votes:
    who = {number: place for place, number in enumerate(ballots.voters)}
    what = {number: place for place, number in enumerate(ballots.statements)}
    person = [who[voter] for voter, _statement, _value in ballots.rows]
    statement = [what[number] for _voter, number, _value in ballots.rows]
    value = [value for _voter, _statement, value in ballots.rows]
    return consensus.votes(person, statement, value, len(who), len(what))


def _area(places: NDArray[np.float64], width: float) -> list[list[float]]:
    """The outline of where a group stands, a little wider than its people, so that nobody is a corner of it."""
    outline = MultiPoint(places).convex_hull.buffer(AREA * (width or 1.0), quad_segs=4)
    return [[round(x, 3), round(y, 3)] for x, y in outline.exterior.coords]


def _typical(one: consensus.Typical, ballots: Ballots) -> dict[str, Any]:
    return {
        "statement": ballots.statements[one.statement],
        "side": one.side,
        "success": one.success,
        "seen": one.seen,
    }


def _shared(
    votes: consensus.Votes, counts: consensus.Counts, hidden: Any, told: Sequence[int], ballots: Ballots
) -> list[dict[str, Any]]:
    if len(told) < 2:
        agreed, _against = consensus.majorities(votes, hidden)
        return [{"statement": ballots.statements[each.statement], "consensus": round(each.p, 4)} for each in agreed]
    agree, seen = counts.agree[told], counts.seen[told]
    each_more_than_half = (((agree + 1) / (seen + 2) > 0.5) & (seen > 0)).all(axis=0) & ~hidden
    joint = ((agree + 1) / (seen + 2)).prod(axis=0)
    best = [int(n) for n in np.argsort(-joint, kind="stable") if each_more_than_half[n]][:SHARED]
    return [{"statement": ballots.statements[n], "consensus": round(float(joint[n]), 4)} for n in best]


def _counts(
    votes: consensus.Votes, counts: consensus.Counts, told: Sequence[int], ballots: Ballots
) -> dict[str, list[list[int]]]:
    everyone = consensus.count(votes, np.zeros(votes.people, dtype=np.int64), 1)
    rows = [(everyone, 0), *((counts, g) for g in told)]
    return {
        str(number): [[int(part[g, n]) for part in (of.agree, of.disagree, of.seen)] for of, g in rows]
        for n, number in enumerate(ballots.statements)
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on the map, and in which group; None: they have voted on too few statements yet."""

    x: float
    y: float
    group: int | None


def standing(result: Mapping[str, Any], said: Mapping[int, int]) -> Standing | None:
    """Where somebody stands. said: statement's number → value. None before their first vote that is on the map."""
    hidden, numbers = set(result["hidden"]), result["statements"]
    x = y = 0.0
    answered = len(hidden)
    for n, number in enumerate(numbers):
        if number in said and number not in hidden:
            differs = said[number] - result["centre"][n]
            x, y = x + differs * result["directions"][0][n], y + differs * result["directions"][1][n]
            answered += 1
    if answered == len(hidden):
        return None
    stretch = sqrt(len(numbers) / answered)
    x, y = x * stretch, y * stretch
    enough = len(said) >= min(7, len(numbers)) and result["bases"]
    group = min(result["bases"], key=lambda base: (base[0] - x) ** 2 + (base[1] - y) ** 2)[2] if enough else None
    return Standing(x, y, group)


def groups_of(ballots: Ballots, steady: Sequence[int] | None) -> tuple[dict[int, int], list[float]]:
    """For the export: voter's number → group, of groups that are told of; group-informed consensus of each statement."""
    votes = _votes(ballots)
    before = consensus.Steady(*steady) if steady else None
    opinions = consensus.opinions(votes, np.array(ballots.hidden, dtype=bool), before)
    sizes = np.bincount(opinions.group[opinions.group >= 0], minlength=opinions.groups)
    counts = consensus.count(votes, opinions.group, opinions.groups)
    of = {
        number: int(group)
        for number, group in zip(ballots.voters, opinions.group, strict=True)
        if group >= 0 and sizes[group] >= FEWEST
    }
    return of, consensus.group_informed_consensus(counts).tolist()
