"""What every projection obeys, whatever its numbers: nobody is lost, nobody is made up, areas do not touch each other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from wakimizu.engines import demography as d
from wakimizu.engines.demography import projection

FIVE = d.AgeGroups.five_year(85)
SINGLE = d.AgeGroups.single(90)
seeds = st.integers(0, 2**32 - 1)
PERIODS = 3


def some(
    seed: int, areas: int = 4, ages: d.AgeGroups = FIVE, periods: int = PERIODS
) -> tuple[np.ndarray, d.Assumptions]:
    """People and a full set of assumptions with numbers of their own for every period, area, sex and age."""
    chance = np.random.default_rng(seed)
    shape = (periods, areas, 2, len(ages))
    people = chance.integers(0, 900, (areas, 2, len(ages))).astype(float)
    assumptions = d.Assumptions(
        ages,
        d.ChildWoman(chance.uniform(0.1, 0.4, (periods, areas)), chance.uniform(0.45, 0.55, (periods, areas))),
        chance.uniform(0.4, 1.0, shape),
        d.NetRates(chance.uniform(-0.4, 0.3, shape)),
    )
    return people, assumptions


def kinds(seed: int, ages: d.AgeGroups = FIVE, areas: int = 4) -> list[tuple[np.ndarray, d.Assumptions]]:
    """The same people under every form of fertility and migration."""
    people, plain = some(seed, areas, ages)
    chance = np.random.default_rng(seed + 1)
    fertile = ages.between(15, 50)
    groups = fertile.stop - fertile.start
    births = d.AgeSpecific(
        chance.uniform(0, 0.2, (PERIODS, areas, groups)),
        chance.uniform(0.9, 1, (PERIODS, areas, 2)),
        chance.uniform(1, 1.1),
    )
    moving = [
        None,
        plain.migration,
        d.NetNumbers(chance.uniform(0, 20, (PERIODS, areas, 2, len(ages))), "half"),
        d.NetNumbers(chance.uniform(0, 20, (PERIODS, areas, 2, len(ages))), "end"),
        d.OutRates(chance.uniform(0, 0.4, (PERIODS, areas, 2, len(ages))), np.full((areas, 1, 1), 1 / areas)),
    ]
    return [(people, replace(plain, fertility=f, migration=m)) for f in (plain.fertility, births) for m in moving]


def run(people: np.ndarray, assumptions: d.Assumptions, periods: int = PERIODS) -> np.ndarray:
    return d.project(people, assumptions, periods=periods).people


def slowly(people: np.ndarray, assumptions: d.Assumptions, periods: int) -> np.ndarray:
    """The textbook's loops, for child–woman ratios and net rates."""
    ages = len(assumptions.ages)
    fertile = assumptions.ages.between(15, 50)
    out = [people.tolist()]
    for t in range(periods):
        after = np.zeros_like(people)
        for a in range(len(people)):
            for s in range(2):
                for x in range(ages):
                    rate = assumptions.survival[t, a, s, x] + assumptions.migration.rates[t, a, s, x]
                    after[a, s, min(x + 1, ages - 1)] += out[-1][a][s][x] * rate
            children = assumptions.fertility.ratio[t, a] * sum(after[a, 1, fertile])
            after[a, 0, 0] = children * assumptions.fertility.boys[t, a]
            after[a, 1, 0] = children * (1 - assumptions.fertility.boys[t, a])
        out.append(after.tolist())
    return np.array(out)


@given(seeds)
@settings(max_examples=20)
def test_it_is_the_textbooks_loop(seed: int) -> None:
    people, assumptions = some(seed, areas=3)
    assert_allclose(run(people, assumptions), slowly(people, assumptions, PERIODS), rtol=1e-12, atol=1e-9)


@given(seeds, st.sampled_from([FIVE, SINGLE]))
@settings(max_examples=30)
def test_without_deaths_births_and_moves_nobody_is_lost(seed: int, ages: d.AgeGroups) -> None:
    people, _ = some(seed, ages=ages)
    closed = d.Assumptions(ages, d.ChildWoman(0.0), survival=1.0)
    result = run(people, closed)
    assert_allclose(result.sum((2, 3)), np.broadcast_to(people.sum((1, 2)), (PERIODS + 1, 4)))
    assert_array_equal(result[1][..., 1:-1], people[..., :-2])
    assert_array_equal(result[1][..., -1], people[..., -2] + people[..., -1])


