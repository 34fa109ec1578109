"""Consensus and typical statements, worked by hand."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wakimizu.engines import consensus
from wakimizu.engines.consensus import AGREE, DISAGREE

nan = np.nan
# two groups of three; statement 0 parts them, 1 is shared, 2 was seen by one person only
TABLE = [[1, 1, nan], [1, 1, nan], [1, 0, 1], [-1, 1, nan], [-1, 1, nan], [0, 1, nan]]
GROUP = np.array([0, 0, 0, 1, 1, 1])


def counts() -> consensus.Counts:
    return consensus.count(consensus.from_table(TABLE), GROUP, 2)


def test_votes_are_counted_by_group_and_a_pass_is_a_vote() -> None:
    found = counts()
    assert found.agree.tolist() == [[3, 2, 1], [0, 3, 0]]
    assert found.disagree.tolist() == [[0, 0, 0], [2, 0, 0]]
    assert found.seen.tolist() == [[3, 3, 1], [3, 3, 0]]


def test_who_is_in_no_group_is_not_counted() -> None:
    found = consensus.count(consensus.from_table(TABLE), np.array([0, 0, -1, 1, 1, 1]), 2)
    assert found.agree.tolist() == [[2, 2, 0], [0, 3, 0]]


def test_votes_of_some_people_and_on_some_statements_are_those_votes_alone() -> None:
    votes = consensus.from_table(TABLE)
    some = votes.of(np.array([False, False, True, True, False, False]))
    assert (some.person.tolist(), some.statement.tolist()) == ([2, 2, 2, 3, 3], [0, 1, 2, 0, 1])
    assert (some.people, some.seen.tolist()) == (6, [0, 0, 3, 2, 0, 0])
    rest = votes.on(np.array([True, False, False]))
    assert (rest.statement.tolist(), rest.seen.tolist()) == ([1, 1, 1, 2, 1, 1, 1], [1, 1, 2, 1, 1, 1])


def test_group_informed_consensus_by_hand() -> None:
    assert consensus.group_informed_consensus(counts()) == pytest.approx([4 / 5 * 1 / 5, 3 / 5 * 4 / 5, 2 / 3 * 1 / 2])


def test_the_two_tests_by_hand() -> None:
    assert consensus.share_test(3, 3) == pytest.approx(2 * sqrt(4) * (4 / 4 - 0.5))
    joint = (4 + 1) / (4 + 4)
    assert consensus.two_share_test(3, 0, 3, 3) == pytest.approx(
        (4 / 4 - 1 / 4) / sqrt(joint * (1 - joint) * (1 / 4 + 1 / 4))
    )
    assert consensus.two_share_test(5, 5, 5, 5) == 0  # everyone, everywhere: nothing to tell them apart


def test_what_is_typical_by_hand() -> None:
    first, second = consensus.typical(counts())
    assert (first[0].statement, first[0].side, first[0].success, first[0].seen) == (0, AGREE, 3, 3)
    assert first[0].repness == pytest.approx((4 / 5) / (1 / 5))
    assert first[0].best_agree
    assert {(each.statement, each.side) for each in second} >= {(1, AGREE)}
    assert second[0].side == AGREE


def test_at_most_five_agreements_first_and_none_moderated_out() -> None:
    table = np.where(np.arange(40)[:, None] < 20, 1, -1) * np.where(np.arange(9) % 2, 1, -1)
    votes = consensus.from_table(table)
    hidden = np.arange(9) == 1
    for group in consensus.typical(consensus.count(votes, np.repeat([0, 1], 20), 2), hidden):
        assert len(group) == 5
        assert 1 not in [each.statement for each in group]
        sides = [each.side for each in group]
        assert sides == sorted(sides, reverse=True)
        assert AGREE in sides and DISAGREE in sides


def test_what_most_agree_and_disagree_with() -> None:
    table = np.column_stack([np.ones(20), -np.ones(20), np.where(np.arange(20) % 2, 1, -1), np.ones(20)])
    agreed, against = consensus.majorities(consensus.from_table(table), np.array([False, False, False, True]))
    assert [(each.statement, each.success, each.seen) for each in agreed] == [(0, 20, 20)]
    assert [(each.statement, each.p) for each in against] == [(1, pytest.approx(21 / 22))]


grids = arrays(
    np.float64, st.tuples(st.integers(4, 20), st.integers(1, 8)), elements=st.sampled_from([1.0, 0.0, -1.0, nan])
)


@settings(max_examples=80, deadline=None)
@given(grids, st.integers(0, 99))
def test_renaming_groups_and_statements_renames_the_answer(table: np.ndarray, seed: int) -> None:
    chance = np.random.default_rng(seed)
    group, order = np.arange(len(table)) % 3, chance.permutation(table.shape[1])
    one = consensus.count(consensus.from_table(table), group, 3)
    other = consensus.count(consensus.from_table(table[:, order]), 2 - group, 3)
    assert consensus.group_informed_consensus(one)[order] == pytest.approx(consensus.group_informed_consensus(other))
    kept = [consensus.majorities(consensus.from_table(each))[0] for each in (table, table[:, order])]
    assert sorted(each.p for each in kept[0]) == pytest.approx(sorted(each.p for each in kept[1]))


@settings(max_examples=80, deadline=None)
@given(grids)
def test_one_more_agreement_never_lowers_consensus(table: np.ndarray) -> None:
    group = np.arange(len(table)) % 2
    before = consensus.group_informed_consensus(consensus.count(consensus.from_table(table), group, 2))
    table = table.copy()
    table[0, 0] = AGREE
    after = consensus.group_informed_consensus(consensus.count(consensus.from_table(table), group, 2))
    assert after[0] >= before[0] - 1e-12
