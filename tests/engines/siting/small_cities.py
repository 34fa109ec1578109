"""Random small cities, and the best plan of each found by looking at all of them."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from wakimizu.engines.siting import roles as r
from wakimizu.engines.siting.roles.paths import paths

FULL, SIMPLE, SHUT = range(3)
ROLES = ("full", "simple", "shut")
EVERY_STEP = np.array([[0.0, 3.0, 5.0], [np.nan, 0.0, 2.0], [np.nan, 40.0, 0.0]])


def city(seed: int, sites: int = 3, periods: int = 2, guards: tuple[r.Guard, ...] = (), **more: object) -> r.Case:
    """Seven cells on a line, two services, two riders; the first site has the full role, the others the simple one."""
    chance = np.random.default_rng(seed)
    cells, places = chance.uniform(0, 60, 7), chance.uniform(0, 60, sites)
    car = np.abs(cells[:, None] - places)
    given: dict[str, object] = {
        "years": tuple(range(2025, 2025 + 10 * periods, 10)),
        "lengths": [10] * periods,
        "sites": tuple("ABCDE"[:sites]),
        "roles": ROLES,
        "services": ("welfare", "certificates"),
        "riders": ("young", "old"),
        "cells": tuple(f"c{n}" for n in range(7)),
        "minutes": np.stack([car, car * 2 + 5]),
        "visits": chance.integers(0, 9, (periods, 2, 2, 7)) + 1,
        "people": chance.integers(0, 20, (periods, 2, 7)) + 1,
        "now": [FULL] + [SIMPLE] * (sites - 1),
        "steps": EVERY_STEP,
        "offers": [[1, 1], [0, 1], [0, 0]],
        "yen": chance.integers(10, 900, (1, sites, 3)) * [[[1.0, 0.5, 0.0]]],
        "staff": [4, 2, 0],
        "visits_per_fte": [10, 20],
        "most_staff": chance.integers(6, 40, (sites, 3)),
        "yen_per_fte": 20,
        "weights": r.Weights(minute=1, equity=0.5, cost=1, community=5, aversion=0.05),
        "guards": guards,
    }
    return r.case(**{**given, **more})  # type: ignore[arg-type]


def every_plan(given: r.Case) -> list[np.ndarray]:
    known = paths(given)
    by_site = [known.role[known.site == k] for k in range(len(given.sites))]
    return [np.array(chosen).T for chosen in product(*by_site)]


def best_plan(given: r.Case) -> r.Outcome | None:
    """By looking at every plan; None when no plan keeps all guards and serves every service."""
    best = None
    for role in every_plan(given):
        made = r.outcome(given, role)
        served = given.offers[role].any(axis=1).all()
        if served and not made.broken and (best is None or made.objective < best.objective):
            best = made
    return best


def guards(sites: int = 3, periods: int = 2) -> st.SearchStrategy[r.Guard]:
    """One guard of any kind, from loose to impossible."""
    when = st.sampled_from([(t,) for t in range(periods)] + [tuple(range(periods))])
    rider, service = st.sampled_from([None, 0, 1]), st.integers(0, 1)
    some_sites = st.sets(st.integers(0, sites - 1), min_size=1).map(lambda found: tuple(sorted(found)))
    some_roles = st.sampled_from([(FULL,), (SIMPLE,), (FULL, SIMPLE), (SHUT,)])
    shares = st.just(0.0) | st.floats(1e-4, 1)  # below the solver's tolerance of 1e-6 a share is as good as none
    return st.one_of(
        st.builds(r.Within, st.just("within"), when, service, st.floats(5, 120), rider, st.booleans()),
        st.builds(r.Reach, st.just("reach"), when, service, st.floats(5, 60), shares, rider),
        st.builds(r.Count, st.just("at least"), when, some_sites, some_roles, st.integers(0, sites)),
        st.builds(r.Count, st.just("at most"), when, some_sites, some_roles, st.just(0), st.integers(0, sites)),
        st.builds(r.Budget, st.just("budget"), when, st.floats(0, 20_000)),
        st.builds(r.Staffing, st.just("staff"), when, st.floats(5, 30)),
        st.builds(r.Rooms, st.just("rooms"), when),
    )
