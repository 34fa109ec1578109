"""Inequality between groups: known values, and the properties each measure is defined by."""

from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.engines.evidence.inequality import distance, gini, theil, weighted_mean

amounts = st.floats(0, 1e6, allow_subnormal=False).map(lambda x: round(x, 3))
people = st.integers(1, 1_000_000)
groups = st.lists(st.tuples(amounts, people), min_size=1, max_size=30)
scales = st.floats(0.01, 1000)
UNITLESS = [gini, theil]
ALL = [weighted_mean, gini, theil, distance]


def split(pairs):
    return [value for value, _weight in pairs], [weight for _value, weight in pairs]


def close(one, other, scale=1.0):
    return isclose(one, other, rel_tol=1e-7, abs_tol=1e-9 * max(scale, 1.0))


@pytest.mark.parametrize(
    ("values", "weights", "mean", "g", "t", "d"),
    [
        ([5, 5, 5], None, 5, 0, 0, 0),
        ([0, 1], None, 0.5, 0.5, log(2), 1),  # one of two has all
        ([0, 0, 0, 8], None, 2, 0.75, log(4), 8),  # one of four: 1 − 1/n
        ([1, 2, 3, 4, 5], None, 3, 4 / 15, sum(x / 15 * log(x / 3) for x in range(1, 6)), 4),  # Gini: 40 / (2 · 3 · 25)
        ([10, 20], [3, 1], 12.5, 0.15, 0.75 * 0.8 * log(0.8) + 0.25 * 1.6 * log(1.6), 10),
        ([7], [9], 7, 0, 0, 0),
        ([0, 0], None, 0, 0, 0, 0),
        ([3, 900], [5, 0], 3, 0, 0, 0),  # a group without people counts for nothing
    ],
)
def test_known_values(values, weights, mean, g, t, d):
    assert weighted_mean(values, weights) == pytest.approx(mean)
    assert gini(values, weights) == pytest.approx(g)
    assert theil(values, weights) == pytest.approx(t, rel=1e-6)
    assert distance(values, weights) == pytest.approx(d)


@given(groups)
def test_gini_is_the_mean_difference_between_two_people(pairs):
    values, weights = split(pairs)
    mean, total = weighted_mean(values, weights), sum(weights)
    plain = sum(w * v * abs(x - y) for x, w in pairs for y, v in pairs) / (2 * mean * total**2) if mean else 0
    assert close(gini(values, weights), plain)


@given(groups, scales)
def test_the_unit_does_not_matter(pairs, scale):
    values, weights = split(pairs)
    for measure in UNITLESS:
        assert close(measure([value * scale for value in values], weights), measure(values, weights))


@given(groups, st.integers(2, 9))
def test_replicating_the_people_changes_nothing(pairs, times):
    values, weights = split(pairs)
    for measure in ALL:
        many = measure(values, [weight * times for weight in weights])
        assert close(many, measure(values, weights), max(values))
        assert close(measure(values * times, weights * times), many, max(values))


@given(amounts, st.lists(people, min_size=1, max_size=20))
def test_equal_values_are_zero(value, weights):
    for measure in (gini, theil, distance):
        assert close(measure([value] * len(weights), weights), 0)


@given(st.lists(st.floats(1, 1000), min_size=2, max_size=20), st.data())
def test_a_transfer_from_the_richer_to_the_poorer_never_raises_inequality(values, data):
    poorer, richer = sorted(data.draw(st.permutations(range(len(values))))[:2], key=lambda n: values[n])
    given_away = data.draw(st.floats(0, 0.5)) * (values[richer] - values[poorer])
    after = list(values)
    after[richer] -= given_away
    after[poorer] += given_away
    for measure in UNITLESS:
        assert measure(after) <= measure(values) + 1e-9
    assert distance(after) <= distance(values) + 1e-9


@given(groups, st.randoms())
def test_the_order_of_the_groups_does_not_matter(pairs, chance):
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    for measure in ALL:
        assert close(measure(*split(shuffled)), measure(*split(pairs)), max(split(pairs)[0]))


@given(groups)
def test_bounds(pairs):
    values, weights = split(pairs)
    assert 0 <= gini(values, weights) < 1
    assert 0 <= theil(values, weights) <= log(sum(weights) / min(weights)) + 1e-9
    assert min(values) - 1e-6 <= weighted_mean(values, weights) <= max(values) + 1e-6
    assert distance(values, weights) >= 0


@given(st.lists(st.floats(0.1, 1000), min_size=1, max_size=8))
def test_a_zero_adds_nothing_to_theil_but_its_people(values):
    n = len(values)
    assert close(theil([*values, 0]), theil(values) + log((n + 1) / n))


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        ([], None),
        ([], []),
        ([1], [0]),
        ([1, 2], [1]),
        ([1], [1, 2]),
        ([1], [-1]),
        ([float("nan")], None),
        ([float("inf")], None),
        ([1], [float("nan")]),
    ],
)
@pytest.mark.parametrize("measure", ALL)
def test_what_has_no_answer_is_refused(measure, values, weights):
    with pytest.raises(ValueError):
        measure(values, weights)


@pytest.mark.parametrize("measure", UNITLESS)
def test_negative_values_are_refused(measure):
    with pytest.raises(ValueError, match="negative"):
        measure([-1, 2])
