"""How far people are from what is open, and the planes that bound it from below.

The cost F of everybody's way is a sum over people of the least disutility among the open sites. Seen as a function of
fractions y of sites, the linear relaxation of it is convex: for one person whose sites are 1, 2, … by distance with the
disutilities g₁ ≤ g₂ ≤ …, and l the first at which y₁ + … + y_l reaches 1,

    F(y) = g_l − Σ_{i<l} (g_l − g_i) y_i,

and the right-hand side with that l bounds F from below everywhere. These are Benders' cuts of the location problem (Magnanti
and Wong 1981, doi:10.1287/opre.29.3.464; Fischetti, Ljubić and Sinnl 2017, doi:10.1287/mnsc.2016.2461): they do without the
sites × people variables. Services that the same roles offer are one; people whose nearest site is the same share a plane.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .case import FARTHEST, Array, Case, Whole
from .outcome import disutility

FULL = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Planes:
    """Bounds of F from below: cost[group] + coefficients[group] · y ≥ sides[group], in yen. groups: their numbers."""

    groups: Whole
    coefficients: Array
    sides: Array


class Ways:
    """The demand side of a case. A *layer* is a bundle of services in a period; y is (layers, sites).

    offers: (layers, R) which roles serve a layer. period: (layers,). group of people j in layer i: `first[i] + group[i][j]`.
    """

    def __init__(self, given: Case) -> None:
        self.given = given
        sites = len(given.sites)
        minutes = np.minimum(given.minutes, FARTHEST).reshape(-1, sites)
        self.order = np.argsort(minutes, axis=1, kind="stable")
        self.ranked = np.take_along_axis(disutility(given).reshape(-1, sites), self.order, axis=1)
        self.rank = np.argsort(self.order, axis=1)
        self.value = disutility(given).reshape(-1, sites)
        self.bundles, self.bundle_of = _bundles(given)
        weights = np.zeros((len(self.bundles), len(given.years), minutes.shape[0]))
        for service, bundle in enumerate(self.bundle_of):
            if bundle >= 0:
                weights[bundle] += given.visits[:, service].reshape(len(given.years), -1)
        weights *= given.lengths[:, None]
        pairs = [(b, t) for b in range(len(self.bundles)) for t in range(len(given.years)) if weights[b, t].any()]
        self.bundle = np.array([b for b, _t in pairs])
        self.period = np.array([t for _b, t in pairs])
        self.weights = np.array([weights[b, t] for b, t in pairs])
        self.offers = self.bundles[self.bundle]
        self._groups()

    def _groups(self) -> None:
        """People by the site that is nearest of those that could ever serve their layer."""
        self.first, self.sorted, self.begins = [0], [], []
        for layer in range(len(self.period)):
            can = (self.given.may & self.offers[layer]).any(axis=(0, 2))
            nearest = np.where(can, self.value, np.inf).argmin(axis=1)
            people = np.flatnonzero(self.weights[layer])
            people = people[np.argsort(nearest[people], kind="stable")]
            begins = np.flatnonzero(np.diff(nearest[people], prepend=-1))
            self.sorted.append(people)
            self.begins.append(begins)
            self.first.append(self.first[-1] + len(begins))

    @property
    def groups(self) -> int:
        return self.first[-1]

    def planes(self, y: Array, cost: Array | None = None, tolerance: float = 1e-9) -> Planes:
        """The planes that touch F at y (layers, sites); with `cost` (groups,) only those that lie above it there."""
        groups, coefficients, sides = [], [], []
        for layer in range(len(self.period)):
            people, begins = self.sorted[layer], self.begins[layer]
            at = y[layer][self.order[people]].cumsum(axis=1)
            last = np.minimum((at < FULL).sum(axis=1), at.shape[1] - 1)
            critical = self.ranked[people, last]
            weight = self.weights[layer, people]
            less = np.maximum(critical[:, None] - self.value[people], 0) * weight[:, None]
            rows = np.add.reduceat(less, begins, axis=0)
            side = np.add.reduceat(critical * weight, begins)
            numbers = np.arange(self.first[layer], self.first[layer + 1])
            if cost is not None:
                value = side - rows @ y[layer]
                above = value > cost[numbers] + tolerance * np.maximum(np.abs(value), 1)
                numbers, rows, side = numbers[above], rows[above], side[above]
            groups.append(numbers)
            coefficients.append(rows)
            sides.append(side)
        return Planes(np.concatenate(groups), np.concatenate(coefficients), np.concatenate(sides))

    def layer_of(self, groups: Whole) -> Whole:
        return np.searchsorted(self.first, groups, side="right") - 1

    def open(self, role: Whole) -> NDArray[np.bool_]:
        """(layers, sites) what a plan (T, K) opens."""
        return np.stack([self.offers[i][role[t]] for i, t in enumerate(self.period)])

    def cost(self, open_: NDArray[np.bool_]) -> float:
        """F in yen of what is open."""
        return float(sum(self.least(i, each)[0] @ self.weights[i] for i, each in enumerate(open_)))

    def least(self, layer: int, open_: NDArray[np.bool_]) -> tuple[Array, Array, Whole]:
        """Of everybody, (M·N,): the disutility of the nearest open site, of the next one, and the nearest site."""
        numbers = np.flatnonzero(open_)
        among = self.rank[:, numbers]
        rows, best = np.arange(among.shape[0]), among.argmin(axis=1)
        site = numbers[best]
        if len(numbers) == 1:
            return self.value[rows, site], np.full(len(rows), self.nowhere), site
        among[rows, best] = among.shape[1] + self.rank.shape[1]
        return self.value[rows, site], self.value[rows, numbers[among.argmin(axis=1)]], site

    @property
    def nowhere(self) -> float:
        """More than any way costs; what closing the last site of a service is taken to cost."""
        return float(self.ranked[:, -1].max()) * 10 + 1

    def changes(self, open_: NDArray[np.bool_]) -> Array:
        """(layers, sites) by how much F changes when one site alone is closed, or opened, in one layer."""
        found = np.zeros(open_.shape)
        for layer, each in enumerate(open_):
            least, second, site = self.least(layer, each)
            weight = self.weights[layer]
            found[layer] = -(np.maximum(least[:, None] - self.value, 0).T @ weight)
            lost = np.bincount(site, weights=weight * (second - least), minlength=open_.shape[1])
            found[layer, each] = lost[each]
        return found


def _bundles(given: Case) -> tuple[NDArray[np.bool_], list[int]]:
    """Which roles serve each bundle (B, R), and the bundle of each service; −1 for a service nobody visits."""
    bundles: list[NDArray[np.bool_]] = []
    numbers = []
    for service in range(len(given.services)):
        if not given.visits[:, service].any():
            numbers.append(-1)
            continue
        roles = given.offers[:, service]
        known = next((n for n, each in enumerate(bundles) if (each == roles).all()), None)
        if known is None:
            known = len(bundles)
            bundles.append(roles)
        numbers.append(known)
    return np.array(bundles), numbers