@given(seeds, st.floats(0.01, 1000))
@settings(max_examples=20)
def test_twice_the_people_become_twice_the_people(seed: int, times: float) -> None:
    for people, assumptions in kinds(seed):
        if isinstance(assumptions.migration, d.NetNumbers):
            numbers = np.asarray(assumptions.migration.numbers) * times
            more = replace(assumptions, migration=replace(assumptions.migration, numbers=numbers))
        else:
            more = assumptions
        assert_allclose(run(people * times, more), run(people, assumptions) * times, rtol=1e-10, atol=1e-9)


@given(seeds, st.permutations(range(4)))
@settings(max_examples=20)
def test_areas_may_stand_in_any_order(seed: int, order: list[int]) -> None:
    people, assumptions = some(seed)
    turned = d.Assumptions(
        FIVE,
        d.ChildWoman(assumptions.fertility.ratio[:, order], assumptions.fertility.boys[:, order]),
        assumptions.survival[:, order],
        d.NetRates(assumptions.migration.rates[:, order]),
    )
    assert_array_equal(run(people[order], turned), run(people, assumptions)[:, order])


@given(seeds, st.integers(0, 3))
@settings(max_examples=20)
def test_an_area_alone_is_the_same_to_the_last_bit(seed: int, area: int) -> None:
    one = slice(area, area + 1)
    for people, assumptions in kinds(seed):
        if isinstance(assumptions.migration, d.OutRates):
            continue
        alone = _only(assumptions, one)
        assert_array_equal(run(people[one], alone), run(people, assumptions)[:, one])


def _only(assumptions: d.Assumptions, one: slice) -> d.Assumptions:
    fertility, migration = assumptions.fertility, assumptions.migration
    if isinstance(fertility, d.ChildWoman):
        fertility = d.ChildWoman(fertility.ratio[:, one], fertility.boys[:, one])
    else:
        fertility = replace(fertility, rates=fertility.rates[:, one], newborn=fertility.newborn[:, one])
    if isinstance(migration, d.NetRates):
        migration = d.NetRates(migration.rates[:, one])
    elif isinstance(migration, d.NetNumbers):
        migration = replace(migration, numbers=migration.numbers[:, one])
    return replace(assumptions, survival=assumptions.survival[:, one], fertility=fertility, migration=migration)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    for people, assumptions in kinds(5, areas=23):
        whole = run(people, assumptions)
        monkeypatch.setattr(projection, "ROWS", 3)
        assert_array_equal(run(people, assumptions), whole)
        monkeypatch.undo()


@given(seeds)
@settings(max_examples=15)
def test_births_deaths_and_moves_explain_every_change(seed: int) -> None:
    for people, assumptions in kinds(seed):
        result = d.project(people, assumptions, periods=PERIODS)
        parts = d.components(result, assumptions)
        assert_allclose(np.diff(result.totals, axis=0), parts.births - parts.deaths + parts.net_migrants, atol=1e-6)
        assert (parts.births >= 0).all()
        assert (parts.deaths >= -1e-9).all()
        if assumptions.migration is None:
            assert_allclose(parts.net_migrants, 0, atol=1e-6)
        if isinstance(assumptions.migration, d.NetNumbers) and isinstance(assumptions.fertility, d.AgeSpecific):
            assert_allclose(parts.net_migrants, np.asarray(assumptions.migration.numbers).sum((2, 3)), atol=1e-6)


