"""Age groups nest, are shared out and split, and nobody is lost on the way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from wakimizu.engines import demography as d

FIVE, BROAD = d.AgeGroups.five_year(90), d.AgeGroups((0, 15, 65, 75))
counts = st.lists(st.integers(0, 10_000), min_size=19, max_size=19).map(np.array)
few = st.lists(st.integers(0, 10_000), min_size=4, max_size=4).map(np.array)


def test_groups_are_named_as_people_write_them() -> None:
    assert FIVE.labels[:2] == ("0–4", "5–9")
    assert FIVE.labels[-2:] == ("85–89", "90+")
    assert d.AgeGroups.single(2).labels == ("0", "1", "2+")
    assert (FIVE.width, d.AgeGroups.single(3).width, len(FIVE)) == (5, 1, 19)


def test_broad_groups_are_sums() -> None:
    assert d.add_up(np.arange(19), FIVE, BROAD).tolist() == [3, 75, 27, 66]


@given(few, counts)
def test_sharing_out_keeps_every_broad_group(people: np.ndarray, reference: np.ndarray) -> None:
    assert_allclose(d.add_up(d.share_out(people, BROAD, FIVE, reference), FIVE, BROAD), people)


@given(counts, st.integers(1, 9))
def test_sharing_out_by_the_people_themselves_gives_them_back(people: np.ndarray, times: int) -> None:
    people = people + 1
    assert_allclose(d.share_out(d.add_up(people, FIVE, BROAD) * times, BROAD, FIVE, people), people * times)


def test_without_a_reference_people_spread_over_the_years() -> None:
    shared = d.share_out([30.0, 0, 0, 0], BROAD, FIVE, np.zeros(19))
    assert_allclose(shared[:3], 10)
    assert shared[3:].sum() == 0


@given(counts)
def test_single_years_keep_every_group_and_none_is_negative(people: np.ndarray) -> None:
    years, ages = d.split_to_single_years(people, FIVE)
    assert len(ages) == 91
    assert (years >= 0).all()
    assert_allclose(d.add_up(years, ages, FIVE), people, atol=1e-6)


def test_flat_people_are_split_flat_and_a_slope_goes_on() -> None:
    years, _ages = d.split_to_single_years(np.full((2, 19), 50.0), FIVE)
    assert_allclose(years[:, :90], 10)
    rising, _ages = d.split_to_single_years(np.arange(1, 20) * 10.0, FIVE)
    assert (np.diff(rising[5:85]) > -0.2).all()


def test_the_split_is_the_monotone_cubic_of_fritsch_and_butland() -> None:
    """Worked by hand: groups of 5 with 10, 20, 20; slopes 2 (between 2 and 4, harmonic: 2·2·4/6) and 4."""
    years, _ages = d.split_to_single_years([10.0, 20.0, 20.0, 5.0], d.AgeGroups((0, 5, 10, 15)))
    left, right, rise = 1.0, 8 / 3, 10.0  # (3·2 − 4)/2 at the end; 2·(2·4)/(2+4) inside
    t = np.arange(6) / 5
    curve = rise * t**2 * (3 - 2 * t) + 5 * (left * t * (1 - t) ** 2 - right * t**2 * (1 - t))
    assert_allclose(years[:5], np.diff(curve))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_districts_are_sums_of_their_cells(member: list[int]) -> None:
    people = np.random.default_rng(1).random((2, len(member), 3))
    summed = d.sum_by(people, np.array(member), 4, axis=1)
    for group in range(4):
        assert_allclose(summed[:, group], people[:, np.array(member) == group].sum(axis=1))


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: d.AgeGroups((0, 0)), "rise"),
        (lambda: d.AgeGroups(()), "rise"),
        (lambda: d.AgeGroups.five_year(88), "does not fit groups of 5"),
        (lambda: d.AgeGroups((0, 15, 65)).width, "not equally wide"),
        (lambda: d.add_up(np.ones(19), FIVE, d.AgeGroups((0, 18, 65))), "do not nest.*18"),
        (lambda: d.add_up(np.ones(19), FIVE, d.AgeGroups((5, 65))), "do not nest"),
        (lambda: d.add_up(np.ones(18), FIVE, BROAD), "18 ages .* 19 age groups"),
        (lambda: d.share_out([-1.0, 1, 1, 1], BROAD, FIVE, np.ones(19)), "people is -1"),
        (lambda: d.share_out([1.0, 1, 1, 1], BROAD, FIVE, -np.ones(19)), "reference is -1"),
        (lambda: d.split_to_single_years([np.nan] * 19, FIVE), "not a number"),
        (lambda: d.split_to_single_years([1.0, 2], d.AgeGroups((5, 10))), "starts at 5"),
        (lambda: d.sum_by(np.ones(3), [0, 1]), "3 whole numbers"),
        (lambda: d.sum_by(np.ones(2), [0, -1]), "from 0"),
        (lambda: d.sum_by(np.ones(2), [0, 4], 3), "0 to 4"),
    ],
)
def test_what_does_not_nest_is_refused(act: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        act()  # type: ignore[operator]


def test_one_group_alone_is_open_ended() -> None:
    years, ages = d.split_to_single_years([7.0], d.AgeGroups((0,)))
    assert_array_equal(years, [7])
    assert len(ages) == 1
