"""How far it is from where people live: to the nearest counter and regional hub, by each way of going.

The rules:
1. The travel times that hold are read; without any, ways on foot and by car are estimated now, with the assumptions named.
2. A district's minutes are those of its people aged 75 or more: the median over its cells, weighted by them. Where cells or
   their people are not known, they are those of the district's centre.
3. A kiosk is no counter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from math import isnan
from typing import Any

from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.population import analysis
from wakimizu.apps.population.models import Reach, ReachRun
from wakimizu.apps.population.queries import Cell, reach_that_holds
from wakimizu.apps.population.workflow import Mode

WITHIN = 30  # minutes
Minutes = dict[int, float]  # office or hub → minutes


@dataclass(frozen=True, slots=True)
class Nearest:
    """The office or hub that most are nearest to, the median minutes, and which part of the people is within WITHIN."""

    place: Any
    minutes: float
    within: float


@dataclass(frozen=True, slots=True)
class Way:
    """One way of going. None: nowhere within three hours."""

    mode: Mode
    counter: Nearest | None
    hub: Nearest | None


@dataclass(frozen=True, slots=True)
class DistrictReach:
    """A district's ways; `run` is None where they are estimated now. `by_people`: weighted by the cells' people.

    `assumed`: walk_kmh, walk75_kmh, car_kmh, car_fixed_minutes, detour.
    """

    ways: list[Way]
    run: ReachRun | None
    by_people: bool
    assumed: dict[str, Any]


def district_reach(
    district: Area,
    cells: Sequence[Cell],
    people: Mapping[int, float],
    offices: Sequence[Office],
    hubs: Sequence[Area],
    today: date,
) -> DistrictReach:
    """`people`: cell → its people aged 75 or more. Three statements at most."""
    counters = {office.pk: office for office in offices}
    centres = {hub.pk: hub for hub in hubs}
    run = reach_that_holds()
    found, assumed = (
        (_kept(run, [district.pk, *(cell.pk for cell in cells)]), run.figures)
        if run
        else _estimated(district, cells, offices, hubs, today)
    )
    weights = {cell.pk: people[cell.pk] for cell in cells if people.get(cell.pk)}
    by_people = bool(weights) and any(cell in rows for rows in found.values() for cell in weights)
    if not by_people:
        weights = {district.pk: 1.0}
    ways = [
        Way(
            mode,
            _nearest([each[0] for each in rows], weighed, counters),
            _nearest([each[1] for each in rows], weighed, centres),
        )
        for mode in Mode
        if mode in found
        for rows, weighed in [_with_weights(found[mode], weights)]
    ]
    return DistrictReach([way for way in ways if way.counter or way.hub], run, by_people, assumed)


def people_within(cells: Sequence[Cell], counters: Collection[int]) -> set[int] | None:
    """Cells from which someone aged 75 or more reaches one of the counters within WITHIN, on foot or by bus and tram.

    None where no travel times are worked out. Two statements.
    """
    run = reach_that_holds()
    if run is None:
        return None
    inside, found = {cell.pk for cell in cells}, set()
    rows = Reach.objects.filter(run=run, mode__in=[Mode.WALK75, Mode.TRANSIT]).values_list("cell_id", "minutes")
    for cell, minutes in rows.iterator(500):
        if cell in inside and any(value <= WITHIN and int(number) in counters for number, value in minutes.items()):
            found.add(cell)
    return found


def _kept(run: ReachRun, cells: Collection[int]) -> dict[str, dict[int, tuple[Minutes, Minutes]]]:
    found: dict[str, dict[int, tuple[Minutes, Minutes]]] = {}
    rows = Reach.objects.filter(run=run, cell__in=cells).values_list("mode", "cell_id", "minutes", "hubs")
    for mode, cell, minutes, hubs in rows:
        found.setdefault(mode, {})[cell] = (_numbered(minutes), _numbered(hubs))
    return found


def _numbered(minutes: Mapping[str, float]) -> Minutes:
    return {int(number): value for number, value in minutes.items()}


def _estimated(
    district: Area, cells: Sequence[Cell], offices: Sequence[Office], hubs: Sequence[Area], today: date
) -> tuple[dict[str, dict[int, tuple[Minutes, Minutes]]], dict[str, Any]]:
    points: list[Any] = [district]
    points += cells
    origins = [(each.pk, each.lat, each.lon) for each in points if each.lat is not None and each.lon is not None]
    goals: list[Any] = [*offices]
    goals += hubs
    goals = [each for each in goals if each.lat is not None and each.lon is not None]
    if not origins or not goals:
        return {}, {}
    travel = analysis.travel(
        [(lat, lon) for _pk, lat, lon in origins],
        [(each.lat, each.lon) for each in goals],
        {},
        today,
        (time(9), time(11)),
        [],
    )
    are_hubs = [isinstance(each, Area) for each in goals]
    found: dict[str, dict[int, tuple[Minutes, Minutes]]] = {}
    for mode, table in travel.minutes.items():
        for (pk, _lat, _lon), row in zip(origins, table.tolist(), strict=True):
            known = [
                (goal.pk, is_hub, value)
                for goal, is_hub, value in zip(goals, are_hubs, row, strict=True)
                if not isnan(value)
            ]
            found.setdefault(mode, {})[pk] = (
                {number: value for number, is_hub, value in known if not is_hub},
                {number: value for number, is_hub, value in known if is_hub},
            )
    return found, travel.assumed


def _with_weights(
    rows: dict[int, tuple[Minutes, Minutes]], weights: Mapping[int, float]
) -> tuple[list[tuple[Minutes, Minutes]], list[float]]:
    return [rows.get(cell, ({}, {})) for cell in weights], list(weights.values())


def _nearest(rows: Sequence[Minutes], weights: Sequence[float], places: Mapping[int, Any]) -> Nearest | None:
    """Who cannot get there at all counts as farther than everybody else."""
    best: list[tuple[float, int, float]] = []
    for minutes, weight in zip(rows, weights, strict=True):
        known = [(value, number) for number, value in minutes.items() if number in places]
        value, number = min(known, default=(float("inf"), 0))
        best.append((value, number, weight))
    middle = _median([(value, weight) for value, _number, weight in best])
    if middle == float("inf"):
        return None
    total = sum(weights)
    by_place: dict[int, float] = {}
    for _value, number, weight in best:
        by_place[number] = by_place.get(number, 0.0) + weight
    most = max((number for number in by_place if number), key=lambda number: by_place[number])
    return Nearest(places[most], middle, sum(weight for value, _n, weight in best if value <= WITHIN) / total)


def _median(values: Sequence[tuple[float, float]]) -> float:
    """The weighted median: half of the weight lies at or below it."""
    half, below = sum(weight for _value, weight in values) / 2, 0.0
    for value, weight in sorted(values):
        below += weight
        if below >= half:
            return value
    return float("inf")
