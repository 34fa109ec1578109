"""Life tables from death rates, survival ratios for a projection, and how death rates go on falling.

    mx  deaths per person and year            ax  years lived in the group by those who die in it
    qx = n·mx / (1 + (n − ax)·mx)             lx+n = lx·(1 − qx),  l0 = 1
    Lx = n·lx+n + ax·(lx − lx+n)              Tx = Σ Lx from x on,  ex = Tx / lx;  open-ended group: L = l / m

Sources: Preston, Heuveline & Guillot, Demography, Blackwell 2001, chapter 3 (a of infants: table 3.3, after Coale & Demeny,
West); ax from age 10 on: Greville 1943, as in the United Nations' MORTPAK; trend: Lee & Carter 1992,
doi:10.1080/01621459.1992.10475265, its level set by a life expectancy: Lee & Miller 2001, doi:10.1353/dem.2001.0036.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.words import Refused, Words

from .ages import SEXES, AgeGroups, Array
from .refusals import at_least_zero, refuse, spread

_LAST_HALVING = 80
_INFANTS = {"men": (0.33, 0.045, 2.684), "women": (0.35, 0.053, 2.8)}  # from 0.107 on; below: constant + factor · m0
_TODDLERS = {"men": (1.352, 1.651, -2.816), "women": (1.361, 1.522, -1.518)}
_HIGH = 0.107


@dataclass(frozen=True)
class Survival:
    """What a projection needs of a life table; shapes (…, 2, ages) and (…, 2)."""

    shares: Array
    """Of the people in a group, how many are alive one period later, when they are in the next (the last: stay)."""
    newborn: Array
    """Of those born during a period, how many are alive at its end."""


@dataclass(frozen=True)
class LifeTable:
    """All columns (…, 2, ages); l0 is 1."""

    ages: AgeGroups
    mx: Array
    ax: Array
    qx: Array
    lx: Array
    Lx: Array
    Tx: Array
    ex: Array

    @property
    def life_expectancy(self) -> Array:
        """e0 in years, (…, 2)."""
        return self.ex[..., 0]

    def survival(self, ages: AgeGroups) -> Survival:
        """Survival ratios between the groups of a projection.

        Sx = Lx+n / Lx; newborn L0 / (n·l0). Into the open-ended group: if the table goes on beyond it, the last closed
        group has its own ratio and the open one T(x+n) / T(x); otherwise both share T(last) / T(last − n), the textbook's way.
        Refused if the groups do not nest in the table's ages.
        """
        return survival_from_years_lived(self._years_lived(ages), ages, beyond=self._beyond(ages))

    def _years_lived(self, ages: AgeGroups) -> Array:
        self.ages.within(ages)
        return np.add.reduceat(self.Lx, [self.ages.starts.index(start) for start in ages.starts], axis=-1)

    def _beyond(self, ages: AgeGroups) -> Array | None:
        """T one group beyond the start of the open-ended one, if the table knows it."""
        later = ages.open_at + ages.width
        return self.Tx[..., self.ages.starts.index(later)] if later in self.ages.starts else None


def survival_from_years_lived(years_lived: ArrayLike, ages: AgeGroups, beyond: Array | None = None) -> Survival:
    """Survival ratios from nLx with l0 = 1, (…, 2, ages), the last of which is T of the open-ended group.

    `beyond`, (…, 2), is T one group further on, if it is known. Refused: negative, or more alive later than before.
    """
    lived = at_least_zero(np.asarray(years_lived, dtype=float), Words("years lived"))
    ages.fits(lived, Words("years lived"))
    if len(ages) < 2:
        raise Refused("Survival ratios need at least two age groups.")
    before, after = lived[..., :-1].copy(), lived[..., 1:].copy()
    if beyond is None:
        before[..., -1] += after[..., -1]
    else:
        after[..., -1] -= beyond
    shares = np.divide(after, before, out=np.zeros_like(after), where=before > 0)
    last = shares[..., -1:] if beyond is None else _ratio(beyond, lived[..., -1])[..., None]
    shares = np.concatenate([shares, last], axis=-1)
    if (shares > 1).any():
        refuse(
            shares,
            shares > 1,
            Words("survival"),
            Words("more years are lived in a group than in the one before it. Correct the table it came from."),
        )
    return Survival(shares, lived[..., 0] / ages.width)


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def life_table(mx: ArrayLike, ages: AgeGroups, ax: ArrayLike | None = None) -> LifeTable:
    """Life tables of men and women from death rates, shape (…, 2, ages).

    Ages may be abridged (0, 1, 5, 10, …), single or five-year; the last is open-ended. `ax` (same shape, or that of one
    table) overrides what the module's head says: Coale & Demeny below 5 where 0 is a group of its own, Greville from 10 on,
    the middle of the group otherwise. Refused: negative rates, a last rate of zero, a rate so high that q exceeds 1.
    """
    rates = at_least_zero(np.asarray(mx, dtype=float), Words("death rate"))
    ages.fits(rates, Words("death rate"))
    if rates.ndim < 2 or rates.shape[-2] != 2:
        raise Refused("Death rates are of men and women: shape (…, 2, ages), not %(shape)s.", shape=rates.shape)
    if (rates[..., -1] <= 0).any():
        raise Refused(
            "The death rate at %(age)s is zero: nobody would ever die there. Give a rate above zero.",
            age=ages.labels[-1],
        )
    n = np.diff(ages.starts).astype(float)
    lived = (
        _average_years(rates, ages)
        if ax is None
        else spread(np.asarray(ax, dtype=float), rates.shape, Words("ax"), _axes(rates))
    )
    q = n * rates[..., :-1] / (1 + (n - lived[..., :-1]) * rates[..., :-1])
    if (q > 1).any():
        refuse(
            q,
            q > 1,
            Words("probability of dying"),
            Words("above one; the death rate is too high for so wide an age group."),
        )
    alive = np.concatenate([np.ones((*q.shape[:-1], 1)), np.cumprod(1 - q, axis=-1)], axis=-1)
    dying = alive[..., :-1] - alive[..., 1:]
    closed = n * alive[..., 1:] + lived[..., :-1] * dying
    person_years = np.concatenate([closed, alive[..., -1:] / rates[..., -1:]], axis=-1)
    ahead = np.cumsum(person_years[..., ::-1], axis=-1)[..., ::-1]
    expected = np.divide(ahead, alive, out=np.zeros_like(ahead), where=alive > 0)
    certain = np.concatenate([q, np.ones_like(q[..., :1])], axis=-1)
    last = np.concatenate([lived[..., :-1], 1 / rates[..., -1:]], axis=-1)
    return LifeTable(ages, rates, last, certain, alive, person_years, ahead, expected)


def _axes(values: Array) -> tuple[str, ...]:
    return (*("place",) * (values.ndim - 2), "sex", "age")


def _average_years(mx: Array, ages: AgeGroups) -> Array:
    widths = np.append(np.diff(ages.starts), 1).astype(float)
    ax = np.broadcast_to(widths / 2, mx.shape).copy()
    for place in range(1, len(ages) - 1):
        if ages.starts[place] >= 10 and widths[place - 1] == widths[place] and widths[place] > 1:
            ax[..., place] = _greville(mx[..., place - 1 : place + 2], widths[place])
    if ages.starts[:2] == (0, 1):
        for number, sex in enumerate(SEXES):
            infants = mx[..., number, 0]
            ax[..., number, 0] = _by_infants(infants, *_INFANTS[sex])
            if ages.starts[:3] == (0, 1, 5):
                ax[..., number, 1] = _by_infants(infants, *_TODDLERS[sex])
    return ax


def _by_infants(m0: Array, high: float, constant: float, factor: float) -> Array:
    return np.where(m0 >= _HIGH, high, constant + factor * m0)


def _greville(three: Array, n: float) -> Array:
    """a = n/2 − n²/12 · (m − ln(m after / m before) / 2n), between 0 and n; the middle where nobody dies next door."""
    before, here, after = three[..., 0], three[..., 1], three[..., 2]
    alive = (before > 0) & (after > 0)
    slope = np.log(np.where(alive, after, 1.0) / np.where(alive, before, 1.0)) / (2 * n)
    return np.asarray(np.clip(np.where(alive, n / 2 - n * n / 12 * (here - slope), n / 2), 0.01 * n, 0.99 * n))


@dataclass(frozen=True)
class MortalityTrend:
    """How log death rates fall together: log m(h) = log m(last) − level · pace, level 0 now. Per sex and age."""

    ages: AgeGroups
    last: Array
    """The latest rates, (2, ages)."""
    pace: Array
    """How fast each age's rate falls while the level rises by one; (2, ages), mean 1 over ages."""
    drift: Array
    """By how much the level rose in a period, on average over the past; (2,)."""

    def rates(self, level: ArrayLike) -> Array:
        """Death rates at levels of shape (…, 2); result (…, 2, ages)."""
        return np.asarray(self.last * np.exp(-np.asarray(level, dtype=float)[..., None] * self.pace))

    def ahead(self, periods: int) -> Array:
        """Death rates of the coming periods if the drift goes on: (periods, 2, ages)."""
        return self.rates(np.arange(1, periods + 1)[:, None] * self.drift)

    def level_for(self, life_expectancy: ArrayLike) -> Array:
        """The level at which life expectancy, (2,) in years, is reached, by halving. Refused if it is out of reach."""
        wanted = np.asarray(life_expectancy, dtype=float)
        low, high = np.full(2, -0.5), np.full(2, 10.0)
        least, most = (life_table(self.rates(level), self.ages).life_expectancy for level in (low, high))
        if not ((wanted > least) & (wanted < most)).all():
            raise Refused("No level of this trend has life expectancies of %(years)s years.", years=wanted.tolist())
        for _halving in range(_LAST_HALVING):
            middle = (low + high) / 2
            short = life_table(self.rates(middle), self.ages).life_expectancy < wanted
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.asarray((low + high) / 2)


