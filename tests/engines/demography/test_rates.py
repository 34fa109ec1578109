"""Life tables, rates from two censuses, households: each against a definition or a known table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from wakimizu.engines import demography as d

FIVE = d.AgeGroups.five_year(85)
ABRIDGED = d.AgeGroups((0, 1, *range(5, 90, 5)))
seeds = st.integers(0, 2**32 - 1)
# Austria, men, 1992: Preston, Heuveline & Guillot 2001, box 3.1: deaths per person, and e0 = 72.889 with its ax
AUSTRIA_M = [0.008743, 0.000370, 0.000153, 0.000193, 0.000976, 0.001285, 0.001135, 0.001360, 0.001882, 0.002935, 0.004849,
             0.007133, 0.011263, 0.018600, 0.028382, 0.041238, 0.068252, 0.107674, 0.213154]  # fmt: skip
AUSTRIA_A = [0.068, 1.626, 2.5, 3.143, 2.724, 2.520, 2.481, 2.601, 2.701, 2.663, 2.698, 2.676, 2.645, 2.624, 2.619, 2.593,
             2.518, 2.423, 4.691]  # fmt: skip


def test_the_textbooks_life_table_of_austria() -> None:
    ages = d.AgeGroups((0, 1, *range(5, 90, 5)))
    rates = np.array([AUSTRIA_M, AUSTRIA_M])
    table = d.life_table(rates, ages, np.array([AUSTRIA_A, AUSTRIA_A]))
    assert table.life_expectancy[0] == pytest.approx(72.889, abs=0.02)
    assert table.lx[0, 1] * 100_000 == pytest.approx(99_132, abs=5)
    assert d.life_table(rates, ages).life_expectancy[0] == pytest.approx(72.889, abs=0.05)


@given(seeds)
@settings(max_examples=25)
def test_a_constant_force_of_mortality_lives_its_inverse(seed: int) -> None:
    force = np.random.default_rng(seed).uniform(0.005, 0.05)
    ages = d.AgeGroups.single(110)
    ax = 1 / force - 1 / (np.exp(force) - 1)  # of an exponential, within one year
    table = d.life_table(np.full((2, 111), force), ages, ax)
    assert_allclose(table.life_expectancy, 1 / force, rtol=1e-9)
    survival = table.survival(ages)
    assert_allclose(survival.shares[:, :-2], np.exp(-force), rtol=1e-9)


@given(seeds)
@settings(max_examples=25)
def test_more_deaths_shorter_lives_and_survival_is_a_share(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rates = np.sort(chance.uniform(0.0005, 0.15, (3, 2, len(ABRIDGED))), axis=-1)
    table, worse = d.life_table(rates, ABRIDGED), d.life_table(rates * 1.1, ABRIDGED)
    assert (worse.life_expectancy < table.life_expectancy).all()
    survival = table.survival(FIVE)
    assert survival.shares.shape == (3, 2, 18)
    assert ((survival.shares >= 0) & (survival.shares <= 1)).all()
    assert (survival.newborn <= 1).all()


def test_the_open_group_of_a_longer_table_has_a_ratio_of_its_own() -> None:
    rates = np.tile(np.linspace(0.001, 0.4, 22), (2, 1))
    longer = d.AgeGroups((0, 1, *range(5, 105, 5)))
    table = d.life_table(rates, longer)
    shares = table.survival(FIVE).shares
    at = {age: place for place, age in enumerate(longer.starts)}
    assert_allclose(shares[:, -1], table.Tx[:, at[90]] / table.Tx[:, at[85]])
    assert_allclose(shares[:, -2], table.Lx[:, at[85]] / table.Lx[:, at[80]])
    to_the_end = table.survival(d.AgeGroups.five_year(100)).shares
    assert_allclose(to_the_end[:, -1], table.Tx[:, at[100]] / table.Tx[:, at[95]])
    assert_allclose(to_the_end[:, -1], to_the_end[:, -2])


def test_a_stationary_population_stands_still() -> None:
    rates = np.tile(np.linspace(0.001, 0.2, len(ABRIDGED)), (2, 1))
    table = d.life_table(rates, ABRIDGED)
    survival = table.survival(FIVE)
    people = np.add.reduceat(table.Lx, [0, *range(2, len(ABRIDGED))], axis=-1)[None] * 1000
    women = people[0, d.FEMALE, 3:10].sum()
    boys = people[0, d.MALE, 0] / people[0, :, 0].sum()
    still = d.Assumptions(FIVE, d.ChildWoman(people[0, :, 0].sum() / women, boys), survival.shares)
    assert_allclose(d.project(people, still, periods=4).people[-1], people)


@given(seeds)
@settings(max_examples=20)
def test_the_trend_of_falling_rates_is_found_again(seed: int) -> None:
    chance = np.random.default_rng(seed)
    pace = chance.uniform(0.5, 1.5, (2, len(ABRIDGED)))
    pace /= pace.mean(axis=1, keepdims=True)
    first = np.linspace(0.002, 0.3, len(ABRIDGED))
    past = first * np.exp(-np.arange(5)[:, None, None] * 0.08 * pace)
    trend = d.mortality_trend(past, ABRIDGED)
    assert_allclose(trend.pace, pace, rtol=1e-6)
    assert_allclose(trend.drift, 0.08, rtol=1e-6)
    assert_allclose(trend.ahead(2)[1], first * np.exp(-6 * 0.08 * pace), rtol=1e-6)
    goal = d.life_table(trend.last, ABRIDGED).life_expectancy + np.array([2.0, 3.0])
    level = trend.level_for(goal)
    assert_allclose(d.life_table(trend.rates(level), ABRIDGED).life_expectancy, goal, atol=1e-9)


# ── two censuses ─────────────────────────────────────────────────────────────────────────────────────────────────────


def censuses(seed: int) -> tuple[np.ndarray, np.ndarray, d.Assumptions]:
    chance = np.random.default_rng(seed)
    people = chance.integers(1, 900, (3, 2, 18)).astype(float)
    net = chance.uniform(-0.2, 0.2, (3, 2, 18))
    net[..., -1] = net[..., -2]  # both enter the open-ended group, so one rate is all that can be found
    survival = chance.uniform(0.5, 1, (2, 18))
    assumptions = d.Assumptions(FIVE, d.ChildWoman(0.3, 0.51), survival, d.NetRates(net))
    return people, d.project(people, assumptions, periods=1).people[1], assumptions


@given(seeds)
@settings(max_examples=25)
def test_rates_between_two_censuses_are_found_again(seed: int) -> None:
    first, second, made = censuses(seed)
    found = d.estimate(first, second, made.survival, FIVE)
    assert_allclose(found.net_migration, made.migration.rates, atol=1e-12)
    assert_allclose(found.children.ratio, 0.3)
    assert_allclose(found.children.boys, 0.51)
    assert not found.unknown.any()


@given(seeds)
@settings(max_examples=25)
def test_both_forms_of_estimate_lead_from_the_first_census_to_the_second(seed: int) -> None:
    first, second, made = censuses(seed)
    found = d.estimate(first, second, made.survival, FIVE)
    for way in (
        d.Assumptions(FIVE, found.children, made.survival, d.NetRates(found.net_migration)),
        d.Assumptions(FIVE, found.children, cohort_change=found.cohort_change),
    ):
        assert_allclose(d.project(first, way, periods=1).people[1], second, atol=1e-6)


def test_where_nobody_lived_no_rate_is_made_up() -> None:
    first, second = np.ones((1, 2, 18)), np.ones((1, 2, 18))
    first[0, 1, 4] = 0
    found = d.estimate(first, second, 0.9, FIVE)
    assert found.unknown.sum() == 1
    assert (found.net_migration[0, 1, 4], found.cohort_change[0, 1, 4]) == (0, 0.9)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: d.life_table([[-0.1] * 19] * 2, ABRIDGED), "death rate is -0.1 in men, place 0|death rate is -0.1"),
        (lambda: d.life_table([[0.1] * 18 + [0]] * 2, ABRIDGED), r"85\+ is zero"),
        (lambda: d.life_table([0.1] * 19, ABRIDGED), "men and women"),
        (lambda: d.life_table([[3.0] * 19] * 2, ABRIDGED), "probability of dying"),
        (lambda: d.life_table([[0.1] * 18] * 2, ABRIDGED), "18 ages"),
        (lambda: d.survival_from_years_lived([[1, 2, 3.0]] * 2, d.AgeGroups((0, 5, 10))), "more years are lived"),
        (lambda: d.mortality_trend(np.ones((2, 2, 19)), ABRIDGED), "three periods"),
        (lambda: d.mortality_trend(np.zeros((3, 2, 19)), ABRIDGED), "no logarithm"),
        (lambda: d.estimate(np.ones((1, 2, 18)), np.ones((2, 2, 18)), 0.9, FIVE), "different shapes"),
        (lambda: d.estimate(-np.ones((1, 2, 18)), np.ones((1, 2, 18)), 0.9, FIVE), "first census is -1"),
        (lambda: d.estimate(np.ones((1, 2, 18)), np.ones((1, 2, 18)), 1.1, FIVE), "survival is 1.1"),
        (lambda: d.relative_ratio(0.2, 0.0, [0.2]), "above zero"),
    ],
)
def test_rates_that_cannot_be_are_refused(act: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        act()  # type: ignore[operator]


def test_migration_dies_down_to_one_half_and_stays() -> None:
    assert_allclose(d.halving(4), [0.5**0.5, 0.5, 0.5, 0.5])
    damped = d.damped(np.full((2, 18), 0.1), d.halving(3))
    assert damped.shape == (3, 2, 18)
    assert_allclose(damped[:, 0, 0], [0.1 * 0.5**0.5, 0.05, 0.05])


def test_a_ratio_keeps_its_distance() -> None:
    assert_allclose(d.relative_ratio([0.3, 0.2], 0.25, [0.5, 0.2]), [[0.6, 0.4], [0.24, 0.16]])


def test_migrants_are_young_adults_with_their_children() -> None:
    schedule = d.rogers_castro(d.AgeGroups.five_year(100))
    assert schedule.sum() == pytest.approx(1)
    assert schedule.argmax() == 4  # 20–24
    assert schedule[0] > schedule[2]
    retired = d.rogers_castro(d.AgeGroups.five_year(100), retirement=True)
    assert retired[12] > schedule[12]


# ── households ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(seeds)
@settings(max_examples=25)
def test_households_of_the_census_come_out_of_their_own_rates(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people = chance.integers(1, 500, (4, 2, 18)).astype(float)
    heads = people * chance.uniform(0, 0.3, (3, 4, 2, 18))
    rates = d.headship_rates(heads, people)
    found = d.households(people, rates)
    assert found.shape == (3, 4)
    assert_allclose(found, heads.sum((2, 3)))
    shared = d.households(np.stack([people, people]), rates[:, 0])
    assert shared.shape == (3, 2, 4)
    assert_allclose(shared[:, 1, 0], heads[:, 0].sum((1, 2)))


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: d.headship_rates(np.full((1, 2, 18), 3.0), np.ones((2, 18))), "more than there are people"),
        (lambda: d.headship_rates(np.ones((2, 18)), np.ones((2, 18))), "types"),
        (lambda: d.households(np.ones((2, 18)), np.full((1, 2, 18), 1.2)), "headship rate is 1.2"),
        (lambda: d.households(np.ones((2, 18)), np.full((2, 2, 18), 0.6)), "all types together is 1.2"),
        (lambda: d.households(-np.ones((2, 18)), np.full((1, 2, 18), 0.6)), "people is -1"),
    ],
)
def test_two_households_for_one_head_are_refused(act: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        act()  # type: ignore[operator]
