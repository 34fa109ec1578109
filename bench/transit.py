"""Minutes by bus and tram from every 500 m cell of the city to 40 offices, for every minute of two hours.

The feeds, the cells and the places are the real ones of Kumamoto in ../shared/data (skipped, with the reason, without them).
The same run asks ferrobus, another program, for a part of it, to the second, if it is installed or can be for this run.
"""

import argparse
import csv
import importlib.util
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench import report
from bench.ferrobus_peer import street_file
from wakimizu.engines import access
from wakimizu.engines.access.search import NEVER, Walks, arrivals, profiles

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
FEEDS = {"tram": "kumamotoshiden", "bus": "toshibus"}
OFFICES, SECONDS = 40, 30.0  # the question and its target
DAY = date(2026, 7, 21)  # a Tuesday in both feeds' time
WINDOW = access.Window(9 * 60, 11 * 60)
PEER = "ferrobus==0.2.1"
PEER_ORIGINS, PEER_DEPARTURES, PEER_CHANGES = 20, range(9 * 3600, 11 * 3600, 300), 10

Figures = dict[str, float]
Point = tuple[float, float]
Answer = TypeVar("Answer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--times", type=int, default=3, help="how often the table is made; the median counts (default 3)"
    )
    parser.add_argument("--no-peer", action="store_true", help="do not ask ferrobus")


def run(options: argparse.Namespace) -> Figures:
    missing = [path for path in _needed() if not path.is_file()]
    if missing:
        print(f"\n  skipped: no real data at {missing[0]}")
        return {}
    zips = [(DATA / "transit" / f"{file}.gtfs.zip").read_bytes() for file in FEEDS.values()]
    feed, read, _cpu = _timed(lambda: access.merged(dict(zip(FEEDS, map(access.read_feed, zips), strict=True))))
    cells, offices = access.places(*zip(*_cells(), strict=True)), access.places(*zip(*_offices(), strict=True))
    walls, cpus = [], []
    for _time in range(options.times):
        minutes, wall, cpu = _timed(lambda: access.transit_minutes(access.timetable(feed, DAY), cells, offices, WINDOW))
        walls.append(wall)
        cpus.append(cpu)
    found, summarised, _cpu = _timed(lambda: access.summary(minutes))
    on_foot = access.walking_minutes(cells, offices)
    figures: Figures = {
        "s_matrix": statistics.median(walls),
        "cpu_s_matrix": statistics.median(cpus),
        "s_read": read,
        "s_summary": summarised,
        "pairs": float(minutes.shape[0] * minutes.shape[1]),
        "departures": float(minutes.shape[2]),
        "stops": float(len(feed.stops.ids)),
        "connections": float(len(access.timetable(feed, DAY).connections)),
        "share_reached": float(found.reached.mean()),
        "share_faster_than_on_foot": float((found.mean < on_foot - 0.05).mean()),
    }
    _show(figures)
    if not options.no_peer:
        figures |= _beside_peer(feed, figures)
    return {name: round(value, 4) for name, value in figures.items()}


def _needed() -> list[Path]:
    feeds = [DATA / "transit" / f"{file}.gtfs.zip" for file in FEEDS.values()]
    return [*feeds, DATA / "population/kumamoto_mesh500_census2020.csv", DATA / "places/kumamoto_schools_centres.csv"]


def _cells() -> list[Point]:
    return _points((DATA / "population/kumamoto_mesh500_census2020.csv").read_text("utf-8-sig").splitlines())


def _offices() -> list[Point]:
    """The places of the demo city's offices, once each, and schools until there are forty."""
    rows = (ROOT / "src/wakimizu/demo/kumamoto/offices.csv").read_text("utf-8-sig").splitlines()
    schools = (DATA / "places/kumamoto_schools_centres.csv").read_text("utf-8-sig").splitlines()
    points = _points(row for row in rows if not row.startswith("#")) + _points(schools)
    return list(dict.fromkeys(points))[:OFFICES]


def _points(lines: Iterable[str]) -> list[Point]:
    return [(float(row["lat"]), float(row.get("lon") or row["lng"])) for row in csv.DictReader(lines) if row["lat"]]


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


def _show(figures: Figures) -> None:
    rows: list[list[object]] = [["figure", "value"]]
    rows += [[name, figures[name]] for name in figures]
    report.table(
        rows, f"{figures['pairs']:,.0f} pairs × {figures['departures']:.0f} departures, trams and city buses of {DAY}"
    )
    met = report.verdict(figures["s_matrix"] <= SECONDS)
    print(
        f"\n  the table under {SECONDS:g} s {met} ({figures['s_matrix']:.2f} s, {figures['cpu_s_matrix']:.2f} s of CPU, one process)"
    )


