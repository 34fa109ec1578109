"""All voices as CSV over HTTP from the running server: seconds for a million, and memory that does not grow.

A post that may read all voices of the city takes them by the form on its desk; the public table goes the same way. The
file is read as it comes and counted, not kept. Memory is that of the process which answers, before, at its highest, and
after: it must grow alike for the voices of one ward and for those of the whole city.
"""

import argparse
import http.client
import threading
import time
from dataclasses import dataclass

from bench import pages, report, trace
from bench.server import Server, children, environment, group, rss_mib, sqlite_url
from bench.visitor import Visitor

SECONDS, MORE_MIB, PATH = 60, 16, "/desk/export/voices/"
WARD, CITY = "planner.nishi@demo.example", "policy@demo.example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--voices", type=int, default=1_000_000, help="how many voices there are (default a million)")


@dataclass
class Taken:
    """A file that was read to its end: its lines, bytes, how long it took; the server's memory before, most, after."""

    lines: int
    mib: float
    seconds: float
    first: float
    before: float
    most: float
    after: float
    cpu: float  # seconds of all server processes
    others: float  # milliseconds the slowest other page took meanwhile

    @property
    def grown(self) -> float:
        return self.most - self.before


def run(options: argparse.Namespace) -> dict[str, float]:
    few, many = (_taken(options.voices, who) for who in (WARD, CITY))
    rows: list[list[object]] = [
        ["rows", "MiB", "s", "first byte s", "RSS before", "at most", "after", "grown", "CPU s", "others at most ms"]
    ]
    for each in (few, many):
        rows.append(
            [
                each.lines,
                each.mib,
                each.seconds,
                each.first,
                each.before,
                each.most,
                each.after,
                each.grown,
                each.cpu,
                each.others,
            ]
        )
    report.table(rows, "the voices of a ward, then of the city, as CSV")
    print(f"\n  under {SECONDS} s: {report.verdict(many.seconds < SECONDS)}")
    more = many.grown - few.grown
    print(f"  grows for the city by less than {MORE_MIB} MiB more than for a ward: {report.verdict(more < MORE_MIB)}")
    figures = {
        "s_export": many.seconds,
        "mib_export": many.grown,
        "mib_export_ward": few.grown,
        "rows_export_ward": few.lines,
        "rows_export": many.lines,
        "mib_file": many.mib,
        "cpu_s_export": many.cpu,
        "ms_others": many.others,
    }
    return {name: round(value, 2) for name, value in figures.items()}


def _taken(voices: int, who: str) -> Taken:
    path = trace._built(voices)
    with Server(environment(pages.FOLDER, sqlite_url(path)), pages.FOLDER / "log") as server:
        server.settle(within=600)  # its worker may learn from a million voices for the first time
        visitor = Visitor(server.port)
        visitor.sign_in(who)
        token = visitor._token_of(PATH)
        visitor.get("/voices/")  # what a process reads once is read before it is measured
        return _read(visitor, server, f"csrfmiddlewaretoken={token}")


def _read(visitor: Visitor, server: Server, form: str) -> Taken:
    before = most = _serving(server)
    done = threading.Event()
    seen: list[float] = []
    waited: list[float] = [0.0]

    def watch() -> None:
        other = Visitor(server.port)
        while not done.wait(0.2):
            seen.append(_serving(server))
            asked = time.perf_counter()
            other.get("/voices/")
            waited.append((time.perf_counter() - asked) * 1000)

    cpu = server.cpu_ms()
    watching = threading.Thread(target=watch)
    watching.start()
    begun, lines, size = time.perf_counter(), 0, 0
    answer = _asked(visitor, form)
    first = 0.0
    while part := answer.read1(1 << 20):
        first = first or time.perf_counter() - begun
        lines += part.count(b"\n")
        size += len(part)
    seconds = time.perf_counter() - begun
    done.set()
    watching.join()
    most = max([before, *seen])
    spent = (server.cpu_ms() - cpu) / 1000
    return Taken(lines - 1, size / 2**20, seconds, first, before, most, _serving(server), spent, max(waited))


def _asked(visitor: Visitor, form: str) -> http.client.HTTPResponse:
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    visitor.line.request("POST", PATH, form, headers)
    answer = visitor.line.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{PATH}: {answer.status}\n{answer.read(2000)!r}")
    return answer


def _serving(server: Server) -> float:
    """Memory of the process that answers: granian's own child, the largest."""
    workers = [pid for pid in children(server.process.pid) if pid != server.process.pid]
    return max(rss_mib(pid) for pid in (workers or [pid for pid, _state in group(server.process.pid)]))
