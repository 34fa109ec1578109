"""Door to door by public transport: minutes from every origin to every destination for every departure of a window.

A journey is a walk to a stop, rides with changes between them (each a walk and a time to change), a walk from a stop; or a
walk all the way, when that is faster. The answer to each departure is the earliest arrival of all, exactly (search.py).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Refused, Words

from .estimates import ADULTS, Walking, walking_minutes
from .feed import Flags, Ints, Transfer
from .places import Floats, Places
from .search import NEVER, Profiles, Walks, arrivals, profiles
from .timetable import Connections, Timetable

Minutes = NDArray[np.float32]
AT_ONCE = 256  # origins whose arrivals are in memory together


@dataclass(frozen=True)
class Journeys:
    """What a traveller is ready to do, in minutes. Refused for what is negative or not finite, or a journey of no length.

    `access_minutes`: to the first stop and from the last one (15 minutes at 80 m a minute and detour 1.3 are 920 m in a
    straight line); `change_walk_minutes`: between two stops; `change_minutes`: at least between getting off and the next
    departure, the walk not counted; `longest_minutes`: a longer journey counts as none.
    """

    walking: Walking = ADULTS
    access_minutes: float = 15.0
    change_walk_minutes: float = 5.0
    change_minutes: float = 2.0
    longest_minutes: float = 180.0

    def __post_init__(self) -> None:
        limits = {
            "access_minutes": Words("The way to the first stop and from the last one"),
            "change_walk_minutes": Words("The walk between two stops"),
            "change_minutes": Words("The time to change"),
            "longest_minutes": Words("The longest journey"),
        }
        for name, what in limits.items():
            value = getattr(self, name)
            if not 0 <= value <= 1440 or (name == "longest_minutes" and not value):
                raise Refused(
                    "%(what)s is %(value)s: give minutes above zero, up to a day (1440).", what=what, value=f"{value:g}"
                )


@dataclass(frozen=True)
class Window:
    """Departures at `begins`, then every `every` minutes and before `ends`, in minutes of the day. By the minute as it comes."""

    begins: int
    ends: int
    every: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.begins < self.ends <= 1440:
            raise Refused(
                "A window from minute %(begins)s to %(ends)s is none: begin before it ends, both within 0 and 1440.",
                begins=self.begins,
                ends=self.ends,
            )
        if self.every < 1:
            raise Refused("Departures every %(every)s minutes cannot be: give 1 or more.", every=self.every)

    @property
    def departures(self) -> Ints:
        """Seconds of the day."""
        return np.arange(self.begins, self.ends, self.every, dtype=np.int32) * 60


@dataclass(frozen=True)
class Summary:
    """What a window comes to, each origins × destinations, in minutes; NaN where there is no such figure.

    `mean` and `shortest` are over the departures with a journey; `median` and `p85` over all, one without a journey counting as
    longer than any (nearest rank: half, or 85 %, of the departures take at most that); `reached` is the share with a journey.
    """

    mean: Minutes
    median: Minutes
    p85: Minutes
    shortest: Minutes
    reached: Minutes


ORDINARY = Journeys()
MORNING = Window(9 * 60, 11 * 60)  # two hours when counters are open


def transit_minutes(
    table: Timetable, origins: Places, destinations: Places, window: Window = MORNING, journeys: Journeys = ORDINARY
) -> Minutes:
    """Minutes for every departure, origins × destinations × departures; NaN where there is no journey.

    Four bytes each: 1,223 × 40 × 120 are 23 MB. For more, `transit_summary` keeps only what it returns.
    """
    parts = [_minutes(each, window) for each in _arrivals(table, origins, destinations, window, journeys)]
    return (
        np.concatenate(parts) if parts else np.empty((0, len(destinations), len(window.departures)), dtype=np.float32)
    )


def transit_summary(
    table: Timetable, origins: Places, destinations: Places, window: Window = MORNING, journeys: Journeys = ORDINARY
) -> Summary:
    """The window's summary, origins × destinations."""
    parts = [summary(_minutes(each, window)) for each in _arrivals(table, origins, destinations, window, journeys)]
    none = summary(np.empty((0, len(destinations), len(window.departures)), dtype=np.float32))
    names = Summary.__dataclass_fields__
    return Summary(*(np.concatenate([getattr(part, name) for part in [none, *parts]]) for name in names))


