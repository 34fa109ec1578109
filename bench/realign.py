"""The roles of 60 sites over three periods for 1,223 cells, with proof; a frontier of 20 points; what each guard costs.

The case is `bench.realign_city`: real cells, people and places, five roles, three services, two groups of travellers, and the
guards a city would ask for. The gap is that of what a plan can change: the officers that everybody's visits need anyway,
most of the money, are left out of it. The plan's worth is worked out again from scratch and must agree. Each case runs in
a process of its own; the frontier spreads over two, as the worker does, and its first points are compared with those found alone.
"""

import argparse
import multiprocessing
import resource
import time
from dataclasses import replace
from typing import Any

from bench import report
from bench.realign_city import city, tables_are_there
from wakimizu.engines.siting import roles as r
from wakimizu.engines.siting.answer import Effort

S_CITY, GAP, S_FRONTIER, POINTS = 60, 1e-3, 600, 20  # the targets
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--points", type=int, default=POINTS, help=f"points of the frontier (default {POINTS})")
    parser.add_argument("--processes", type=int, default=2, help="processes the frontier spreads over (default 2)")


def run(options: argparse.Namespace) -> Figures:
    figures = _apart(_plan, GAP, "city") | _apart(_plan, GAP / 10, "city_tenth")
    figures |= _frontier(options.points, options.processes)
    figures |= _apart(_guards)
    where = (
        "real cells and places" if tables_are_there() else "a made-up city of the same size: the tables are not there"
    )
    rows: list[list[object]] = [["figure", "value", "target", ""]]
    for name, most in [("s_city", S_CITY), ("gap_city", GAP), ("s_frontier", S_FRONTIER)]:
        rows.append([name, f"{figures[name]:.4g}", f"≤ {most:g}", report.verdict(figures[name] <= most)])
    rows += [[name, f"{figures[name]:.4g}", "", ""] for name in figures if name not in {str(row[0]) for row in rows}]
    report.table(rows, f"1,223 cells × 60 sites × 3 periods × 5 roles, {where}")
    return {name: round(value, 6) for name, value in figures.items()}


def _plan(gap: float, name: str) -> Figures:
    given = city()
    begun, used = time.perf_counter(), _cpu()
    plan = r.realign(given, Effort(gap=gap, seconds=10 * S_CITY))
    seconds, cpu = time.perf_counter() - begun, _cpu() - used
    made = r.outcome(given, plan.role)
    assert plan.proven, f"not proven: {plan.gap:.3%}"
    assert not made.broken
    assert abs(made.objective - plan.objective) <= 1e-9 * made.objective
    return {
        f"s_{name}": seconds,
        f"cpu_{name}": cpu,
        f"gap_{name}": plan.gap,
        f"nodes_{name}": plan.work.get("nodes", 0),
        f"gib_{name}": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def _frontier(points: int, processes: int) -> Figures:
    given = city()
    begun = time.perf_counter()
    found = r.frontier(given, points, Effort(gap=GAP, seconds=S_FRONTIER), processes=processes)
    seconds = time.perf_counter() - begun
    alone = r.frontier(given, 3, Effort(gap=GAP, seconds=S_FRONTIER))
    spread = r.frontier(given, 3, Effort(gap=GAP, seconds=S_FRONTIER), processes=processes)
    same = [(a.cost, a.minutes) for a in alone] == [(b.cost, b.minutes) for b in spread]
    return {
        "s_frontier": seconds,
        "points_frontier": len(found),
        "gap_frontier": max(point.plan.gap for point in found),
        "proven_frontier": sum(point.plan.proven for point in found),
        "same_answers_alone_and_spread": float(same),
    }


def _guards() -> Figures:
    """What each guard costs; and which guards conflict when the money does not reach."""
    given = city()
    plan = r.realign(given, Effort(gap=GAP))
    begun = time.perf_counter()
    bound = r.binding(given, plan, Effort(gap=GAP, seconds=S_CITY))
    seconds = time.perf_counter() - begun
    poor = [r.Budget("less money", (0, 1, 2), 40e9) if isinstance(g, r.Budget) else g for g in given.guards]
    impossible = replace(given, guards=tuple(poor))
    begun = time.perf_counter()
    answer = r.realign(impossible)
    assert answer.conflict, "guards that cannot be met must be named"
    return {
        "s_guards": seconds,
        "guards_that_bind": len(bound),
        "s_conflict": time.perf_counter() - begun,
        "guards_in_conflict": len(answer.conflict),
    }


def _cpu() -> float:
    return time.process_time()


def _apart(work: Any, *words: Any) -> Figures:
    """In a process of its own, so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found: Figures = pool.apply(work, words)
    return found
