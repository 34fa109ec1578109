"""From a clone to the first page, and the second start; the memory of what then serves.

The clone is of this repository's last commit, into an empty folder, with empty package caches: what is downloaded is
downloaded. Only git, Python and a shell are used, as the README promises.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from bench import report
from bench.server import HERE, Server

FIRST_S, SECOND_S, RSS_MIB = 60, 3, 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", default=str(HERE), help="what to clone (default: this repository)")


def run(options: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        clone, caches = folder / "wakimizu", str(folder / "caches")
        kept = (
            "PATH",
            "HOME",
            "LANG",
            "SSL_CERT_FILE",
            "PIP_INDEX_URL",
            "UV_INDEX_URL",
            "UV_DEFAULT_INDEX",
            "HTTPS_PROXY",
        )
        env = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "UV_", "SSL_")) or name in kept
        }
        env |= {"PIP_CACHE_DIR": caches, "UV_CACHE_DIR": caches, "XDG_CACHE_HOME": caches}
        begun = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", options.source, str(clone)], check=True)
        cloned = time.perf_counter() - begun
        server = Server(env, folder / "log", ["./wakimizu", "demo"], clone)
        figures = {"s_first_page": cloned + server.start(600, "/"), "rss_mib": server.rss_mib()}
        server.stop()
        seconds = []
        for _time in range(3):
            seconds.append(server.start(60, "/"))
            figures["rss_mib"] = max(figures["rss_mib"], server.rss_mib())
            server.stop()
        figures["s_second_start"] = report.quantile(seconds, 0.5)
    rows: list[list[object]] = [["figure", "value", "target", ""]]
    for name, most in [("s_first_page", FIRST_S), ("s_second_start", SECOND_S), ("rss_mib", RSS_MIB)]:
        rows.append([name, figures[name], f"< {most}", report.verdict(figures[name] < most)])
    report.table(rows, "git clone, then ./wakimizu demo; the second start is the median of three")
    return {name: round(value, 2) for name, value in figures.items()}
