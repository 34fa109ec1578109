"""From broad ages by cell, some suppressed, to five-year ages now and projected: made-up cells with a known answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from wakimizu.engines import demography as d

FIVE, BROAD = d.AgeGroups.five_year(90), d.AgeGroups((0, 15, 65))
GAP = np.nan
seeds = st.integers(0, 2**32 - 1)
REFERENCE = np.linspace(30, 5, 19) * np.ones((2, 1))


def test_a_suppressed_cells_ages_come_back_from_its_neighbour() -> None:
    totals = np.array([[60.0, 40], [6, 10], [8, 8]])
    broad = np.full((3, 2, 3), GAP)
    broad[0] = [[11, 44, 11], [5, 25, 20]]  # counts the people of cell 1 too
    broad[2] = [[2, 4, 2], [1, 5, 2]]
    known = d.share_suppressed(totals, broad, [-1, 0, -1], BROAD)
    assert_allclose(known.people[:2].sum(0), broad[0])
    assert_allclose(known.people[1], [[1, 4, 1], [1, 5, 4]])
    assert_allclose(known.people.sum(-1), totals)
    assert_array_equal(known.people[2], broad[2])
    assert known.standing.tolist() == [d.Standing.ESTIMATED, d.Standing.ESTIMATED, d.Standing.OBSERVED]
    assert known.known.all()


def test_unknown_ages_follow_the_known_and_make_a_figure_an_estimate() -> None:
    known = d.share_suppressed([[22.0, 8]], [[[5, 10, 5], [2, 4, 2]]], [-1], BROAD)
    assert_allclose(known.people[0], [[5.5, 11, 5.5], [2, 4, 2]])
    assert known.standing.tolist() == [d.Standing.ESTIMATED]


def test_a_cell_whose_neighbour_is_not_in_the_table_gets_its_wards_ages() -> None:
    totals = np.array([[30.0, 30], [4, 2]])
    broad = np.stack([np.full((2, 3), 10.0), np.full((2, 3), GAP)])
    known = d.share_suppressed(totals, broad, [-1, -1], BROAD)
    assert known.known.tolist() == [True, False]
    areas = d.estimate_ages(known, FIVE, REFERENCE, [0, 0])
    assert_allclose(d.add_up(areas.people[0, 1], FIVE, BROAD), [[4 / 3] * 3, [2 / 3] * 3])
    assert areas.people.sum() == pytest.approx(66)


@given(seeds)
@settings(max_examples=30)
def test_broad_ages_and_ward_totals_hold(seed: int) -> None:
    chance = np.random.default_rng(seed)
    ward = np.array([0, 0, 0, 1, 1, 2])
    broad = chance.integers(1, 90, (6, 2, 3)).astype(float)
    known = d.share_suppressed(broad.sum(-1), broad, [-1] * 6, BROAD)
    wanted = d.sum_by(broad.sum((1, 2)), ward) * chance.uniform(0.9, 1.1, 3)
    reference = chance.uniform(1, 9, (3, 2, 19))
    areas = d.estimate_ages(known, FIVE, reference, ward, wanted)
    assert areas.fitted is not None
    assert areas.fitted.converged
    assert (areas.standing == d.Standing.ESTIMATED).all()
    assert_allclose(d.sum_by(areas.people[0].sum((1, 2)), ward), wanted)
    scale = wanted / d.sum_by(broad.sum((1, 2)), ward)
    assert_allclose(d.add_up(areas.people[0], FIVE, BROAD), broad * scale[ward][:, None, None], rtol=1e-6)
    assert_allclose(
        d.sum_by(areas.people[0], ward)[0, 0, :3] / reference[0, 0, :3],
        areas.people[0, :3].sum(0)[0, 0] / reference[0, 0, 0],
    )


def started(seed: int = 1) -> tuple[d.SmallAreas, np.ndarray, d.Assumptions]:
    chance = np.random.default_rng(seed)
    broad = chance.integers(20, 90, (6, 2, 3)).astype(float)
    ward = np.array([0, 0, 0, 1, 1, 1])
    known = d.share_suppressed(broad.sum(-1), broad, [-1] * 6, BROAD)
    change = np.tile(np.linspace(1.02, 0.4, 19), (2, 1))
    return (
        d.estimate_ages(known, FIVE, REFERENCE, ward),
        ward,
        d.Assumptions(FIVE, d.ChildWoman(0.2), cohort_change=change),
    )


def test_each_period_is_controlled_before_the_next() -> None:
    start, ward, assumptions = started()
    controls = [
        d.Control([[500.0], [700]], d.AgeGroups((0,))),
        None,
        d.Control([[40.0, 260, 150], [50, 300, 120]], BROAD),
    ]
    areas = d.project_to_totals(start, assumptions, ward, controls)
    assert areas.people.shape == (4, 6, 2, 19)
    by_ward = d.sum_by(areas.people.sum((2, 3)), ward, axis=1)
    assert_allclose(by_ward[1], [500, 700])
    free = d.project(areas.people[1], assumptions, periods=1).people[1]
    assert_array_equal(areas.people[2], free)
    groups = d.sum_by(d.add_up(areas.people[3].sum(1), FIVE, BROAD), ward)
    assert_allclose(groups, [[40, 260, 150], [50, 300, 120]])
    assert areas.standing[:, 0].tolist() == [d.Standing.ESTIMATED, *[d.Standing.PROJECTED] * 3]
    own = d.sum_by(d.project(start.people[0], assumptions, periods=1).people[1].sum((1, 2)), ward)
    assert_allclose(areas.control[1], [500 / own[0], 700 / own[1]])
    assert (areas.control[2] == 1).all()


def test_cells_keep_their_differences_within_a_ward() -> None:
    start, ward, assumptions = started()
    areas = d.project_to_totals(start, assumptions, ward, [d.Control([[500.0], [700]], d.AgeGroups((0,)))])
    free = d.project(start.people[0], assumptions, periods=1).people[1]
    scale = areas.people[1] / np.where(free > 0, free, 1)
    assert_allclose(scale, np.broadcast_to(areas.control[1][ward][:, None, None], scale.shape))


@pytest.mark.parametrize(
    ("totals", "broad", "merged", "says"),
    [
        ([[-1.0, 1]], [[[1, 1, 1], [1, 1, 1]]], [-1], "people is -1 in women|people is -1"),
        ([[1.0, 1]], [[[1, 1, -1], [1, 1, 1]]], [-1], r"people is -1.*men, age 65\+"),
        ([[1.0, 1]], [[[1, GAP, 1], [1, 1, 1]]], [-1], "some ages but not all"),
        ([[1.0, 1]], [[[1, 1], [1, 1]]], [-1], "2 ages"),
        ([[1.0, 1]], [[[1, 1, 1], [1, 1, 1]]], [5], "into which it was merged"),
        ([[1.0, 1]] * 3, [[[GAP] * 3] * 2] * 2 + [[[1, 1, 1]] * 2], [1, 2, -1], "suppressed itself"),
    ],
)
def test_a_table_of_cells_that_cannot_be_is_refused(
    totals: object, broad: object, merged: list[int], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        d.share_suppressed(totals, broad, merged, BROAD)  # type: ignore[arg-type]


def test_totals_that_no_cell_can_meet_are_refused() -> None:
    known = d.share_suppressed([[3.0, 3], [0, 0]], np.array([np.ones((2, 3)), np.zeros((2, 3))]), [-1, -1], BROAD)
    with pytest.raises(ValueError, match="Ward 1 has a total but no people"):
        d.estimate_ages(known, FIVE, REFERENCE, [0, 1], [6, 5])
    with pytest.raises(ValueError, match="2 wards"):
        d.estimate_ages(known, FIVE, REFERENCE, [0, 1], [6])
    start, ward, assumptions = started()
    with pytest.raises(ValueError, match="2 wards and 1 age groups"):
        d.project_to_totals(start, assumptions, ward, [d.Control([[500.0]], d.AgeGroups((0,)))])
