"""The programme over paths of sites: what a plan costs, what guards ask, and planes under everybody's way.

    min  Σ cost_p z_p + Σ θ_g        z_p: a site takes a path; y_lk: a layer is served at a site; θ_g: a group's way
    s.t. Σ_{p of k} z_p = 1,  y_lk = Σ_{p of k, serving l} z_p,  Σ_k y_lk ≥ 1,  guards,  planes of `ways`

All of it is linear in y and z. The room for staff is met by rows that are added where a plan breaks it: whoever has no nearer
counter goes to k, so for any people C, Σ_{j ∈ C} w_j (y_k − Σ_{i nearer to j} y_i) ≤ what k can serve.
"""

from dataclasses import dataclass, field, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.siting.answer import Effort, Watch
from wakimizu.engines.siting.highs import Programme, Solved

from .case import FARTHEST, Array, Budget, Case, Count, Guard, Reach, Rooms, Staffing, Whole, Within
from .outcome import SLACK, limits, today_staff
from .paths import Paths, paths
from .ways import Planes, Ways

MILLION = 1e6  # the programme counts in millions of yen: solvers like moderate numbers
ROUNDS = 200  # of solving and adding rows, at most
IDLE = 6  # a plane that was slack in so many relaxations is dropped


@dataclass
class Master:
    """The programme of a case. Its numbers are in yen outside, in millions inside."""

    given: Case
    ways: Ways
    paths: Paths
    ceiling: float = inf  # yen of all periods together
    threads: int = 1
    programme: Programme = field(init=False)

    def __post_init__(self) -> None:
        given, ways = self.given, self.ways
        self.programme = Programme(self.threads)
        self.constant = _constant(given)
        self.costs = path_costs(given, self.paths)
        self.fixed = self.programme.columns(1, self.constant / MILLION, 1, 1)
        self.z = self.programme.columns(len(self.paths.site), self.costs / MILLION, 0, 1, whole=True)
        layers, sites = len(ways.period), len(given.sites)
        self.y = self.programme.columns(layers * sites, 0, 0, 1).reshape(layers, sites)
        self.theta = self.programme.columns(ways.groups, 1, -inf)
        self._link()
        self._guards()
        self.planes_from = self.programme.rows_count
        self._idle = np.zeros(0, dtype=int)

    def _link(self) -> None:
        site, add = self.paths.site, self.programme.row
        for k in range(len(self.given.sites)):
            add(self.z[site == k], 1, 1, 1)
        for layer, period in enumerate(self.ways.period):
            serves = self.paths.having(period, self.ways.offers[layer])
            for k in range(len(self.given.sites)):
                own = self.z[(site == k) & serves]
                add(np.append(own, self.y[layer, k]), np.append(np.ones(len(own)), -1), 0, 0)
            add(self.y[layer], 1, 1)

    # ── guards ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _guards(self) -> None:
        if isfinite(self.ceiling):
            every = path_yen(self.given, self.paths).sum(axis=1)
            self.programme.row(self.z, every / MILLION, upper=(self.ceiling - _volume_yen(self.given).sum()) / MILLION)
        for guard in self.given.guards:
            for period in guard.periods:
                self._guard(guard, period)

    def _guard(self, guard: Guard, t: int) -> None:
        given, add = self.given, self.programme.row
        if isinstance(guard, Within):
            for cover in _covers_within(given, guard, t):
                add(self._open(guard.service, t)[cover], 1, 1)
        elif isinstance(guard, Reach):
            self._reach(guard, t)
        elif isinstance(guard, Count):
            chosen = self.z[np.isin(self.paths.site, guard.sites) & np.isin(self.paths.role[:, t], guard.roles)]
            add(chosen, 1, guard.least, guard.most)
        elif isinstance(guard, Budget):
            yen, volume = path_yen(given, self.paths)[:, t], _volume_yen(given)[t]
            add(self.z, yen / MILLION, upper=(guard.yen * (1 + SLACK / 2) - volume) / MILLION)
        elif isinstance(guard, Staffing):
            staff = given.staff[self.paths.site, self.paths.role[:, t]]
            add(self.z, staff, upper=guard.most * (1 + SLACK / 2) - _volume_staff(given)[t])

    def _open(self, service: int, t: int) -> Whole:
        """The columns (K,) that say where a service is served in a period; made when nobody visits it."""
        bundle = self.ways.bundle_of[service]
        layer = np.flatnonzero((self.ways.bundle == bundle) & (self.ways.period == t))
        if layer.size:
            return np.asarray(self.y[layer[0]])
        columns = self.programme.columns(len(self.given.sites), 0, 0, 1)
        serves = self.paths.having(t, self.given.offers[:, service])
        for k, column in enumerate(columns):
            own = self.z[(self.paths.site == k) & serves]
            self.programme.row(np.append(own, column), np.append(np.ones(len(own)), -1), 0, 0)
        return columns

    def _reach(self, guard: Reach, t: int) -> None:
        """Σ people · v ≥ share; v ≤ 1 and v ≤ what is open near them, one v for all who have the same counters near."""
        people, near = self.given.people[t], self.given.minutes <= guard.minutes
        if guard.rider is not None:
            people, near = people[[guard.rider]], near[[guard.rider]]
        people, near = people.ravel(), near.reshape(-1, near.shape[-1])
        covers, which = np.unique(near[people > 0], axis=0, return_inverse=True)
        weights = np.bincount(which.ravel(), weights=people[people > 0], minlength=len(covers))
        v = self.programme.columns(len(covers), 0, 0, 1)
        y = self._open(guard.service, t)
        for column, cover in zip(v, covers, strict=True):
            self.programme.row(np.append(y[cover], column), np.append(np.ones(cover.sum()), -1), 0)
        whole = max(people.sum(), 1e-9)
        self.programme.row(v, weights / whole, guard.share * (1 - SLACK / 2))

    # ── solving ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, planes: Planes) -> int:
        """Add planes under the ways; how many."""
        if not len(planes.groups):
            return 0
        layers = self.ways.layer_of(planes.groups)
        rows, columns = np.nonzero(planes.coefficients)
        counts = np.bincount(rows, minlength=len(planes.groups)) + 1
        ends = counts.cumsum()
        starts = np.concatenate([[0], ends[:-1]])
        index, value = np.empty(ends[-1], dtype=int), np.empty(ends[-1])
        own = np.ones(ends[-1], dtype=bool)
        own[starts] = False
        index[own], value[own] = self.y[layers[rows], columns], planes.coefficients[rows, columns] / MILLION
        index[starts], value[starts] = self.theta[planes.groups], 1
        self.programme.rows(starts, index, value, planes.sides / MILLION, inf)
        self._idle = np.append(self._idle, np.zeros(len(planes.groups), dtype=int))
        return len(planes.groups)

    def solve(self, watch: Watch, gap: float = 0.0, cutoff: float = inf, **how: bool) -> Solved:
        """Solved, in yen."""
        found = self.programme.solve(watch, gap, cutoff / MILLION, **how)
        return replace(found, objective=found.objective * MILLION, bound=found.bound * MILLION)

    def forget(self, solved: Solved) -> None:
        """Drop planes that have not touched the solution for a while."""
        if not solved.duals.size:
            return
        slack = np.abs(solved.duals[self.planes_from :]) < 1e-9
        self._idle = np.where(slack, self._idle + 1, 0)
        idle = self._idle > IDLE
        self.programme.drop_rows(self.planes_from + np.flatnonzero(idle))
        self._idle = self._idle[~idle]

    def read_y(self, solved: Solved) -> Array:
        return np.asarray(np.clip(solved.values[self.y], 0, 1))

    def read_theta(self, solved: Solved) -> Array:
        return np.asarray(solved.values[self.theta] * MILLION)

    def read_role(self, solved: Solved) -> Whole:
        """The plan (T, K) of an integer solution; of a fractional one the path each site takes most."""
        z = solved.values[self.z]
        best = np.lexsort((-z, self.paths.site))
        first = np.flatnonzero(np.diff(self.paths.site[best], prepend=-1))
        return np.asarray(self.paths.role[best[first]].T)

    def fix(self, solved: Solved, best: float, bound: float) -> int:
        """Shut out paths that no plan better than the best can take, by their reduced costs; how many."""
        reduced = solved.reduced[self.z] * MILLION
        out = (reduced > best - bound + 1e-6 * abs(best)) & (solved.values[self.z] < 1e-9)
        self.programme.bound_columns(self.z[out], 0, 0)
        return int(out.sum())

    def rooms(self, y: Array, role: Whole) -> int:
        """Add rows for sites of a plan that serve more than their room allows; how many."""
        added = 0
        for guard in self.given.guards:
            if isinstance(guard, Rooms):
                for t in guard.periods:
                    added += self._rooms(t, y, role)
        return added

    def _rooms(self, t: int, y: Array, role: Whole) -> int:
        given, ways, sites = self.given, self.ways, len(self.given.sites)
        layers: list[int] = np.flatnonzero(ways.period == t).tolist()
        needed = given.staff[np.arange(sites), role[t]].copy()
        nearest = {}
        for layer in layers:
            nearest[layer] = ways.least(layer, y[layer] > 0.5)[2]
            needed += np.bincount(nearest[layer], weights=_officers(given, ways, layer), minlength=sites)
        over = np.flatnonzero(needed > given.most_staff[np.arange(sites), role[t]] * (1 + SLACK))
        for k in over:
            self._room(t, int(k), layers, nearest)
        return len(over)

    def _room(self, t: int, k: int, layers: list[int], nearest: dict[int, Whole]) -> None:
        given, ways = self.given, self.ways
        own = self.paths.site == k
        roles = self.paths.role[own, t]
        everybody = _volume_staff(given)[t]
        room = np.minimum(given.most_staff[k, roles] - given.staff[k, roles], everybody)
        columns, values = [self.z[own]], [-room * (1 + SLACK / 2)]
        for layer in layers:
            people = np.flatnonzero((nearest[layer] == k) & (ways.weights[layer] > 0))
            officers = _officers(given, ways, layer)[people]
            nearer = ways.rank[people] < ways.rank[people, k][:, None]
            columns += [self.y[layer], self.y[layer, [k]]]
            values += [-(officers @ nearer), np.array([officers.sum()])]
        index, value = np.concatenate(columns), np.concatenate(values)
        every = np.unique(index)
        summed = np.bincount(np.searchsorted(every, index), weights=value)
        self.programme.row(every, summed, upper=0)
        self._idle = np.append(self._idle, 0)


