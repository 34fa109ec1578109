"""The measures of an outcome: what they are on small ones, and what must not change them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.engines import siting

VALUES = st.lists(st.floats(0, 100), min_size=1, max_size=12)
KAPPAS = st.sampled_from([-2.0, -0.3, -0.01])


def test_percentiles_count_people_not_places():
    values, people = [10.0, 20.0, 60.0], [1, 8, 1]
    assert [siting.percentile(values, share, people) for share in (0, 0.1, 0.5, 0.9, 0.91, 1)] == [
        10,
        10,
        20,
        20,
        60,
        60,
    ]
    assert siting.percentile([5.0, 7.0], 1, [1, 0]) == 5


def test_the_equivalent_of_two_people():
    """−1/κ ln((e^κ' + e^3κ') / 2) by hand for κ = −1: ln((e + e³) / 2)."""
    assert siting.kolm_pollak([1.0, 3.0], kappa=-1.0) == pytest.approx(np.log((np.e + np.e**3) / 2))
    assert siting.kappa([1.0, 3.0], epsilon=-2.0) == pytest.approx(-2 * 4 / 10)
    assert siting.kolm_pollak([1.0, 3.0], kappa=0) == 2


@given(VALUES, KAPPAS)
def test_the_equivalent_lies_between_the_mean_and_the_most(values, kappa):
    found = siting.kolm_pollak(values, kappa=kappa)
    assert np.mean(values) - 1e-6 <= found <= max(values) + 1e-9


@given(VALUES, KAPPAS, st.floats(0, 1000))
def test_the_same_more_for_all_is_that_much_more(values, kappa, more):
    shifted = siting.kolm_pollak([value + more for value in values], kappa=kappa)
    assert shifted == pytest.approx(siting.kolm_pollak(values, kappa=kappa) + more, abs=1e-6)


@given(VALUES, st.floats(0.5, 50))
def test_with_alpha_the_unit_does_not_matter(values, factor):
    scaled = [value * factor for value in values]
    one = siting.kolm_pollak(values, kappa=siting.kappa(values))
    assert siting.kolm_pollak(scaled, kappa=siting.kappa(scaled)) == pytest.approx(one * factor, rel=1e-6, abs=1e-6)


def test_all_of_an_outcome_at_once():
    cost = np.array([[1.0, 9], [2, 9], [9, 4], [7, 7]])
    answer = siting.p_median(cost, 2, weights=[1, 1, 1, 0])
    found = siting.equity(siting.ways(answer, cost), [1, 1, 1, 0])
    assert (found.mean, found.most, found.served) == (pytest.approx(7 / 3), 4, 1)
    assert found.percentiles[0.5] == 2
    assert 0 < found.gini < 1
    assert found.mean < found.equivalent < found.most


def test_who_is_not_served_is_counted_apart():
    cost = np.array([[1.0], [5.0]])
    answer = siting.maximal_covering(cost, 2, 1)
    found = siting.equity(siting.ways(answer, cost), [3, 1])
    assert (found.served, found.most) == (0.75, 1)


def test_split_shares_are_averaged():
    answer = siting.capacitated([[1.0, 3.0]], 0, [1, 1], weights=[2])
    assert siting.ways(answer, [[1.0, 3.0]]).tolist() == pytest.approx([2])


def test_nobody_to_measure_is_refused():
    with pytest.raises(ValueError, match="nobody to measure"):
        siting.equity([1.0], [0])
    with pytest.raises(ValueError, match="from 0 to 1"):
        siting.percentile([1.0], 90)
    with pytest.raises(ValueError, match="one number for each"):
        siting.kolm_pollak([1.0, 2.0], [1.0], kappa=-1)
