"""The parity audit of 20 wards, 60 offices, 300 services and 24 months: pages over HTTP, the audit made anew, the navigator.

The city is written once into a file of its own in var/bench (anew when a migration changes). Pages are asked for over one
kept-alive connection, signed in by the form, with other filters every time, the audit being in memory as it is after its
first reader; making it anew from the database's rows is timed by itself. The statements of a page are counted in a process
of its own and must be as many as for a city of 2 wards, 6 offices and 20 services.
"""

import argparse
import json
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import report
from bench.audit_city import PERSON
from bench.counting import counted
from bench.pages import _tables
from bench.server import HERE, Server, environment, sqlite_url
from bench.visitor import Visitor

P95_MS, RECOMPUTE_S, NAVIGATOR_MS = 300, 2, 50  # the targets
WARDS, OFFICES, SERVICES = 20, 60, 300
SMALL = (2, 6, 130)  # wards, offices, services: not less than the guides need
FOLDER = HERE / "var" / "bench"
GUIDES = HERE / "src" / "wakimizu" / "demo" / "kumamoto" / "navigator"
PAGES = ["matrix", "remedies", "wards", "trend", "report"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--offices", type=int, default=OFFICES, help=f"offices in all, of {WARDS} wards (default {OFFICES})"
    )
    parser.add_argument("--requests", type=int, default=60, help="how often each page is asked for (default 60)")
    parser.add_argument("--times", type=int, default=5, help="how often the audit is made anew (default 5)")


def run(options: argparse.Namespace) -> dict[str, float]:
    large, small = _built(WARDS, options.offices, SERVICES), _built(*SMALL)
    figures: dict[str, float] = {"offices": options.offices, "services": SERVICES, "pairs": _about(large)["pairs"]}
    figures["observations"] = _about(large)["observations"]
    made = _asked(large, "recompute", options.times)
    figures["recompute_s"] = report.quantile(made["seconds"], 0.5)
    figures["recompute_s_max"] = max(made["seconds"])
    figures["recompute_statements"], figures["deviations"] = made["statements"], made["deviations"]
    with Server(environment(FOLDER, sqlite_url(large)), FOLDER / "log") as server:
        visitor = Visitor(server.port)
        visitor.sign_in(PERSON)
        for page in PAGES:  # the first answer makes the audit and reads the templates
            visitor.get(_paths(page, 1)[0])
        taken = {page: _times(visitor, page, options.requests) for page in PAGES}
        answered = _navigator(visitor)
        figures["rss_mib"] = server.rss_mib()
    for page in PAGES:
        figures[f"ms_{page}"] = report.quantile(taken[page], 0.5)
        figures[f"p95_ms_{page}"] = report.quantile(taken[page], 0.95)
    figures["p95_ms_audit"] = figures["p95_ms_matrix"]
    figures["ms_navigator"] = report.quantile(answered, 0.5)
    figures["p95_ms_navigator"] = report.quantile(answered, 0.95)
    statements = {name: _statements(path) for name, path in (("", large), ("_small", small))}
    for page in PAGES:
        for size, found in statements.items():
            figures[f"queries_{page}{size}"] = found[page][1]
    figures["queries_audit"], figures["queries_audit_small"] = (
        figures["queries_matrix"],
        figures["queries_matrix_small"],
    )
    _show(figures, options, large)
    return {name: round(value, 3) for name, value in figures.items()}


