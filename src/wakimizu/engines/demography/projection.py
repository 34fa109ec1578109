"""Cohort-component projection of all areas at once.

    survivors   N(x+n, t+n) = N(x, t) · (S(x) + m(x))          those of the open-ended group stay in it
    children    N(0, t+n)   = ratio · Σ W(x, t+n)              child–woman ratio, or
    births      B = n · Σ F(x) · (W(x, t) + W(x, t+n)) / 2,    N(0, t+n) = B · share of the sex · survival of newborn

with W the women of fertile age. Sources: Preston, Heuveline & Guillot, Demography, Blackwell 2001, chapter 6; IPSS,
日本の地域別将来推計人口 (2013, 2018, 2023). Two-sex, women-dominant; plain arrays, float64, one order of additions: the
numbers do not depend on how many areas are projected together, nor on where.

The people of an area lie side by side in memory, so moving everybody up one age is one shifted product over a whole
block of areas; what spills from one row's last age into the next row's first is overwritten by its children.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.words import Refused, Words

from .ages import FEMALE, MALE, AgeGroups, Array, add_up
from .assumptions import Assumptions, Rates, checked
from .cluster import run_all
from .refusals import Names, at_least_zero, place

ROWS = 1024
"""Areas in a block: three arrays of so many areas × 2 × 19 ages stay in the second-level cache of one core."""
SENT = 8192
"""Areas that go to a cluster in one piece."""
ROUNDING = -1e-6


@dataclass(frozen=True)
class Projection:
    """People at the start and at the end of each period: (periods + 1, areas, 2, ages)."""

    ages: AgeGroups
    people: Array

    @property
    def totals(self) -> Array:
        """(periods + 1, areas)."""
        return np.asarray(self.people.sum(axis=(2, 3)))

    def in_groups(self, broad: AgeGroups) -> Array:
        """Both sexes in broad age groups, (periods + 1, areas, broad groups)."""
        return add_up(self.people.sum(axis=2), self.ages, broad)


@dataclass(frozen=True)
class Components:
    """Why numbers changed, (periods, areas) each: people(end) = people(start) + births − deaths + net_migrants.

    With a child–woman ratio, births are the children who are there at the end: infant deaths and moves are within them.
    """

    births: Array
    deaths: Array
    net_migrants: Array


def project(
    people: ArrayLike,
    assumptions: Assumptions,
    *,
    periods: int,
    area_names: tuple[str, ...] | list[str] | None = None,
    client: Any = None,
) -> Projection:
    """The people of every area after each of `periods` periods. people: (areas, 2, ages), men then women.

    A `client` of Dask takes the areas in pieces to its cluster; the numbers are the same to the last bit. With OutRates all
    areas meet in one pool, so they go as one piece. Refused: negative people, survival above one, shapes that do not fit,
    more people leaving than there are; it names period, area (as in area_names), sex and age.
    """
    ages, names = assumptions.ages, {"area": tuple(area_names)} if area_names else {}
    start = starting(people, ages, names)
    if periods < 1:
        raise Refused("Project at least one period, not %(periods)s.", periods=periods)
    rates = checked(assumptions, len(start), periods, names)
    result = np.empty((periods + 1, *start.shape))
    result[0] = start
    if client is None:
        fill(result, rates, Rows(names))
    else:
        size = len(start) if rates.pooled else SENT
        pieces = [slice(low, min(low + size, len(start))) for low in range(0, len(start), size)]
        units = [(start[piece], rates.part(piece), periods, names, piece.start) for piece in pieces]
        for piece, done in zip(pieces, run_all(_elsewhere, units, client), strict=True):
            result[1:, piece] = done
    return Projection(ages, result)


def starting(people: ArrayLike, ages: AgeGroups, names: Names) -> Array:
    start = np.asarray(people, dtype=float)
    if start.ndim != 3 or start.shape[1] != 2:
        raise Refused(
            "People have the shape (areas, 2, ages), men then women, not %(shape)s. One area alone: people[None].",
            shape=start.shape,
        )
    ages.fits(start, Words("number of people"))
    if len(ages) < 2 or ages.starts[0] != 0:
        raise Refused(
            "A projection needs two or more age groups from age 0 on, not %(ages)s.", ages=", ".join(ages.labels)
        )
    _ = ages.width
    return at_least_zero(start, Words("number of people"), ("area", "sex", "age"), {**names, "age": ages.labels})


def _elsewhere(unit: tuple[Array, Rates, int, Names, int]) -> Array:
    start, rates, periods, names, first = unit
    full = (periods, len(start))
    rates = Rates(**{**vars(rates), **{name: stretch(name, value, full) for name, value in vars(rates).items()}})
    result = np.empty((periods + 1, *start.shape))
    result[0] = start
    fill(result, rates, Rows(names, first))
    return result[1:]


def stretch(name: str, value: object, full: tuple[int, int]) -> object:
    if not isinstance(value, np.ndarray) or name == "from_outside":
        return value
    return np.broadcast_to(value, (*full, *value.shape[2:]))


@dataclass(frozen=True)
class Rows:
    """Which areas the rows of a block are, for refusals: from `first` on, and again after `areas` rows (the next draw)."""

    names: Names
    first: int = 0
    areas: int | None = None

    def area(self, row: int) -> int:
        return self.first + (row % self.areas if self.areas else row)


def fill(result: Array, rates: Rates, rows: Rows) -> None:
    """Fills result[1:] from result[0], in place; areas in blocks, except where they meet in a pool."""
    areas = result.shape[1]
    size = areas if rates.pooled else max(1, ROWS * 38 // (2 * len(rates.ages)))
    work = np.empty((min(size, areas), *result.shape[2:]))
    with np.errstate(over="ignore", invalid="ignore"):  # what grows without end is refused below
        for low in range(0, areas, size):
            block = slice(low, min(low + size, areas))
            for period in range(len(result) - 1):
                here, there = result[period, block], result[period + 1, block]
                step(here, there, rates, period, block, work[: len(here)])
                if rates.may_empty and there.min(initial=0.0) < 0:
                    _no_negatives(there, rates.ages, period, low, rows)
    if not np.isfinite(result[-1].sum()):  # rates were seen to be numbers, so this is a rate or sum without end
        raise Refused(
            "The projection grows beyond all numbers: a rate of migration, change or fertility is far too high."
        )


def step(here: Array, there: Array, rates: Rates, period: int, block: slice, work: Array) -> None:
    """One period of one block: fills `there` from `here`, both (areas, 2, ages) and contiguous; `work` is scratch."""
    staying = rates.staying[period, block]
    began, moving = here, None
    if rates.net is not None:
        staying = np.add(staying, rates.net[period, block], out=work)
    elif rates.leaving is not None:
        staying = np.subtract(staying, rates.leaving[period, block], out=work)
    elif not staying.flags.c_contiguous:
        np.copyto(work, staying)
        staying = work
    if rates.numbers is not None:
        moving = rates.numbers[period, block]
        if rates.timing == "half":
            began = here + 0.5 * moving
    move_up(began, staying, there)
    if moving is not None and rates.timing == "half":
        there[..., 1:] += 0.5 * moving[..., 1:]
    if rates.leaving is not None:
        _from_pool(here, there, rates, period)
    newborn(began, there, rates, period, block)
    if moving is None or rates.timing == "half":
        if moving is not None and rates.children is None:
            there[..., 0] += 0.5 * moving[..., 0]
        return
    there += moving
    if rates.children is not None:  # the ratio counts the children who are there once all have moved
        newborn(began, there, rates, period, block)


def move_up(here: Array, staying: Array, there: Array) -> None:
    """Everybody one group older; `there[..., 0]` holds nothing of meaning until the children are written."""
    np.multiply(here.reshape(-1)[:-1], staying.reshape(-1)[:-1], out=there.reshape(-1)[1:])
    there[..., -1] += here[..., -1] * staying[..., -1]


def newborn(began: Array, there: Array, rates: Rates, period: int, block: slice) -> None:
    """Writes the first age group. einsum adds an area's mothers in one order, however many areas there are."""
    women = there[:, FEMALE, rates.mothers]
    boys = rates.boys[period, block]
    if rates.children is not None:
        children = np.einsum("ax->a", women)
        children *= rates.children[period, block]
        np.multiply(children, boys, out=there[:, MALE, 0])
        np.subtract(children, there[:, MALE, 0], out=there[:, FEMALE, 0])
        return
    births = _births(began[:, FEMALE, rates.mothers], women, rates, period, block)
    assert rates.newborn is not None  # noqa: S101 – age-specific fertility always comes with it
    alive = rates.newborn[period, block]
    np.multiply(births * boys, alive[:, MALE], out=there[:, MALE, 0])
    np.multiply(births * (1 - boys), alive[:, FEMALE], out=there[:, FEMALE, 0])