def _beside_peer(feed: access.Feed, ours: Figures) -> Figures:
    """The same question to both: from stop to stop, along streets both know, walking as far as one likes.

    Footpaths without a limit are what makes both mean the same: ferrobus walks from stop to stop to stop, here a change is
    one walk. Getting on and off is allowed everywhere, and a change takes no time but the walk, as ferrobus has it.
    """
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        reason = _installed(folder / "peer")
        if reason:
            print(f"\n  {PEER} not asked: {reason}")
            return {}
        question = _question(feed, folder)
        env = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder / "peer"), str(ROOT)])}
        command = [sys.executable, "-m", "bench.ferrobus_peer"]
        done = subprocess.run(command, input=json.dumps(question), env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"\n  {PEER} gave no answer: {done.stderr.strip().splitlines()[-1]}")
        return {}
    answer = json.loads(done.stdout)
    theirs = _table(answer["found"])
    mine, _wall, cpu = _timed(lambda: _as_asked(feed, question, _table(answer["walks"])))
    asked = theirs.shape[0] * theirs.shape[1]
    figures = {
        "peer_compared": float(theirs.size),
        "peer_equal": float((mine == theirs).sum()),
        "peer_later": float((theirs > mine).sum()),
        "peer_earlier": float((theirs < mine).sum()),
        "cpu_s_peer_question": answer["cpu_s_search"],
        "cpu_s_peer_question_ours": cpu,
        "cpu_s_peer_matrix_extrapolated": answer["cpu_s_search"] / asked * len(_cells()) * ours["departures"],
    }
    equal, compared = figures["peer_equal"], figures["peer_compared"]
    print(f"\n  {PEER}, stop to stop: {equal:,.0f} of {compared:,.0f} journeys equal to the second", end="")
    print(
        f" ({figures['peer_later']:.0f} later there, {figures['peer_earlier']:.0f} earlier) {report.verdict(equal == compared)}"
    )
    print(
        f"  CPU for that question: {cpu:.2f} s here, {answer['cpu_s_search']:.2f} s there after loading {answer['cpu_s_load']:.2f} s;"
    )
    print(f"  all cells by the minute would be {figures['cpu_s_peer_matrix_extrapolated']:.0f} s there (extrapolated)")
    return figures


def _installed(folder: Path) -> str:
    """Why it cannot be asked; empty if it can."""
    if importlib.util.find_spec("ferrobus"):
        return ""
    uv = Path(sys.executable).parent / "uv"
    command = [str(uv), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(folder), PEER]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as broken:
        return f"not installed, and cannot be ({broken})"
    return "" if done.returncode == 0 else f"not installed, and cannot be ({' '.join(done.stderr.split())[:200]})"


def _question(feed: access.Feed, folder: Path) -> dict[str, Any]:
    points = [
        (_as_in_streets(lat), _as_in_streets(lon))
        for lat, lon in zip(feed.stops.at.latitudes, feed.stops.at.longitudes, strict=True)
    ]
    (folder / "streets.osm.pbf").write_bytes(street_file(points, _streets(points)))
    chosen = np.random.default_rng(4).permutation(np.unique(feed.stop_times.stops)).tolist()
    return {
        "streets": str(folder / "streets.osm.pbf"),
        "feeds": [_unpacked(file, folder) for file in FEEDS.values()],
        "day": DAY.isoformat(),
        "points": points,
        "origins": chosen[:PEER_ORIGINS],
        "destinations": chosen[PEER_ORIGINS : PEER_ORIGINS + OFFICES],
        "departures": list(PEER_DEPARTURES),
        "transfers": PEER_CHANGES,
    }


def _as_in_streets(degrees: float) -> float:
    """As a street file says it (1e-7 degrees, and its way to multiply): then a stop lies on its node, not a second beside."""
    return 1e-9 * (100 * round(degrees * 1e7))


def _streets(points: list[Point]) -> list[tuple[int, int]]:
    """From each stop to its eight nearest, and from each to the next so that all hang together."""
    stops = access.places(*zip(*points, strict=True))
    nearest = np.argsort(access.great_circle_km(stops, stops), axis=1)[:, :9]
    pairs = {
        (min(one, other), max(one, other))
        for one, near in enumerate(nearest.tolist())
        for other in near
        if other != one
    }
    return sorted(pairs | {(one, one + 1) for one in range(len(points) - 1)})


def _unpacked(file: str, folder: Path) -> str:
    """The feed as files; with what ferrobus insists on: hours of two digits, and calendar_dates.txt."""
    into = folder / file
    with zipfile.ZipFile(io.BytesIO((DATA / "transit" / f"{file}.gtfs.zip").read_bytes())) as archive:
        archive.extractall(into)
    times = into / "stop_times.txt"
    times.write_text(re.sub(r"(?<=,)(\d:\d\d:\d\d)", r"0\1", times.read_text("utf-8-sig")))
    dates = into / "calendar_dates.txt"
    if not dates.exists():
        dates.write_text("service_id,date,exception_type\n")
    return str(into)


def _table(values: list[Any]) -> np.ndarray:
    """None is no journey."""
    table = np.array(values, dtype=np.float64)
    return np.where(np.isnan(table), NEVER, table).astype(np.int64)


def _as_asked(feed: access.Feed, question: dict[str, Any], walks: np.ndarray) -> np.ndarray:
    """Seconds, origins × departures × destinations, over the peer's own seconds on foot."""
    running = access.timetable(feed, DAY).connections
    anywhere = np.ones(len(running), dtype=np.bool_)
    running = replace(running, boards=anywhere, alights=anywhere)
    departures = np.array(question["departures"], dtype=np.int32)
    seconds = walks.astype(np.int32)
    latest = departures[-1] + seconds.max()  # whoever is still under way then had better walked
    running = running[(running.departs >= departures[0]) & (running.arrives <= latest)]
    served = np.unique(running.origins)
    origins, destinations = question["origins"], question["destinations"]
    found = profiles(running, _all(seconds, served), seconds[:, destinations])
    earliest = arrivals(found, _all(seconds[origins], served), seconds[np.ix_(origins, destinations)], departures)
    return np.where(earliest < NEVER, earliest - departures[None, :, None], NEVER)


def _all(seconds: np.ndarray, served: np.ndarray) -> Walks:
    """A walk from every point to every stop that is served."""
    starts = np.arange(len(seconds) + 1) * len(served)
    return Walks(starts, np.tile(served, len(seconds)).astype(np.int32), seconds[:, served].reshape(-1))
