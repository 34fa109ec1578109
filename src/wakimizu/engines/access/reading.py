"""A GTFS-JP zip as a Feed: strict about what would make a wrong journey, tolerant of what would not.

Strict: every fault is found in one go and named with file, row and remedy; then nothing is taken. Tolerant: a byte order
mark, blanks around cells, blank rows, files in a folder inside the zip, optional files and columns that are missing.

What the feed leaves open is decided so, and said in `Feed.notes` where it happened:

- A halt without times lies between two with times. It gets its share of the time between them by shape_dist_traveled
  where the trip has it there and it rises, else evenly. One of arrival and departure alone stands for both.
- pickup_type or drop_off_type 1 forbids getting on or off; by telephone or on asking the driver (2, 3) counts as possible.
- A trip under frequencies.txt runs at begin, begin + headway, … before end, also when exact_times says it may float.
- transfers.txt: type 2 sets the time from stop to stop (a station's: from all its platforms), type 3 forbids the change;
  other types, and rows for single routes or trips, change nothing. Staying seated by block_id is not known either.

Source: GTFS Schedule Reference; 標準的なバス情報フォーマット(GTFS-JP)仕様書 第3版.
"""

from datetime import date

import numpy as np

from wakimizu.engines.words import Words

from . import cells
from .archive import ASK_AGAIN, Faults, Table, table, unpacked
from .feed import Feed, FeedInfo, Frequency, Route, Service, Stops, Transfer, Trips
from .halts import BACKWARDS, read_stop_times
from .places import places

