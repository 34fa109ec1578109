"""Opinion groups against Polis' own published ones, and the groups of 30,000 people on 1,000 statements."""

import argparse
import csv
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench import report
from wakimizu.engines import consensus

S_GROUPS, ARI, GIC_ERROR = 10.0, 0.9, 1e-12  # the targets
PEOPLE, STATEMENTS, VOTES = 30_000, 1_000, 1_000_000
SHARED = Path(__file__).resolve().parents[2] / "shared/data/consensus"
CONVERSATIONS = ("vtaiwan.uberx", "bg2050-volunteers")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=3, help="how often the large one is done; the median counts")


def run(options: argparse.Namespace) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name in CONVERSATIONS if SHARED.is_dir() else ():
        figures |= published(name)
    votes = many()
    taken = []
    for _time in range(options.times):
        begun = time.perf_counter()
        found = consensus.opinions(votes)
        counts = consensus.count(votes, found.group, found.groups)
        consensus.typical(counts)
        taken.append(time.perf_counter() - begun)
    figures["s_groups"] = report.quantile(taken, 0.5)
    _show(figures)
    return figures


def published(name: str) -> dict[str, float]:
    """Our groups beside the published ones, over the people who have a published one; consensus where it was published."""
    people, statements = _rows(SHARED / name / "participants-votes.csv"), _rows(SHARED / name / "comments.csv")
    of = {each["comment-id"]: each for each in statements}
    codes = [each for each in people[0] if each.isdigit()]
    table = [[float(each[code]) if each[code] else np.nan for code in codes] for each in people]
    votes = consensus.from_table(table)
    out = np.array([of[code]["moderated"] == "-1" or of[code].get("is-meta") == "true" for code in codes])
    theirs = np.array([int(each["group-id"] or consensus.NOBODY) for each in people])
    ours = consensus.opinions(votes, out).group
    has = theirs >= 0
    figures = {f"ari_{name}": adjusted_rand_index(ours[has], theirs[has])}
    if "group-informed-consensus" in statements[0]:
        told = np.array([float(of[code]["group-informed-consensus"]) for code in codes])
        found = consensus.group_informed_consensus(consensus.count(votes, theirs, int(theirs.max()) + 1))
        figures["gic_max_error"] = float(np.abs(found - told).max())
    return figures


def adjusted_rand_index(one: Sequence[int] | np.ndarray, other: Sequence[int] | np.ndarray) -> float:
    """How alike two groupings are, whatever the groups are called (Hubert and Arabie 1985): 1 the same, 0 as by chance."""
    first, second = np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)
    together, rows, columns = (float((n * (n - 1) / 2).sum()) for n in (table, table.sum(axis=1), table.sum(axis=0)))
    pairs = len(first) * (len(first) - 1) / 2
    expected = rows * columns / pairs
    return 1.0 if rows == columns == expected else (together - expected) / ((rows + columns) / 2 - expected)


def many() -> consensus.Votes:
    """30,000 people of three opinions, a million votes; some statements part them, most do not."""
    chance = np.random.default_rng(1)
    opinion = chance.integers(0, 3, PEOPLE)
    leaning = chance.normal(0, 1, (3, STATEMENTS)) * (chance.random(STATEMENTS) < 0.3)
    person, statement = chance.integers(0, PEOPLE, VOTES), chance.integers(0, STATEMENTS, VOTES)
    felt = leaning[opinion[person], statement] + chance.normal(0.3, 1, VOTES)
    value = np.where(felt > 0.3, consensus.AGREE, np.where(felt < -0.3, consensus.DISAGREE, consensus.PASS))
    return consensus.votes(person, statement, value, PEOPLE, STATEMENTS)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _show(figures: dict[str, float]) -> None:
    rows: list[list[object]] = [["figure", "value", "target", ""]]
    for name, value in figures.items():
        good, target = value >= ARI, f">= {ARI:g}"
        if not name.startswith("ari"):
            most = S_GROUPS if name == "s_groups" else GIC_ERROR
            good, target = value < most, f"< {most:g}"
        rows.append([name, f"{value:.4g}", target, report.verdict(good)])
    report.table(rows, f"{PEOPLE:,} people, {STATEMENTS:,} statements, {VOTES:,} votes; and two conversations of Polis")
    if "gic_max_error" not in figures:
        print("  The published conversations are not beside the checkout (../shared): only the time was measured.")