def master(given: Case, ceiling: float = inf, effort: Effort | None = None) -> Master:
    return Master(given, Ways(given), paths(given), ceiling, (effort or Effort()).threads)


def path_yen(given: Case, known: Paths) -> Array:
    """(P, T) yen of the city: running and staff that is there whatever comes for the period's years, and one-off."""
    found = known.one_off.copy()
    for t in range(len(given.years)):
        role = known.role[:, t]
        yearly = given.yen[t, known.site, role] + given.staff[known.site, role] * given.yen_per_fte
        found[:, t] += given.lengths[t] * yearly
    return found


def path_costs(given: Case, known: Paths) -> Array:
    """(P,) a path's share of the objective, ways left out."""
    base = np.stack([given.staff[known.site, known.role[:, t]] for t in range(len(given.years))], axis=1)
    total = path_yen(given, known).sum(axis=1) * given.weights.cost
    return np.asarray(total + base @ given.lengths * given.weights.community)


def _volume_staff(given: Case) -> Array:
    """(T,) full-time equivalents for the visits, wherever they go."""
    return np.asarray((given.visits.sum(axis=(2, 3)) / given.visits_per_fte).sum(axis=1))


def _volume_yen(given: Case) -> Array:
    return np.asarray(_volume_staff(given) * given.yen_per_fte * given.lengths)


