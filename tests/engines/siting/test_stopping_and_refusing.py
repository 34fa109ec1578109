"""A search that is stopped says what it has and how far that may be off; what cannot be meant is refused in a sentence."""

from itertools import count
from math import inf, nan

import numpy as np
import pytest

from wakimizu.engines import siting
from wakimizu.engines.siting import Effort, Status

CHANCE = np.random.default_rng(11)
HOMES, PLACES = CHANCE.random((150, 2)), CHANCE.random((60, 2))
COST = np.hypot(*(HOMES[:, None] - PLACES[None]).transpose(2, 0, 1)) * 100
WEIGHTS = CHANCE.integers(1, 9, 150).astype(float)

MODELS = {
    "p_median": lambda effort: siting.p_median(COST, 9, weights=WEIGHTS, effort=effort),
    "kolm_pollak_median": lambda effort: siting.kolm_pollak_median(COST, 9, kappa=-0.1, weights=WEIGHTS, effort=effort),
    "uncapacitated": lambda effort: siting.uncapacitated(COST, 900, weights=WEIGHTS, effort=effort),
    "capacitated": lambda effort: siting.capacitated(COST[:40, :12], 300, 60, weights=WEIGHTS[:40], effort=effort),
    "single": lambda effort: siting.capacitated(
        COST[:25, :8], 300, 60, single=True, weights=WEIGHTS[:25], effort=effort
    ),
    "set_covering": lambda effort: siting.location_set_covering(COST, 30, effort=effort),
    "maximal_covering": lambda effort: siting.maximal_covering(COST, 13, 6, weights=WEIGHTS, effort=effort),
    "p_centre": lambda effort: siting.p_centre(COST, 9, effort=effort),
}


def honest(answer, best):
    """Its bound is on the right side of the optimum, its value on the other, and it claims no more than that."""
    sense = -1 if "costs 0 and weight" in answer.formulation else 1
    if answer.status is Status.UNKNOWN:
        assert not answer.open.size
        assert answer.gap == inf
    else:
        assert sense * answer.objective >= sense * best - 1e-6 * abs(best)
    assert not sense * answer.bound > sense * best + 1e-6 * abs(best)
    if answer.status is Status.OPTIMAL:
        assert answer.objective == pytest.approx(best, rel=1e-6)
    if answer.status is Status.FEASIBLE:
        assert answer.gap > 0


@pytest.mark.parametrize("model", MODELS)
def test_stopped_at_any_moment_it_is_honest(model):
    whole = MODELS[model](Effort())
    assert whole.status is Status.OPTIMAL
    for asked in (0, 1, 3, 10, 40, 160, 640):
        calls = count()
        stopped = MODELS[model](Effort(stop=lambda calls=calls, asked=asked: next(calls) >= asked))
        honest(stopped, whole.objective)


@pytest.mark.parametrize("model", MODELS)
def test_without_any_time_there_is_an_honest_gap(model):
    honest(MODELS[model](Effort(seconds=0)), MODELS[model](Effort()).objective)


@pytest.mark.parametrize(
    "model", ["p_median", "kolm_pollak_median", "uncapacitated", "maximal_covering", "capacitated"]
)
def test_a_gap_that_is_asked_for_is_kept(model):
    best, near = MODELS[model](Effort()), MODELS[model](Effort(gap=0.05))
    assert near.status is Status.OPTIMAL
    assert near.gap <= 0.05 + 1e-9
    honest(near, near.objective)
    assert near.objective == pytest.approx(best.objective, rel=0.0501)


@pytest.mark.parametrize("model", ["p_median", "kolm_pollak_median", "uncapacitated", "maximal_covering", "p_centre"])
def test_progress_only_ever_gets_better(model):
    told = []
    answer = MODELS[model](Effort(tell=told.append))
    sense = -1 if model == "maximal_covering" else 1
    found = [sense * each.objective for each in told if np.isfinite(each.objective)]
    bounds = [sense * each.bound for each in told if np.isfinite(each.bound)]
    assert found == sorted(found, reverse=True)
    assert bounds == sorted(bounds)
    assert found[-1] == pytest.approx(sense * answer.objective)


def with_cost(demand, site, value):
    cost = np.ones((4, 3))
    cost[demand, site] = value
    return cost


