"""The city that `bench realign` decides on: 1,223 cells × 60 sites × 3 periods × 5 roles, of the real tables.

Cells and people: 国勢調査2020 地域メッシュ統計 (half-kilometre squares); sites: 17 centres and halls and 43 junior high schools.
What offices cost and how many work there are round figures of ours. Without the tables a made-up city of the same size.
"""

import csv
from pathlib import Path

import numpy as np

from wakimizu.engines import access
from wakimizu.engines.siting import roles as r

DATA = Path(__file__).parents[2] / "shared" / "data"
YEARS, LENGTHS = (2025, 2035, 2045), (10, 10, 10)
ROLES = ("ward office", "general branch", "branch", "community centre", "closed")
WARD, GENERAL, BRANCH, CENTRE, CLOSED = range(5)
SERVICES = ("welfare", "registration", "certificates")
RIDERS = ("under 75", "75 and over")
CELLS, SITES, WARDS = 1223, 60, 5
GROWTH = np.array([[1.0, 0.93, 0.84], [1.0, 1.28, 1.33]])  # people under 75 and from 75 on, by period; about IPSS 2023
BY_COUNTER = np.array([[0.9, 0.65, 0.5], [0.98, 0.9, 0.8]])  # of visits, what is left when others go online
VISITS = np.array([[0.35, 0.9, 0.8], [1.1, 0.8, 0.6]])  # a year and person: welfare, registration, certificates
Places = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def tables_are_there() -> bool:
    return (DATA / "places").is_dir() and (DATA / "population").is_dir()


def city(guarded: bool = True) -> r.Case:
    """The case. guarded: with the guards a city would ask for, else with none."""
    cells, young, old, places, ward_of = _real() if tables_are_there() else _made_up()
    minutes = np.stack([_by_car(cells, places), _by_foot_or_bus(cells, places)])
    people = np.stack([young, old])[None] * GROWTH.T[:, :, None]
    left = BY_COUNTER.T[:, :, None] * VISITS[None]  # period, rider, service
    visits = np.einsum("tmn,tms->tsmn", people, left)
    now = _today(ward_of)
    steps = r.no_step(5)
    for before, after, yen in [
        (GENERAL, BRANCH, 30e6), (GENERAL, CENTRE, 40e6), (BRANCH, CENTRE, 20e6), (BRANCH, GENERAL, 120e6),
        (CENTRE, BRANCH, 90e6), (CENTRE, GENERAL, 200e6), (GENERAL, CLOSED, 60e6), (BRANCH, CLOSED, 40e6),
        (CENTRE, CLOSED, 30e6), (CLOSED, CENTRE, 300e6), (CLOSED, BRANCH, 350e6), (CLOSED, GENERAL, 450e6),
    ]:  # fmt: skip
        steps[before, after] = yen
    return r.case(
        years=YEARS, lengths=LENGTHS, sites=tuple(f"site {k}" for k in range(len(now))), roles=ROLES,
        services=SERVICES, riders=RIDERS, cells=tuple(f"cell {n}" for n in range(len(young))), minutes=minutes,
        visits=visits, people=people, now=now, steps=steps,
        offers=[[1, 1, 1], [1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0]],
        yen=[260e6, 60e6, 25e6, 12e6, 0], staff=[40, 9, 3, 2, 0], visits_per_fte=[1500, 3000, 6000],
        yen_per_fte=7.5e6, most_staff=[400, 60, 25, 8, 0], community=[1, 1, 1, 1, 0], need=people[:, 1],
        community_staff=2, guards=_guards(ward_of, now) if guarded else (),
        weights=r.Weights(minute=30, equity=15, cost=1, community=2e6, aversion=0.05),
    )  # fmt: skip


def _guards(ward_of: np.ndarray, now: np.ndarray) -> tuple[r.Guard, ...]:
    every = (0, 1, 2)
    ours = [
        r.Within("75 and over: registration within 45 minutes", every, 1, 45, rider=1),
        r.Reach("75 and over: 80 % within 30 minutes of registration", every, 1, 30, 0.8, rider=1),
        r.Budget("at most 150 billion yen in ten years", every, 150e9),
        r.Rooms("rooms for staff", every),
    ]
    wards = [
        r.Count(f"a full counter in ward {w}", every, tuple(np.flatnonzero(ward_of == w).tolist()), (WARD, GENERAL), 1)
        for w in range(WARDS)
    ]
    branch = int(np.flatnonzero(now == GENERAL)[-1])
    return (*ours, *wards, r.Count("the merged town's office stays", (0,), (branch,), (WARD, GENERAL), 1))


def _today(ward_of: np.ndarray) -> np.ndarray:
    """The first site of each ward is its ward office, two are general branches, one a branch; centres; the rest not there."""
    now = np.full(len(ward_of), CLOSED)
    for ward in range(WARDS):
        of_ward = np.flatnonzero(ward_of == ward)
        for role, numbers in [
            (CENTRE, slice(4, 8)),
            (BRANCH, slice(3, 4)),
            (GENERAL, slice(1, 3)),
            (WARD, slice(0, 1)),
        ]:
            now[of_ward[numbers]] = role
    return now


def _by_car(cells: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.asarray(access.driving_minutes(access.places(*cells.T), access.places(*places.T)), float)


def _by_foot_or_bus(cells: np.ndarray, places: np.ndarray) -> np.ndarray:
    """75 and over: on foot, or by a bus as fast as a car after a quarter of an hour's walk and wait."""
    walk = access.walking_minutes(access.places(*cells.T), access.places(*places.T), access.AGED_75_AND_OVER)
    return np.asarray(np.minimum(walk, _by_car(cells, places) * 1.6 + 15), float)


def _real() -> Places:
    with (DATA / "population" / "kumamoto_mesh500_census2020.csv").open() as file:
        rows = list(csv.DictReader(file))
    cells = np.array([[float(row["lat"]), float(row["lon"])] for row in rows])
    total = np.array([float(row["T001101001"]) for row in rows])
    aged = np.array([0.0 if "*" in row["T001101022"] else float(row["T001101022"] or 0) for row in rows])
    old = np.minimum(np.where(aged > 0, aged, total * 0.13), total)
    with (DATA / "places" / "kumamoto_schools_centres.csv").open() as file:
        kinds = [row for row in csv.DictReader(file) if row["kind"] != "elementary"][:SITES]
    places = np.array([[float(row["lat"]), float(row["lng"])] for row in kinds])
    wards = np.array([int(row["ward"]) - 43101 for row in kinds])
    return cells, total - old, old, places, wards


def _made_up() -> Places:
    chance = np.random.default_rng(43100)
    cells = np.array([32.8, 130.7]) + chance.normal(size=(CELLS, 2)) * [0.06, 0.07]
    total = chance.gamma(1.2, 500, CELLS)
    old = total * chance.uniform(0.08, 0.3, CELLS)
    places = cells[chance.choice(CELLS, SITES, replace=False)]
    east = places[:, 1].argsort().argsort() * WARDS // SITES
    return cells, total - old, old, places, east