def _constant(given: Case) -> float:
    """What of the objective no plan changes: officers for the visits, and today's as the measure of who is set free."""
    weights = given.weights
    free = float((_volume_staff(given) - today_staff(given)) @ given.lengths)
    return weights.cost * float(_volume_yen(given).sum()) + weights.community * free


def _officers(given: Case, ways: Ways, layer: int) -> Array:
    """(M·N,) full-time equivalents that everybody's visits of a layer need in a year."""
    bundle, t = ways.bundle[layer], ways.period[layer]
    services = [s for s, b in enumerate(ways.bundle_of) if b == bundle]
    per_service = given.visits[t, services] / given.visits_per_fte[services][:, None, None]
    return np.asarray(per_service.sum(axis=0).ravel())


def _covers_within(given: Case, guard: Within, t: int) -> NDArray[np.bool_]:
    """(rows, K) from which sites somebody is near enough; a row that another one implies is left out."""
    limit = limits(given, guard) * (1 + SLACK)
    asked = (given.people[t] > 0) & (limit < FARTHEST)
    if guard.rider is not None:
        asked &= (np.arange(len(given.riders)) == guard.rider)[:, None]
    covers = np.unique(given.minutes[asked] <= limit[asked][:, None], axis=0)
    covers = covers[np.argsort(covers.sum(axis=1), kind="stable")]
    kept: list[NDArray[np.bool_]] = []
    for cover in covers:
        if not any((each <= cover).all() for each in kept):
            kept.append(cover)
    return np.array(kept).reshape(-1, len(given.sites))
