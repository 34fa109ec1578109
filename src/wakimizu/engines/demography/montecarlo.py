"""Many futures instead of one: assumptions drawn around those given, projected, and read off as quantiles.

Draw d has for every period t three standard normal numbers z(d, t), for survival, fertility and migration, each an
autoregressive chain with correlation ρ: z(t) = ρ·z(t−1) + √(1 − ρ²)·ε. With the standard deviations of `Uncertainty`:

    survival    S′ = S ^ exp(σs·z)                       proportional hazards: every death rate times a log-normal factor
    fertility   F′ = F · exp(σf·z)                       log-normal
    migration   m′ = m + (σm·z + σl·z(area))·profile     normal, in people per person at the start; S′ + m′ at least 0
                                                         with OutRates instead: leaving′ = leaving · exp(σm·z + σl·z(area))

The three are drawn once per draw for all areas, so sums over areas keep their spread; z(area) is each area's own.
Random numbers hang on the seed, the draw and the number of the area alone: not on the pieces, nor on where they are computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused, Words

from .ages import AgeGroups, Array, add_up, sum_by
from .assumptions import Assumptions, Rates, checked
from .cluster import run_all
from .projection import ROWS, Rows, fill, starting, stretch
from .refusals import Names, spread

PIECE = 64
"""Areas in a piece: its draws need draws × (periods + 1) × 64 × bands × 8 bytes (10 MB for a thousand draws of six periods)."""


@dataclass(frozen=True)
class Uncertainty:
    """Standard deviations, as the module's head uses them; 0 leaves a component as it is."""

    survival: float = 0.0
    fertility: float = 0.0
    migration: float = 0.0
    local_migration: float = 0.0
    persistence: float = 0.8
    """ρ from one period to the next, from 0 (each period anew) to 1 (one level for good)."""
    migration_profile: ArrayLike = 1.0
    """How much each sex and age moves with it, broadcast to (2, ages)."""


@dataclass(frozen=True)
class Fan:
    """People of both sexes in broad age groups: quantiles over the draws, and their mean."""

    probabilities: tuple[float, ...]
    ages: AgeGroups
    areas: Array
    """(probabilities, periods + 1, areas, groups)."""
    mean: Array
    """(periods + 1, areas, groups)."""
    groups: Array
    """Of the sums over each group of areas, (probabilities, periods + 1, groups of areas, groups)."""
    total: Array
    """Of the sum over all areas, (probabilities, periods + 1, groups)."""


def monte_carlo(
    people: ArrayLike,
    assumptions: Assumptions,
    uncertainty: Uncertainty,
    *,
    periods: int,
    draws: int,
    seed: int,
    probabilities: Sequence[float] = (0.025, 0.1, 0.5, 0.9, 0.975),
    ages: AgeGroups | None = None,
    groups: Sequence[int] | NDArray[np.integer] | None = None,
    area_names: Sequence[str] | None = None,
    client: Any = None,
) -> Fan:
    """Quantiles (linear between draws) of the people of every area, of groups of areas and of all together.

    people as in `project`; ages: the broad groups counted (by default everybody in one); groups[i]: the group of area i (a
    cell's ward). Memory does not grow with areas × draws but for the quantiles themselves; with OutRates all areas are one
    piece. A Dask `client` takes the pieces to its cluster, for the same numbers to the last bit.
    Refused as in `project`, and for an uncertainty below zero, fewer than two draws, a probability outside 0 to 1.
    """
    names: Names = {"area": tuple(area_names)} if area_names else {}
    start = starting(people, assumptions.ages, names)
    bands = ages or AgeGroups((0,))
    assumptions.ages.within(bands)
    _refuse(uncertainty, draws, periods, probabilities)
    rates = checked(assumptions, len(start), periods, names)
    member = np.zeros(len(start), dtype=int) if groups is None else np.asarray(groups)
    count = int(sum_by(np.ones(len(start)), member).size)
    size = len(start) if rates.pooled else PIECE
    pieces = [slice(low, min(low + size, len(start))) for low in range(0, len(start), size)]
    units = (
        _Unit(start[at], rates.part(at), uncertainty, periods, draws, seed, tuple(probabilities), bands, member[at], count,
              at.start, names)
        for at in pieces
    )  # fmt: skip
    areas = np.empty((len(probabilities), periods + 1, len(start), len(bands)))
    mean = np.empty(areas.shape[1:])
    sums = np.zeros((draws, periods + 1, count, len(bands)))
    for at, (quantiles, average, part) in zip(pieces, run_all(_draw_piece, units, client), strict=True):
        areas[:, :, at], mean[:, at] = quantiles, average
        sums += part
    return Fan(
        tuple(probabilities),
        bands,
        areas,
        mean,
        np.quantile(sums, probabilities, axis=0),
        np.quantile(sums.sum(axis=2), probabilities, axis=0),
    )


