"""What a projection assumes: how many stay alive, how many children there are, who moves.

Every rate is an array of shape (periods, areas, 2, ages), or of any shape that numpy broadcasts to it: (2, ages) for all
areas and periods, (areas, 2, ages) for all periods, (periods, 1, 2, ages) for all areas. Sexes: men, then women. The age
of a rate is the age at the start of the period, and those who survive it are one group older at its end; those in the
open-ended last group stay in it. A period is as long as an age group is wide.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.words import Refused, Words

from .ages import AgeGroups, Array
from .refusals import Names, at_least_zero, finite, refuse, shares, spread

MOTHERS = (15, 50)
BOYS_PER_GIRL = 1.05
RATE_AXES = ("period", "area", "sex", "age")


@dataclass(frozen=True)
class ChildWoman:
    """Children in the first age group at the end of a period, per woman aged `mothers` then.

    ratio and boys (their share among these children) broadcast to (periods, areas). Source: IPSS, 日本の地域別将来推計人口.
    """

    ratio: ArrayLike
    boys: ArrayLike = BOYS_PER_GIRL / (1 + BOYS_PER_GIRL)
    mothers: tuple[int, int] = MOTHERS


@dataclass(frozen=True)
class AgeSpecific:
    """Births per woman and year by age group of the mother, over the women of the start and the end of the period.

    rates (periods, areas, fertile groups) from mothers[0] to mothers[1] − 1; newborn (periods, areas, 2): share of those
    born in the period who live at its end (LifeTable.survival(…).newborn); boys_per_girl (periods, areas).
    B = n Σ Fx (Wx(t) + Wx(t+n)) / 2. Source: Preston, Heuveline & Guillot 2001, box 6.2 and section 6.3.
    """

    rates: ArrayLike
    newborn: ArrayLike
    boys_per_girl: ArrayLike = BOYS_PER_GIRL
    mothers: tuple[int, int] = MOTHERS


@dataclass(frozen=True)
class NetRates:
    """Net migrants of a period per person at its start, counted at its end: N(x+n) = N(x)·(S + m). Source: IPSS 2013.

    newborn (periods, areas, 2): the same per child born in the period and alive at its end; it has no use with a
    child–woman ratio, which counts the children who are there.
    """

    rates: ArrayLike
    newborn: ArrayLike = 0.0


@dataclass(frozen=True)
class NetNumbers:
    """Net migrants of a period in people, (periods, areas, 2, ages), by age when they move.

    timing "half": half of them come at the start and live on as all others, half at the end (Preston, Heuveline & Guillot
    2001, section 6.3; United Nations: "evenly"). "end": all at the end, after the period's births (United Nations: "end").
    """

    numbers: ArrayLike
    timing: Literal["half", "end"] = "half"


@dataclass(frozen=True)
class OutRates:
    """Who moves away goes into a pool by sex and age, and the pool is shared out to the areas. Source: IPSS 2018, 2023.

    leaving (periods, areas, 2, ages): share of the people at the start who live elsewhere at the end. arriving (periods,
    areas, 2, ages): share of the pool that each area takes in; over all areas at most 1, and what is missing to 1
    leaves them all. from_outside (periods, 2, ages): people who join the pool from elsewhere.
    """

    leaving: ArrayLike
    arriving: ArrayLike
    from_outside: ArrayLike = 0.0


Fertility = ChildWoman | AgeSpecific
Migration = NetRates | NetNumbers | OutRates


@dataclass(frozen=True)
class Assumptions:
    """One named set: give survival (shares from 0 to 1), or cohort_change (the ratio N(x+n, t+n) / N(x, t)) instead.

    With cohort_change deaths and moves are one ratio that may exceed 1, and there is no migration besides
    (Hamilton & Perry 1962).
    """

    ages: AgeGroups
    fertility: Fertility
    survival: ArrayLike | None = None
    migration: Migration | None = None
    cohort_change: ArrayLike | None = None


@dataclass(frozen=True)
class Rates:
    """Checked assumptions as read-only views of full shape: what the steps of a projection read."""

    ages: AgeGroups
    staying: Array
    """Survival or cohort change, (periods, areas, 2, ages)."""
    net: Array | None
    numbers: Array | None
    timing: str
    leaving: Array | None
    arriving: Array | None
    from_outside: Array | None
    children: Array | None
    """Child–woman ratio (periods, areas)."""
    boys: Array
    """Share of boys, (periods, areas)."""
    fertility: Array | None
    """(periods, areas, fertile groups)."""
    newborn: Array | None
    """Share of those born who are there at the end, moves included, (periods, areas, 2)."""
    mothers: slice
    may_empty: bool
    """Whether more could leave than there are, so that each step must be looked at."""

    @property
    def pooled(self) -> bool:
        """Whether areas depend on each other."""
        return self.leaving is not None

    def part(self, areas: slice) -> "Rates":
        """The same for some of the areas. Arrays that all areas share stay one row, so that little is sent to a cluster."""
        changed = {
            name: _cut(value, areas) if name != "from_outside" else value
            for name, value in vars(self).items()
            if isinstance(value, np.ndarray)
        }
        return Rates(**{**vars(self), **changed})

    def at(self, period: int) -> "Rates":
        """One period only."""
        changed = {
            name: value[period : period + 1] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return Rates(**{**vars(self), **changed})


def _cut(values: Array, areas: slice) -> Array:
    return values[:, :1] if values.strides[1] == 0 else values[:, areas]


def checked(assumptions: Assumptions, areas: int, periods: int, names: Names | None = None) -> Rates:
    """Every number looked at, every shape stretched. Refused names the period, area, sex and age of what cannot be."""
    ages = assumptions.ages
    names = {**(names or {}), "age": ages.labels}
    full = (periods, areas, 2, len(ages))
    staying, least = _staying(assumptions, full, names)
    migration = assumptions.migration
    net = numbers = leaving = arriving = outside = None
    timing = "end"
    moved: Array | None = None
    may_empty = migration is not None
    if isinstance(migration, NetRates):
        given, least_net = _net(migration.rates, Words("net migration rate"), names)
        net = spread(given, full, Words("net migration rate"), RATE_AXES)
        may_empty = least + least_net < 0
        moved, _least = _net(migration.newborn, Words("net migration rate of newborn"), names, RATE_AXES[:3])
    elif isinstance(migration, NetNumbers):
        if migration.timing not in ("half", "end"):
            raise Refused('Migrants come "half" or at the "end", not %(timing)s.', timing=repr(migration.timing))
        timing = migration.timing
        given = finite(np.asarray(migration.numbers, dtype=float), Words("net migrants"), names=names)
        numbers = spread(given, full, Words("net migrants"), RATE_AXES)
    elif isinstance(migration, OutRates):
        leaving, arriving, outside = _pool(migration, full, names)
    children, boys, fertility, newborn, mothers = _births(assumptions, full, names)
    if newborn is not None and moved is not None and np.any(moved):
        newborn = newborn * (1 + spread(moved, full[:3], Words("net migration rate of newborn"), RATE_AXES[:3]))
    return Rates(
        ages,
        staying,
        net,
        numbers,
        timing,
        leaving,
        arriving,
        outside,
        children,
        boys,
        fertility,
        newborn,
        mothers,
        may_empty,
    )


def _staying(assumptions: Assumptions, full: tuple[int, ...], names: Names) -> tuple[Array, float]:
    """Survival or cohort change, and its least value: large arrays are read as few times as it takes."""
    survival, change = assumptions.survival, assumptions.cohort_change
    if (survival is None) == (change is None):
        raise Refused("Give either survival or cohort_change: one of them, not both.")
    if survival is not None:
        values = np.asarray(survival, dtype=float)
        least = float(values.min(initial=1.0))
        if not (least >= 0 and values.max(initial=0.0) <= 1):
            shares(values, Words("survival"), names=names)
        return spread(values, full, Words("survival"), RATE_AXES), least
    if assumptions.migration is not None:
        raise Refused("Cohort change ratios hold migration already; leave migration out, or give survival instead.")
    values = at_least_zero(np.asarray(change, dtype=float), Words("cohort change"), names=names)
    return spread(values, full, Words("cohort change"), RATE_AXES), 0.0


def _net(rates: ArrayLike, what: Words, names: Names, axes: tuple[str, ...] = ()) -> tuple[Array, float]:
    """Net rates and their least value. Infinity is met by the projection's own check of its result."""
    values = np.asarray(rates, dtype=float)
    least = float(values.min(initial=0.0))
    if not least >= -1:
        finite(values, what, axes, names)
        refuse(
            values,
            values < -1,
            what,
            Words("below −1: more would leave than there are. Correct the rates."),
            axes,
            names,
        )
    return values, least


