"""Better plans near a plan: one site takes another path, the best first, as long as the guards hold."""

from dataclasses import dataclass

import numpy as np

from .case import Array, Case, Whole
from .master import Master
from .outcome import Outcome, outcome

TRIES = 60  # plans looked at whole in one search


@dataclass(frozen=True, slots=True)
class Found:
    """A plan (T, K) that keeps all guards, and what it comes to in yen."""

    role: Whole
    value: float


def judged(known: Master, role: Whole) -> Found | None:
    """A plan if it keeps all guards, and the ceiling."""
    made = outcome(known.given, role)
    if made.broken or float(made.cost(known.given).sum()) > known.ceiling * (1 + 1e-9):
        return None
    return Found(role, made.objective) if _served(known, made) else None


def _served(known: Master, made: Outcome) -> bool:
    return bool(known.ways.open(made.role).any(axis=1).all())


def improved(known: Master, start: Found) -> Found:
    """The end of a descent from a plan; never worse than it."""
    best, tries = start, TRIES
    while tries > 0:
        moved = None
        for role in _moves(known, best, tries):
            tries -= 1
            found = judged(known, role)
            if found is not None and found.value < best.value:
                moved = found
                break
        if moved is None:
            return best
        best = moved
    return best


def _moves(known: Master, at: Found, most: int) -> "list[Whole]":
    """Plans that differ by one site's path and come out better, the best first; guards are not looked at."""
    paths = known.paths
    ways = _way_changes(known, known.ways.open(at.role))
    chosen = paths.chosen(at.role)
    change = ways + known.costs - known.costs[chosen[paths.site]]
    better = np.flatnonzero(change < -1e-9 * abs(at.value))
    better = better[np.argsort(change[better])][:most]
    moves = []
    for path in better:
        role = at.role.copy()
        role[:, paths.site[path]] = paths.role[path]
        moves.append(role)
    return moves


def _way_changes(known: Master, open_: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> Array:
    """(P,) by how much everybody's ways change when a site takes the path instead of its own. Exact for one site."""
    ways, paths = known.ways, known.paths
    by_layer = ways.changes(open_)
    found = np.zeros(len(paths.site))
    for layer, period in enumerate(ways.period):
        serves = paths.having(period, ways.offers[layer])
        differs = serves != open_[layer, paths.site]
        found += np.where(differs, by_layer[layer, paths.site], 0)
    return found


def today(given: Case) -> Whole:
    """(T, K) nothing changes."""
    return np.tile(given.now, (len(given.years), 1))
