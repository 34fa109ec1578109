"""What runs on one day, as connections: each leads from one halt of a vehicle to its next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Words

from .days import SUNDAY, out_of_date, services_on, unruled_holidays
from .feed import Feed, Flags, Ints, StopTimes, Transfer
from .places import Places

DAY = 86400
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Connections:
    """From halt to halt without a stop between. Times are seconds from the day's midnight, the night before is negative.

    `runs` tells vehicles apart, `orders` counts along each; `boards` is at the origin, `alights` at the destination.
    """

    origins: Ints
    destinations: Ints
    departs: Ints
    arrives: Ints
    runs: Ints
    orders: Ints
    boards: Flags
    alights: Flags

    def __len__(self) -> int:
        return len(self.origins)

    def __getitem__(self, chosen: Indices | Flags) -> "Connections":
        return Connections(*(getattr(self, name)[chosen] for name in Connections.__dataclass_fields__))


@dataclass(frozen=True)
class Timetable:
    """One day's connections between stops, those of the night before and of the next day too, and what to know of them."""

    day: date
    stops: Places
    connections: Connections
    transfers: tuple[Transfer, ...]
    notes: tuple[Words, ...]


def timetable(feed: Feed, day: date, holidays: Collection[date] = (), holidays_as: int | None = SUNDAY) -> Timetable:
    """What runs on a day, with what still runs from days before it (25:10 is ten past one) and what begins the day after.

    Holidays as `services_on` takes them. Refused for a `holidays_as` that is no weekday.
    """
    reach = int(feed.stop_times.arrives.max(initial=0)) // DAY + 1
    reach = max([reach, *(each.ends // DAY + reach for each in feed.frequencies)])
    found = []
    for offset in range(-reach, 2):
        on = services_on(feed, day + timedelta(days=offset), holidays, holidays_as)
        running = np.array([service.id in on for service in feed.services], dtype=np.bool_)
        trips, shifts = _runs(feed, running)
        found.append((trips, shifts + offset * DAY))
    runs, shifts = (np.concatenate(each) for each in zip(*found, strict=True))
    connections = _connections(feed.stop_times, len(feed.trips.ids), runs, shifts)
    around = (connections.arrives >= 0) & (connections.departs < 2 * DAY)
    near = [each for each in holidays if abs((each - day).days) <= reach]
    notes = (*feed.notes, *out_of_date(feed, day), *unruled_holidays(feed, near))
    return Timetable(day, feed.stops.at, connections[around], feed.transfers, notes)


def _runs(feed: Feed, running: Flags) -> tuple[Ints, Ints]:
    """Every vehicle of a service day: its trip, and by how many seconds it runs after the trip's own times."""
    active = running[feed.trips.services] if len(running) else np.zeros(len(feed.trips.ids), dtype=np.bool_)
    once = active.copy()
    firsts = _firsts(feed.stop_times, len(feed.trips.ids))
    once[[each.trip for each in feed.frequencies]] = False
    trips, shifts = [np.flatnonzero(once)], [np.zeros(int(once.sum()), dtype=np.int64)]
    for each in feed.frequencies:
        if active[each.trip] and firsts[each.trip] >= 0:
            begins = np.arange(each.begins, each.ends, each.headway) - firsts[each.trip]
            trips.append(np.full(len(begins), each.trip))
            shifts.append(begins)
    return np.concatenate(trips).astype(np.int32), np.concatenate(shifts).astype(np.int32)


def _firsts(times: StopTimes, trips: int) -> Ints:
    """When each trip departs first, −1 for a trip without halts."""
    firsts = np.full(trips, -1, dtype=np.int32)
    firsts[times.trips[::-1]] = times.departs[::-1]  # of rows in order, the first is written last
    return firsts


def _connections(times: StopTimes, trips: int, runs: Ints, shifts: Ints) -> Connections:
    """Connections of every run: the pairs of neighbouring rows of its trip, repeated for each run."""
    begins = np.searchsorted(times.trips, np.arange(trips + 1))
    lengths = np.maximum(np.diff(begins) - 1, 0)[runs]
    run = np.repeat(np.arange(len(runs)), lengths)
    order = np.arange(len(run)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    row = begins[runs][run] + order
    shift = shifts[run]
    return Connections(
        times.stops[row],
        times.stops[row + 1],
        times.departs[row] + shift,
        times.arrives[row + 1] + shift,
        run.astype(np.int32),
        order.astype(np.int32),
        times.boards[row],
        times.alights[row + 1],
    )