def _pool(migration: OutRates, full: tuple[int, ...], names: Names) -> tuple[Array, Array, Array]:
    leaving = shares(np.asarray(migration.leaving, dtype=float), Words("leaving"), names=names)
    arriving = shares(np.asarray(migration.arriving, dtype=float), Words("arriving"), names=names)
    outside = at_least_zero(np.asarray(migration.from_outside, dtype=float), Words("people from outside"), names=names)
    stretched = spread(arriving, full, Words("arriving"), RATE_AXES)
    taken = stretched.sum(axis=1, keepdims=True)
    if (taken > 1 + 1e-9).any():
        refuse(
            taken,
            taken > 1 + 1e-9,
            Words("what all areas take of the pool"),
            Words("more than there is in it. Lower the shares."),
            RATE_AXES,
            names,
        )
    return (
        spread(leaving, full, Words("leaving"), RATE_AXES),
        stretched,
        spread(outside, (full[0], *full[2:]), Words("people from outside"), ("period", "sex", "age")),
    )


def _births(
    assumptions: Assumptions, full: tuple[int, ...], names: Names
) -> tuple[Array | None, Array, Array | None, Array | None, slice]:
    fertility = assumptions.fertility
    ages, two = assumptions.ages, full[:2]
    mothers = ages.between(*fertility.mothers)
    if isinstance(fertility, ChildWoman):
        ratio = at_least_zero(
            np.asarray(fertility.ratio, dtype=float), Words("child–woman ratio"), RATE_AXES[:2], names
        )
        boys = shares(np.asarray(fertility.boys, dtype=float), Words("share of boys"), RATE_AXES[:2], names)
        return (
            spread(ratio, two, Words("child–woman ratio"), RATE_AXES[:2]),
            spread(boys, two, Words("share of boys"), RATE_AXES[:2]),
            None,
            None,
            mothers,
        )
    axes = (*RATE_AXES[:2], "fertile age")
    rates = at_least_zero(np.asarray(fertility.rates, dtype=float), Words("fertility"), axes, names)
    groups = mothers.stop - mothers.start
    if rates.ndim == 0 or rates.shape[-1] == 1:  # written out, as sums of one order need numbers side by side
        rates = np.repeat(np.atleast_1d(rates), groups, axis=-1)
    sex_ratio = at_least_zero(
        np.asarray(fertility.boys_per_girl, dtype=float), Words("boys per girl"), RATE_AXES[:2], names
    )
    newborn = shares(np.asarray(fertility.newborn, dtype=float), Words("survival of newborn"), RATE_AXES[:3], names)
    return (
        None,
        spread(sex_ratio / (1 + sex_ratio), two, Words("boys per girl"), RATE_AXES[:2]),
        spread(rates, (*two, groups), Words("fertility"), axes),
        spread(newborn, full[:3], Words("survival of newborn"), RATE_AXES[:3]),
        mothers,
    )
