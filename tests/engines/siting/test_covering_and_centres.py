"""Set covering, maximal covering and the p-centre against every set of sites, and against each other."""

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.engines.siting.small_cases import cases, holds
from tests.engines.siting.test_medians import some_p
from wakimizu.engines import siting


@given(st.data())
def test_no_cover_has_fewer_sites(data):
    case = data.draw(cases())
    assume(case.reachable())
    radius = data.draw(st.integers(0, 20))
    heard = case.weights > 0
    covering = (
        len(chosen)
        for chosen in case.sets(range(len(case.may) + 1))
        if (case.allowed_cost[heard][:, chosen].min(axis=1, initial=inf) <= radius).all()
    )
    answer = siting.location_set_covering(case.cost, radius, **case.terms)
    holds(answer, case, min(covering, default=inf))


@given(st.data(), st.booleans())
def test_no_p_sites_cover_more(data, whole):
    case = data.draw(cases(whole=whole))
    assume(case.may)
    p, radius = some_p(data, case), data.draw(st.integers(0, 20))
    best = max(case.weights[(case.allowed_cost[:, chosen] <= radius).any(axis=1)].sum() for chosen in case.sets([p]))
    answer = siting.maximal_covering(case.cost, radius, p, **case.terms)
    holds(answer, case, best)
    assert case.weights[answer.assigned >= 0].sum() == pytest.approx(best)


@given(st.data(), st.booleans())
def test_no_p_sites_have_a_shorter_longest_way(data, whole):
    case = data.draw(cases(whole=whole))
    assume(case.reachable())
    p = some_p(data, case)
    answer = siting.p_centre(case.cost, p, **case.terms)
    holds(answer, case, min(case.paid(chosen).max() for chosen in case.sets([p])))


@pytest.mark.parametrize("seed", range(3))
def test_the_centre_is_the_shortest_radius_that_p_sites_cover(seed):
    chance = np.random.default_rng(seed)
    cost = chance.integers(0, 400, (60, 30)).astype(float)
    answer = siting.p_centre(cost, 5)
    shorter = np.unique(cost[cost < answer.objective]).max()
    assert siting.location_set_covering(cost, answer.objective).objective <= 5
    assert siting.location_set_covering(cost, shorter).bound > 5
    assert siting.maximal_covering(cost, answer.objective, 5).objective == 60
    assert siting.maximal_covering(cost, shorter, 5).bound < 60
