"""Assumption sets from two past censuses, one period apart; and how migration is expected to die down.

    net migration   m(x) = N(x+n, t+n) / N(x, t) − S(x)          what survival does not explain
    cohort change   c(x) = N(x+n, t+n) / N(x, t)                 Hamilton & Perry 1962
    children        ratio = children(t+n) / women of fertile age(t+n), boys = boys / children

The open-ended group takes in survivors of two groups, so these two share one rate: what was found over what was expected.
Sources: IPSS, 日本の地域別将来推計人口 平成25年3月推計, 仮定値の設定; Smith, Tayman & Swanson, A Practitioner's Guide to
State and Local Population Projections, Springer 2013, chapters 6 and 7.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused, Words

from .ages import FEMALE, MALE, AgeGroups, Array
from .assumptions import MOTHERS, ChildWoman
from .refusals import Names, at_least_zero, shares, spread


@dataclass(frozen=True)
class Estimated:
    """What two censuses tell, by area; shapes (areas, 2, ages) unless said otherwise."""

    net_migration: Array
    cohort_change: Array
    children: ChildWoman
    """Ratio and share of boys at the second census, each (areas,)."""
    unknown: NDArray[np.bool_]
    """Where nobody lived at the first census, so that no rate could be found: 0 there, and survival alone for the change."""


def estimate(
    first: ArrayLike,
    second: ArrayLike,
    survival: ArrayLike,
    ages: AgeGroups,
    *,
    mothers: tuple[int, int] = MOTHERS,
    names: Names | None = None,
) -> Estimated:
    """Rates of the period between two censuses as many years apart as an age group is wide, (areas, 2, ages) each.

    survival as in Assumptions, broadcast to (areas, 2, ages): of that period, from a life table. Refused as in `project`.
    """
    before = _census(first, ages, Words("people at the first census"), names)
    after = _census(second, ages, Words("people at the second census"), names)
    if before.shape != after.shape:
        raise Refused(
            "The two censuses have different shapes, %(first)s and %(second)s: take the same areas.",
            first=before.shape,
            second=after.shape,
        )
    axes = ("area", "sex", "age")
    known = {**(names or {}), "age": ages.labels}
    alive = shares(np.asarray(survival, dtype=float), Words("survival"), axes[-np.ndim(survival) :], known)
    staying = spread(alive, before.shape, Words("survival"), axes)
    found, base, expected = _later(after), _earlier(before), _earlier(before * staying)
    unknown = base == 0
    change = np.divide(found, base, out=np.zeros_like(base), where=~unknown)
    lives = np.divide(expected, base, out=np.zeros_like(base), where=~unknown)
    net = np.where(unknown, 0.0, change - lives)
    return Estimated(net, np.where(unknown, staying, change), _children(after, ages, mothers), unknown)


def _census(people: ArrayLike, ages: AgeGroups, what: Words, names: Names | None) -> Array:
    values = np.asarray(people, dtype=float)
    if values.ndim != 3 or values.shape[1] != 2 or len(ages) < 2:
        raise Refused("%(what)s has the shape %(shape)s, not (areas, 2, ages).", what=what, shape=values.shape)
    ages.fits(values, what)
    _ = ages.width
    return at_least_zero(values, what, ("area", "sex", "age"), {**(names or {}), "age": ages.labels})


def _later(people: Array) -> Array:
    """For each group, the people it became: those of the next, and for the last two together the open-ended group."""
    return np.concatenate([people[..., 1:], people[..., -1:]], axis=-1)


def _earlier(people: Array) -> Array:
    """For each group, its people; for the last two, both groups' together."""
    last = people[..., -2:].sum(axis=-1, keepdims=True)
    return np.concatenate([people[..., :-2], last, last], axis=-1)


def _children(people: Array, ages: AgeGroups, mothers: tuple[int, int]) -> ChildWoman:
    boys, girls = people[:, MALE, 0], people[:, FEMALE, 0]
    women = people[:, FEMALE, ages.between(*mothers)].sum(axis=-1)
    children = boys + girls
    ratio = np.divide(children, women, out=np.zeros_like(women), where=women > 0)
    share = np.divide(boys, children, out=np.full_like(boys, 0.5), where=children > 0)
    return ChildWoman(ratio, share, mothers)


def damped(rates: ArrayLike, factors: ArrayLike) -> Array:
    """Rates times one factor for each period: (…) and (periods,) to (periods, …)."""
    values, steps = np.asarray(rates, dtype=float), np.asarray(factors, dtype=float)
    return np.asarray(steps.reshape(-1, *(1,) * values.ndim) * values)


def halving(periods: int, over: int = 2) -> Array:
    """Factors that fall to one half at a constant pace over `over` periods and then stay: 0.71, 0.5, 0.5 … for two.

    IPSS 2013: net migration rates of 2005–2010 shrink at a constant rate (定率) to 0.5 times by 2015–2020, then are constant.
    """
    return np.asarray(0.5 ** (np.minimum(np.arange(1, periods + 1), over) / over))


def relative_ratio(own: ArrayLike, wider_now: float, wider_ahead: ArrayLike) -> Array:
    """A child–woman ratio that keeps its distance to that of a wider area: own · ahead / now, (periods, areas).

    IPSS 2013: the relation of each municipality's ratio to the nation's in the base year stays as it is.
    """
    if not wider_now > 0:
        raise Refused("The wider area's ratio is above zero, not %(ratio)s.", ratio=wider_now)
    ahead = at_least_zero(np.asarray(wider_ahead, dtype=float), Words("child–woman ratio"), ("period",))
    return np.asarray(ahead[:, None] / wider_now * np.atleast_1d(np.asarray(own, dtype=float)))


def rogers_castro(ages: AgeGroups, retirement: bool = False) -> Array:
    """The model age schedule of migrants, summing to 1 over the groups: children with their parents, then a peak after 20.

    M(x) = a1·e^(−α1·x) + a2·e^(−α2(x−μ2) − e^(−λ2(x−μ2))) + c, by single years up to 110, with the standard values of
    Castro & Rogers 1983 (IIASA RR-83-24): a1 0.02, α1 0.1, a2 0.06, α2 0.1, μ2 20, λ2 0.4, c 0.003; with `retirement`,
    a bell around 62 of a3 0.02 besides.
    """
    x = np.arange(110) + 0.5
    curve = 0.02 * np.exp(-0.1 * x) + 0.06 * np.exp(-0.1 * (x - 20) - np.exp(-0.4 * (x - 20))) + 0.003
    if retirement:
        curve = curve + 0.02 * np.exp(-(((x - 62) / 5) ** 2))
    groups = np.add.reduceat(curve, list(ages.starts))
    return np.asarray(groups / groups.sum())
