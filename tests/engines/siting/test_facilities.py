"""Facility location with and without capacities against every set of sites."""

from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engines.siting.small_cases import cases, holds, keeps_to
from wakimizu.engines import siting


@given(st.data(), st.booleans())
def test_no_set_of_sites_is_cheaper(data, whole):
    case = data.draw(cases(whole=whole))
    assume(case.reachable())
    sites = case.cost.shape[1]
    opening = np.array(data.draw(st.lists(st.integers(0, 30), min_size=sites, max_size=sites)), dtype=float)
    best = min(case.paid(chosen).sum() + opening[chosen].sum() for chosen in case.sets(range(sites + 1)))
    holds(siting.uncapacitated(case.cost, opening, **case.terms), case, best)


@settings(max_examples=60)
@given(st.data())
def test_no_single_assignment_within_capacities_is_cheaper(data):
    case = data.draw(cases(demands=4, sites=4))
    sites = case.cost.shape[1]
    opening = np.array(data.draw(st.lists(st.integers(0, 30), min_size=sites, max_size=sites)), dtype=float)
    capacity = np.array(data.draw(st.lists(st.integers(0, 9), min_size=sites, max_size=sites)), dtype=float)
    room = np.where(~case.forbidden, capacity, 0)[:, case.may].max(axis=1, initial=0)
    assume(case.reachable() and case.weights.sum() <= capacity[case.may].sum() and (case.weights <= room).all())
    best = min((_single(case, chosen, opening, capacity) for chosen in case.sets(range(sites + 1))), default=inf)
    answer = siting.capacitated(case.cost, opening, capacity, single=True, **case.terms)
    holds(answer, case, best)
    if np.isfinite(best):
        served = answer.assigned >= 0
        load = np.bincount(answer.assigned[served], case.weights[served], minlength=sites)
        assert (load <= capacity + 1e-9).all()


def _single(case, chosen, opening, capacity):
    heard = np.flatnonzero(case.weights > 0)
    best = inf
    for goes in product(chosen, repeat=heard.size):
        load = np.bincount(goes, case.weights[heard], minlength=capacity.size) if heard.size else np.zeros(1)
        if (load <= capacity[: load.size]).all():
            best = min(best, float(case.weights[heard] @ case.allowed_cost[heard, list(goes)]) + opening[chosen].sum())
    return best


@settings(max_examples=60)
@given(st.data())
def test_splitting_is_no_dearer_than_single_and_no_cheaper_than_without_capacities(data):
    case = data.draw(cases(demands=5, sites=5))
    sites = case.cost.shape[1]
    opening = np.array(data.draw(st.lists(st.integers(0, 30), min_size=sites, max_size=sites)), dtype=float)
    capacity = np.array(data.draw(st.lists(st.integers(0, 9), min_size=sites, max_size=sites)), dtype=float)
    room = np.where(~case.forbidden, capacity, 0)[:, case.may].max(axis=1, initial=0)
    assume(case.reachable() and case.weights.sum() <= capacity[case.may].sum() and (case.weights <= room).all())
    split = siting.capacitated(case.cost, opening, capacity, **case.terms)
    single = siting.capacitated(case.cost, opening, capacity, single=True, **case.terms)
    free = siting.uncapacitated(case.cost, opening, **case.terms)
    if split.status is siting.Status.INFEASIBLE:
        assert single.status is siting.Status.INFEASIBLE
        return
    assert split.status is siting.Status.OPTIMAL
    keeps_to(split, case)
    heard = case.weights > 0
    assert split.shares[heard].sum(axis=1) == pytest.approx(1)
    assert (case.weights @ split.shares <= capacity + 1e-6).all()
    assert split.objective >= free.objective - 1e-6
    if single.status is siting.Status.OPTIMAL:
        assert split.objective <= single.objective + 1e-6


def test_tighter_capacities_cost_more_and_are_kept():
    chance = np.random.default_rng(5)
    cost, weights = chance.random((30, 10)) * 20, chance.integers(1, 9, 30).astype(float)
    wide, tight = (siting.capacitated(cost, 40, room, weights=weights) for room in (weights.sum(), weights.sum() / 4))
    assert wide.objective == pytest.approx(siting.uncapacitated(cost, 40, weights=weights).objective)
    assert tight.status is siting.Status.OPTIMAL
    assert tight.objective > wide.objective
    assert (weights @ tight.shares).max() <= weights.sum() / 4 * (1 + 1e-9)
