"""What deliberations ask of the engine: groups, what is typical of each, what all share, and where one person stands.

In plain words:
1. Groups are computed as Polis does (docs/consensus.md); statements that were taken out count as passed by everyone, those nobody
   has read yet are left out.
2. Until five people have voted nothing is told. Groups of fewer than five people are not told of: not where they stand, not what
   they think, not how many they are.
3. What is told adds up to no few people either: where those outside the groups told of are one to four, "everyone", the number
   of people and what most agree with count the groups told of only.
4. A new version comes when five people or more have votes that the one shown does not tell (first ones, further ones, changed ones,
   votes on a statement shown since), or at the end: two versions never differ by the votes of a few. A statement taken out is
   gone at once; the groups are computed anew without it when nobody, or five people, have voted since.
5. All groups share a statement when in each group that is told of more than half agree with it; the surest first
   (the product of the groups' shares, so that one group alone can spoil it). With one group: what most of it agrees with.
6. Where a person stands is worked out when they look, from their own votes and the directions kept with the result; their group
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
NOTHING: Mapping[str, Any] = {"voters": 0, "votes": 0, "people": 0, "groups": [], "told": [], "steady": None}


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes as columns. voters, statements: their numbers in the order of arrival and of writing; hidden: not shown."""

    voters: Sequence[int]
    statements: Sequence[int]
    hidden: Sequence[bool]
    rows: Sequence[tuple[int, int, int]]  # voter's number, statement's number, value


def found(ballots: Ballots, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the votes say, as JSON. before: what was found the last time, so that the number of groups does not flicker.

    voters, votes: who is counted in all. people: in a group. groups: [{size, area, typical}], in order of their first member.
    shared: [{statement, consensus}]. counts: of each statement [agree, disagree, seen] in all, then of each group. told: which
    groups are told of. steady: the number of groups, for the next time. read: how many people's votes this is of.
    """
    if len(ballots.voters) < FEWEST:
        return {**NOTHING, "read": len(ballots.voters), "statements": list(ballots.statements)}
    votes, hidden = _votes(ballots), np.array(ballots.hidden, dtype=bool)
    steady = consensus.Steady(*before["steady"]) if before and before["steady"] else None
    opinions = consensus.opinions(votes, hidden, steady)
    counts = consensus.count(votes, opinions.group, opinions.groups)
    sizes = np.bincount(opinions.group[opinions.group >= 0], minlength=opinions.groups)
    typical = consensus.typical(counts, hidden)
    told = [g for g in range(opinions.groups) if sizes[g] >= FEWEST]
    few = 0 < sizes.sum() - sizes[told].sum() < FEWEST
    whom = _counted(opinions.group, told)
    everyone = votes.of(whom)
    width = float(np.ptp(opinions.places, axis=0).max()) if len(opinions.places) else 1.0
    return {
        "voters": int(whom.sum()),
        "votes": len(everyone.person),
        "people": int(sizes[told].sum() if few else sizes.sum()),
        "groups": [
            {
                "size": int(sizes[g]),
                "area": _area(opinions.places[opinions.group == g], width),
                "typical": [_typical(each, ballots) for each in typical[g]],
            }
            if g in told
            else {"size": 0, "area": [], "typical": []}
            for g in range(opinions.groups)
        ],
        "told": told,
        "shared": _shared(everyone, counts, hidden, told, ballots),
        "counts": _counts(everyone, counts, told, ballots),
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
        "read": len(ballots.voters),
    }


def _counted(group: NDArray[np.int64], told: Sequence[int]) -> NDArray[np.bool_]:
    """Whom "everyone" means: those in groups told of only, where the others are so few that the difference would tell of them."""
    inside = np.isin(group, told)
    return inside if 0 < (~inside).sum() < FEWEST else np.ones(len(group), dtype=bool)


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
    everyone: consensus.Votes, counts: consensus.Counts, hidden: Any, told: Sequence[int], ballots: Ballots
) -> list[dict[str, Any]]:
    if len(told) < 2:
        agreed, _against = consensus.majorities(everyone, hidden)
        return [{"statement": ballots.statements[each.statement], "consensus": round(each.p, 4)} for each in agreed]
    of = consensus.Counts(counts.agree[told], counts.disagree[told], counts.seen[told])
    each_more_than_half = (((of.agree + 1) / (of.seen + 2) > 0.5) & (of.seen > 0)).all(axis=0) & ~hidden
    joint = consensus.group_informed_consensus(of)
    best = [int(n) for n in np.argsort(-joint, kind="stable") if each_more_than_half[n]][:SHARED]
    return [{"statement": ballots.statements[n], "consensus": round(float(joint[n]), 4)} for n in best]


def _counts(
    everyone: consensus.Votes, counts: consensus.Counts, told: Sequence[int], ballots: Ballots
) -> dict[str, list[list[int]]]:
    in_all = consensus.count(everyone, np.zeros(everyone.people, dtype=np.int64), 1)
    rows = [(in_all, 0), *((counts, g) for g in told)]
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


@dataclass(frozen=True, slots=True)
class Listed:
    """For files: a voter's group by its place among the groups the page tells of (0: group A); each statement's consensus."""

    group: Mapping[int, int]  # by the voter's number; those of groups not told of are not in it
    consensus: Mapping[int, float]  # by the statement's number


def listed(ballots: Ballots, result: Mapping[str, Any] | None) -> Listed:
    """Who is in which group, with as many groups as the page shows. result: what is shown; None: nothing yet."""
    shown = result["steady"] if result else None
    votes = _votes(ballots)
    steady = consensus.Steady(shown[0], consensus.NOBODY, 0) if shown else None
    opinions = consensus.opinions(votes, np.array(ballots.hidden, dtype=bool), steady)
    told: list[int] = result["told"] if result else []
    sizes = np.bincount(opinions.group[opinions.group >= 0], minlength=opinions.groups)
    counts = consensus.count(votes, opinions.group, opinions.groups)
    joint = consensus.group_informed_consensus(counts).tolist()
    group = {
        number: told.index(int(g))
        for number, g in zip(ballots.voters, opinions.group, strict=True)
        if g in told and sizes[g] >= FEWEST
    }
    return Listed(group, dict(zip(ballots.statements, joint, strict=True)))
