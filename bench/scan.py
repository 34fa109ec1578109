"""Emerging needs: the space-time scan of 100 districts × 60 topics × 52 weeks with 999 replications, on two threads.

Counts are drawn at 0.2 a district, topic and week; one cluster is planted and must be found. Stopping is timed, too.
"""

import argparse
import time

import numpy as np

from bench import report
from wakimizu.engines.evidence import Stopped, neighbours, scan

S_SCAN = 10.0  # the target
DISTRICTS, TOPICS, WEEKS, REPLICATIONS, ZONES = 100, 60, 52, 999, 25
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=3, help="how often it is done; the median counts (default 3)")


def run(options: argparse.Namespace) -> Figures:
    counts, near = _city()
    taken, used, told = [], [], list[float]()
    for _time in range(options.times):
        begun, cpu = time.perf_counter(), time.process_time()
        found = scan(counts, near, replications=REPLICATIONS, tell=told.append)
        taken.append(time.perf_counter() - begun)
        used.append(time.process_time() - cpu)
    assert (found[0].topic, found[0].p) == (7, 1 / (REPLICATIONS + 1)), "the planted cluster must be found"
    figures = {
        "s_scan": report.quantile(taken, 0.5),
        "cpu_scan": report.quantile(used, 0.5),
        "s_until_stopped": _stopped(counts, near),
        "clusters": len([each for each in found if each.p <= 0.05]),
        "times_told": len(told) / options.times,
    }
    rows: list[list[object]] = [["figure", "value", "target", ""]]
    rows.append(["s_scan", figures["s_scan"], f"< {S_SCAN:g}", report.verdict(figures["s_scan"] < S_SCAN)])
    rows += [[name, value, "", ""] for name, value in figures.items() if name != "s_scan"]
    report.table(rows, f"{DISTRICTS} districts × {TOPICS} topics × {WEEKS} weeks, {REPLICATIONS} replications")
    return {name: round(value, 3) for name, value in figures.items()}


def _city() -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    near = neighbours(32.8 + chance.normal(size=DISTRICTS) * 0.05, 130.7 + chance.normal(size=DISTRICTS) * 0.06, ZONES)
    counts = chance.poisson(0.2, (TOPICS, DISTRICTS, WEEKS))
    counts[7, near[3, :4], 48:] += 2
    return counts, near


def _stopped(counts: np.ndarray, near: np.ndarray) -> float:
    """Seconds from the wish to stop until it has."""
    begun, asked = time.perf_counter(), list[float]()

    def stop() -> bool:
        if time.perf_counter() - begun > 1:
            asked.append(time.perf_counter())
        return bool(asked)

    try:
        scan(counts, near, replications=REPLICATIONS, stop=stop)
    except Stopped:
        return time.perf_counter() - asked[0]
    raise RuntimeError("it ended before it could be stopped")