def _births(before: Array, after: Array, rates: Rates, period: int, block: slice) -> Array:
    assert rates.fertility is not None  # noqa: S101
    births = np.einsum("ax,ax->a", before + after, rates.fertility[period, block])
    births *= rates.ages.width / 2
    return np.asarray(births)


def _from_pool(here: Array, there: Array, rates: Rates, period: int) -> None:
    assert rates.leaving is not None and rates.arriving is not None and rates.from_outside is not None  # noqa: S101
    pool = (here * rates.leaving[period]).sum(axis=0) + rates.from_outside[period]
    came = pool * rates.arriving[period]
    there[..., 1:] += came[..., :-1]
    there[..., -1] += came[..., -1]


def _no_negatives(there: Array, ages: AgeGroups, period: int, low: int, rows: Rows) -> None:
    """Less than a millionth of a person below nobody is rounding and becomes 0; anything more is refused."""
    if there.min() >= ROUNDING:
        np.maximum(there, 0.0, out=there)
        return
    row, sex, age = (int(number) for number in np.unravel_index(int(there.argmin()), there.shape))
    known = len(rows.names.get("area", ()))
    where = place(
        (period, rows.area(low + row), sex, age),
        (2, known or 2, 2, len(ages)),
        names={**rows.names, "age": ages.labels},
    )
    raise Refused(
        "%(people)s people in %(place)s at the end of the period: more would leave than there are. Lower the "
        "out-migration of the group below, or give rates instead of numbers.",
        people=f"{there[row, sex, age]:g}",
        place=where or Words("the whole"),
    )