def mortality_trend(mx: ArrayLike, ages: AgeGroups) -> MortalityTrend:
    """Lee and Carter's common trend of past death rates, (periods, 2, ages), starting from the latest rates.

    The pace is the first left singular vector of the centred log rates of each sex; ages whose rates rose have pace 0.
    Refused: fewer than three periods, a rate of zero or below.
    """
    rates = at_least_zero(np.asarray(mx, dtype=float), Words("death rate"))
    ages.fits(rates, Words("death rate"))
    if rates.ndim != 3 or rates.shape[0] < 3 or rates.shape[1] != 2:
        raise Refused(
            "A trend needs death rates of shape (periods, 2, ages) and three periods, not %(shape)s.", shape=rates.shape
        )
    if (rates == 0).any():
        refuse(rates, rates == 0, Words("death rate"), Words("zero, and zero has no logarithm; pool periods or ages."))
    logs = np.log(rates).transpose(1, 2, 0)
    pace = np.empty(logs.shape[:2])
    drift = np.empty(2)
    for sex, log in enumerate(logs):
        left, _size, _right = np.linalg.svd(log - log.mean(axis=1, keepdims=True), full_matrices=False)
        common = left[:, 0] * np.sign(left[:, 0].sum() or 1.0)
        course = common @ log
        pace[sex] = np.maximum(common / common.mean(), 0.0)
        drift[sex] = -(course[-1] - course[0]) / (len(rates) - 1) * common.mean()
    return MortalityTrend(ages, rates[-1], pace, drift)
