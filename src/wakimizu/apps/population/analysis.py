"""What the population room asks of the engines: plain values in, plain values out.

An engine's refusal names what is wrong and what to do; it goes on as BadInput, said in the language of whoever reads it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines import access, demography
from wakimizu.engines.words import Words
from wakimizu.shared.errors import BadInput, refusals

Array = NDArray[np.float64]
Values = Mapping[str, Any]
FIVE_YEAR = tuple(range(0, 95, 5))
MOTHERS = (15, 50)
PROBABILITIES = (0.025, 0.1, 0.5, 0.9, 0.975)
COUNTED = (0, 65, 75)  # from which age on people are counted: all, 65 and more, 75 and more
# Standard deviations for sets that bring none of their own: round figures of ours, docs/population.md.
UNCERTAINTY = {"fertility": 0.06, "migration": 0.03, "local_migration": 0.03, "persistence": 0.8}


# ── people now ───────────────────────────────────────────────────────────────────────────────────────────────────────


def spread_unknown(known: ArrayLike, unknown: ArrayLike) -> list[list[float]]:
    """People of unknown age added to the known ages in proportion; (sexes, ages) and (sexes,)."""
    with refusals():
        return [[float(value) for value in sex] for sex in demography.spread_unknown(known, unknown)]


@dataclass(frozen=True)
class Cells:
    """Grid cells with suppressed ages shared out again: people (cells, 2, broad ages)."""

    broad: demography.BroadAges
    ages: tuple[int, ...]

    @property
    def people(self) -> Array:
        return np.asarray(self.broad.people)

    @property
    def observed(self) -> list[bool]:
        return [standing == demography.Standing.OBSERVED for standing in self.broad.standing]

    @property
    def known(self) -> list[bool]:
        return [bool(each) for each in self.broad.known]


def share_suppressed(
    totals: ArrayLike, broad: ArrayLike, merged_into: Sequence[int], ages: Sequence[int], codes: Sequence[str]
) -> Cells:
    """Broad ages for every cell; NaN stands for what the census suppressed."""
    with refusals():
        groups = demography.AgeGroups(tuple(ages))
        return Cells(
            demography.share_suppressed(totals, broad, np.asarray(merged_into), groups, {"area": tuple(codes)}),
            tuple(ages),
        )


def cell_ages(
    cells: Cells, ages: Sequence[int], reference: ArrayLike, ward: Sequence[int], ward_totals: ArrayLike | None
) -> Array:
    """People by sex and five-year age of every cell, (cells, 2, ages), that add up to the wards' totals."""
    with refusals():
        done = demography.estimate_ages(
            cells.broad, demography.AgeGroups(tuple(ages)), reference, np.asarray(ward), ward_totals
        )
    return np.asarray(done.people[0])


def share_by(people: ArrayLike, reference: ArrayLike) -> Array:
    """Areas of which only the total is known, with the ages and sexes of a reference: (areas, 2, ages)."""
    pattern = np.asarray(reference, dtype=float)
    return np.asarray(np.asarray(people, dtype=float)[:, None, None] * (pattern / pattern.sum()))


def add_up(people: ArrayLike, ages: Sequence[int], broad: Sequence[int]) -> Array:
    """People in broader groups; BadInput when ages do not nest."""
    with refusals():
        return demography.add_up(people, demography.AgeGroups(tuple(ages)), demography.AgeGroups(tuple(broad)))


def sum_by(people: Array, group: Sequence[int], groups: int) -> Array:
    """Sums over the areas of each group, in the first axis."""
    return demography.sum_by(people, np.asarray(group, dtype=np.intp), groups)


# ── assumptions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def estimate_set(points: Sequence[ArrayLike], ages: Sequence[int]) -> dict[str, Any]:
    """Cohort change and child–woman ratio of each period between populations one age group apart, (2, ages) each.

    Of two populations the rates are for every period to come; of more, one after the other, the last for good.
    """
    groups = demography.AgeGroups(tuple(ages))
    every = np.ones((2, len(groups)))
    with refusals():
        steps = [
            demography.estimate(np.asarray(a, float)[None], np.asarray(b, float)[None], every, groups)
            for a, b in pairwise(points)
        ]
    return {
        "cohort_change": [step.cohort_change[0].tolist() for step in steps],
        "children": [float(np.asarray(step.children.ratio)[0]) for step in steps],
        "boys": [float(np.asarray(step.children.boys)[0]) for step in steps],
        "mothers": list(MOTHERS),
    }


def uncertainty_of(points: Sequence[ArrayLike], ages: Sequence[int]) -> dict[str, float]:
    """How much migration and fertility varied between the periods of three or more populations one age group apart.

    fertility: standard deviation of the changes of log child–woman ratio; migration: that of the share of people who came
    beyond the mean of all periods, following the model age schedule of migrants (weighted by people).
    """
    found = estimate_set(points, ages)
    change, ratio = np.array(found["cohort_change"]), np.array(found["children"])
    if len(change) < 2:
        return {}
    weights = np.stack([np.asarray(point, dtype=float) for point in points[:-1]])
    profile = _profile(ages)
    beyond = change - change.mean(axis=0)
    moved = (weights * beyond * profile).sum(axis=(1, 2)) / (weights * profile**2).sum(axis=(1, 2))
    return {"fertility": float(np.diff(np.log(ratio)).std()), "migration": float(moved.std(ddof=1))}


