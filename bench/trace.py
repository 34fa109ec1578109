"""Trace over HTTP with a million voices, 100,000 needs and 5,000 proposals: p95 of every kind of page, statements a page.

The city is filled once for each size (bench/trace_city.py) and kept in var/bench. Every page is asked for over kept-alive
connections with another beginning each time, by staff and by anybody; its statements are counted in a process of its own
and must be the same with 1,000 voices.
"""

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bench import pages, report
from bench.counting import counted
from bench.server import HERE, Server, environment, sqlite_url, wakimizu
from bench.visitor import Visitor

P95_MS, SMALL, WHO = 200, 1000, "policy@demo.example"
TABLES = {
    "voice": "voices_voice",
    "need": "voices_need",
    "proposal": "proposals_proposal",
    "measure": "proposals_measure",
    "line": "proposals_budgetline",
}
ENDORSED = "endorsed_at IS NOT NULL AND state <> 'withdrawn'"  # a draft is its ward's alone
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voices", type=int, default=1_000_000, help="how many voices are filled in (default a million)"
    )
    parser.add_argument(
        "--requests", type=int, default=60, help="how often each kind of page is asked for (default 60)"
    )


def run(options: argparse.Namespace) -> Figures:
    small, large = _built(SMALL), _built(options.voices)
    paths = _paths(large, options.requests)
    with Server(environment(pages.FOLDER, sqlite_url(large)), pages.FOLDER / "log") as server:
        visitor = Visitor(server.port)
        visitor.sign_in(WHO)
        for asked in paths.values():  # the first answer of a fresh process reads templates and the city's facts
            visitor.get(asked[0])
        taken = {name: _times(visitor, asked) for name, asked in paths.items()}
        memory = server.rss_mib()
    statements = {
        size: counted(
            "pages",
            environment(pages.FOLDER, sqlite_url(path)),
            {"email": WHO, "paths": _paths(path, options.requests)},
        )
        for size, path in (("small", small), ("large", large))
    }
    figures: Figures = {f"p95_ms_{name}": report.quantile(times, 0.95) for name, times in taken.items()}
    figures |= {f"queries_{name}": statements["large"][name][1] for name in taken}
    figures["p95_ms_trace"] = max(figures[f"p95_ms_{name}"] for name in taken)
    figures["queries_trace"] = max(most for _fewest, most in statements["large"].values())
    most = {size: {name: pair[1] for name, pair in found.items()} for size, found in statements.items()}
    figures["queries_grow"] = float(most["large"] != most["small"])
    figures["rss_mib"] = memory
    _show(taken, statements, figures)
    return {name: round(value, 2) for name, value in figures.items()}


def _built(voices: int) -> Path:
    """The file with so many voices, filled if it is not there or its tables have changed since."""
    pages.FOLDER.mkdir(parents=True, exist_ok=True)
    path = pages.FOLDER / f"trace-{voices}.sqlite3"
    about = path.with_suffix(".json")
    if path.exists() and about.exists() and json.loads(about.read_text()) == pages._tables():
        return path
    print(f"  filling {path} ...", flush=True)
    for tail in ("", "-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    env = environment(pages.FOLDER, sqlite_url(path), WAKIMIZU_SQLITE_SYNCHRONOUS="OFF")
    wakimizu(env, "demo", "--no-serve", "--voices", "300")
    command = [sys.executable, "-m", "bench.trace_city", str(voices)]
    subprocess.run(command, env={**env, "PYTHONPATH": f"{HERE / 'src'}:{HERE}"}, cwd=HERE, check=True)
    about.write_text(json.dumps(pages._tables()))
    return path


def _paths(path: Path, times: int) -> dict[str, list[str]]:
    """Addresses of each kind of page, spread over all there is: the newest and the oldest, public and for staff."""
    chance, found = random.Random(1), dict[str, list[str]]()
    line = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for kind, table in TABLES.items():
        where = ENDORSED if kind == "proposal" else "1"
        found[kind] = [f"/desk/trace/{kind}/{number}/" for number in _spread(line, table, where, times, chance)]
    found["indicator"] = [
        f"/desk/trace/indicator/{code}/"
        for (code,) in line.execute("SELECT code FROM monitoring_indicator ORDER BY id LIMIT 20")
    ]
    needs = _spread(line, "voices_need", "public", times, chance)
    found["public_need"] = [f"/trace/need/{number}/" for number in needs]
    proposals = _spread(line, "proposals_proposal", ENDORSED, times, chance)
    found["public_proposal"] = [f"/trace/proposal/{number}/" for number in proposals]
    receipts = line.execute("SELECT receipt FROM voices_voice WHERE id % 7 = 3 ORDER BY id DESC LIMIT ?", [times])
    found["receipt"] = [f"/follow/{receipt}/path/" for (receipt,) in receipts]
    line.close()
    return found


def _spread(line: sqlite3.Connection, table: str, where: str, times: int, chance: random.Random) -> list[int]:
    """Rows of a table that meet a condition: near numbers drawn at random over all of it."""
    (least, most) = line.execute(f"SELECT min(id), max(id) FROM {table}").fetchone()
    rows = (
        line.execute(
            f"SELECT id FROM {table} WHERE id >= ? AND {where} LIMIT 1", [chance.randint(least, most)]
        ).fetchone()
        for _time in range(times)
    )
    return [row[0] for row in rows if row]


def _times(visitor: Visitor, paths: list[str]) -> list[float]:
    taken = []
    for path in paths:
        begun = time.perf_counter()
        status, _body = visitor.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
    return taken


def _show(taken: dict[str, list[float]], statements: dict[str, dict[str, list[int]]], figures: Figures) -> None:
    rows: list[list[object]] = [
        ["page", "p50 ms", "p95 ms", "max ms", "statements", f"with {SMALL:,}", f"p95 < {P95_MS} ms"]
    ]
    for name, times in taken.items():
        p95 = report.quantile(times, 0.95)
        counts = ["–".join(str(n) for n in sorted(set(statements[size][name]))) for size in ("large", "small")]
        rows.append([name, report.quantile(times, 0.5), p95, max(times), *counts, report.verdict(p95 < P95_MS)])
    report.table(rows, "trace, each kind of page with varied beginnings")
    grow = report.verdict(not figures["queries_grow"])
    print(f"\n  statements do not grow with the city: {grow}; resident memory {figures['rss_mib']:.0f} MiB")
