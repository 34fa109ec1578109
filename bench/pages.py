"""Pages over HTTP with a million voices in the file: p95, SQL statements a page, memory.

The demo city is built once for each size and kept in var/bench (built anew when a migration changes). Each page is asked
for over one kept-alive connection, signed in by the form, with other parameters every time. The statements are counted
in a process of its own on the same file and must be the same as with 1,000 voices.
"""

import argparse
import hashlib
import json
import random
import sqlite3
import time
from pathlib import Path

from bench import report
from bench.counting import counted
from bench.server import HERE, Server, environment, sqlite_url, wakimizu
from bench.visitor import Visitor

P95_MS, RSS_MIB, SMALL = 150, 300, 1000
FOLDER = HERE / "var" / "bench"
PEOPLE = [
    "planner.chuo",
    "mayor.chuo",
    "planner.higashi",
    "planner.nishi",
    "planner.minami",
    "mayor.kita",
    "hq.road",
    "head.waste",
]
WORDS = [
    "引越し",
    "引っ越し",
    "道路",
    "ごみ",
    "水前寺",
    "猫",
    "道",
    "公園 夜",
    "カラス",
    "バス",
    "子ども",
    "自転車 危ない",
]
WORDS += ["road", "図書館", "まちづくりセンター", "橋", "防犯灯", "存在しない言葉", "の", "ありがとう"]
PAGES = ["desk", "need", "search", "overview"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voices", type=int, default=1_000_000, help="how many voices the file holds (default a million)"
    )
    parser.add_argument("--requests", type=int, default=60, help="how often each page is asked for (default 60)")


def run(options: argparse.Namespace) -> dict[str, float]:
    small, large = _built(SMALL), _built(options.voices)
    people = [f"{name}@demo.example" for name in PEOPLE]
    figures: dict[str, float] = {"voices": options.voices, "build_s": _about(large)["build_s"]}
    taken = {name: [] for name in PAGES}
    with Server(environment(FOLDER, sqlite_url(large)), FOLDER / "log") as server:
        visitors = {email: Visitor(server.port) for email in people}
        for email, visitor in visitors.items():
            visitor.sign_in(email)
        for page in PAGES:  # the first answer of a fresh process reads templates and the city's facts
            visitors[people[0]].get(_paths(large, page, 1, people[0])[0])
        for page in PAGES:
            cpu = server.cpu_ms()
            taken[page] = _times(visitors, large, page, options.requests)
            figures[f"cpu_ms_{page}"] = (server.cpu_ms() - cpu) / options.requests
        figures["rss_mib"] = server.rss_mib()
    queries = {size: _statements(path, people[0]) for size, path in (("small", small), ("large", large))}
    for page in PAGES:
        figures[f"p50_ms_{page}"] = report.quantile(taken[page], 0.5)
        figures[f"p95_ms_{page}"] = report.quantile(taken[page], 0.95)
        figures[f"max_ms_{page}"] = max(taken[page])
        figures[f"queries_{page}"] = queries["large"][page][1]
        figures[f"queries_{page}_small"] = queries["small"][page][1]
    _show(figures, options, large)
    return {name: round(value, 2) for name, value in figures.items()}


