"""Small areas: from a census by grid cell, with broad ages and suppressed cells, to five-year ages now and projected.

The order of the work, each step a function of its own:

1. `share_suppressed`  A suppressed cell's ages were published in a neighbour's row. They are shared out again between the two
                       by how many men and women each has; people of unknown age follow the known ones.
2. `estimate_ages`     Cells are scaled to their ward's published total, and their broad ages shared out by the ward's five-year
                       pattern; iterative proportional fitting keeps both the cells' broad ages and the wards' five-year ages.
3. `project_to_totals` One period of cohort change after the other, each controlled to the published totals of the wards.

Every figure carries its standing: observed, estimated or projected. Source of the steps: Deming & Stephan 1940 (fitting);
Smith, Tayman & Swanson 2013, chapters 6 and 10 (Hamilton–Perry for small areas, and control).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.words import Refused, Words

from .ages import AgeGroups, Array, share_out, sum_by
from .assumptions import Assumptions, checked
from .fitting import ALL, EACH, Fitted, Margin, fit, spread_unknown
from .projection import Rows, fill, starting
from .refusals import Names, at_least_zero

Standings = NDArray[np.int8]
Groups = Sequence[int] | NDArray[np.integer]


class Standing(IntEnum):
    """What kind of figure it is."""

    OBSERVED = 0
    ESTIMATED = 1
    PROJECTED = 2


@dataclass(frozen=True)
class BroadAges:
    """People of cells by sex and broad age, (cells, 2, groups), and each cell's standing."""

    ages: AgeGroups
    people: Array
    standing: Standings
    """(cells,): observed, or estimated because the cell was suppressed or took in a suppressed one's ages."""
    known: NDArray[np.bool_]
    """(cells,): whether anything is known of its ages. Where not, all its people stand in no group: the rows are 0."""
    totals: Array
    """People by sex, (cells, 2): published for every cell."""


@dataclass(frozen=True)
class SmallAreas:
    """People of cells by sex and age at one or more points in time, (points, cells, 2, ages)."""

    ages: AgeGroups
    people: Array
    standing: Standings
    """(points, cells): of these figures by five-year age."""
    control: Array
    """By how much each ward's projection was scaled to its published total, (points, wards); 1 at the start."""
    fitted: Fitted | None = None
    """How well the start agrees with cells and wards."""


def share_suppressed(
    totals: ArrayLike, broad: ArrayLike, merged_into: Groups, ages: AgeGroups, names: Names | None = None
) -> BroadAges:
    """Broad ages for every cell.

    totals (cells, 2): men and women, published for every cell. broad (cells, 2, groups): NaN in the rows of suppressed cells;
    the row of a cell that took in others counts their people too. merged_into (cells,): for a suppressed cell the number of
    the cell that has its ages, −1 if that is not in the table; for every other cell its own number or −1.
    Refused: negative people, a suppressed cell that points at another suppressed one, ages half suppressed.
    """
    sexes = at_least_zero(np.asarray(totals, dtype=float), Words("number of people"), ("area", "sex"), names)
    given = np.asarray(broad, dtype=float)
    ages.fits(given, Words("broad ages"))
    cells = len(sexes)
    if given.shape != (cells, 2, len(ages)) or sexes.shape != (cells, 2):
        raise Refused(
            "Totals have the shape (cells, 2), broad ages (cells, 2, %(count)s); not %(totals)s and %(broad)s.",
            count=len(ages),
            totals=sexes.shape,
            broad=given.shape,
        )
    target = np.asarray(merged_into)
    if target.shape != (cells,) or (cells and not (target.min() >= -1 and target.max() < cells)):
        raise Refused("Say for each of the %(cells)s cells into which it was merged, by number, or −1.", cells=cells)
    gaps = np.isnan(given)
    hidden = gaps.all(axis=(1, 2))
    half = gaps.any(axis=(1, 2)) & ~hidden
    if half.any():
        raise Refused(
            "Area %(number)s has some ages but not all: take the row as suppressed or complete it.",
            number=int(half.argmax()),
        )
    at_least_zero(
        np.where(gaps, 0.0, given),
        Words("number of people"),
        ("area", "sex", "age"),
        {**(names or {}), "age": ages.labels},
    )
    own = np.arange(cells)
    holder = np.where(hidden, target, own)
    lost = hidden & (holder < 0)
    chained = hidden & ~lost & hidden[holder]
    if chained.any():
        one = int(chained.argmax())
        raise Refused(
            "Suppressed area %(one)s was merged into area %(other)s, which is suppressed itself.",
            one=one,
            other=int(target[one]),
        )
    holder = np.where(lost, own, holder)
    pooled = np.where(hidden[:, None, None], 0.0, given)
    living = sum_by(sexes, holder, cells)
    share = np.divide(sexes, living[holder], out=np.zeros_like(sexes), where=living[holder] > 0)
    shared = pooled[holder] * share[..., None]
    known = shared.sum(axis=-1)
    people = _to_totals(shared, known, sexes)
    took_in = np.bincount(holder[hidden & ~lost], minlength=cells) > 0
    estimated = hidden | took_in | (np.abs(known - sexes) > 1e-9).any(axis=1)
    standing = np.where(estimated, Standing.ESTIMATED, Standing.OBSERVED).astype(np.int8)
    return BroadAges(ages, people, standing, ~lost & (people.sum(axis=(1, 2)) > 0) | (sexes.sum(axis=1) == 0), sexes)