def _profile(ages: Sequence[int]) -> Array:
    """The model age schedule of migrants, 1 where it is highest."""
    schedule = demography.rogers_castro(demography.AgeGroups(tuple(ages)))
    return np.asarray(schedule / schedule.max())


def assumptions(values: Values, ages: Sequence[int], periods: int) -> demography.Assumptions:
    """A set as the engine takes it; what is given for fewer periods goes on as in the last one."""
    groups = demography.AgeGroups(tuple(ages))
    children = demography.ChildWoman(
        _by_period(values["children"], periods, 0),
        _by_period(values["boys"], periods, 0),
        tuple(values.get("mothers", MOTHERS)),
    )
    if "cohort_change" in values:
        return demography.Assumptions(groups, children, cohort_change=_by_period(values["cohort_change"], periods, 2))
    net = demography.NetRates(_by_period(values["net_migration"], periods, 2)) if "net_migration" in values else None
    return demography.Assumptions(groups, children, _by_period(values["survival"], periods, 2), net)


def _by_period(given: Any, periods: int, axes: int) -> Array:
    """(periods, 1, …) of values for all periods, or one for each."""
    array = np.asarray(given, dtype=float)
    if array.ndim == axes:
        array = array[None]
    return np.asarray(array[np.minimum(np.arange(periods), len(array) - 1)][:, None])


def check_set(values: Values, ages: Sequence[int]) -> None:
    """BadInput when a set cannot be used: a share above one, a shape that does not fit, something left out."""
    try:
        with refusals():
            made = assumptions(values, ages, 1)
            demography.project(np.ones((1, 2, len(ages))), made, periods=1)
            for rates in (values.get("headship") or {}).values():
                demography.households(np.ones((1, 2, len(ages))), np.asarray(rates)[None])
    except KeyError as missing:
        raise BadInput(
            _("The set has no %(name)s: give it, or another kind of rates.") % {"name": missing.args[0]}
        ) from None
    except (TypeError, ValueError):  # of numpy: a word among the numbers, or rows of different lengths
        raise BadInput(_("A rate of the set is no number, or a row is longer than others. Correct it.")) from None


# ── people to come ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Control:
    """Published people of each group of areas at the end of a period, (groups, ages)."""

    people: Array
    ages: tuple[int, ...]


@dataclass(frozen=True)
class Projected:
    """people (points, areas, 2, ages), the start among them; scaled (points, groups): by how much to meet the control."""

    people: Array
    scaled: Array


def project(
    people: Array,
    values: Values,
    ages: Sequence[int],
    group: Sequence[int],
    controls: Sequence[Control | None],
    *,
    names: Sequence[str] = (),
    client: Any = None,
) -> Projected:
    """As many periods as controls; a None leaves a period as projected. A client is used where nothing is controlled."""
    number = np.asarray(group, dtype=np.intp)
    groups = int(number.max()) + 1
    with refusals():
        made = assumptions(values, ages, len(controls))
        if not any(controls):
            free = demography.project(
                people, made, periods=len(controls), area_names=list(names) or None, client=client
            )
            return Projected(np.asarray(free.people), np.ones((len(controls) + 1, groups)))
        start = demography.SmallAreas(
            made.ages, people[None], np.zeros((1, len(people)), np.int8), np.ones((1, groups))
        )
        given = [
            demography.Control(control.people, demography.AgeGroups(control.ages)) if control else None
            for control in controls
        ]
        done = demography.project_to_totals(start, made, number, given, {"area": tuple(names)} if names else None)
    return Projected(np.asarray(done.people), np.asarray(done.control))


def households(people: Array, rates: ArrayLike) -> Array:
    """Heads of households, of people (…, 2, ages) by rates (2, ages): (…)."""
    with refusals():
        return np.asarray(demography.households(people, np.asarray(rates, dtype=float)[None])[0])


@dataclass(frozen=True)
class Fan:
    """Quantiles of all, of 65 and more, of 75 and more: of the whole (probabilities, points, 3) and by area (…, areas, 3)."""

    probabilities: tuple[float, ...]
    whole: Array
    areas: Array