def components(projection: Projection, assumptions: Assumptions) -> Components:
    """Births, deaths and net migrants of every period and area; with cohort change there is nothing to tell apart."""
    if assumptions.cohort_change is not None:
        raise Refused("Cohort change ratios do not say who died and who moved; project with survival and migration.")
    people = projection.people
    periods, areas = len(people) - 1, people.shape[1]
    rates = checked(assumptions, areas, periods)
    start, end = people[:-1], people[1:]
    began = start + 0.5 * rates.numbers if rates.numbers is not None and rates.timing == "half" else start
    deaths = np.asarray((began * (1 - rates.staying)).sum(axis=(2, 3)))
    if rates.fertility is None:
        births = end[..., 0].sum(axis=2)
    else:
        after = end if rates.numbers is None or rates.timing == "half" else end - rates.numbers
        born = [
            _births(began[t][:, FEMALE, rates.mothers], after[t][:, FEMALE, rates.mothers], rates, t, slice(0, areas))
            for t in range(periods)
        ]
        births = np.stack(born)
        split = np.stack([rates.boys, 1 - rates.boys], axis=-1)
        alive = np.broadcast_to(np.asarray(_alone(assumptions), dtype=float), split.shape)
        deaths = deaths + (births[..., None] * split * (1 - alive)).sum(axis=-1)
    return Components(births, deaths, end.sum(axis=(2, 3)) - start.sum(axis=(2, 3)) - births + deaths)


def _alone(assumptions: Assumptions) -> ArrayLike:
    """Survival of newborn without their moves."""
    fertility = assumptions.fertility
    return getattr(fertility, "newborn", 1.0)
