"""stop_times.txt: every halt of every trip, in order, with the times the feed leaves out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

import numpy as np

from wakimizu.engines.words import Words

from . import cells
from .archive import Faults, Table
from .feed import StopTimes

COLUMNS = (
    *("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
    *("pickup_type", "drop_off_type", "shape_dist_traveled"),
)
BACKWARDS = Words("Correct the times; after midnight go on with 24:00:00, 25:00:00 …")


@dataclass
class Halt:
    """One row. Times are seconds, −1 where the feed says nothing yet; `along` is the way so far, or NaN."""

    line: int
    trip: int
    stop: int
    sequence: int
    arrives: int
    departs: int
    boards: bool
    alights: bool
    along: float


def read_stop_times(
    rows: Table, trips: Mapping[str, int], platforms: Mapping[str, int], stops: Mapping[str, int], faults: Faults
) -> tuple[StopTimes, list[Words]]:
    """All halts by trip and order, and sentences on what was left open. `platforms` are the stops one can board at."""
    halts = [_halt(rows, line, row, trips, platforms, stops, faults) for line, row in rows.rows(*COLUMNS)]
    read = [halt for halt in halts if halt]
    read.sort(key=attrgetter("trip", "sequence", "line"))
    names = {place: name for name, place in trips.items()}
    blanks, ran = 0, set()
    for trip, group in groupby(read, key=attrgetter("trip")):
        ran.add(trip)
        blanks += _settle(rows.file, names[trip], list(group), faults)
    notes = []
    if blanks:
        notes.append(
            Words("%(halts)s halts had no times; they got theirs from the halts before and after.", halts=blanks)
        )
    idle = len(trips) - len(ran)
    if idle and not faults.found:
        notes.append(
            Words("%(idle)s of %(trips)s trips have no halts and were left aside.", idle=idle, trips=len(trips))
        )
    return _columns(read), notes


def _halt(
    rows: Table,
    line: int,
    row: Sequence[str],
    trips: Mapping[str, int],
    platforms: Mapping[str, int],
    stops: Mapping[str, int],
    faults: Faults,
) -> Halt | None:
    trip, stop, sequence, arrival, departure, pickup, drop_off, along = row
    before = len(faults.found)
    if trip not in trips:
        cells.unknown(rows, line, "trip_id", trip, "trips.txt", faults)
    if stop not in stops:
        cells.unknown(rows, line, "stop_id", stop, "stops.txt", faults)
    elif stop not in platforms:
        what = Words("stop_id “%(stop)s” is a station or an entrance, where nothing halts.", stop=stop)
        faults.add(rows.file, line, what, Words("Name the platform (location_type 0)."))
    place = cells.number(rows, line, "stop_sequence", sequence, faults, (0, 2**31 - 1))
    arrives = cells.time(rows, line, "arrival_time", arrival or departure, faults) if arrival or departure else -1
    departs = cells.time(rows, line, "departure_time", departure or arrival, faults) if arrival or departure else -1
    for name, cell in (("pickup_type", pickup), ("drop_off_type", drop_off)):
        if cell not in ("", "0", "1", "2", "3"):
            wrong = cells.said(name, cell, Words("not from 0 to 3"))
            faults.add(rows.file, line, wrong, Words("Correct it, or leave it blank."))
    way = cells.number(rows, line, "shape_dist_traveled", along, faults, (0.0, 1e9)) if along else math.nan
    if len(faults.found) > before:
        return None
    return Halt(line, trips[trip], platforms[stop], place, arrives, departs, pickup != "1", drop_off != "1", way)


def _settle(file: str, trip: str, halts: list[Halt], faults: Faults) -> int:
    """Notes what is wrong along one trip, else fills its blanks in. How many there were."""
    for one, other in pairwise(halts):
        if one.sequence == other.sequence:
            what = Words(
                "Trip “%(trip)s” has stop_sequence %(number)s in row %(row)s already.",
                trip=trip,
                number=one.sequence,
                row=one.line,
            )
            faults.add(file, other.line, what, Words("Number its halts in their order, each number once."))
    timed = [halt for halt in halts if halt.arrives >= 0]
    for end, what in (
        (halts[0], Words("The first halt of trip “%(trip)s” has no time.", trip=trip)),
        (halts[-1], Words("The last halt of trip “%(trip)s” has no time.", trip=trip)),
    ):
        if end.arrives < 0:
            faults.add(file, end.line, what, Words("Fill in its arrival_time and departure_time."))
    for halt in timed:
        if halt.departs < halt.arrives:
            what = Words(
                "Trip “%(trip)s” departs at %(departs)s, before it arrives at %(arrives)s.",
                trip=trip,
                departs=_clock(halt.departs),
                arrives=_clock(halt.arrives),
            )
            faults.add(file, halt.line, what, BACKWARDS)
    for one, other in pairwise(timed):
        if other.arrives < one.departs:
            what = Words(
                "Trip “%(trip)s” runs backwards: it arrives at %(arrives)s, after departing at %(departs)s in row %(row)s.",
                trip=trip,
                arrives=_clock(other.arrives),
                departs=_clock(one.departs),
                row=one.line,
            )
            faults.add(file, other.line, what, BACKWARDS)
    if halts[0].arrives < 0 or halts[-1].arrives < 0:
        return 0
    return _fill(halts)


def _fill(halts: list[Halt]) -> int:
    places = [place for place, halt in enumerate(halts) if halt.arrives >= 0]
    for begin, end in pairwise(places):
        between = halts[begin : end + 1]
        along = [halt.along for halt in between]
        rises = all(one <= other for one, other in pairwise(along)) and along[0] < along[-1]  # NaN: never
        marks = along if rises else list(range(len(between)))
        start, time = between[0].departs, between[-1].arrives - between[0].departs
        for halt, mark in zip(between[1:-1], marks[1:-1], strict=True):
            halt.arrives = halt.departs = start + int(time * (mark - marks[0]) / (marks[-1] - marks[0]))
    return len(halts) - len(places)


def _columns(halts: list[Halt]) -> StopTimes:
    return StopTimes(
        trips=np.array([halt.trip for halt in halts], dtype=np.int32),
        stops=np.array([halt.stop for halt in halts], dtype=np.int32),
        arrives=np.array([halt.arrives for halt in halts], dtype=np.int32),
        departs=np.array([halt.departs for halt in halts], dtype=np.int32),
        boards=np.array([halt.boards for halt in halts], dtype=np.bool_),
        alights=np.array([halt.alights for halt in halts], dtype=np.bool_),
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