def _built(wards: int, offices: int, services: int) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"audit-{wards}-{offices}-{services}.sqlite3"
    kept = path.with_suffix(".json")
    if path.exists() and kept.exists() and _about(path).get("tables") == _tables():
        return path
    print(f"  building {path.name} ...", flush=True)
    for tail in ("", "-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    begun = time.perf_counter()
    about = _asked(path, "build", wards, offices, services, WAKIMIZU_SQLITE_SYNCHRONOUS="OFF")
    kept.write_text(json.dumps({**about, "tables": _tables(), "build_s": round(time.perf_counter() - begun, 1)}))
    return path


def _about(path: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(path.with_suffix(".json").read_text())
    return about


def _asked(path: Path, what: str, *numbers: int, **settings: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.audit_city", what, *map(str, numbers)],
        env={**environment(FOLDER, sqlite_url(path), **settings), "PYTHONPATH": f"{HERE / 'src'}:{HERE}"},
        cwd=HERE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _paths(page: str, times: int) -> list[str]:
    """Addresses of one page, as different as can be, the same at every run."""
    if page == "matrix":
        kinds = ["?ward=", "?ward=439{:02}", "?ward=&page={}", "?ward=&only=on&page={}", "?office=o{}&ward="]
        return ["/desk/audit/" + kinds[n % len(kinds)].format(n % 15 + 1) for n in range(times)]
    if page == "remedies":
        kinds = ["?page={}", "?fault=wait&page={}", "?ward=439{:02}", "?stage=open&fault=missing&page={}"]
        return ["/desk/audit/remedies/" + kinds[n % len(kinds)].format(n % 15 + 1) for n in range(times)]
    if page == "report":
        return [f"/desk/audit/report/?ward=439{n % 15 + 1:02}" for n in range(times)]
    return [f"/desk/audit/{page}/"] * times


def _times(visitor: Visitor, page: str, times: int) -> list[float]:
    taken = []
    for path in _paths(page, times):
        begun = time.perf_counter()
        status, _body = visitor.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
    return taken


def _navigator(visitor: Visitor) -> list[float]:
    """Every scenario of every guide, answered to its end by one form, three times over; the first round is not counted."""
    sent = []
    for file in sorted(GUIDES.glob("*.scenarios.toml")):
        path = f"/guide/{file.name.removesuffix('.scenarios.toml')}/"
        token = visitor._token_of(path)
        for scenario in tomllib.loads(file.read_text())["scenario"]:
            fields = {
                "csrfmiddlewaretoken": token,
                **{f"q-{key}": choice for key, choice in scenario["answers"].items()},
            }
            sent.append((path, urlencode(fields).encode()))
    taken = []
    for number in range(3):
        for path, body in sent:
            begun = time.perf_counter()
            status, _location, _page = visitor._ask("POST", path, body, "application/x-www-form-urlencoded")
            if number:
                taken.append((time.perf_counter() - begun) * 1000)
            if status != 200:
                raise RuntimeError(f"{path}: {status}")
    return taken


def _statements(path: Path) -> dict[str, list[int]]:
    asked = {"email": PERSON, "paths": {page: _paths(page, 10) for page in PAGES}}
    return counted("pages", environment(FOLDER, sqlite_url(path)), asked)


def _show(figures: dict[str, float], options: argparse.Namespace, path: Path) -> None:
    header = ["page", "median ms", "p95 ms", "statements", "small city", f"p95 < {P95_MS} ms", "equal"]
    rows: list[list[object]] = [header]
    for page in PAGES:
        now, then = figures[f"queries_{page}"], figures[f"queries_{page}_small"]
        met = report.verdict(figures[f"p95_ms_{page}"] < P95_MS)
        rows.append(
            [
                page,
                figures[f"ms_{page}"],
                figures[f"p95_ms_{page}"],
                int(now),
                int(then),
                met,
                report.verdict(now == then),
            ]
        )
    report.table(
        rows,
        f"{WARDS} wards, {options.offices:,} offices, {SERVICES} services, {figures['pairs']:,} offered pairs, "
        f"{figures['observations']:,} observed months; each page {options.requests} times",
    )
    single: list[list[object]] = [["figure", "median", "worst", "target", ""]]
    made = figures["recompute_s"]
    single.append(
        [
            "whole audit anew, s",
            made,
            figures["recompute_s_max"],
            f"< {RECOMPUTE_S}",
            report.verdict(made < RECOMPUTE_S),
        ]
    )
    ms = figures["ms_navigator"]
    single.append(
        [
            "navigator's answer, ms (p95)",
            ms,
            figures["p95_ms_navigator"],
            f"< {NAVIGATOR_MS}",
            report.verdict(ms < NAVIGATOR_MS),
        ]
    )
    report.table(
        single,
        f"From cold, {int(figures['recompute_statements'])} statements, {int(figures['deviations']):,} shortfalls found",
    )
    print(f"\n  the file: {path.stat().st_size / 2**20:,.0f} MiB, built in {_about(path)['build_s']:,.0f} s (once)")
    print(f"  resident memory of all server processes: {figures['rss_mib']:.0f} MiB")
