"""Location models to the proof: OR-Library's pmed1–20 and cap71–134, TSPLIB's rl1304 and fl1400, beside spopt and pbp-pmedian.

Every solver runs in a process of its own. Counted is from the cost matrix to the answer, building a model included, without
imports and reading (bench/siting_child.py). Distances between points are real numbers, not cut to whole ones as in the
literature, so values lie a little above the published. The real files are in ../shared/data/siting (skipped without them).
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import locations, report

ROOT = Path(__file__).resolve().parents[1]
PMED = [f"pmed{number}" for number in range(1, 21)]
POINTS = {"rl1304:10": 300.0, "rl1304:100": 300.0, "rl1304:300": 60.0, "rl1304:500": 60.0, "fl1400:100": 120.0}
S_PMED, S_CENTRE, S_CAP, GAP_10, MIB = 10.0, 5.0, 1.0, 0.0005, 2048.0  # targets
TIMES_SPOPT, TIMES_MEMORY, TIMES_PBP = 20.0, 10.0, 5.0
Figures = dict[str, float]
Case = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=3, help="how often pmed1–20 are solved; medians count (default 3)")
    parser.add_argument("--quick", action="store_true", help="leave out the points of TSPLIB and both peers")


def run(options: argparse.Namespace) -> Figures:
    if not locations.DATA.is_dir():
        print(f"\n  skipped: no cases at {locations.DATA}")
        return {}
    figures = _medians(options.times) | _others()
    if not options.quick:
        figures |= _points() | _beside_pbp(figures) | _beside_spopt(options.times)
    return {name: round(value, 6) for name, value in figures.items()}


def _child(solver: str, cases: list[str], seconds: float = 1800.0) -> list[Case]:
    """What a solver answers, case by case; fewer than asked when it broke or took too long, with the reason printed."""
    command = [sys.executable, "-m", "bench.siting_child", solver, *cases]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        print(f"\n  {solver} stopped after {seconds:g} s")
        return _lines(late.stdout.decode() if isinstance(late.stdout, bytes) else "")
    if done.returncode:
        print(f"\n  {solver} broke: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
    return _lines(done.stdout)


def _lines(said: str) -> list[Case]:
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def _medians(times: int) -> Figures:
    runs = [_child("ours:p_median", PMED) for _time in range(times)]
    optima = locations.pmed_optima()
    rows: list[list[object]] = [["pmed", "optimum", "answer", "bound", "status", "s", "nodes"]]
    proven, middle = 0, [statistics.median(run[i]["s"] for run in runs) for i in range(len(PMED))]
    for number, case in enumerate(runs[0], start=1):
        proven += all(_is_proven(run[number - 1], optima[number]) for run in runs)
        rows.append(
            [number, optima[number], case["value"], case["bound"], case["status"], middle[number - 1], case["nodes"]]
        )
    report.table(rows, f"p-median, medians of {times} runs")
    figures = {
        "pmed_proven": float(proven),
        "s_pmed": sum(middle),
        "cpu_s_pmed": statistics.median(sum(case["cpu_s"] for case in run) for run in runs),
    }
    print(f"\n  {proven} of 20 proven {report.verdict(proven == len(PMED))}", end="; ")
    print(f"together in {figures['s_pmed']:.2f} s {report.verdict(figures['s_pmed'] <= S_PMED)} (target {S_PMED:g} s)")
    return figures


def _is_proven(case: Case, optimum: float) -> bool:
    same = math.isclose(case["value"], optimum, abs_tol=0.0011)
    return bool(case["status"] == "optimal" and same and case["gap"] <= 1e-9)


def _others() -> Figures:
    centres, covers, most = (_child(f"ours:{model}", PMED) for model in ("p_centre", "covering", "maximal"))
    free, split = _child("ours:uncapacitated", locations.CAPS), _child("ours:capacitated", locations.CAPS)
    optima = locations.cap_optima()
    found = {
        "p_centre": (centres, S_CENTRE),
        "covering": (covers, S_CENTRE),
        "maximal_covering": (most, S_CENTRE),
        "cap": (free, S_CAP),
        "cap_capacitated": (split, S_CAP),
    }
    rows: list[list[object]] = [["model", "cases", "proven", "slowest s", "target", ""]]
    figures: Figures = {}
    for name, (cases, target) in found.items():
        proven = sum(case["status"] == "optimal" for case in cases)
        if cases is free or cases is split:
            proven = sum(_is_proven(case, optima[case["case"]]) for case in cases)
        figures |= {f"{name}_proven": float(proven), f"s_{name}_slowest": max(case["s"] for case in cases)}
        met = proven == len(cases) and figures[f"s_{name}_slowest"] <= target
        rows.append([name, len(cases), proven, figures[f"s_{name}_slowest"], target, report.verdict(met)])
    report.table(rows, "pmed1–20 (covering at the centre's radius, maximal covering at 0.6 of it) and cap71–134")
    return figures


def _points() -> Figures:
    rows: list[list[object]] = [["points:p", "answer", "bound", "gap %", "status", "s", "nodes", "MiB", "target s", ""]]
    figures: Figures = {}
    for name, target in POINTS.items():
        (case,) = _child("ours:p_median", [name])
        key = name.replace(":", "_")
        figures |= {f"s_{key}": case["s"], f"gap_{key}": case["gap"], f"mib_{key}": case["mib_peak"]}
        close = case["gap"] <= (GAP_10 if name == "rl1304:10" else 1e-9)
        met = report.verdict(close and case["s"] <= target and case["mib_peak"] <= MIB)
        shown = [case[what] for what in ("value", "bound")] + [
            100 * case["gap"],
            case["status"],
            case["s"],
            case["nodes"],
        ]
        rows.append([name, *shown, case["mib_peak"], target, met])
    report.table(rows, "p-median of points, real distances, one process each")
    return figures


def _beside_pbp(ours: Figures) -> Figures:
    theirs = _child("pbp", PMED)
    if len(theirs) < len(PMED):
        return {}
    optima = locations.pmed_optima()
    right = sum(case["value"] == optima[number] for number, case in enumerate(theirs, start=1))
    cpu = sum(case["cpu_s"] for case in theirs)
    ratio = cpu / ours["cpu_s_pmed"]
    print(
        f"\n  pbp-pmedian, pmed1–20 once: {right} of 20 right in {cpu:.1f} s of CPU, here {ours['cpu_s_pmed']:.1f} s",
        end="",
    )
    print(f": {ratio:.1f} times {report.verdict(ratio >= TIMES_PBP)} (target {TIMES_PBP:g})")
    return {"cpu_s_pbp": cpu, "ratio_to_pbp": ratio, "pbp_right": float(right)}


def _beside_spopt(times: int) -> Figures:
    ours, theirs = [_child("ours:p_median", ["pmed20"])[0] for _time in range(times)], _child("spopt", ["pmed20"])
    if not theirs:
        return {}
    (peer,) = theirs
    mine = {what: statistics.median(case[what] for case in ours) for what in ("s", "cpu_s", "mib_peak", "mib_solving")}
    rows: list[list[object]] = [["pmed20", "spopt", "here", "ratio", "target", ""]]
    figures: Figures = {}
    targets = {"s": TIMES_SPOPT, "cpu_s": TIMES_SPOPT, "mib_peak": TIMES_MEMORY, "mib_solving": TIMES_MEMORY}
    for what, target in targets.items():
        ratio = peer[what] / mine[what]
        figures |= {f"{what}_spopt": peer[what], f"{what}_pmed20": mine[what]}
        figures["ratio_to_spopt" if what == "s" else f"ratio_{what}_to_spopt"] = ratio
        rows.append([what, peer[what], mine[what], ratio, target, report.verdict(ratio >= target)])
    figures["ratio_to_spopt_without_building"] = (peer["s"] - peer["s_building"]) / mine["s"]
    report.table(
        rows, f"spopt's PMedian with HiGHS once, here the median of {times}; {peer['value']:g} and {ours[0]['value']:g}"
    )
    print(f"\n  without building its model {figures['ratio_to_spopt_without_building']:.0f} times as long as here")
    return figures
