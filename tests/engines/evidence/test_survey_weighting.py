"""Raking and estimates: the margins are met, the interval covers, small counts are kept back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wakimizu.engines.evidence.weighting import FEWEST, estimate, kept_back, margin, rake, wilson
from wakimizu.engines.words import Refused


def answers(seed, count=400):
    """Of a population of 10,000 in 3 ages and 2 sexes; the old answer more."""
    chance = np.random.default_rng(seed)
    age = chance.choice(3, count, p=[0.2, 0.3, 0.5])
    sex = chance.choice(2, count, p=[0.35, 0.65])
    return age, sex, [margin("age", age, [4000, 3500, 2500]), margin("sex", sex, [4900, 5100])]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_weighted_answers_have_the_population_s_margins(seed):
    age, sex, margins = answers(seed)
    raked = rake(margins)
    assert np.bincount(age, weights=raked.weights) == pytest.approx([4000, 3500, 2500])
    assert np.bincount(sex, weights=raked.weights) == pytest.approx([4900, 5100])
    assert 0 < raked.effective <= 400
    assert raked.widest >= 1


def test_one_margin_is_post_stratification():
    raked = rake([margin("age", [0, 0, 1], [30, 70])])
    assert raked.weights.tolist() == pytest.approx([15, 15, 70])
    assert raked.effective == pytest.approx(100**2 / (15**2 * 2 + 70**2))


def test_a_known_table():
    """Two by two, margins 60:40 and 50:50 over counts 10, 20, 30, 40: the cross ratio of the counts stays as it is."""
    row = np.repeat([0, 0, 1, 1], [10, 20, 30, 40])
    column = np.repeat([0, 1, 0, 1], [10, 20, 30, 40])
    weights = rake([margin("row", row, [60, 40]), margin("column", column, [50, 50])]).weights
    table = np.array([[weights[(row == r) & (column == c)].sum() for c in (0, 1)] for r in (0, 1)])
    assert table.sum(axis=1) == pytest.approx([60, 40])
    assert table.sum(axis=0) == pytest.approx([50, 50])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(10 * 40 / (20 * 30))


def test_design_weights_are_begun_from_and_a_limit_is_kept():
    age, _sex, margins = answers(3)
    limited = rake(margins, most=2.3)
    assert limited.widest <= 2.3 + 1e-6 < rake(margins).widest
    assert np.bincount(age, weights=limited.weights) == pytest.approx([4000, 3500, 2500])
    doubled = rake([margins[0]], start=np.where(age == 0, 2.0, 1.0))
    assert np.bincount(age, weights=doubled.weights) == pytest.approx([4000, 3500, 2500])


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        ([], "no answer"),
        ([margin("age", [], [1, 2])], "no answer"),
        ([margin("age", [0, 0], [5, 7], ("young", "old"))], r"Nobody of age old answered \(7 people\). Join it"),
        ([margin("age", [0, 1], [5, 0])], "1 answers are of age 1, where nobody lives"),
        ([margin("age", [0, 2], [5, 5])], "group that the population has not"),
        ([margin("age", [0, 1], [5, -5])], "below zero"),
        ([margin("age", [0, 1], [5, 5]), margin("sex", [0], [9])], "has 1 answers, not 2"),
        (
            [margin("age", [0, 0, 1, 1], [90, 10]), margin("sex", [0, 0, 1, 1], [10, 90])],
            "margins contradict each other",
        ),
    ],
)
def test_answers_that_cannot_stand_for_the_people_are_refused_with_a_remedy(margins, said):
    with pytest.raises(Refused, match=said):
        rake(margins)


def test_a_limit_that_is_too_low_is_refused():
    _age, _sex, margins = answers(3)
    with pytest.raises(Refused, match="limit on weights is too low"):
        rake(margins, most=1.01)


def test_without_weights_an_estimate_is_the_textbook_one():
    found = estimate([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], np.ones(10))
    assert found.value == 5.5
    assert found.error == pytest.approx(np.std(np.arange(1, 11), ddof=1) / np.sqrt(10))
    assert (found.low, found.high) == pytest.approx((5.5 - 1.96 * found.error, 5.5 + 1.96 * found.error), rel=1e-3)
    assert estimate([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], np.ones(10), people=20).error == pytest.approx(
        found.error * np.sqrt(0.5)
    )


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """800 surveys of a population whose answer depends on age; ages answer unevenly; raking puts it right."""
    chance = np.random.default_rng(11)
    rates, people = np.array([0.2, 0.5, 0.8]), np.array([5000.0, 3000, 2000])
    truth = float(rates @ people / people.sum())
    inside = 0
    for _survey in range(800):
        age = chance.choice(3, 300, p=[0.2, 0.3, 0.5])
        said = (chance.random(300) < rates[age]).astype(float)
        margins = [margin("age", age, people)]
        found = estimate(said, rake(margins).weights, margins, share=True)
        inside += found.low <= truth <= found.high
    assert 0.925 < inside / 800 < 0.975


def test_what_the_margins_explain_is_not_uncertain():
    age, _sex, margins = answers(4)
    weights = rake(margins).weights
    assert estimate(age.astype(float), weights, margins).error == pytest.approx(0, abs=1e-9)
    assert estimate(age.astype(float), weights).error > 0.01


def test_unanswered_questions_are_left_out_and_few_answers_kept_back():
    values = np.array([1.0, np.nan] * FEWEST)
    assert estimate(values, np.ones(2 * FEWEST)).answers == FEWEST
    few = estimate(values[:-2], np.ones(2 * FEWEST - 2))
    assert few.kept_back
    assert np.isnan(few.value)


def test_the_interval_of_nobody_and_everybody_does_not_vanish():
    assert wilson(0.0, 50) == (0.0, pytest.approx(0.0713, abs=1e-3))
    assert wilson(1.0, 50)[1] == pytest.approx(1.0)
    nobody = estimate(np.zeros(50), np.ones(50), share=True)
    assert nobody.low == 0
    assert 0.05 < nobody.high < 0.1


@pytest.mark.parametrize(
    ("counts", "back"),
    [
        ({"a": 50, "b": 30}, set()),
        ({"a": 50, "b": 3, "c": 20}, {"b", "c"}),  # b could be worked out from the total: c goes too
        ({"a": 50, "b": 3, "c": 4}, {"b", "c"}),
        ({"a": 50, "b": 0}, set()),
        ({"a": 3}, {"a"}),
    ],
)
def test_small_counts_cannot_be_worked_out(counts, back):
    assert kept_back(counts) == back