@given(seeds)
@settings(max_examples=20)
def test_a_pool_that_is_shared_out_whole_loses_nobody(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people, _ = some(seed)
    arriving = chance.uniform(0.1, 1, (PERIODS, 4, 2, len(FIVE)))
    arriving /= arriving.sum(axis=1, keepdims=True)
    leaving = chance.uniform(0, 0.5, (PERIODS, 4, 2, len(FIVE)))
    closed = d.Assumptions(FIVE, d.ChildWoman(0.0), 1.0, d.OutRates(leaving, arriving))
    result = run(people, closed)
    assert_allclose(result.sum((1, 2, 3)), people.sum())
    assert np.ptp(result[-1].sum((1, 2)) - people.sum((1, 2))) > 1  # they did move


def test_who_comes_from_outside_enters_by_the_pool() -> None:
    people, _ = some(1, areas=2)
    outside = np.zeros((2, len(FIVE)))
    outside[d.FEMALE, 4] = 100
    arriving = np.array([0.25, 0.75]).reshape(2, 1, 1)
    open_ = d.Assumptions(FIVE, d.ChildWoman(0.0), 1.0, d.OutRates(0.0, arriving, outside))
    closed = replace(open_, migration=None)
    more = run(people, open_, 1)[1] - run(people, closed, 1)[1]
    assert_allclose(more[:, d.FEMALE, 5], [25, 75])
    assert more.sum() == pytest.approx(100)


def test_out_rates_shared_out_as_found_are_net_rates() -> None:
    """Both forms say the same when the pool's shares are those that give these net moves."""
    people, _ = some(3, areas=2)
    leaving = np.zeros((2, 2, len(FIVE)))
    leaving[0] = 0.2
    pool = people[0] * 0.2
    net = np.stack(
        [np.full((2, len(FIVE)), -0.2), np.divide(pool, people[1], out=np.zeros_like(pool), where=people[1] > 0)]
    )
    arriving = np.array([0.0, 1.0]).reshape(2, 1, 1)
    by_pool = d.Assumptions(FIVE, d.ChildWoman(0.2), 0.9, d.OutRates(leaving, arriving))
    moved = np.where(people[1] > 0, pool, 0)
    by_net = replace(by_pool, migration=d.NetRates(net))
    assert_allclose(run(people, by_net, 1)[1, 0], run(people, by_pool, 1)[1, 0])
    if (moved == pool).all():
        assert_allclose(run(people, by_net, 1)[1, 1], run(people, by_pool, 1)[1, 1])


@given(st.floats(0.5, 1.0), st.floats(0.0, 0.05), st.floats(10, 500))
@settings(max_examples=20)
def test_five_single_years_are_one_five_year_step_when_rates_are_flat(
    yearly: float, moving: float, people_a_year: float
) -> None:
    """Flat people and rates below the open-ended group: five steps of a year end where one of five years does."""
    years, fives = d.AgeGroups.single(90), d.AgeGroups.five_year(90)
    single = np.full((1, 2, len(years)), people_a_year)
    single[..., -1] *= 5
    five = d.add_up(single, years, fives)
    yearly_rate = yearly + moving
    one = d.Assumptions(years, d.ChildWoman(0.0), cohort_change=yearly_rate)
    other = d.Assumptions(fives, d.ChildWoman(0.0), cohort_change=yearly_rate**5)
    by_years = d.add_up(run(single, one, 5)[-1], years, fives)
    assert_allclose(by_years[..., 1:], run(five, other, 1)[-1][..., 1:])


def test_one_value_serves_all_areas_periods_and_ages() -> None:
    people, _ = some(2)
    short = d.Assumptions(FIVE, d.AgeSpecific(0.05, 0.99), 0.9, d.NetRates(0.01))
    full = d.Assumptions(
        FIVE,
        d.AgeSpecific(np.full((PERIODS, 4, 7), 0.05), np.full((PERIODS, 4, 2), 0.99), np.full((PERIODS, 4), 1.05)),
        np.full((PERIODS, 4, 2, len(FIVE)), 0.9),
        d.NetRates(np.full((PERIODS, 4, 2, len(FIVE)), 0.01)),
    )
    assert_array_equal(run(people, short), run(people, full))


def test_newborn_move_too() -> None:
    people, _ = some(4)
    still = d.Assumptions(FIVE, d.AgeSpecific(0.05, 0.5), 0.9, d.NetRates(0.0))
    moving = replace(still, migration=d.NetRates(0.0, newborn=0.1))
    assert_allclose(run(people, moving, 1)[1][..., 0], run(people, still, 1)[1][..., 0] * 1.1)
    assert_array_equal(run(people, moving, 1)[1][..., 1:], run(people, still, 1)[1][..., 1:])


def test_sums_by_broad_age_and_totals() -> None:
    people, assumptions = some(6)
    result = d.project(people, assumptions, periods=PERIODS)
    broad = result.in_groups(d.AgeGroups((0, 15, 65)))
    assert broad.shape == (PERIODS + 1, 4, 3)
    assert_allclose(broad.sum(-1), result.totals)
    assert_allclose(broad[0, :, 2], people[:, :, 13:].sum((1, 2)))


# ── what cannot be is refused, in a sentence ─────────────────────────────────────────────────────────────────────────


def spoiled(values: np.ndarray, at: tuple[int, ...], value: float) -> np.ndarray:
    bad = np.array(values, dtype=float)
    bad[at] = value
    return bad


PEOPLE, GOOD = some(9)
NAMES = ("中央区", "東区", "西区", "南区")


@pytest.mark.parametrize(
    ("people", "assumptions", "says"),
    [
        (spoiled(PEOPLE, (1, 1, 17), -3), GOOD, r"people is -3 in area 1 \(東区\), women, age 85\+.*below zero"),
        (spoiled(PEOPLE, (0, 0, 0), np.nan), GOOD, r"people is nan in area 0 \(中央区\), men, age 0–4.*not a number"),
        (spoiled(PEOPLE, (0, 0, 0), np.inf), GOOD, "not a number"),
        (PEOPLE[0], GOOD, r"people\[None\]"),
        (PEOPLE[:, :1], GOOD, "men then women"),
        (PEOPLE[..., :-1], GOOD, r"people has 17 ages .* there are 18 age groups \(0–4 … 85\+\)"),
        (
            PEOPLE,
            replace(GOOD, survival=spoiled(GOOD.survival, (2, 3, 0, 1), 1.02)),
            r"survival is 1.02 in period 2, area 3 \(南区\), men, age 5–9.*above one",
        ),
        (PEOPLE, replace(GOOD, survival=spoiled(GOOD.survival, (0, 0, 0, 0), -0.1)), "survival is -0.1"),
        (PEOPLE, replace(GOOD, survival=spoiled(GOOD.survival, (0, 0, 0, 0), np.nan)), "survival is nan"),
        (PEOPLE, replace(GOOD, survival=np.full((2, 17), 0.9)), "3 × period, 4 × area, 2 × sex, 18 × age"),
        (PEOPLE, replace(GOOD, survival=None), "either survival or cohort_change"),
        (PEOPLE, replace(GOOD, cohort_change=1.0), "either survival or cohort_change"),
        (PEOPLE, replace(GOOD, survival=None, cohort_change=1.0), "hold migration already"),
        (PEOPLE, replace(GOOD, survival=None, migration=None, cohort_change=-1.0), "cohort change is -1"),
        (PEOPLE, replace(GOOD, migration=d.NetRates(-1.5)), "more would leave than there are"),
        (PEOPLE, replace(GOOD, migration=d.NetRates(np.nan)), "not a number"),
        (PEOPLE, replace(GOOD, migration=d.NetRates(np.inf)), "beyond all numbers"),
        (
            PEOPLE,
            replace(GOOD, survival=0.5, migration=d.NetRates(-0.6)),
            r"in period 0, .*more would leave than there are",
        ),
        (PEOPLE, replace(GOOD, migration=d.NetNumbers(-5000.0)), "more would leave than there are"),
        (PEOPLE, replace(GOOD, migration=d.NetNumbers(1.0, "middle")), '"half" or at the "end"'),  # type: ignore[arg-type]
        (PEOPLE, replace(GOOD, migration=d.OutRates(1.2, 0.1)), "leaving is 1.2"),
        (PEOPLE, replace(GOOD, migration=d.OutRates(0.1, 0.3)), "what all areas take of the pool is 1.2"),
        (PEOPLE, replace(GOOD, fertility=d.ChildWoman(-0.2)), "child–woman ratio is -0.2"),
        (PEOPLE, replace(GOOD, fertility=d.ChildWoman(0.2, 1.4)), "share of boys is 1.4"),
        (PEOPLE, replace(GOOD, fertility=d.ChildWoman(0.2, mothers=(16, 50))), "Ages 16 to 49 do not nest"),
        (PEOPLE, replace(GOOD, fertility=d.AgeSpecific(np.full(6, 0.1), 0.99)), "7 × fertile age"),
        (PEOPLE, replace(GOOD, fertility=d.AgeSpecific(0.1, 1.01)), "survival of newborn is 1.01"),
        (PEOPLE, replace(GOOD, ages=d.AgeGroups((0, *range(10, 95, 5)))), "not equally wide"),
        (PEOPLE, replace(GOOD, ages=d.AgeGroups(tuple(range(5, 95, 5)))), "from age 0 on"),
    ],
)
def test_what_cannot_be_is_refused(people: np.ndarray, assumptions: d.Assumptions, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        d.project(people, assumptions, periods=PERIODS, area_names=NAMES)


def test_no_period_is_no_projection() -> None:
    with pytest.raises(ValueError, match="at least one period"):
        d.project(PEOPLE, GOOD, periods=0)


def test_components_need_survival() -> None:
    change = d.Assumptions(FIVE, d.ChildWoman(0.2), cohort_change=1.0)
    with pytest.raises(ValueError, match="do not say who died"):
        d.components(d.project(PEOPLE, change, periods=1), change)


def test_rounding_below_nobody_becomes_nobody() -> None:
    people = np.full((1, 2, len(FIVE)), 1e3)
    gone = d.Assumptions(FIVE, d.ChildWoman(0.0), 0.3, d.NetRates(-0.1 - 0.2))  # 0.3 − 0.30000000000000004
    assert (run(people, gone, 1)[1] == 0).all()
