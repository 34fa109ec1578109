"""Exact earliest arrivals for a whole window of departures: a profile connection scan, backwards in time.

For one destination let E(v) be the seconds on foot from stop v to it (infinite if too far), and for every stop x

    S(x, t) = the earliest arrival of who stands at x at time t and goes on by vehicle.

S is a staircase in t, so it is kept as its steps. Connections c = (u → v, departs d, arrives a, run r) are taken in
falling order of d. Who sits in c arrives at

    τ = min( a + E(v),                          get off and walk to the destination
             min over x of S(x, a + w(v, x)),   get off, change on foot to stop x and go on; w holds the time to change
             T(r) )                             stay seated: τ of the run's next connection

the first two only where one may get off. Then T(r) ← τ, and where one may get on, S(u, ·) gets the step (d, min(τ, S before)).
All needed steps of S lie later than d and are there already; where w = 0 and vehicles take no time between two stops they may
lie at d itself, so connections of one such moment are repeated until nothing changes. In the end, with A(o, x) the seconds
on foot from an origin to a stop and D(o) those all the way,

    arrival(o, t) = min( t + D(o), min over x of S(x, t + A(o, x)) ).

Nothing is left out: no bound on the number of changes, every moment of the window is its own optimum. All destinations go
through one scan, each quantity above being an array over them.

Source: Dibbelt, Pajor, Strasser, Wagner 2018, Connection Scan Algorithm, ACM JEA 23, doi:10.1145/3274661 (profiles without
the closure of footpaths that the paper asks for: here a change is one walk, looked up when getting off); for the exactness of
ranges see also Delling, Pajor, Werneck 2015, Round-Based Public Transit Routing, doi:10.1287/trsc.2014.0534.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from .feed import Ints
from .timetable import Connections

NEVER = 2**30  # seconds; any sum of two of a journey's times stays below 2³¹
STEP = 2**32  # more than any time, so that stop × STEP + time sorts by stop and then by time


@dataclass(frozen=True)
class Walks:
    """Walks from each of some points to stops: those of point p are `stops[starts[p]:starts[p + 1]]`, with their seconds."""

    starts: NDArray[np.intp]
    stops: Ints
    seconds: Ints

    def of(self, point: int) -> tuple[Ints, Ints]:
        here = slice(self.starts[point], self.starts[point + 1])
        return self.stops[here], self.seconds[here]


@dataclass(frozen=True)
class Profiles:
    """S of the text above: steps by stop, and within a stop from the latest departure to the earliest.

    `keys` are stop × 2³² − departure, rising; `arrivals` (steps + 1) × destinations, its last row NEVER.
    """

    keys: NDArray[np.int64]
    arrivals: Ints

    def at(self, stops: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.intp]:
        """The rows of `arrivals` for who stands at these stops at these times."""
        rows = np.searchsorted(self.keys, stops * STEP - times, side="right") - 1
        found = (
            (rows >= 0) & (self.keys[rows] > stops * STEP - STEP // 2)
            if len(self.keys)
            else np.zeros(rows.shape, dtype=np.bool_)
        )
        return np.where(found, rows, len(self.keys))


def profiles(connections: Connections, changes: Walks, egress: Ints) -> Profiles:
    """The scan. `changes` are w(v, x) between stops in seconds, `egress` is E, stops × destinations, NEVER if too far."""
    scan = _Scan(connections, changes, egress)
    order = np.lexsort((-connections.orders, -connections.departs))
    instant = connections.departs == connections.arrives
    rows = zip(
        order.tolist(),
        connections.origins[order].tolist(),
        connections.destinations[order].tolist(),
        connections.departs[order].tolist(),
        connections.arrives[order].tolist(),
        connections.runs[order].tolist(),
        connections.boards[order].tolist(),
        connections.alights[order].tolist(),
        strict=True,
    )
    if not (instant.any() and (changes.seconds == 0).any()):
        for row in rows:
            scan.take(row)
    else:
        for _moment, group in groupby(rows, key=lambda row: row[3]):
            scan.take_moment(list(group))
    return scan.profiles()


Row = tuple[int, int, int, int, int, int, bool, bool]


class _Scan:
    """The staircases while they grow."""

    def __init__(self, connections: Connections, changes: Walks, egress: Ints) -> None:
        stops, destinations = egress.shape
        self.egress = egress
        self.changes = [tuple(zip(*(each.tolist() for each in changes.of(stop)), strict=True)) for stop in range(stops)]
        self.seated = np.full((int(connections.runs.max(initial=-1)) + 1, destinations), NEVER, dtype=np.int32)
        self.steps: list[list[int]] = [[] for _stop in range(stops)]  # minus departure: rising
        self.rows: list[list[int]] = [[] for _stop in range(stops)]
        self.arrivals = np.empty((256, destinations), dtype=np.int32)
        self.filled = 0

    def take(self, row: Row) -> bool:
        """One connection; whether it made anything earlier."""
        _at, origin, destination, departs, arrives, run, boards, alights = row
        best = self.seated[run]
        if alights:
            np.minimum(best, self.egress[destination] + arrives, out=best)
            found = []
            for stop, seconds in self.changes[destination]:
                place = bisect_right(self.steps[stop], -arrives - seconds)
                if place:
                    found.append(self.rows[stop][place - 1])
            if found:
                np.minimum(best, self.arrivals[found].min(axis=0), out=best)
        return boards and self._step(origin, departs, best)

    def take_moment(self, rows: list[Row]) -> None:
        """Connections that depart at one moment, again and again while a change at that very moment helps."""
        runs = sorted({row[5] for row in rows})
        before = self.seated[runs]
        again = True
        while again:
            self.seated[runs] = before
            earlier = [self.take(row) for row in rows]
            again = any(earlier) and any(row[3] == row[4] for row in rows)

    def _step(self, stop: int, departs: int, best: Ints) -> bool:
        rows = self.rows[stop]
        if rows and not (best < self.arrivals[rows[-1]]).any():
            return False
        if not rows and not (best < NEVER).any():
            return False
        if self.filled == len(self.arrivals):
            self.arrivals = np.concatenate([self.arrivals, np.empty_like(self.arrivals)])
        new = self.arrivals[self.filled]
        np.minimum(best, self.arrivals[rows[-1]] if rows else NEVER, out=new)
        self.steps[stop].append(-departs)
        rows.append(self.filled)
        self.filled += 1
        return True

    def profiles(self) -> Profiles:
        stops = np.repeat(np.arange(len(self.steps), dtype=np.int64), [len(each) for each in self.steps])
        steps = np.array([step for each in self.steps for step in each], dtype=np.int64)
        rows = np.array([row for each in self.rows for row in each], dtype=np.intp)
        never = np.full((1, self.egress.shape[1]), NEVER, dtype=np.int32)
        return Profiles(stops * STEP + steps, np.concatenate([self.arrivals[rows], never]))


def arrivals(found: Profiles, access: Walks, direct: Ints, departures: Ints) -> Ints:
    """Earliest arrivals in seconds, origins × departures × destinations; NEVER where there is no journey.

    `access` are the walks from the origins, `direct` the seconds all the way on foot, origins × destinations.
    """
    earliest = np.where(direct[:, None, :] < NEVER, direct[:, None, :] + departures[None, :, None], NEVER).astype(
        np.int32
    )
    for origin in range(len(direct)):
        stops, seconds = access.of(origin)
        if len(stops):
            times = seconds.astype(np.int64)[:, None] + departures[None, :]
            rows = found.at(np.broadcast_to(stops.astype(np.int64)[:, None], times.shape), times)
            np.minimum(earliest[origin], found.arrivals[rows].min(axis=0), out=earliest[origin])
    return earliest
