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


@settings(max_examples=60)
@given(st.data())
def test_no_split_assignment_within_capacities_is_cheaper(data):
    case = data.draw(cases(demands=4, sites=4))
    sites = case.cost.shape[1]
    opening = np.array(data.draw(st.lists(st.integers(0, 30), min_size=sites, max_size=sites)), dtype=float)
    capacity = np.array(data.draw(st.lists(st.integers(0, 9), min_size=sites, max_size=sites)), dtype=float)
    assume(case.reachable() and case.weights.sum() <= capacity[case.may].sum())
    best = min((_split(case, chosen, opening, capacity) for chosen in case.sets(range(sites + 1))), default=inf)
    answer = siting.capacitated(case.cost, opening, capacity, **case.terms)
    if not np.isfinite(best):
        assert answer.status is siting.Status.INFEASIBLE
        return
    assert answer.status is siting.Status.OPTIMAL
    assert answer.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert answer.bound <= best + 1e-6 * max(best, 1)


def _split(case, chosen, opening, capacity):
    """Person by person on the cheapest way there is left, those sent before moving on where that helps: successive shortest
    paths, exact for whole people and whole places."""
    if not chosen:
        return 0.0 if not case.weights.any() else inf
    cost, left = case.allowed_cost[:, chosen], capacity[chosen].copy()
    sent, paid = np.zeros(cost.shape), opening[chosen].sum()
    for demand in np.repeat(np.arange(len(case.weights)), case.weights.astype(int)):
        reach, through = cost[demand].copy(), dict.fromkeys(range(len(chosen)), (demand, None))
        for _round in chosen:
            for place, other in product(range(len(chosen)), repeat=2):
                for moved in np.flatnonzero(sent[:, place] > 0):
                    far = reach[place] - cost[moved, place] + cost[moved, other]
                    if far < reach[other] - 1e-12:
                        reach[other], through[other] = far, (moved, place)
        reach[left <= 0] = inf
        goal = int(reach.argmin())
        if not np.isfinite(reach[goal]):
            return inf
        paid, left[goal] = paid + reach[goal], left[goal] - 1
        while True:
            moved, place = through[goal]
            sent[moved, goal] += 1
            if place is None:
                break
            sent[moved, place] -= 1
            goal = place
    return float(paid)


def test_tighter_capacities_cost_more_and_are_kept():
    chance = np.random.default_rng(5)
    cost, weights = chance.random((30, 10)) * 20, chance.integers(1, 9, 30).astype(float)
    wide, tight = (siting.capacitated(cost, 40, room, weights=weights) for room in (weights.sum(), weights.sum() / 4))
    assert wide.objective == pytest.approx(siting.uncapacitated(cost, 40, weights=weights).objective)
    assert tight.status is siting.Status.OPTIMAL
    assert tight.objective > wide.objective
    assert (weights @ tight.shares).max() <= weights.sum() / 4 * (1 + 1e-9)