def _to_totals(shared: Array, known: Array, totals: Array) -> Array:
    """Ages scaled to the cell's men and women: unknown ages spread, rounding between rows taken back.

    Where the ages of one sex are all unknown, the other sex's pattern of the cell serves.
    """
    both = shared.sum(axis=1, keepdims=True)
    shared = np.where((known == 0)[..., None] & (totals > 0)[..., None], both, shared)
    sums = shared.sum(axis=-1)
    factor = np.divide(totals, sums, out=np.zeros_like(totals), where=sums > 0)
    return np.asarray(shared * factor[..., None])


def estimate_ages(
    cells: BroadAges,
    ages: AgeGroups,
    reference: ArrayLike,
    ward: Groups,
    ward_totals: ArrayLike | None = None,
    names: Names | None = None,
) -> SmallAreas:
    """Five-year ages by sex for every cell, one point in time.

    reference (2, ages) or (wards, 2, ages): a population whose pattern within broad ages the wards are taken to have. ward[i]
    is the ward of cell i; ward_totals (wards,) are published totals to which cells are scaled (those at the edge count whole).
    Cells' broad ages and wards' five-year ages both hold in the result. All figures are estimated, none is rounded.
    """
    number = np.asarray(ward)
    sums = sum_by(cells.totals.sum(axis=1), number)
    wards = len(sums)
    factor = np.ones(wards)
    if ward_totals is not None:
        wanted = at_least_zero(np.asarray(ward_totals, dtype=float), Words("ward totals"), ("ward",), names)
        if wanted.shape != (wards,):
            raise Refused(
                "There are %(wards)s wards among the cells, but %(shape)s totals.", wards=wards, shape=wanted.shape
            )
        if ((sums == 0) & (wanted > 0)).any():
            raise Refused(
                "Ward %(number)s has a total but no people in any cell.",
                number=int(((sums == 0) & (wanted > 0)).argmax()),
            )
        factor = np.divide(wanted, sums, out=np.ones(wards), where=sums > 0)
    scale = factor[number]
    broad = np.where(cells.known[:, None, None], cells.people, 0.0)
    pattern = sum_by(broad, number, wards)
    without = ~cells.known
    lost = cells.totals[without]
    of_ward = pattern[number[without]]
    broad[without] = spread_unknown(of_ward, np.zeros(lost.shape)) * _ratio(lost, of_ward.sum(axis=-1))[..., None]
    broad *= scale[:, None, None]
    by_ward = sum_by(broad, number, wards)
    five = share_out(by_ward, cells.ages, ages, reference)
    seed = share_out(broad, cells.ages, ages, five[number])
    within = ages.within(cells.ages)
    margins = [
        Margin(five, (number, EACH, EACH), Words("wards by age")),
        Margin(broad, (EACH, EACH, within), Words("cells by broad age")),
    ]
    fitted = fit(seed, margins, names=names)
    standing = np.full((1, len(number)), Standing.ESTIMATED, dtype=np.int8)
    return SmallAreas(ages, fitted.values[None], standing, np.ones((1, wards)), fitted)


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@dataclass(frozen=True)
class Control:
    """Published people of the groups of areas at the end of one period: totals (wards, broad groups) in these ages.

    Control(totals[:, None], AgeGroups((0,))) for totals alone.
    """

    totals: ArrayLike
    ages: AgeGroups


def project_to_totals(
    start: SmallAreas,
    assumptions: Assumptions,
    ward: Groups,
    controls: Sequence[Control | None],
    names: Names | None = None,
) -> SmallAreas:
    """One period after the other, each scaled to the published totals before the next; as many periods as controls.

    assumptions as in `project`, for the cells. A None leaves a period as projected. The result holds the start too;
    `control` tells how far the wards' own projections were from the totals.
    """
    number = np.asarray(ward)
    people = starting(start.people[-1], assumptions.ages, names or {})
    rates = checked(assumptions, len(people), len(controls), names)
    result = np.empty((len(controls) + 1, *people.shape))
    result[0] = people
    scaled = np.ones((len(controls) + 1, start.control.shape[1]))
    for period, control in enumerate(controls):
        fill(result[period : period + 2], rates.at(period), Rows(names or {}))
        if control is not None:
            result[period + 1], scaled[period + 1] = _controlled(result[period + 1], control, assumptions.ages, number)
    standing = np.full((len(controls) + 1, len(people)), Standing.PROJECTED, dtype=np.int8)
    standing[0] = start.standing[-1]
    return replace(start, people=result, standing=standing, control=scaled, ages=assumptions.ages)


def _controlled(people: Array, control: Control, ages: AgeGroups, ward: NDArray[np.integer]) -> tuple[Array, Array]:
    totals = np.asarray(control.totals, dtype=float)
    if totals.shape != (int(ward.max(initial=-1)) + 1, len(control.ages)):
        raise Refused(
            "Controls have the shape %(shape)s, but there are %(wards)s wards and %(ages)s age groups: give "
            "(wards, age groups).",
            shape=totals.shape,
            wards=int(ward.max(initial=-1)) + 1,
            ages=len(control.ages),
        )
    before = sum_by(people.sum(axis=(1, 2)), ward, len(totals))
    margin = Margin(totals, (ward, ALL, ages.within(control.ages)), Words("ward totals"))
    done = fit(people, [margin])
    return done.values, _ratio(totals.sum(axis=1), before)
