"""A survey of 20,000 answers weighted to the population by age, sex and ward, and a share with its interval."""

import argparse
import time

import numpy as np

from bench import report
from wakimizu.engines.evidence import estimate, margin, rake

S_RAKING, ANSWERS = 1.0, 20_000  # the target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=5, help="how often it is done; the median counts (default 5)")


def run(options: argparse.Namespace) -> dict[str, float]:
    chance = np.random.default_rng(1)
    shares = [[0.05, 0.1, 0.15, 0.2, 0.2, 0.2, 0.1], [0.4, 0.6], [0.3, 0.25, 0.2, 0.15, 0.1]]
    people = [[60, 90, 110, 120, 100, 90, 80], [350, 300], [180, 190, 95, 125, 140]]
    groups = [chance.choice(len(share), ANSWERS, p=share) for share in shares]
    said = (chance.random(ANSWERS) < 0.4 + 0.05 * groups[0]).astype(float)
    weighting, both = [], []
    for _time in range(options.times):
        begun = time.perf_counter()
        margins = [margin(name, *each) for name, *each in zip(("age", "sex", "ward"), groups, people, strict=True)]
        raked = rake(margins)
        weighting.append(time.perf_counter() - begun)
        found = estimate(said, raked.weights, margins, share=True)
        both.append(time.perf_counter() - begun)
    figures = {
        "s_raking": report.quantile(weighting, 0.5),
        "s_raking_and_estimate": report.quantile(both, 0.5),
        "rounds": raked.rounds,
        "effective_answers": raked.effective,
        "half_width": found.half,
    }
    rows: list[list[object]] = [["figure", "value", "target", ""]]
    rows.append(
        ["s_raking", f"{figures['s_raking']:.3f}", f"< {S_RAKING:g}", report.verdict(figures["s_raking"] < S_RAKING)]
    )
    rows += [[name, f"{value:.4g}", "", ""] for name, value in figures.items() if name != "s_raking"]
    report.table(rows, f"{ANSWERS:,} answers, 7 ages × 2 sexes × 5 wards")
    return {name: round(value, 4) for name, value in figures.items()}
