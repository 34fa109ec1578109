"""The p-median, and the Kolm–Pollak median, against every set of sites there is."""

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.engines.siting.small_cases import cases
from wakimizu.engines import siting
from wakimizu.engines.siting import Status


def holds(answer, case, value):
    """The answer is proven, and is what trying everything gives."""
    if value == inf:
        assert answer.status is Status.INFEASIBLE
        assert not answer.open.size
        return
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert answer.bound <= answer.objective
    assert set(case.open) <= set(answer.open.tolist())
    assert not set(case.closed) & set(answer.open.tolist())
    for demand, site in enumerate(answer.assigned.tolist()):
        if site >= 0:
            assert site in answer.open.tolist()
            assert not case.forbidden[demand, site]
        else:
            assert case.weights[demand] == 0


@given(st.data(), st.booleans())
def test_no_set_of_p_sites_is_better(data, whole):
    case = data.draw(cases(whole=whole))
    assume(case.reachable())
    p = data.draw(st.integers(max(len(case.open), 1), len(case.may)))
    best = min(case.paid(chosen).sum() for chosen in case.sets([p]))
    answer = siting.p_median(case.cost, p, **case.terms)
    holds(answer, case, best)
    if answer.open.size:
        assert answer.open.size == p
        assert case.paid(answer.open.tolist()).sum() == pytest.approx(answer.objective)


@given(st.data(), st.sampled_from([-0.02, -0.1, -0.5]))
def test_no_set_of_p_sites_has_a_lower_equivalent(data, kappa):
    case = data.draw(cases(whole=False))
    assume(case.reachable() and case.weights.sum() > 0)
    p = data.draw(st.integers(max(len(case.open), 1), len(case.may)))
    heard = case.weights > 0
    best = inf
    for chosen in case.sets([p]):
        cost = case.allowed_cost[heard][:, chosen].min(axis=1)
        if np.isfinite(cost).all():
            best = min(best, siting.kolm_pollak(cost, case.weights[heard], kappa=kappa))
    answer = siting.kolm_pollak_median(case.cost, p, kappa=kappa, **case.terms)
    if best == inf:
        assert answer.status is Status.INFEASIBLE
    else:
        assert answer.status is Status.OPTIMAL
        assert answer.objective == pytest.approx(best, rel=1e-7, abs=1e-7)
        cost = siting.ways(answer, case.cost)
        assert siting.kolm_pollak(cost[heard], case.weights[heard], kappa=kappa) == pytest.approx(answer.objective)
