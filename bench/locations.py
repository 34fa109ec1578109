"""Location problems with known answers: OR-Library's pmed and cap, TSPLIB's points (../shared/data/siting)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "siting"
CAPS = [f"cap{number}" for number in (71, 72, 73, 74, 101, 102, 103, 104, 131, 132, 133, 134)]
Array = NDArray[np.float64]


def pmed(number: int, folder: Path = DATA) -> tuple[Array, int]:
    """Shortest ways between all nodes of the graph, and p. Of edges named twice the later one counts, as the library says."""
    nodes, _edges, p, *words = (int(word) for word in (folder / "pmed" / f"pmed{number}.txt").read_text().split())
    ways = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(ways, 0)
    for one, other, length in np.array(words).reshape(-1, 3):
        ways[one - 1, other - 1] = ways[other - 1, one - 1] = length
    for node in range(nodes):
        np.minimum(ways, ways[:, node, None] + ways[node], out=ways)
    return ways, p


def pmed_optima(folder: Path = DATA) -> dict[int, float]:
    lines = (folder / "pmed" / "optima.txt").read_text().splitlines()[1:]
    return {int(name.removeprefix("pmed")): float(value) for name, value in (line.split() for line in lines if line)}


def cap(name: str, folder: Path = DATA) -> tuple[Array, Array, Array, Array]:
    """Cost per unit of demand, opening, capacity, demands (the file's costs are for all of a customer's demand)."""
    words = [float(word) for word in (folder / "cap" / f"{name}.txt").read_text().split()]
    sites, demands = int(words[0]), int(words[1])
    capacity, opening = np.array(words[2 : 2 + 2 * sites]).reshape(sites, 2).T
    rows = np.array(words[2 + 2 * sites :]).reshape(demands, sites + 1)
    return rows[:, 1:] / rows[:, :1], opening, capacity, rows[:, 0]


def cap_optima(folder: Path = DATA) -> dict[str, float]:
    lines = (folder / "cap" / "optima.txt").read_text().splitlines()
    return {name: float(value) for name, value in (line.split() for line in lines if line.strip())}


def euclidean(name: str, folder: Path = DATA) -> Array:
    """Straight lines between all points of a TSPLIB file, as real numbers, not rounded."""
    words = [line.split() for line in (folder / f"{name}.tsp").read_text().splitlines()]
    points = np.array([row[1:] for row in words if len(row) == 3 and row[0].isdigit()], dtype=float)
    return np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
