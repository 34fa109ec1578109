"""The same question asked of ferrobus, in a process of its own: reads a question as JSON, prints its answer as JSON.

Streets are handed over as an OpenStreetMap file written here (`street_file`), since ferrobus walks on nothing else.
"""

import json
import struct
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

WALK = 10**6  # seconds: as far as one likes
AT_NIGHT = 47 * 3600  # of the day after: nothing runs


def main() -> None:
    print(json.dumps(answered(json.load(sys.stdin))))


def answered(question: dict[str, Any]) -> dict[str, Any]:
    import ferrobus  # type: ignore[import-not-found]

    begun = time.process_time()
    model = ferrobus.create_transit_model(
        question["streets"], question["feeds"], date.fromisoformat(question["day"]), max_transfer_time=WALK
    )
    points = [
        ferrobus.create_transit_point(lat, lon, model, max_walking_time=WALK, max_nearest_stops=10**6)
        for lat, lon in question["points"]
    ]
    loaded = time.process_time()
    ask = ferrobus.find_routes_one_to_many
    walks = [_seconds(ask(model, each, points, AT_NIGHT, 0)) for each in points]
    walked = time.process_time()
    ends = [points[each] for each in question["destinations"]]
    found = [
        [_seconds(ask(model, points[each], ends, departs, question["transfers"])) for departs in question["departures"]]
        for each in question["origins"]
    ]
    return {
        "walks": walks,
        "found": found,
        "cpu_s_load": loaded - begun,
        "cpu_s_search": time.process_time() - walked,
    }


def _seconds(routes: Iterable[dict[str, Any] | None]) -> list[int | None]:
    return [route and route["travel_time_seconds"] for route in routes]


def street_file(points: Sequence[tuple[float, float]], streets: Iterable[tuple[int, int]]) -> bytes:
    """An OpenStreetMap .pbf: every point a node, every street a footway between two of them.

    Source: https://wiki.openstreetmap.org/wiki/PBF_Format (protocol buffers: field number << 3 | kind, then the value).
    """
    nodes = b"".join(
        _bytes(1, _signed(1, number + 1) + _signed(8, round(lat * 1e7)) + _signed(9, round(lon * 1e7)))
        for number, (lat, lon) in enumerate(points)
    )
    ways = b"".join(
        _bytes(
            3,
            _number(1, number + 1)
            + _bytes(2, b"\1")
            + _bytes(3, b"\2")
            + _bytes(8, _zigzag(one + 1) + _zigzag(other - one)),
        )
        for number, (one, other) in enumerate(streets)
    )
    words = b"".join(_bytes(1, word) for word in (b"", b"highway", b"footway"))
    header = _bytes(4, b"OsmSchema-V0.6")
    return (
        _blob(b"OSMHeader", header)
        + _blob(b"OSMData", _bytes(1, words) + _bytes(2, nodes))
        + _blob(b"OSMData", _bytes(1, words) + _bytes(2, ways))
    )


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _number(2, len(content)) + _bytes(3, zlib.compress(content))
    header = _bytes(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _signed(field: int, value: int) -> bytes:
    return _varint(field << 3) + _zigzag(value)


def _zigzag(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def _varint(value: int) -> bytes:
    groups = []
    while True:
        groups.append(value & 127 | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(groups)


if __name__ == "__main__":
    main()
