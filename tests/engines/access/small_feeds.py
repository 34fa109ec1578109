"""Feeds small enough to see through, as the zip an operator would hand over."""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date

LAT, LON, CELL = 32.8, 130.7, 0.002  # a grid of some 200 m in the middle of the city
MONDAY, TUESDAY = date(2026, 7, 20), date(2026, 7, 21)  # Monday is 海の日
SMALL = {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,市役所前,32.80,130.70\nB,水前寺,32.80,130.74\nC,健軍,32.80,130.78\n",
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nR,A系統,,0\n",
    "trips.txt": "route_id,service_id,trip_id,trip_headsign\nR,平日,T,健軍\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T,9:00:00,9:00:00,A,1\nT,9:10:00,9:11:00,B,2\nT,9:20:00,9:20:00,C,3\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "平日,1,1,1,1,1,0,0,20260401,20270331\n"
    ),
}


def zipped(files, folder=""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content if isinstance(content, bytes) else content.encode())
    return target.getvalue()


def small(**changed):
    """The small feed with files replaced (`trips="…"`), taken away (`trips=None`), or added."""
    files = SMALL | {f"{name}.txt": content for name, content in changed.items()}
    return zipped({name: content for name, content in files.items() if content is not None})


@dataclass(frozen=True)
class Trip:
    """Halts as (stop, arrives, departs, boards, alights), minutes of the service day; runs on weekdays of `service`."""

    service: int
    halts: tuple[tuple[int, int, int, bool, bool], ...]
    repeats: tuple[int, int, int] | None = None  # first, end, headway in minutes


@dataclass(frozen=True)
class City:
    """Stops on the grid, services as flags for the days before, on and after Tuesday, trips, ruled changes."""

    stops: tuple[tuple[int, int], ...]
    services: tuple[tuple[bool, bool, bool], ...]
    trips: tuple[Trip, ...]
    ruled: dict[tuple[int, int], int | None] = field(default_factory=dict)  # minutes, or None: not possible

    def zip(self):
        flags = [",".join("01"[flag] for flag in each) for each in self.services]
        halts = [
            f"T{number},{clock(arrives)},{clock(departs)},S{stop},{order},{int(not boards)},{int(not alights)}"
            for number, trip in enumerate(self.trips)
            for order, (stop, arrives, departs, boards, alights) in enumerate(trip.halts)
        ]
        repeating = [
            f"T{number},{clock(trip.repeats[0])},{clock(trip.repeats[1])},{trip.repeats[2] * 60}"
            for number, trip in enumerate(self.trips)
            if trip.repeats
        ]
        return zipped(
            {
                "stops.txt": table(
                    "stop_id,stop_lat,stop_lon",
                    [f"S{n},{at(*each)[0]!r},{at(*each)[1]!r}" for n, each in enumerate(self.stops)],
                ),
                "routes.txt": "route_id,route_type\nR,3\n",
                "trips.txt": table(
                    "route_id,service_id,trip_id", [f"R,V{trip.service},T{n}" for n, trip in enumerate(self.trips)]
                ),
                "stop_times.txt": table(
                    "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type", halts
                ),
                "calendar.txt": table(
                    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
                    [f"V{n},{each},0,0,0,0,20260401,20270331" for n, each in enumerate(flags)],
                ),
                "frequencies.txt": table("trip_id,start_time,end_time,headway_secs", repeating),
                "transfers.txt": table(
                    "from_stop_id,to_stop_id,transfer_type,min_transfer_time",
                    [
                        f"S{a},S{b}," + ("3," if least is None else f"2,{least * 60}")
                        for (a, b), least in self.ruled.items()
                    ],
                ),
            }
        )


def at(row, column):
    return LAT + row * CELL, LON + column * CELL


def clock(minutes):
    return f"{minutes // 60}:{minutes % 60:02}:00"


def table(header, rows):
    return "\n".join([header, *rows]) + "\n"