def summary(minutes: Minutes) -> Summary:
    """Of minutes with departures along the last axis, NaN for no journey."""
    ranked = np.sort(minutes, axis=-1)  # NaN last
    count = minutes.shape[-1]
    reached = np.isfinite(minutes).sum(axis=-1)
    total = np.nansum(minutes, axis=-1, dtype=np.float64)
    mean = np.divide(total, reached, out=np.full(total.shape, np.nan), where=reached > 0)
    median, p85 = (ranked[..., max(math.ceil(share * count) - 1, 0)] for share in (0.5, 0.85))
    return Summary(mean.astype(np.float32), median, p85, ranked[..., 0], (reached / count).astype(np.float32))


def walks(minutes: Floats, most: float) -> Walks:
    """Of minutes on foot, points × stops, those up to `most`, in whole seconds rounded up."""
    points, stops = np.nonzero(minutes <= most)
    starts = np.searchsorted(points, np.arange(len(minutes) + 1))
    return Walks(starts, stops.astype(np.int32), _seconds(minutes[points, stops]))


def changes(stops: Places, served: Flags, transfers: Sequence[Transfer], journeys: Journeys) -> Walks:
    """From each stop to those where one may go on, with the time to change; what the feed rules itself goes first."""
    least = math.ceil(journeys.change_minutes * 60)
    here = np.flatnonzero(served)
    ruled = {
        (each.origin, each.destination): each.seconds
        for each in transfers
        if served[each.origin] and served[each.destination]
    }
    found: list[tuple[int, int, int]] = [(*pair, seconds) for pair, seconds in ruled.items() if seconds is not None]
    for part in np.array_split(here, math.ceil(len(here) / AT_ONCE) or 1):
        near = walks(walking_minutes(stops[part], stops[here], journeys.walking), journeys.change_walk_minutes)
        points = np.repeat(part, np.diff(near.starts)).tolist()
        pairs = zip(points, here[near.stops].tolist(), near.seconds.tolist(), strict=True)
        found += [(stop, other, seconds + least) for stop, other, seconds in pairs if (stop, other) not in ruled]
    table = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    starts = np.searchsorted(table[:, 0], np.arange(len(stops) + 1))
    return Walks(starts, table[:, 1].astype(np.int32), table[:, 2].astype(np.int32))


def _arrivals(
    table: Timetable, origins: Places, destinations: Places, window: Window, journeys: Journeys
) -> Iterator[Ints]:
    """Origins × departures × destinations, some origins at a time."""
    found = _profiles(table, destinations, window, journeys)
    longest = int(journeys.longest_minutes * 60)
    for begin in range(0, len(origins), AT_ONCE):
        part = origins[begin : begin + AT_ONCE]
        access = walks(walking_minutes(part, table.stops, journeys.walking), journeys.access_minutes)
        direct = _seconds(walking_minutes(part, destinations, journeys.walking))
        earliest = arrivals(found, access, direct, window.departures)
        earliest[earliest - window.departures[None, :, None] > longest] = NEVER
        yield earliest


def _profiles(table: Timetable, destinations: Places, window: Window, journeys: Journeys) -> Profiles:
    running = _within(table.connections, window, journeys)
    served = np.zeros(len(table.stops), dtype=np.bool_)
    served[running.origins] = served[running.destinations] = True
    minutes = walking_minutes(table.stops, destinations, journeys.walking)
    egress = np.where(minutes <= journeys.access_minutes, _seconds(minutes), NEVER).astype(np.int32)
    return profiles(running, changes(table.stops, served, table.transfers, journeys), egress)


def _within(connections: Connections, window: Window, journeys: Journeys) -> Connections:
    """Those a journey of the window can use."""
    last = int(window.departures[-1]) + int(journeys.longest_minutes * 60)
    return connections[(connections.departs >= window.departures[0]) & (connections.arrives <= last)]


def _minutes(earliest: Ints, window: Window) -> Minutes:
    taken = (earliest - window.departures[None, :, None]).astype(np.float32) / 60
    taken[earliest >= NEVER] = np.nan
    return np.ascontiguousarray(taken.transpose(0, 2, 1))


def _seconds(minutes: Floats) -> Ints:
    """Whole seconds, never less than the walk takes; what float noise adds to a whole second is not rounded up."""
    return np.ceil(np.round(minutes * 60, 6)).astype(np.int32)