def _refuse(uncertainty: Uncertainty, draws: int, periods: int, probabilities: Sequence[float]) -> None:
    deviations = [getattr(uncertainty, name) for name in ("survival", "fertility", "migration", "local_migration")]
    if not all(0 <= deviation < np.inf for deviation in deviations):
        raise Refused("Standard deviations are zero or more, not %(deviations)s.", deviations=deviations)
    if not 0 <= uncertainty.persistence <= 1:
        raise Refused("Persistence lies between 0 and 1, not %(persistence)s.", persistence=uncertainty.persistence)
    if draws < 2 or periods < 1:
        raise Refused(
            "Take two draws or more of one period or more, not %(draws)s of %(periods)s.", draws=draws, periods=periods
        )
    if not probabilities or not all(0 <= p <= 1 for p in probabilities):
        raise Refused(
            "Probabilities of quantiles lie between 0 and 1, not %(probabilities)s.", probabilities=tuple(probabilities)
        )


@dataclass(frozen=True)
class _Unit:
    """One piece of areas with all that its draws need."""

    start: Array
    rates: Rates
    uncertainty: Uncertainty
    periods: int
    draws: int
    seed: int
    probabilities: tuple[float, ...]
    bands: AgeGroups
    member: NDArray[np.integer]
    groups: int
    first: int
    names: Names


