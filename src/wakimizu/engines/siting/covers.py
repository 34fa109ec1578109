"""The fewest sites that cover all: demands and sites that cannot matter are left out, then greedy, LP bound, integer programme.

A demand whose sites include all those of another is covered with it; a site that covers no more than another can give way to
it; the only site of a demand is open (Toregas and ReVelle 1973, doi:10.1111/j.1538-4632.1973.tb01003.x). The LP's duals, scaled
until no site earns more than one, add up to a bound that does not depend on the solver's tolerances.
"""

from dataclasses import dataclass
from math import ceil, inf

import numpy as np

from .answer import Status, Watch
from .highs import Programme
from .problem import Array, Mask, Whole

AFFORDABLE = 2e10  # multiplications that comparing all with all may take
ROUNDING = 1e-6  # a bound this little above a whole number is that number


@dataclass(frozen=True, slots=True)
class Cover:
    """sites: a cover, None if none was found. fewest: no cover has fewer sites; inf: there is none. nodes: of the solver."""

    sites: Whole | None
    fewest: float
    nodes: int = 0


def fewest_sites(covers: Mask, must: Mask, watch: Watch, enough: int = 0) -> Cover:
    """covers: (demands, sites). must: (sites,) that are open. enough: a cover of that many is as good as a smaller one, and
    proof that there is none is as good as the exact number.
    """
    if not covers.any(axis=1).all():
        return Cover(None, inf)
    core = _reduced(covers, must)
    given = np.flatnonzero(core.must)
    sites = _greedy(core)
    best, fewest = np.union1d(given, sites), given.size
    if best.size <= max(enough, given.size) or watch.over:
        return Cover(best, float(fewest))
    fewest += _dual_bound(core, watch)
    if fewest >= best.size or fewest > enough > 0 or watch.over:
        return Cover(best, float(fewest))
    return _by_solver(core, given, best, fewest, enough, watch)


@dataclass(frozen=True, slots=True)
class _Core:
    """What is left to decide: covers of the demands and sites (their numbers) that matter; must: (all sites,) settled open."""

    covers: Mask
    sites: Whole
    must: Mask


def _reduced(covers: Mask, must: Mask) -> _Core:
    must, sites = must.copy(), np.arange(must.size)
    while True:
        covers = covers[~covers[:, must[sites]].any(axis=1)] if must[sites].any() else covers
        covers, sites = covers[:, ~must[sites]], sites[~must[sites]]
        covers = covers[_minimal(covers)]
        largest = _minimal(~covers.T)  # the fewest demands left out: the most covered
        covers, sites = covers[:, largest], sites[largest]
        only = covers.sum(axis=1) == 1
        if not only.any():
            return _Core(covers, sites, must)
        must[sites[covers[only].any(axis=0)]] = True


def _minimal(sets: Mask) -> Mask:
    """(sets,) those that include no other; of equals the first. Only equals are seen where comparing all takes too long."""
    kept = np.zeros(sets.shape[0], dtype=bool)
    if not sets.shape[0]:
        return kept
    _packed, first = np.unique(np.packbits(sets, axis=1), axis=0, return_index=True)
    first = np.sort(first)
    kept[first] = True
    if float(first.size) ** 2 * sets.shape[1] > AFFORDABLE:
        return kept
    some = sets[first].astype(np.float32)
    common = some @ some.T
    sizes = some.sum(axis=1)
    includes = common == sizes[None, :]  # row i includes row k
    np.fill_diagonal(includes, False)
    kept[first[includes.any(axis=1)]] = False
    return kept


def _greedy(core: _Core) -> Whole:
    """Sites taken by how many more they cover; those that turn out to be needless given back, the earliest first."""
    covers, taken = core.covers, []
    left = np.ones(covers.shape[0], dtype=bool)
    while left.any():
        site = int(covers[left].sum(axis=0).argmax())
        taken.append(site)
        left &= ~covers[:, site]
    for site in list(taken):
        others = [other for other in taken if other != site]
        if others and covers[:, others].any(axis=1).all():
            taken = others
    return core.sites[taken]


def _programme(core: _Core, watch: Watch, whole: bool) -> tuple[Programme, Whole]:
    programme = Programme(watch.effort.threads)
    y = programme.columns(core.sites.size, 1.0, 0.0, 1.0, whole=whole)
    row, column = np.nonzero(core.covers)
    programme.rows(np.searchsorted(row, np.arange(core.covers.shape[0])), y[column], 1.0, 1.0, inf)
    return programme, y


def _dual_bound(core: _Core, watch: Watch) -> int:
    programme, _y = _programme(core, watch, whole=False)
    solved = programme.solve(watch)
    if solved.status is not Status.OPTIMAL:
        return 1
    duals: Array = np.maximum(solved.duals, 0.0)
    earned = float((duals @ core.covers).max(initial=1.0))
    return max(ceil(float(duals.sum()) / earned - ROUNDING), 1)


def _by_solver(core: _Core, given: Whole, best: Whole, fewest: int, enough: int, watch: Watch) -> Cover:
    programme, y = _programme(core, watch, whole=True)
    programme.row(y, 1.0, lower=fewest - given.size, upper=(enough or best.size) - given.size)
    if not enough:
        start = np.isin(core.sites, best).astype(float)
        programme.start_from(start)
    else:
        programme.price(y, 0.0)  # any cover will do
    solved = programme.solve(watch)
    if solved.status is Status.INFEASIBLE:
        return Cover(best, float(enough + 1), solved.nodes)
    if not solved.values.size:
        return Cover(best, float(fewest), solved.nodes)
    sites = np.union1d(given, core.sites[solved.values > 0.5])
    bound = fewest if enough or solved.bound == -inf else max(fewest, given.size + ceil(solved.bound - ROUNDING))
    return Cover(sites if sites.size <= best.size else best, float(min(bound, sites.size)), solved.nodes)
