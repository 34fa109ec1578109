"""Tables agree with their totals afterwards, keep their zeros, and contradictions are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from wakimizu.engines import demography as d

EACH, ALL = d.EACH, d.ALL
seeds = st.integers(0, 2**32 - 1)
WARD, BAND = np.array([0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 1, 2])


@given(seeds)
@settings(max_examples=25)
def test_areas_ages_and_sexes_all_agree(seed: int) -> None:
    chance = np.random.default_rng(seed)
    table, truth = chance.uniform(0.1, 9, (5, 2, 6)), chance.uniform(0.1, 900, (5, 2, 6))
    by_ward = d.sum_by(truth.sum(1), WARD)
    margins = [
        d.Margin(truth.sum((1, 2)), (EACH, ALL, ALL), "areas"),
        d.Margin(truth.sum((0, 2)), (ALL, EACH, ALL), "sexes"),
        d.Margin(truth.sum((0, 1)), (ALL, ALL, EACH), "ages"),
        d.Margin(
            np.stack([by_ward[:, b == BAND].sum(1) for b in range(3)], 1), (WARD, ALL, BAND), "wards by broad age"
        ),
    ]
    done = d.fit(table, margins)
    assert done.converged
    assert done.worst < 1e-5
    for axes, at in [((1, 2), 0), ((0, 2), 1), ((0, 1), 2)]:
        assert_allclose(done.values.sum(axes), truth.sum(axes), rtol=1e-6, err_msg=str(at))


@given(seeds)
@settings(max_examples=25)
def test_odds_stay_and_a_table_that_agrees_stays(seed: int) -> None:
    chance = np.random.default_rng(seed)
    table = chance.uniform(0.5, 9, (3, 4))
    rows, columns = chance.uniform(1, 9, 3), chance.uniform(1, 9, 4)
    columns *= rows.sum() / columns.sum()
    margins = [d.Margin(rows, (EACH, ALL)), d.Margin(columns, (ALL, EACH))]
    done = d.fit(table, margins, tolerance=1e-10).values
    odds = lambda t: t[:-1, :-1] * t[1:, 1:] / (t[:-1, 1:] * t[1:, :-1])  # noqa: E731
    assert_allclose(odds(done), odds(table), rtol=1e-6)
    again = d.fit(done, [d.Margin(done.sum(1), (EACH, ALL)), d.Margin(done.sum(0), (ALL, EACH))])
    assert_allclose(again.values, done, rtol=1e-9)


def test_zeros_stay_zeros() -> None:
    done = d.fit([[0.0, 2], [3, 4]], [d.Margin([5, 10], (EACH, ALL)), d.Margin([6, 9], (ALL, EACH))])
    assert done.values[0, 0] == 0
    assert_allclose(done.values, [[0, 5], [6, 4]], atol=1e-5)


def test_nobody_is_a_total_too() -> None:
    done = d.fit(np.ones((2, 2)), [d.Margin([0, 4], (EACH, ALL))])
    assert_array_equal(done.values, [[0, 0], [2, 2]])


@pytest.mark.parametrize(
    ("table", "margins", "says"),
    [
        ([[1.0, 1]], [d.Margin([3], (EACH, ALL), "rows"), d.Margin([1, 1], (ALL, EACH), "columns")],
         r"rows sums to 3.000, columns to 2.000"),
        ([[0.0, 0], [1, 1]], [d.Margin([3, 3], (EACH, ALL), "rows")], r"rows is 3 in place 0: .*only zeros"),
        ([[0.0, 1], [1, 1]], [d.Margin([5, 5], (EACH, ALL)), d.Margin([6, 4], (ALL, EACH))], "people off"),
        ([[1.0, -1]], [d.Margin([3], (EACH, ALL))], "table is -1"),
        ([[1.0, 1]], [d.Margin([-3], (EACH, ALL), "rows")], "rows is -3"),
        ([[1.0, 1]], [d.Margin([1, 2], (EACH, ALL), "rows")], "rows has the shape"),
        ([[1.0, 1]], [d.Margin([1], (EACH,), "rows")], "2 axes"),
        ([[1.0, 1]], [d.Margin([1, 1], (ALL, [0]), "rows")], "2 group numbers"),
        ([[1.0, 1]], [], "at least one margin"),
    ],
)  # fmt: skip
def test_contradictions_are_refused(table: list[list[float]], margins: list[d.Margin], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        d.fit(table, margins, most_rounds=200)


def test_whoever_wants_gets_the_table_that_did_not_converge() -> None:
    margins = [d.Margin([5, 5], (EACH, ALL)), d.Margin([6, 4], (ALL, EACH))]
    done = d.fit([[0.0, 1], [1, 1]], margins, most_rounds=5, strict=False)
    assert (done.converged, done.rounds) == (False, 5)
    assert done.worst > 0.1


@given(st.lists(st.lists(st.integers(0, 999), min_size=4, max_size=4), min_size=1, max_size=6), seeds)
def test_people_of_unknown_age_are_added_in_proportion(people: list[list[int]], seed: int) -> None:
    known = np.array(people) + np.array([1, 0, 0, 0])
    unknown = np.random.default_rng(seed).integers(0, 99, len(known))
    whole = d.spread_unknown(known, unknown)
    assert_allclose(whole.sum(-1), known.sum(-1) + unknown)
    assert_allclose(whole * known.sum(-1, keepdims=True), known * whole.sum(-1, keepdims=True))


@pytest.mark.parametrize(
    ("people", "unknown", "says"),
    [
        ([[0.0, 0]], [5.0], "no age is known"),
        ([[1.0, 0]], [-5.0], "unknown age is -5"),
        ([[1.0, 0]], 5.0, "have the shape"),
    ],
)
def test_unknown_people_without_a_pattern_are_refused(people: object, unknown: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        d.spread_unknown(people, unknown)  # type: ignore[arg-type]
