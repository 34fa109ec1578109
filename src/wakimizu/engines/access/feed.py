"""What a timetable feed says, checked and in arrays; several feeds as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Refused, Words

from .places import Places, places

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a feed: where, what, and what to do about it. Row 1 is the header; 0 is the file as a whole."""

    file: str
    row: int
    what: Words
    remedy: Words

    @property
    def words(self) -> Words:
        said = Words("%(what)s %(remedy)s", what=self.what, remedy=self.remedy)
        if self.row:
            return Words("%(file)s, row %(row)s: %(said)s", file=self.file, row=self.row, said=said)
        return Words("%(file)s: %(said)s", file=self.file, said=said) if self.file else said

    def __str__(self) -> str:
        return str(self.words)


class FeedFault(Refused):
    """A feed that cannot be used as it is, with all its faults; nothing of it was taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first, more = self.faults[0].words, len(self.faults) - 1
        super().__init__(Words("%(first)s %(more)s more faults.", first=first, more=more) if more else first)


@dataclass(frozen=True)
class Stops:
    """Where vehicles stop. `stations` is the place of the parent station among these stops, or −1."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    at: Places
    stations: Ints


@dataclass(frozen=True)
class Route:
    """A line: `kind` is GTFS route_type (0 tram, 1 subway, 2 rail, 3 bus, 4 ferry, …)."""

    id: str
    name: str
    kind: int


@dataclass(frozen=True)
class Trips:
    """One run of a vehicle each: `routes` and `services` are places in the feed's routes and services."""

    ids: tuple[str, ...]
    headsigns: tuple[str, ...]
    routes: Ints
    services: Ints


@dataclass(frozen=True)
class StopTimes:
    """Every halt of every trip, by trip and then in order. Times are seconds of the service day; past 24:00 is kept."""

    trips: Ints
    stops: Ints
    arrives: Ints
    departs: Ints
    boards: Flags  # one may get on here
    alights: Flags  # one may get off here


@dataclass(frozen=True)
class Service:
    """The days on which trips run: weekdays from Monday between two dates, and the dates added and removed."""

    id: str
    weekdays: tuple[bool, ...]
    first: date
    last: date
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()
    feed: str = ""  # which of the merged feeds it came from


@dataclass(frozen=True)
class Frequency:
    """A trip that repeats every `headway` seconds from `begins` on and before `ends`."""

    trip: int
    begins: int
    ends: int
    headway: int


@dataclass(frozen=True)
class Transfer:
    """A change between two stops that the feed rules itself: its least time in seconds, or None: not possible."""

    origin: int
    destination: int
    seconds: int | None


@dataclass(frozen=True)
class FeedInfo:
    """Who publishes, which version, and from when to when the feed promises to be right."""

    publisher: str = ""
    version: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Feed:
    """A feed that was read without a fault. `infos` is by feed: one under "" or those of the merged feeds."""

    stops: Stops
    routes: tuple[Route, ...]
    trips: Trips
    stop_times: StopTimes
    services: tuple[Service, ...]
    frequencies: tuple[Frequency, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    infos: Mapping[str, FeedInfo] = field(default_factory=dict)
    translations: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (Japanese, language) → words
    notes: tuple[Words, ...] = ()  # what the reader decided, in sentences


def merged(feeds: Mapping[str, Feed]) -> Feed:
    """Several feeds as one: every id and note begins with its feed's name and a colon. Refused without a feed."""
    if not feeds:
        raise Refused("There is no feed to merge: give at least one.")
    named = [(name, feed) for name, feed in feeds.items()]
    stops = _offsets([len(feed.stops.ids) for feed in feeds.values()])
    routes = _offsets([len(feed.routes) for feed in feeds.values()])
    services = _offsets([len(feed.services) for feed in feeds.values()])
    trips = _offsets([len(feed.trips.ids) for feed in feeds.values()])
    return Feed(
        stops=_merged_stops(named, stops),
        routes=tuple(replace(each, id=f"{name}:{each.id}") for name, feed in named for each in feed.routes),
        trips=_merged_trips(named, routes, services),
        stop_times=_merged_times(named, trips, stops),
        services=tuple(
            replace(each, id=f"{name}:{each.id}", feed=_of(name, each.feed))
            for name, feed in named
            for each in feed.services
        ),
        frequencies=tuple(
            replace(each, trip=each.trip + more)
            for feed, more in zip(feeds.values(), trips, strict=True)
            for each in feed.frequencies
        ),
        transfers=tuple(
            replace(each, origin=each.origin + more, destination=each.destination + more)
            for feed, more in zip(feeds.values(), stops, strict=True)
            for each in feed.transfers
        ),
        infos={_of(name, inner): info for name, feed in named for inner, info in feed.infos.items()},
        translations={key: words for feed in feeds.values() for key, words in feed.translations.items()},
        notes=tuple(Words("%(feed)s: %(note)s", feed=name, note=note) for name, feed in named for note in feed.notes),
    )


def _merged_stops(named: list[tuple[str, Feed]], offsets: list[int]) -> Stops:
    stations = [
        np.where(feed.stops.stations < 0, -1, feed.stops.stations + more)
        for (_, feed), more in zip(named, offsets, strict=True)
    ]
    return Stops(
        tuple(f"{name}:{each}" for name, feed in named for each in feed.stops.ids),
        tuple(chain.from_iterable(feed.stops.names for _, feed in named)),
        places(
            np.concatenate([feed.stops.at.latitudes for _, feed in named]),
            np.concatenate([feed.stops.at.longitudes for _, feed in named]),
        ),
        np.concatenate(stations).astype(np.int32),
    )


def _merged_trips(named: list[tuple[str, Feed]], routes: list[int], services: list[int]) -> Trips:
    return Trips(
        tuple(f"{name}:{each}" for name, feed in named for each in feed.trips.ids),
        tuple(chain.from_iterable(feed.trips.headsigns for _, feed in named)),
        _shifted([feed.trips.routes for _, feed in named], routes),
        _shifted([feed.trips.services for _, feed in named], services),
    )


def _merged_times(named: list[tuple[str, Feed]], trips: list[int], stops: list[int]) -> StopTimes:
    times = [feed.stop_times for _, feed in named]
    return StopTimes(
        _shifted([each.trips for each in times], trips),
        _shifted([each.stops for each in times], stops),
        np.concatenate([each.arrives for each in times]),
        np.concatenate([each.departs for each in times]),
        np.concatenate([each.boards for each in times]),
        np.concatenate([each.alights for each in times]),
    )


def _shifted(columns: list[Ints], offsets: list[int]) -> Ints:
    return np.concatenate([column + more for column, more in zip(columns, offsets, strict=True)]).astype(np.int32)


def _offsets(counts: list[int]) -> list[int]:
    return [sum(counts[:place]) for place in range(len(counts))]


def _of(name: str, inner: str) -> str:
    return f"{name}:{inner}" if inner else name