REQUIRED = {
    "stops.txt": ("stop_id",),
    "routes.txt": ("route_id", "route_type"),
    "trips.txt": ("route_id", "service_id", "trip_id"),
    "stop_times.txt": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPTIONAL = {
    "calendar.txt": ("service_id", *WEEKDAYS, "start_date", "end_date"),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
    "transfers.txt": ("from_stop_id", "to_stop_id"),
    "translations.txt": (),
    "feed_info.txt": (),
}
PLATFORM, STATION = 0, 1
AMONG, CORRECT_DATES = Words("not among the stops"), Words("Correct the dates.")


def read_feed(content: bytes) -> Feed:
    """The feed of a GTFS or GTFS-JP zip.

    Raises FeedFault, with every fault, when the feed cannot be used as it is.
    """
    files, faults = unpacked(content), Faults()
    for file in REQUIRED:
        if file not in files:
            faults.add(file, 0, Words("The file is missing from the zip."), ASK_AGAIN)
    if not {"calendar.txt", "calendar_dates.txt"} & set(files):
        neither = Words("The zip has neither calendar.txt nor calendar_dates.txt.")
        faults.add("calendar.txt", 0, neither, ASK_AGAIN)
    tables = {file: table(files, file, columns, faults) for file, columns in (REQUIRED | OPTIONAL).items()}
    faults.raise_any()
    return _feed(tables, faults)


def _feed(tables: dict[str, Table], faults: Faults) -> Feed:
    stops, kinds = _stops(tables["stops.txt"], faults)
    stop_at = {each: place for place, each in enumerate(stops.ids)}
    routes = _routes(tables["routes.txt"], faults)
    services = _services(tables["calendar.txt"], tables["calendar_dates.txt"], faults)
    trips = _trips(tables["trips.txt"], routes, services, faults)
    trip_at = {each: place for place, each in enumerate(trips.ids)}
    platforms = {each: place for each, place in stop_at.items() if kinds[place] == PLATFORM}
    stop_times, notes = read_stop_times(tables["stop_times.txt"], trip_at, platforms, stop_at, faults)
    frequencies = _frequencies(tables["frequencies.txt"], trip_at, faults)
    transfers = _transfers(tables["transfers.txt"], stop_at, platforms, stops, faults)
    infos = {"": _info(tables["feed_info.txt"], faults)}
    faults.raise_any()
    return Feed(
        stops,
        routes,
        trips,
        stop_times,
        services,
        frequencies,
        transfers,
        infos,
        _translations(tables["translations.txt"]),
        tuple(notes),
    )


def _stops(rows: Table, faults: Faults) -> tuple[Stops, list[int]]:
    ids = cells.unique(rows, "stop_id", faults)
    kinds = [
        cells.number(rows, line, "location_type", kind or "0", faults, (0, 4))
        for line, (kind,) in rows.rows("location_type")
    ]
    at: dict[str, list[float]] = {"stop_lat": [], "stop_lon": []}
    for name, most in (("stop_lat", 90.0), ("stop_lon", 180.0)):
        for (line, (cell,)), kind in zip(rows.rows(name), kinds, strict=True):
            needed = kind in (PLATFORM, STATION, 2)
            at[name].append(cells.number(rows, line, name, cell or ("" if needed else "0"), faults, (-most, most)))
    for (line, _cells), lat, lon, kind in zip(rows.rows("stop_id"), at["stop_lat"], at["stop_lon"], kinds, strict=True):
        if lat == lon == 0 and kind == PLATFORM:
            faults.add(
                rows.file,
                line,
                Words("The stop lies at 0, 0, in the Atlantic."),
                Words("Give its latitude and longitude in degrees."),
            )
    known = {each: place for place, each in enumerate(ids)}
    stations = []
    for line, (parent,) in rows.rows("parent_station"):
        if parent and parent not in known:
            faults.add(
                rows.file,
                line,
                cells.said("parent_station", parent, AMONG),
                Words("Add that station, or leave the cell blank."),
            )
        stations.append(known.get(parent, -1))
    return Stops(
        ids, rows.column("stop_name"), places(at["stop_lat"], at["stop_lon"]), np.array(stations, dtype=np.int32)
    ), kinds


def _routes(rows: Table, faults: Faults) -> tuple[Route, ...]:
    ids = cells.unique(rows, "route_id", faults)
    kinds = [
        cells.number(rows, line, "route_type", kind, faults, (0, 1702)) for line, (kind,) in rows.rows("route_type")
    ]
    names = (short or long for _line, (short, long) in rows.rows("route_short_name", "route_long_name"))
    return tuple(Route(*each) for each in zip(ids, names, kinds, strict=True))


def _services(weekly: Table, dated: Table, faults: Faults) -> tuple[Service, ...]:
    exceptions = _exceptions(dated, faults)
    cells.unique(weekly, "service_id", faults)
    services: dict[str, Service] = {}
    for line, (service, first, last, *days) in weekly.rows("service_id", "start_date", "end_date", *WEEKDAYS):
        for name, cell in zip(WEEKDAYS, days, strict=True):
            if cell not in ("0", "1"):
                faults.add(
                    weekly.file,
                    line,
                    cells.said(name, cell, Words("neither 0 nor 1")),
                    Words("Write 1 where the service runs, else 0."),
                )
        begins, ends = (
            cells.day(weekly, line, "start_date", first, faults),
            cells.day(weekly, line, "end_date", last, faults),
        )
        if ends < begins:
            what = Words("end_date %(last)s lies before start_date %(first)s.", last=last, first=first)
            faults.add(weekly.file, line, what, CORRECT_DATES)
        added, removed = exceptions.pop(service, (frozenset[date](), frozenset[date]()))
        services[service] = Service(service, tuple(cell == "1" for cell in days), begins, ends, added, removed)
    for service, (added, removed) in exceptions.items():
        days_named = sorted(added | removed) or [date.min]
        services[service] = Service(service, (False,) * 7, days_named[0], days_named[-1], added, removed)
    return tuple(services.values())


def _exceptions(dated: Table, faults: Faults) -> dict[str, tuple[frozenset[date], frozenset[date]]]:
    seen: dict[tuple[str, date], str] = {}
    for line, (service, day, kind) in dated.rows("service_id", "date", "exception_type"):
        if not service:
            faults.add(dated.file, line, cells.empty("service_id"), cells.FILL_IN)
        if kind not in ("1", "2"):
            faults.add(
                dated.file,
                line,
                cells.said("exception_type", kind, Words("neither 1 nor 2")),
                Words("Write 1 for an added day, 2 for a removed one."),
            )
        key = service, cells.day(dated, line, "date", day, faults)
        if seen.setdefault(key, kind) != kind:
            both = Words("“%(service)s” is both added and removed on %(day)s.", service=service, day=day)
            faults.add(dated.file, line, both, Words("Keep one of the two rows."))
    by_service: dict[str, tuple[set[date], set[date]]] = {}
    for (service, on), kind in seen.items():
        by_service.setdefault(service, (set(), set()))[kind == "2"].add(on)
    return {service: (frozenset(added), frozenset(removed)) for service, (added, removed) in by_service.items()}


def _trips(rows: Table, routes: tuple[Route, ...], services: tuple[Service, ...], faults: Faults) -> Trips:
    ids = cells.unique(rows, "trip_id", faults)
    of_route = cells.known(
        rows, "route_id", {each.id: place for place, each in enumerate(routes)}, "routes.txt", faults
    )
    of_service = cells.known(
        rows,
        "service_id",
        {each.id: place for place, each in enumerate(services)},
        Words("calendar.txt or calendar_dates.txt"),
        faults,
    )
    return Trips(ids, rows.column("trip_headsign"), of_route, of_service)


def _frequencies(rows: Table, trip_at: dict[str, int], faults: Faults) -> tuple[Frequency, ...]:
    trips = cells.known(rows, "trip_id", trip_at, "trips.txt", faults)
    found = []
    for trip, (line, (begin, end, headway)) in zip(
        trips, rows.rows("start_time", "end_time", "headway_secs"), strict=True
    ):
        begins, ends = (
            cells.time(rows, line, "start_time", begin, faults),
            cells.time(rows, line, "end_time", end, faults),
        )
        if ends <= begins:
            faults.add(
                rows.file,
                line,
                Words("end_time %(end)s is not after start_time %(begin)s.", end=end, begin=begin),
                BACKWARDS,
            )
        seconds = cells.number(rows, line, "headway_secs", headway, faults, (1, 172800))
        found.append(Frequency(int(trip), begins, ends, seconds))
    return tuple(found)


def _transfers(
    rows: Table, stop_at: dict[str, int], platforms: dict[str, int], stops: Stops, faults: Faults
) -> tuple[Transfer, ...]:
    found, boarded = [], set(platforms.values())
    single = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
    for line, (begin, end, kind, least, *of_one) in rows.rows(
        "from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", *single
    ):
        if any(of_one) or kind not in ("2", "3"):
            continue
        for name, stop in (("from_stop_id", begin), ("to_stop_id", end)):
            if stop not in stop_at:
                faults.add(
                    rows.file,
                    line,
                    cells.said(name, stop, AMONG),
                    Words("Add that stop to stops.txt, or remove the row."),
                )
        seconds = cells.number(rows, line, "min_transfer_time", least, faults, (0, 86400)) if kind == "2" else None
        if begin in stop_at and end in stop_at:
            froms, tos = (_platforms(stop_at[each], boarded, stops) for each in (begin, end))
            found += [Transfer(origin, destination, seconds) for origin in froms for destination in tos]
    return tuple(found)


def _platforms(stop: int, platforms: set[int], stops: Stops) -> list[int]:
    """The stop itself, or all platforms of a station."""
    return [each for each in np.flatnonzero(stops.stations == stop).tolist() if each in platforms] or [stop]


def _info(rows: Table, faults: Faults) -> FeedInfo:
    for line, (publisher, version, first, last) in rows.rows(
        "feed_publisher_name", "feed_version", "feed_start_date", "feed_end_date"
    ):
        begins = cells.day(rows, line, "feed_start_date", first, faults) if first else None
        ends = cells.day(rows, line, "feed_end_date", last, faults) if last else None
        if begins and ends and ends < begins:
            what = Words("feed_end_date %(last)s lies before feed_start_date %(first)s.", last=last, first=first)
            faults.add(rows.file, line, what, CORRECT_DATES)
        return FeedInfo(publisher, version, begins, ends)
    return FeedInfo()


def _translations(rows: Table) -> dict[tuple[str, str], str]:
    """(Japanese words, language) → words there, from the form of today and the older one of GTFS-JP 第1版 (trans_id, lang)."""
    found = {}
    names = ("field_value", "trans_id", "language", "lang", "translation")
    for _line, (value, trans_id, language, lang, words) in rows.rows(*names):
        if (value or trans_id) and words:
            found[value or trans_id, language or lang] = words
    return found
