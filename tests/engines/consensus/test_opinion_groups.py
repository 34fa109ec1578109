"""Opinion groups: by hand, against Polis' published conversations, and what must not change them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import consensus as bench
from wakimizu.engines import consensus
from wakimizu.engines.consensus import AGREE, DISAGREE, NOBODY, Steady
from wakimizu.engines.words import Refused

nan = np.nan


def camps(people: int = 20, statements: int = 10, seed: int = 0) -> np.ndarray:
    """Two camps that disagree on the first half of the statements and share the rest; every second arrives for the other."""
    chance = np.random.default_rng(seed)
    side = np.where(np.arange(people) % 2, DISAGREE, AGREE)
    table = np.where(np.arange(statements) < statements // 2, side[:, None], AGREE).astype(float)
    return np.where(chance.random(table.shape) < 0.1, 0, table)


def test_two_camps_are_two_groups_and_the_first_to_arrive_is_in_the_first() -> None:
    found = consensus.opinions(consensus.from_table(camps()))
    assert found.groups == 2
    assert found.group.tolist() == [0, 1] * 10
    assert found.spread[0] > 0.6


def test_places_are_stretched_for_whoever_voted_little() -> None:
    table = camps(40, 16)
    table[38, 8:] = nan  # half of the votes, the same opinions on what parts the camps
    found = consensus.opinions(consensus.from_table(table))
    differ = np.nan_to_num(table[38] - found.centre)
    assert found.places[38] == pytest.approx(np.sqrt(16 / 8) * found.directions @ differ)


def test_a_statement_moderated_out_moves_nobody_and_counts_as_answered() -> None:
    table = camps(40, 16)
    out = np.arange(16) == 3
    found = consensus.opinions(consensus.from_table(table), out)
    table[:, 3] = 0  # as if everyone had passed
    passed = consensus.opinions(consensus.from_table(table))
    assert found.places == pytest.approx(passed.places)
    assert not found.directions[:, 3].any()


@pytest.mark.parametrize(
    ("votes_of_each", "inside"),
    [
        ([7] * 20 + [6], list(range(20))),  # seven votes are enough, six are not
        ([7] * 14 + [2, 6, 0], [*range(14), 15]),  # up to fifteen: the most diligent of the others
        ([1, 0, 3], [0, 2]),  # who has not voted is nowhere
    ],
)
def test_who_takes_part(votes_of_each: list[int], inside: list[int]) -> None:
    table = [[1.0] * n + [nan] * (9 - n) for n in votes_of_each]
    assert consensus.taking_part(consensus.from_table(table)).tolist() == inside


def test_with_fewer_than_seven_statements_all_of_them_are_enough() -> None:
    table = [[1.0, 0.0, -1.0]] * 20 + [[1.0, 0.0, nan]]
    assert consensus.taking_part(consensus.from_table(table)).tolist() == list(range(20))


@pytest.mark.parametrize("table", [np.zeros((0, 0)), np.full((3, 4), nan), np.ones((20, 8)), [[1.0]]])
def test_nothing_to_part_is_one_group_or_none(table: np.ndarray) -> None:
    found = consensus.opinions(consensus.from_table(table))
    assert found.groups <= 1
    assert np.isfinite(found.places).all()


def test_silhouette_by_hand() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0]])
    # 0: within 1, beside 10 → 0.9; 1: within 1, beside 9 → 8/9; the third is alone → 0
    assert consensus.silhouette(points, np.array([0, 0, 1])) == pytest.approx((0.9 + 8 / 9) / 3)


def test_k_means_by_hand_with_weights() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [10.0, 0.0], [2.0, 0.0]])
    cluster, centres = consensus.k_means(points, 2, np.array([1.0, 1.0, 1.0, 2.0]))
    assert cluster.tolist() == [0, 0, 1, 0]
    assert centres.tolist() == [[1.0, 0.0], [10.0, 0.0]]


def test_another_number_of_groups_is_shown_only_when_it_was_best_four_times() -> None:
    votes = consensus.from_table(camps(40, 16))
    steady = Steady(shown=3, best=3, times=9)
    shown = []
    for _time in range(4):
        steady = consensus.opinions(votes, before=steady).steady
        shown.append(steady.shown)
    assert shown == [3, 3, 3, 2]


@pytest.mark.parametrize(
    ("person", "statement", "value"),
    [([0], [0], [2]), ([2], [0], [1]), ([0], [-1], [1]), ([0, 1], [0], [1])],
)
def test_votes_that_cannot_be(person: list[int], statement: list[int], value: list[int]) -> None:
    with pytest.raises(Refused):
        consensus.votes(person, statement, value, 2, 2)


def test_of_two_votes_on_one_statement_the_last_counts() -> None:
    votes = consensus.votes([0, 1, 0], [1, 0, 1], [1, 0, -1], 2, 2)
    assert votes.value.tolist() == [-1, 0]
    assert votes.seen.tolist() == [1, 1]


tables = st.tuples(st.integers(16, 40), st.integers(7, 12), st.integers(0, 10**6)).map(lambda each: _mixed(*each))


def _mixed(people: int, statements: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    leaning = chance.normal(size=(3, statements))[chance.integers(0, 3, people)]
    felt = np.sign(np.round(leaning + chance.normal(0, 0.6, leaning.shape)))
    return np.where(chance.random(felt.shape) < 0.15, nan, felt)


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_handed_in_changes_nothing(table: np.ndarray, random: object) -> None:
    votes = consensus.from_table(table)
    rows = np.random.default_rng(random.randint(0, 999)).permutation(len(votes.value))  # type: ignore[attr-defined]
    again = consensus.votes(votes.person[rows], votes.statement[rows], votes.value[rows], *table.shape)
    one, other = consensus.opinions(votes), consensus.opinions(again)
    assert one.group.tolist() == other.group.tolist()
    assert (one.places == other.places).all()


@settings(max_examples=40, deadline=None)
@given(tables, st.integers(0, 999))
def test_renumbering_statements_moves_nobody(table: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(table.shape[1])
    one, other = (consensus.opinions(consensus.from_table(each)) for each in (table, table[:, order]))
    product = np.abs(one.places.T @ other.places)  # up to the side each direction points to
    assert np.linalg.norm(one.places) == pytest.approx(np.linalg.norm(other.places))
    assert product.diagonal() == pytest.approx((one.places**2).sum(axis=0), rel=1e-6)
    assert one.silhouettes.keys() == other.silhouettes.keys()


@settings(max_examples=40, deadline=None)
@given(tables)
def test_people_who_vote_the_same_are_in_the_same_group(table: np.ndarray) -> None:
    twice = np.concatenate([table, table])
    found = consensus.opinions(consensus.from_table(twice)).group
    both = found[: len(table)], found[len(table) :]
    together = (both[0] != NOBODY) & (both[1] != NOBODY)
    assert (both[0][together] == both[1][together]).all()


@settings(max_examples=40, deadline=None)
@given(tables)
def test_agreeing_for_disagreeing_mirrors_the_map(table: np.ndarray) -> None:
    one, other = (consensus.opinions(consensus.from_table(each)) for each in (table, -table))
    assert one.group.tolist() == other.group.tolist()
    assert one.silhouettes == pytest.approx(other.silhouettes)


@pytest.mark.skipif(
    not bench.SHARED.is_dir(), reason="the published conversations are not beside the checkout (../shared)"
)
@pytest.mark.parametrize("name", bench.CONVERSATIONS)
def test_the_published_groups_of_polis_are_found_again(name: str) -> None:
    found = bench.published(name)
    assert found[f"ari_{name}"] >= 0.9
    if name == "bg2050-volunteers":
        assert found["gic_max_error"] < 1e-12


@pytest.mark.parametrize(
    ("one", "other", "index"),
    [
        ([0, 0, 1, 1], [5, 5, 3, 3], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], -0.5),
        ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2], 0.24242424),  # Hubert and Arabie by hand: (2 - 1.2) / (4.5 - 1.2)
    ],
)
def test_how_alike_two_groupings_are(one: list[int], other: list[int], index: float) -> None:
    assert bench.adjusted_rand_index(one, other) == pytest.approx(index)