REFUSALS = [
    (lambda: siting.p_median(with_cost(2, 1, nan), 1), "cost is nan in demand 2, site 1"),
    (lambda: siting.p_median(with_cost(3, 0, -4), 1), "cost is -4 in demand 3, site 0"),
    (lambda: siting.p_median(with_cost(0, 0, 1e40), 1), "cost is 1e\\+40 in demand 0, site 0"),
    (lambda: siting.p_median(np.zeros((0, 3)), 1), "a row for each demand"),
    (lambda: siting.p_median(np.ones(3), 1), "a row for each demand"),
    (lambda: siting.p_median(np.ones((4, 3)), 4), "only 3 sites may be open"),
    (lambda: siting.p_median(np.ones((4, 3)), 3, closed=[0]), "only 2 sites may be open"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, open=[0, 2]), "2 sites are named open"),
    (lambda: siting.p_median(np.ones((4, 3)), 0), "p is 0"),
    (lambda: siting.p_median(np.ones((4, 3)), 1.5), "p is 1.5"),
    (lambda: siting.p_median(np.ones((4, 3)), nan), "p is nan"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, open=[3]), "open sites names site 3"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, closed=[-1]), "closed sites names site -1"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, open=[1], closed=[1]), "site 1 is named both"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, weights=[1, -2, 1, 1]), "weight is -2 in demand 1"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, weights=[1, nan, 1, 1]), "weight is nan in demand 1"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, weights=[1, 1, inf, 1]), "weight is inf in demand 2"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, weights=[1, 1]), "does not fit 4 × demand"),
    (lambda: siting.p_median(np.ones((4, 3)), 1, forbidden=np.ones((3, 4), bool)), "does not fit 4 × demand, 3 × site"),
    (lambda: siting.p_median(np.full((4, 3), inf), 1), "demand 0 can be served by no site.* 3 more"),
    (lambda: siting.p_median(np.ones((2, 2)), 1, forbidden=[[0, 0], [1, 1]]), "demand 1 can be served by no site"),
    (lambda: siting.p_centre(np.ones((2, 2)), 1, closed=[0], forbidden=[[0, 0], [0, 1]]), "demand 1 can be served"),
    (lambda: siting.uncapacitated(np.ones((2, 2)), [1, -1]), "opening is -1 in site 1"),
    (lambda: siting.uncapacitated(np.ones((2, 2)), [1, inf]), "opening is inf in site 1"),
    (lambda: siting.uncapacitated(np.ones((2, 2)), [1, 2, 3]), "does not fit 2 × site"),
    (lambda: siting.capacitated(np.ones((2, 2)), 1, [1, 0.5]), "capacity adds up to 1.5 .* weights to 2"),
    (lambda: siting.capacitated(np.ones((2, 2)), 1, 2, closed=[0], weights=[1, 2]), "capacity adds up to 2"),
    (lambda: siting.capacitated(np.ones((2, 2)), 1, 2, single=True, weights=[1, 3]), "demand 1 weighs 3"),
    (lambda: siting.location_set_covering(np.ones((2, 2)), -1), "radius is -1"),
    (lambda: siting.maximal_covering(np.ones((2, 2)), nan, 1), "radius is nan"),
    (lambda: siting.kolm_pollak_median(np.ones((2, 2)), 1, kappa=0.5), "kappa is 0.5"),
    (lambda: siting.kolm_pollak_median([[1.0, 9e5], [2, 3]], 1, kappa=-1.0), "far too steep"),
    (lambda: siting.kolm_pollak_median(np.ones((2, 2)), 1, kappa=-1, weights=[0, 0]), "all weights are 0"),
]


@pytest.mark.parametrize(("ask", "sentence"), REFUSALS)
def test_what_cannot_be_meant_is_refused(ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask()


def test_what_nothing_can_meet_is_proven_infeasible():
    cost = np.array([[1, inf, inf], [inf, 1, inf], [inf, inf, 1]])
    for answer in (
        siting.p_median(cost, 2),
        siting.p_centre(cost, 2),
        siting.kolm_pollak_median(cost, 2, kappa=-1),
        siting.location_set_covering(np.ones((2, 2)), 0.5),
        siting.capacitated([[1, 1], [1, inf]], 1, [1, 3], weights=[2, 2]),
    ):
        assert answer.status is Status.INFEASIBLE
        assert answer.proven
        assert not answer.open.size
        assert (answer.assigned == -1).all()
