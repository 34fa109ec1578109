"""A notice to 2,000 staff: time to accept it, background sending, its page's time and statements, against one to 20.

The demo city's offices get 2,000 posts of made-up people; the notice is accepted, delivered and read by the operations and
the view themselves, in this process, on SQLite with real commits.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench import report
from bench.server import HERE, environment, sqlite_url, wakimizu

FOLDER = HERE / "var" / "bench"
MS_ACCEPT, S_SEND, MS_PAGE = 300, 5.0, 200  # the targets
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--staff", type=int, default=2000, help="how many people (default 2,000)")
    parser.add_argument("--times", type=int, default=5, help="how many notices; the median counts (default 5)")


def run(options: argparse.Namespace) -> Figures:
    few, many = (_measured(staff, options.times) for staff in (20, options.staff))
    figures = {**many, "queries_page_few": few["queries_page"]}
    figures["queries_grow"] = float(few["queries_page"] != many["queries_page"])
    told = {"ms_accept": MS_ACCEPT, "s_send": S_SEND, "ms_page": MS_PAGE}
    rows: list[list[object]] = [["figure", "value", "target", ""]]
    rows += [[name, figures[name], f"< {most:g}", report.verdict(figures[name] < most)] for name, most in told.items()]
    rows.append(["queries_grow", figures["queries_grow"], "0", report.verdict(figures["queries_grow"] == 0)])
    rows += [[name, value, "", ""] for name, value in figures.items() if name not in (*told, "queries_grow")]
    report.table(rows, f"a notice to {options.staff:,} staff")
    return figures


def _measured(staff: int, times: int) -> Figures:
    """In a process of its own on a fresh copy of a small demo city."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"notice-{staff}.sqlite3"
    for tail in ("", "-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    env = environment(FOLDER, sqlite_url(path))
    _city(env, path)
    done = subprocess.run(
        [sys.executable, "-m", "bench.notice_city", str(staff), str(times)],
        env={**env, "PYTHONPATH": f"{HERE / 'src'}:{HERE}"}, cwd=HERE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _city(env: dict[str, str], path: Path) -> None:
    """The demo city, built once and copied."""
    made = FOLDER / "notice-city.sqlite3"
    if not made.exists() or os.environ.get("WAKIMIZU_BENCH_FRESH"):
        wakimizu(
            {**env, "DATABASE_URL": sqlite_url(made), "WAKIMIZU_SQLITE_SYNCHRONOUS": "OFF"},
            "demo",
            "--no-serve",
            "--voices",
            "100",
        )
    path.write_bytes(made.read_bytes())