def fan(
    people: Array, values: Values, ages: Sequence[int], *, draws: int, seed: int, client: Any = None,
    tell: Callable[[float], None] = lambda done: None,
) -> Fan:  # fmt: skip
    """Draws around a path that is projected already, (points, areas, 2, ages): its implied rates are what is drawn around.

    So the draws are spread around controlled figures as well. The set's `uncertainty` says how far, else UNCERTAINTY.
    """
    groups = demography.AgeGroups(tuple(ages))
    every = np.ones((2, len(groups)))
    with refusals():
        steps = [demography.estimate(a, b, every, groups) for a, b in pairwise(people)]
        children = demography.ChildWoman(
            np.stack([np.asarray(step.children.ratio) for step in steps]),
            np.stack([np.asarray(step.children.boys) for step in steps]),
        )
        implied = demography.Assumptions(
            groups, children, cohort_change=np.stack([step.cohort_change for step in steps])
        )
        far = {**UNCERTAINTY, **(values.get("uncertainty") or {})}
        uncertainty = demography.Uncertainty(migration_profile=_profile(ages), **far)
        whole, areas = [], []
        for place, age in enumerate(COUNTED):
            tell(place / len(COUNTED))
            found = demography.monte_carlo(
                people[0], implied, uncertainty, periods=len(steps), draws=draws, seed=seed,
                probabilities=PROBABILITIES, ages=demography.AgeGroups((0, age) if age else (0,)), client=client,
            )  # fmt: skip
            whole.append(found.total[..., -1])
            areas.append(found.areas[..., -1])
    return Fan(PROBABILITIES, np.stack(whole, axis=-1), np.stack(areas, axis=-1))


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """A client of the Dask cluster at an address, or None where there is none."""
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise BadInput(_("WAKIMIZU_DASK is set, but Dask is not installed: pip install wakimizu[cluster].")) from None
    try:
        client = Client(address, timeout="10s")
    except OSError as fault:
        sentence = _("No Dask cluster answers at %(address)s: start one, or unset WAKIMIZU_DASK. %(fault)s")
        raise BadInput(sentence % {"address": address, "fault": fault}) from None
    with client:
        yield client


# ── how far it is ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FeedFacts:
    """What a timetable says of itself."""

    valid_from: date
    valid_to: date
    figures: dict[str, Any] = field(default_factory=dict)


def feed_facts(content: bytes) -> tuple[list[Words], FeedFacts | None]:
    """Every fault of a timetable, with file, row and remedy; of one without a fault what it holds."""
    try:
        feed = access.read_feed(content)
    except access.FeedFault as faults:
        return [fault.words for fault in faults.faults], None
    first, last = access.validity(feed)
    times = feed.stop_times
    figures = {
        "stops": len(set(times.stops.tolist())),
        "routes": len(feed.routes),
        "trips": len(feed.trips.ids),
        "services": len(feed.services),
        "first_departure": _clock(int(times.departs.min())) if len(times.departs) else "",
        "last_departure": _clock(int(times.departs.max())) if len(times.departs) else "",
        "notes": [note.plain for note in feed.notes],
    }
    return [], FeedFacts(first, last, figures)


def _clock(seconds: int) -> str:
    """Hours go on past 24, as timetables write the night."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


@dataclass(frozen=True)
class Travel:
    """Minutes from origins to destinations by way of going; NaN: farther than can be said. What was assumed, and notes."""

    minutes: dict[str, Array]
    assumed: dict[str, Any]
    notes: list[Words]


LONGEST_MINUTES = 180.0
ORIGINS_AT_ONCE = 512


def travel(
    origins: Sequence[tuple[float, float]],
    destinations: Sequence[tuple[float, float]],
    feeds: Mapping[str, bytes],
    day: date,
    window: tuple[time, time],
    holidays: Sequence[date],
    tell: Callable[[float], None] = lambda done: None,
) -> Travel:
    """On foot, on foot at 75 and over, by car, and by the timetables of a day: the median of departures by the minute."""
    starts = access.places(*zip(*origins, strict=True))
    ends = access.places(*zip(*destinations, strict=True))
    ways = {
        "walk": access.walking_minutes(starts, ends),
        "walk75": access.walking_minutes(starts, ends, access.AGED_75_AND_OVER),
        "car": access.driving_minutes(starts, ends),
    }
    minutes = {mode: np.where(found <= LONGEST_MINUTES, found, np.nan) for mode, found in ways.items()}
    journeys = access.Journeys(longest_minutes=LONGEST_MINUTES)
    assumed: dict[str, Any] = {
        "walk_kmh": access.ADULTS.kmh,
        "walk75_kmh": access.AGED_75_AND_OVER.kmh,
        "car_kmh": access.CITY_STREETS.kmh,
        "car_fixed_minutes": access.CITY_STREETS.fixed_minutes,
        "detour": access.ADULTS.detour,
        "longest_minutes": LONGEST_MINUTES,
        "access_minutes": journeys.access_minutes,
        "change_minutes": journeys.change_minutes,
    }
    if not feeds:
        return Travel(minutes, assumed, [])
    with refusals():
        read = {}
        for place, (name, content) in enumerate(feeds.items()):
            tell(0.2 * place / len(feeds))
            read[name] = access.read_feed(content)
        table = access.timetable(access.merged(read), day, holidays)
        departures = access.Window(_minute(window[0]), _minute(window[1]))
        parts = []
        for begin in range(0, len(starts), ORIGINS_AT_ONCE):
            tell(0.2 + 0.8 * begin / len(starts))
            part = starts[begin : begin + ORIGINS_AT_ONCE]
            parts.append(access.transit_summary(table, part, ends, departures, journeys).median)
    minutes["transit"] = np.concatenate(parts).astype(float)
    assumed |= {"departures": len(departures.departures), "connections": len(table.connections)}
    return Travel(minutes, assumed, list(table.notes))


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
