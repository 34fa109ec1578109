"""Draws hang on the seed alone, spread as stated, and come out the same on a cluster."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from wakimizu.engines import demography as d
from wakimizu.engines.demography import montecarlo, projection

FIVE, BROAD = d.AgeGroups.five_year(85), d.AgeGroups((0, 15, 65))
UNSURE = d.Uncertainty(survival=0.05, fertility=0.1, migration=0.01, local_migration=0.02)
AREAS, PERIODS, DRAWS = 70, 3, 60  # more areas than a piece holds
WARD = np.arange(AREAS) % 4


def city(areas: int = AREAS) -> tuple[np.ndarray, d.Assumptions]:
    chance = np.random.default_rng(0)
    people = chance.uniform(1, 60, (areas, 2, len(FIVE)))
    survival = np.tile(np.linspace(0.999, 0.5, len(FIVE)), (2, 1))
    net = chance.uniform(-0.1, 0.1, (areas, 2, len(FIVE)))
    return people, d.Assumptions(FIVE, d.ChildWoman(0.2), survival, d.NetRates(net))


def fan(
    seed: int = 7, uncertainty: d.Uncertainty = UNSURE, assumptions: d.Assumptions | None = None, **more: object
) -> d.Fan:
    people, plain = city()
    options = {"periods": PERIODS, "draws": DRAWS, "seed": seed, "ages": BROAD, "groups": WARD, **more}
    return d.monte_carlo(people, assumptions or plain, uncertainty, **options)  # type: ignore[arg-type]


def equal(one: d.Fan, other: d.Fan) -> None:
    for name in ("areas", "mean", "groups", "total"):
        assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def pooled() -> d.Assumptions:
    _people, plain = city()
    return replace(plain, migration=d.OutRates(0.1, np.full((AREAS, 1, 1), 1 / AREAS)))


def births() -> d.Assumptions:
    _people, plain = city()
    numbers = d.NetNumbers(np.random.default_rng(2).uniform(-0.3, 3, (AREAS, 2, len(FIVE))))
    return replace(plain, fertility=d.AgeSpecific(np.linspace(0.01, 0.1, 7), 0.99), migration=numbers)


WAYS = [lambda: city()[1], pooled, births]


@pytest.mark.parametrize("way", WAYS)
def test_the_same_seed_gives_the_same_fan_and_another_another(way: object) -> None:
    assumptions = way()  # type: ignore[operator]
    equal(fan(7, assumptions=assumptions), fan(7, assumptions=assumptions))
    assert (fan(7, assumptions=assumptions).areas[:, 1:] != fan(8, assumptions=assumptions).areas[:, 1:]).mean() > 0.9


@pytest.mark.parametrize("way", WAYS)
def test_quantiles_are_ordered_and_open_with_time(way: object) -> None:
    result = fan(assumptions=way())  # type: ignore[operator]
    assert result.areas.shape == (5, PERIODS + 1, AREAS, 3)
    assert result.groups.shape == (5, PERIODS + 1, 4, 3)
    for values in (result.areas, result.groups, result.total):
        assert (np.diff(values, axis=0) >= 0).all()
        assert (values >= 0).all()
    width = result.total[-1] - result.total[0]
    assert (np.diff(width.sum(-1)) > 0).all()
    assert_allclose(width[0], 0, atol=1e-9)


@pytest.mark.parametrize("way", WAYS)
def test_without_uncertainty_every_quantile_is_the_projection(way: object) -> None:
    people, _plain = city()
    assumptions = way()  # type: ignore[operator]
    certain = fan(uncertainty=d.Uncertainty(), assumptions=assumptions)
    plain = d.project(people, assumptions, periods=PERIODS)
    expected = plain.in_groups(BROAD)
    assert_allclose(certain.areas, np.broadcast_to(expected, certain.areas.shape), rtol=1e-12)
    assert_allclose(certain.mean, expected, rtol=1e-12)
    assert_allclose(certain.groups[2], d.sum_by(expected, WARD, axis=1), rtol=1e-12)
    assert_allclose(certain.total[0], expected.sum(1), rtol=1e-12)


def test_each_component_moves_what_it_should() -> None:
    base = fan(uncertainty=d.Uncertainty())
    fertile = fan(uncertainty=d.Uncertainty(fertility=0.2))
    assert_array_equal(fertile.total[0, 1, 1:], fertile.total[-1, 1, 1:])  # nobody above 15 after five years
    assert fertile.total[-1, 1, 0] > base.total[-1, 1, 0] * 1.05
    deadly = fan(uncertainty=d.Uncertainty(survival=0.2))
    spread = (deadly.total[-1] - deadly.total[0])[1] / base.total[2, 1]
    assert spread[2] > 2 * spread[1] > 0  # the old die


def test_draws_spread_as_stated() -> None:
    """Log of the first period's children is normal around the projection's, with the standard deviation given."""
    levels = fan(uncertainty=d.Uncertainty(fertility=0.2), draws=4000, ages=FIVE, probabilities=(0.1587, 0.5, 0.8413))
    people, plain = city()
    middle = d.project(people, plain, periods=1).in_groups(FIVE)[1, :, 0].sum()
    assert_allclose(np.log(levels.total[:, 1, 0] / middle), [-0.2, 0, 0.2], atol=0.015)


def test_proportional_hazards() -> None:
    """One area, one draw more certain: survival to the power of a log-normal factor."""
    people, plain = city(1)
    still = replace(plain, migration=None)
    many = d.monte_carlo(people, still, d.Uncertainty(survival=0.3), periods=1, draws=4000, seed=1, ages=FIVE,
                         probabilities=(0.1587, 0.8413))  # fmt: skip
    start, survival = people.sum((0, 1)), np.asarray(plain.survival)[0]
    low, high = (start[10] * survival[10] ** np.exp(power * 0.3) for power in (1, -1))
    assert_allclose(many.total[:, 1, 11], [low, high], rtol=0.01)  # 4,000 draws leave half a per cent


def test_luck_of_ones_own_cancels_out_in_the_sum_and_common_luck_does_not() -> None:
    own = fan(uncertainty=d.Uncertainty(local_migration=0.02))
    common = fan(uncertainty=d.Uncertainty(migration=0.02))

    def relative(values: np.ndarray) -> np.ndarray:
        return (values[-1] - values[0]) / values[2]

    assert relative(own.total)[-1, 1] < 0.4 * np.median(relative(own.areas)[-1, :, 1])
    assert relative(common.total)[-1, 1] > 0.8 * np.median(relative(common.areas)[-1, :, 1])


def test_pieces_and_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fan()
    monkeypatch.setattr(projection, "ROWS", 50)
    equal(fan(), whole)
    monkeypatch.setattr(montecarlo, "ROWS", 200)
    equal(fan(), whole)
    monkeypatch.setattr(montecarlo, "PIECE", 9)
    other = fan()
    assert_array_equal(other.areas, whole.areas)
    assert_allclose(other.total, whole.total, rtol=1e-13)  # the sum of sums has another order


def test_persistence_of_one_is_one_level_for_good() -> None:
    drifting = replace(UNSURE, persistence=1.0)
    anew = replace(UNSURE, persistence=0.0)
    one, other = (fan(uncertainty=u).total for u in (drifting, anew))
    assert ((one[-1] - one[0])[-1] > (other[-1] - other[0])[-1]).all()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"draws": 1}, "two draws"),
        ({"periods": 0}, "one period"),
        ({"probabilities": (0.5, 1.5)}, "between 0 and 1"),
        ({"probabilities": ()}, "between 0 and 1"),
        ({"uncertainty": d.Uncertainty(survival=-0.1)}, "zero or more"),
        ({"uncertainty": d.Uncertainty(persistence=1.2)}, "between 0 and 1"),
        ({"groups": np.zeros(3, dtype=int)}, "70 whole numbers"),
        ({"ages": d.AgeGroups((0, 18))}, "do not nest"),
    ],
)
def test_what_cannot_be_drawn_is_refused(more: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        fan(**more)  # type: ignore[arg-type]


def test_a_refusal_names_the_area_whichever_draw_it_is() -> None:
    _people, plain = city()
    numbers = np.zeros((AREAS, 2, len(FIVE)))
    numbers[66, 1, 3] = -1e6
    with pytest.raises(ValueError, match=r"area 66, women, age 15–19"):
        fan(assumptions=replace(plain, migration=d.NetNumbers(numbers, "end")))


# ── on a cluster ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as there,
    ):
        yield there


@pytest.mark.parametrize("way", WAYS)
def test_a_cluster_draws_the_same_to_the_last_bit(client: object, way: object) -> None:
    assumptions = way()  # type: ignore[operator]
    equal(fan(assumptions=assumptions, client=client), fan(assumptions=assumptions))


@pytest.mark.parametrize("way", WAYS)
def test_a_cluster_projects_the_same_to_the_last_bit(
    client: object, way: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "SENT", 16)
    people, _plain = city()
    here = d.project(people, way(), periods=PERIODS).people  # type: ignore[operator]
    there = d.project(people, way(), periods=PERIODS, client=client).people  # type: ignore[operator]
    assert_array_equal(there, here)


def test_a_refusal_comes_back_from_the_cluster_with_its_place(client: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "SENT", 16)
    people, plain = city()
    numbers = np.zeros((AREAS, 2, len(FIVE)))
    numbers[66, 1, 3] = -1e6
    names = [f"cell {n}" for n in range(AREAS)]
    with pytest.raises(ValueError, match=r"area 66 \(cell 66\), women, age 15–19"):
        d.project(
            people, replace(plain, migration=d.NetNumbers(numbers, "end")), periods=1, client=client, area_names=names
        )  # type: ignore[arg-type]
