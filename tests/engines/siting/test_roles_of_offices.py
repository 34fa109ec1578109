"""The city's model against looking at every plan there is."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_cities import FULL, SHUT, SIMPLE, best_plan, city, every_plan, guards

from wakimizu.engines.siting import roles as r
from wakimizu.engines.siting.answer import Effort, Progress, Status

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10_000)


@FEW
@given(seeds, st.lists(guards(), max_size=4))
def test_the_plan_is_the_best_of_all_and_its_bound_holds(seed, asked):
    case = city(seed, guards=tuple(asked))
    best, plan = best_plan(case), r.realign(case)
    if best is None:
        assert plan.status is Status.INFEASIBLE
        return
    assert plan.status is Status.OPTIMAL
    made = r.outcome(case, plan.role)
    assert not made.broken
    assert made.objective == pytest.approx(plan.objective, rel=1e-9)
    assert plan.objective == pytest.approx(best.objective, rel=2e-6)
    assert plan.bound <= best.objective * (1 + 1e-6)


@FEW
@given(seeds, st.lists(guards(), min_size=1, max_size=5))
def test_guards_in_conflict_cannot_be_met_but_any_of_them_left_out_can(seed, asked):
    case = city(seed, guards=tuple(asked))
    clash = r.realign(case).conflict
    if best_plan(case) is not None:
        assert clash == ()
        return
    assert clash
    named = [asked[number] for number in clash]
    assert best_plan(city(seed, guards=tuple(named))) is None
    for left_out in range(len(named)):
        rest = tuple(guard for n, guard in enumerate(named) if n != left_out)
        assert best_plan(city(seed, guards=rest)) is not None


@settings(max_examples=25, deadline=None)
@given(seeds, st.lists(guards(), max_size=3))
def test_what_a_guard_costs_is_the_difference_to_the_best_without_it(seed, asked):
    case = city(seed, guards=tuple(asked))
    best = best_plan(case)
    if best is None:
        return
    found = {each.guard: each for each in r.binding(case, r.realign(case))}
    for number in range(len(asked)):
        rest = tuple(guard for n, guard in enumerate(asked) if n != number)
        without = best_plan(city(seed, guards=rest))
        saves = best.objective - without.objective
        if number in found:
            assert found[number].saves == pytest.approx(saves, abs=3e-6 * abs(best.objective))
            assert found[number].at_least <= saves + 1e-6 * abs(best.objective)
        else:
            assert saves == pytest.approx(0, abs=3e-6 * abs(best.objective))


@settings(max_examples=20, deadline=None)
@given(seeds, st.lists(guards(), max_size=2))
def test_every_point_of_the_frontier_is_the_nearest_for_its_yen(seed, asked):
    case = city(seed, guards=tuple(asked))
    plans = [made for role in every_plan(case) if _kept(case, made := r.outcome(case, role))]
    points = r.frontier(case, points=6)
    assert bool(points) == bool(plans)
    for point in points:
        affordable = [_minutes(case, made) for made in plans if made.cost(case).sum() <= point.ceiling * (1 + 1e-9)]
        assert point.minutes == pytest.approx(min(affordable), rel=1e-5)
        assert point.cost <= point.ceiling * (1 + 1e-8)
    assert all(a.cost < b.cost and a.minutes > b.minutes for a, b in pairwise(points))


def _kept(case: r.Case, made: r.Outcome) -> bool:
    return not made.broken and bool(case.offers[made.role].any(axis=1).all())


def _minutes(case: r.Case, made: r.Outcome) -> float:
    return float((made.minutes * case.visits * case.lengths[:, None, None, None]).sum())


def test_the_frontier_is_the_same_from_several_processes():
    case = city(4)
    alone, spread = r.frontier(case, points=5), r.frontier(case, points=5, processes=2)
    assert [(each.cost, each.minutes, each.plan.role.tolist()) for each in alone] == [
        (each.cost, each.minutes, each.plan.role.tolist()) for each in spread
    ]


def test_the_frontier_is_the_same_from_a_cluster():
    from distributed import Client, LocalCluster

    case = city(4)
    with LocalCluster(n_workers=1, processes=False, dashboard_address=None) as there, Client(there) as client:
        spread = r.frontier(case, points=4, client=client)
    assert [each.minutes for each in spread] == [each.minutes for each in r.frontier(case, points=4)]


def test_a_frontier_that_is_stopped_has_the_points_found_until_then():
    case, asked = city(4), []

    def stop() -> bool:
        return bool(asked)

    points = r.frontier(case, 6, Effort(stop=stop), tell=asked.append)
    whole = r.frontier(case, 6)
    assert 0 < len(points) < len(whole)
    assert {each.minutes for each in points} <= {each.minutes for each in whole}


def test_a_role_once_left_is_never_taken_up_again():
    case = city(1, periods=3, steps=0.0)
    for role in every_plan(case):
        for site in role.T:
            changes = [int(b) for a, b in zip([-1, *site], site, strict=False) if a != b]
            assert len(changes) == len(set(changes))


def test_a_plan_that_flips_back_or_takes_a_step_that_cannot_be_is_refused():
    case = city(1)
    with pytest.raises(ValueError, match=r"Site 1 \(B\) cannot turn from simple into full in 2025"):
        r.outcome(case, np.array([[FULL, FULL, SIMPLE], [FULL, FULL, SIMPLE]]))
    free = city(1, steps=0.0)
    with pytest.raises(ValueError, match="cannot turn from shut into simple in 2035"):
        r.outcome(free, np.array([[FULL, SHUT, SIMPLE], [FULL, SIMPLE, SIMPLE]]))


def test_stopped_before_anything_was_found_it_says_so():
    plan = r.realign(city(1, guards=(r.Count("C shuts", (1,), (2,), (SHUT,), 1),)), Effort(stop=lambda: True))
    assert plan.status is Status.UNKNOWN
    assert not plan.proven
    assert plan.gap == float("inf")


@pytest.mark.parametrize("calls", [1, 2, 4, 8, 16])
def test_stopped_at_any_moment_the_best_so_far_has_an_honest_gap(calls):
    asked = iter([False] * calls)
    case = city(11, sites=5, periods=3)
    plan = r.realign(case, Effort(stop=lambda: next(asked, True)))
    best = r.realign(case)
    assert plan.bound <= best.objective * (1 + 1e-6)
    if plan.role.size:
        assert r.outcome(case, plan.role).objective == pytest.approx(plan.objective)
        assert plan.status is Status.OPTIMAL or plan.gap > 0


def test_progress_only_ever_gets_better_and_leaves_out_what_no_plan_changes():
    told: list[Progress] = []
    case = city(3, sites=5, periods=3, guards=(r.Rooms("rooms", (0, 1, 2)),))
    plan = r.realign(case, Effort(tell=told.append))
    bests = [each.objective for each in told if each.objective == each.objective]
    bounds = [each.bound for each in told]
    assert bests == sorted(bests, reverse=True)
    assert bounds == sorted(bounds)
    volume = (case.visits.sum(axis=(2, 3)) / case.visits_per_fte).sum() * 10
    today = (
        r.outcome(case, np.tile(case.now, (3, 1))).set_free[0]
        + r.outcome(case, np.tile(case.now, (3, 1))).staff[0].sum()
    )
    assert plan.fixed == pytest.approx(volume * (20 + 5) - 5 * 30 * today)


def test_people_who_cannot_get_there_count_as_farthest_and_are_named():
    case = city(2)
    far = case.minutes.copy()
    far[1, 3] = np.inf
    case = city(2, minutes=far)
    assert r.unreached(case) == [(1, 3, 0), (1, 3, 1)]
    made = r.outcome(case, np.tile(case.now, (2, 1)))
    assert (made.minutes[:, :, 1, 3] == r.FARTHEST).all()
    assert r.realign(case).objective == pytest.approx(best_plan(case).objective, rel=2e-6)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"yen": -1.0}, "running cost in yen is -1.*not a number from 0 on"),
        ({"visits": 0.0}, "Nobody visits a counter"),
        ({"visits": np.nan}, "visits is nan"),
        ({"visits_per_fte": 0.0}, "one officer serves nobody"),
        ({"lengths": 0.0}, "A period has no length"),
        ({"steps": -3.0}, "step from one role to another has a cost below zero"),
        ({"now": 7}, r"Today's role of site 0 \(A\) is none"),
        (
            {"minutes": -np.ones((2, 7, 3))},
            r"minutes of the way is -1 in group of travellers 0 \(young\), cell 0 \(c0\), site 0 \(A\)",
        ),
        ({"may": [[[True, False, False]], [[False, False, True]]]}, "No site may offer welfare in 2035"),
        ({"weights": r.Weights(minute=-1)}, "The weight of a minute is -1"),
        ({"cells": ()}, "There is no cell"),
        ({"guards": (r.Count("x", (5,), (0,), (0,)),)}, "names a period that is not there"),
        ({"guards": (r.Reach("x", (0,), 0, 30, 80),)}, "asks for the share 80"),
        ({"guards": (r.Reach("x", (0,), 0, 30, 1e-89),)}, "one in a million"),
        ({"guards": (r.Within("x", (0,), 0, -5),)}, "has the limit -5"),
    ],
)
def test_what_cannot_be_is_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        city(1, **wrong)


def test_a_site_without_any_way_to_go_is_named():
    may = np.ones((2, 3, 3), bool)
    may[1, 2] = False
    with pytest.raises(ValueError, match=r"Site 2 \(C\) can have no role in every period"):
        r.realign(city(1, may=may))


def test_the_next_officer_goes_where_one_stands_for_the_most_need():
    assert r.allot(3, [100, 60, 10], [1, 1, 1]).tolist() == [2, 1, 0]
    assert r.allot(1.5, [100, 60, 10], [1, 1, 1]).tolist() == [1, 0.5, 0]
    assert r.allot(1, [5, 9], [0, 0]).tolist() == [0, 1]


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), min_size=1, max_size=4))
def test_no_other_way_to_send_officers_makes_the_greatest_need_per_officer_smaller(staff, centres):
    needs, present = [need for need, _n in centres], [n for _need, n in centres]
    sent = r.allot(staff, needs, present)
    assert sent.sum() == (staff if any(needs) else 0)

    def greatest(extra) -> float:
        return max(
            (need / (n + more) if n + more else float("inf")) if need else 0.0
            for need, n, more in zip(needs, present, extra, strict=True)
        )

    others = [way for way in np.ndindex(*[staff + 1] * len(centres)) if sum(way) == staff]
    if any(needs):
        assert greatest(sent) == min(greatest(way) for way in others)