def _built(voices: int) -> Path:
    """The file with so many voices, built if it is not there or its tables have changed since."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"pages-{voices}.sqlite3"
    if path.exists() and _about(path).get("tables") == _tables():
        return path
    print(f"  building {path} ...", flush=True)
    for tail in ("", "-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    begun = time.perf_counter()
    env = environment(FOLDER, sqlite_url(path), WAKIMIZU_SQLITE_SYNCHRONOUS="OFF")
    wakimizu(env, "demo", "--no-serve", "--voices", str(voices))
    about = {"tables": _tables(), "build_s": round(time.perf_counter() - begun, 1)}
    path.with_suffix(".json").write_text(json.dumps(about))
    return path


def _about(path: Path) -> dict[str, float]:
    about = path.with_suffix(".json")
    kept: dict[str, float] = json.loads(about.read_text()) if about.exists() else {}
    return kept


def _tables() -> str:
    """A digest of all migrations: a file built with others would measure other tables."""
    paths = sorted((HERE / "src").rglob("migrations/*.py"))
    said = [line for path in paths for line in path.read_text().splitlines() if not line.startswith("# Generated")]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _times(visitors: dict[str, Visitor], path: Path, page: str, times: int) -> list[float]:
    taken = []
    paths = {email: _paths(path, page, times, email) for email in visitors}
    allowed = [email for email in visitors if page in ("desk", "search") or email.startswith(("planner", "mayor"))]
    for number in range(times):
        email = allowed[number % len(allowed)]
        begun = time.perf_counter()
        status, _body = visitors[email].get(paths[email][number])
        taken.append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise RuntimeError(f"{paths[email][number]} for {email}: {status}")
    return taken


def _paths(path: Path, page: str, times: int, email: str) -> list[str]:
    """Addresses of one page, as different as can be, the same at every run."""
    chance = random.Random(f"{page} {email}")
    if page == "desk":
        return ["/desk/"] * times
    if page == "overview":
        return [f"/desk/overview/4310{1 + number % 5}/" for number in range(times)]
    if page == "search":
        rest = [f"&ward=4310{number % 5 + 1}" if number // len(WORDS) % 3 == 2 else "" for number in range(times)]
        older = [
            f"&before={chance.randrange(500, 900_000)}" if number // len(WORDS) % 3 == 1 else ""
            for number in range(times)
        ]
        return [f"/voices/?q={WORDS[number % len(WORDS)]}{rest[number]}{older[number]}" for number in range(times)]
    needs = _needs_in_reach(path, email)
    newest, rest = needs[-5:], needs[:-5]  # the newest are played by the demo: parts owed, an answer to approve
    others = chance.sample(rest, times) if len(rest) >= times else chance.choices(rest, k=times)
    return [f"/desk/need/{need}/" for need in [*newest, *others][:times]]


def _needs_in_reach(path: Path, email: str) -> list[int]:
    """Needs of the person's ward: old and new, open ones in plenty, and those of most voices."""
    ward = (
        "SELECT o.ward_id FROM city_post p JOIN city_user u ON u.id = p.user_id "
        "JOIN city_office o ON o.id = p.office_id WHERE u.email = ?"
    )
    line = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    mine = f"SELECT id FROM voices_need WHERE ward_id = ({ward})"
    found: set[int] = set()
    kinds = [
        "ORDER BY id DESC LIMIT 5",
        "AND state IN ('assigned', 'approval') LIMIT 200",
        "ORDER BY voice_count DESC LIMIT 50",
    ]
    for ending in [*kinds, "ORDER BY id % 997, id LIMIT 400"]:
        found |= {number for (number,) in line.execute(f"{mine} {ending}", [email])}
    line.close()
    return sorted(found)


def _statements(path: Path, email: str) -> dict[str, list[int]]:
    asked = {"email": email, "paths": {page: _paths(path, page, 60, email) for page in PAGES}}
    return counted("pages", environment(FOLDER, sqlite_url(path)), asked)


def _show(figures: dict[str, float], options: argparse.Namespace, path: Path) -> None:
    header = [
        "page",
        "p50 ms",
        "p95 ms",
        "max ms",
        "CPU ms",
        "statements",
        f"with {SMALL:,}",
        f"p95 < {P95_MS} ms",
        "equal",
    ]
    rows: list[list[object]] = [header]
    for page in PAGES:
        now, then = figures[f"queries_{page}"], figures[f"queries_{page}_small"]
        met = report.verdict(figures[f"p95_ms_{page}"] < P95_MS)
        times = [figures[f"{name}_ms_{page}"] for name in ("p50", "p95", "max", "cpu")]
        rows.append([page, *times, int(now), int(then), met, report.verdict(now == then)])
    report.table(rows, f"{options.voices:,} voices, each page {options.requests} times with varied parameters")
    print(f"\n  the file: {path.stat().st_size / 2**20:,.0f} MiB, built in {figures['build_s']:,.0f} s (once)")
    print(f"  resident memory of all server processes: {figures['rss_mib']:.0f} MiB, under {RSS_MIB}: ", end="")
    print(report.verdict(figures["rss_mib"] < RSS_MIB))