def _draw_piece(unit: _Unit) -> tuple[Array, Array, Array]:
    """Quantiles (probabilities, points, areas, bands), mean, and sums by group (draws, points, groups, bands)."""
    areas = len(unit.start)
    full = (unit.periods, areas)
    rates = Rates(
        **{**vars(unit.rates), **{name: stretch(name, value, full) for name, value in vars(unit.rates).items()}}
    )
    shocks = _shocks(unit)
    own = _own_shocks(unit)
    at_once = 1 if rates.pooled else max(1, ROWS // areas)
    seen = np.empty((unit.draws, unit.periods + 1, areas, len(unit.bands)))
    for low in range(0, unit.draws, at_once):
        draws = slice(low, min(low + at_once, unit.draws))
        many = draws.stop - low
        drawn = _drawn(unit, rates, shocks[draws], own[draws])
        result = np.empty((unit.periods + 1, many * areas, *unit.start.shape[1:]))
        result[0].reshape(many, *unit.start.shape)[:] = unit.start
        fill(result, drawn, Rows(unit.names, unit.first, areas))
        counted = add_up(result[:, :, 0] + result[:, :, 1], rates.ages, unit.bands)
        seen[draws] = counted.reshape(unit.periods + 1, many, areas, -1).transpose(1, 0, 2, 3)
    quantiles = np.quantile(seen, unit.probabilities, axis=0)
    return quantiles, seen.mean(axis=0), sum_by(seen, unit.member, unit.groups, axis=2)


def _chain(normal: Array, persistence: float) -> Array:
    """Autoregressive chains along axis 1, each step standard normal."""
    fresh = float(np.sqrt(1 - persistence**2))
    for period in range(1, normal.shape[1]):
        normal[:, period] = persistence * normal[:, period - 1] + fresh * normal[:, period]
    return normal


def _shocks(unit: _Unit) -> Array:
    """Log factor of hazards, log factor of fertility, shift of migration: (draws, periods, 3)."""
    chance = np.random.default_rng(np.random.SeedSequence(unit.seed, spawn_key=(0,)))
    drawn = _chain(chance.standard_normal((unit.draws, unit.periods, 3)), unit.uncertainty.persistence)
    sizes = (unit.uncertainty.survival, unit.uncertainty.fertility, unit.uncertainty.migration)
    return np.asarray(drawn * sizes)


def _own_shocks(unit: _Unit) -> Array:
    """Each area's own shift of migration: (draws, periods, areas)."""
    shifts = np.zeros((unit.draws, unit.periods, len(unit.start)))
    if unit.uncertainty.local_migration:
        for area in range(len(unit.start)):
            seed = np.random.SeedSequence(unit.seed, spawn_key=(1, unit.first + area))
            chance = np.random.default_rng(seed).standard_normal((unit.draws, unit.periods))
            shifts[:, :, area] = unit.uncertainty.local_migration * _chain(chance, unit.uncertainty.persistence)
    return shifts


def _drawn(unit: _Unit, rates: Rates, shocks: Array, own: Array) -> Rates:
    """Rates of a few draws, their areas side by side as (periods, draws × areas, …)."""
    many, areas, ages = len(shocks), len(unit.start), len(rates.ages)
    hazard, birth, shift = (shocks[:, :, number].T for number in range(3))  # (periods, draws)
    flat = (unit.periods, many * areas)
    staying = _raised(rates.staying, np.exp(hazard))  # (periods, draws, areas or 1, 2, ages)
    profile = spread(
        np.asarray(unit.uncertainty.migration_profile, float), (2, ages), Words("migration profile"), ("sex", "age")
    )
    moves = shift[:, :, None] + own.transpose(1, 0, 2)  # (periods, draws, areas)
    leaving = None
    if rates.leaving is not None:
        factor = np.exp(moves)[..., None, None]
        gone = np.minimum(rates.leaving[:, None] * factor, staying)
        leaving = gone.reshape(*flat, 2, ages)
        staying = np.broadcast_to(staying, gone.shape)
    else:
        staying = _shifted(staying, rates.net, moves, profile, areas)
    children = rates.children if rates.children is None else rates.children[:, None] * np.exp(birth)[..., None]
    fertility = rates.fertility
    if fertility is not None:
        fertility = (fertility[:, None] * np.exp(birth)[..., None, None]).reshape(*flat, -1)
    return Rates(
        rates.ages,
        staying.reshape(*flat, 2, ages),
        None,
        None if rates.numbers is None else _tiled(rates.numbers, many),
        rates.timing,
        leaving,
        rates.arriving,
        rates.from_outside,
        None if children is None else children.reshape(flat),
        _tiled(rates.boys, many),
        fertility,
        None if rates.newborn is None else _tiled(rates.newborn, many),
        rates.mothers,
        rates.leaving is not None or rates.numbers is not None,
    )


def _raised(survival: Array, power: Array) -> Array:
    """Survival to the power of each draw, computed once for areas that share it. (periods, draws, areas or 1, 2, ages)."""
    base = survival[:, :1] if survival.strides[1] == 0 else survival
    if (power == 1).all():
        return np.broadcast_to(base[:, None], (*power.shape, *base.shape[1:]))
    with np.errstate(divide="ignore"):
        logs = np.log(base)  # minus infinity where nobody survives: exp gives 0 again
    return np.exp(logs[:, None] * power[..., None, None, None])


def _shifted(staying: Array, net: Array | None, moves: Array, profile: Array, areas: int) -> Array:
    """S′ + m + shift·profile, at least 0: (periods, draws, areas, 2, ages)."""
    periods, draws = moves.shape[:2]
    if not moves.any():
        rate = np.broadcast_to(staying, (periods, draws, areas, *staying.shape[3:]))
        rate = rate.copy() if net is None else rate + net[:, None]
    else:
        rate = moves[..., None, None] * profile
        rate += staying
        if net is not None:
            rate += net[:, None]
    return np.maximum(rate, 0.0, out=rate)


def _tiled(values: Array, many: int) -> Array:
    """The same for every draw, (periods, draws × areas, …)."""
    wide = np.broadcast_to(values[:, None], (values.shape[0], many, *values.shape[1:]))
    return wide.reshape(values.shape[0], many * values.shape[1], *values.shape[2:])
