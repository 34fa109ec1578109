"""The p-median and the Kolm–Pollak median against every set of sites there is."""

from itertools import combinations
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.engines.siting.small_cases import cases, holds
from wakimizu.engines import siting


def some_p(data, case):
    return data.draw(st.integers(max(len(case.open), 1), len(case.may)))


@given(st.data(), st.booleans())
def test_no_set_of_p_sites_is_better(data, whole):
    case = data.draw(cases(whole=whole))
    assume(case.reachable())
    p = some_p(data, case)
    answer = siting.p_median(case.cost, p, **case.terms)
    holds(answer, case, min(case.paid(chosen).sum() for chosen in case.sets([p])))
    if answer.open.size:
        assert answer.open.size == p
        assert case.paid(answer.open.tolist()).sum() == pytest.approx(answer.objective)


@given(st.data(), st.sampled_from([-0.02, -0.1, -0.5]))
def test_no_set_of_p_sites_has_a_lower_equivalent(data, kappa):
    case = data.draw(cases(whole=False))
    assume(case.reachable() and case.weights.sum() > 0)
    p, heard = some_p(data, case), case.weights > 0
    best = inf
    for chosen in case.sets([p]):
        cost = case.allowed_cost[heard][:, chosen].min(axis=1)
        if np.isfinite(cost).all():
            best = min(best, siting.kolm_pollak(cost, case.weights[heard], kappa=kappa))
    answer = siting.kolm_pollak_median(case.cost, p, kappa=kappa, **case.terms)
    if best == inf:
        holds(answer, case, best)
        return
    assert answer.status is siting.Status.OPTIMAL
    assert answer.objective == pytest.approx(best, rel=1e-7, abs=1e-7)
    cost = siting.ways(answer, case.cost)
    assert siting.kolm_pollak(cost[heard], case.weights[heard], kappa=kappa) == pytest.approx(answer.objective)


def test_the_steeper_the_equivalent_the_shorter_the_longest_way():
    chance = np.random.default_rng(3)
    homes, places = chance.random((80, 2)), chance.random((25, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1)) * 60
    longest = [siting.ways(siting.kolm_pollak_median(cost, 4, kappa=k), cost).max() for k in (-0.001, -0.1, -3.0)]
    assert longest == sorted(longest, reverse=True)
    assert longest[-1] == pytest.approx(siting.p_centre(cost, 4).objective)
    assert siting.kolm_pollak_median(cost, 4, kappa=-1e-6).open.tolist() == siting.p_median(cost, 4).open.tolist()


def test_nobody_with_weight_is_answered_with_any_sites():
    answer = siting.p_median([[1.0, 2.0, 3.0]], 2, weights=[0], open=[2])
    assert (answer.status, answer.objective, answer.open.size) == (siting.Status.OPTIMAL, 0.0, 2)
    assert 2 in answer.open


@pytest.mark.parametrize("whole", [True, False])
def test_no_set_of_p_sites_is_better_where_the_relaxation_says_little(whole):
    """Costs without any geometry: the bound is far off, so the proof needs branching."""
    chance, nodes = np.random.default_rng(8), 0.0
    for _case in range(20):
        cost = chance.integers(1, 60, (30, 13)).astype(float) if whole else chance.random((30, 13)) * 60
        weights = chance.integers(1, 5, 30).astype(float)
        best = min(weights @ cost[:, chosen].min(axis=1) for chosen in combinations(range(13), 4))
        answer = siting.p_median(cost, 4, weights=weights)
        assert answer.status is siting.Status.OPTIMAL
        assert answer.objective == pytest.approx(best, rel=1e-12)
        nodes += answer.work["nodes"]
    assert nodes > 20
