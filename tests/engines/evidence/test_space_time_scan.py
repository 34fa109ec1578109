"""The scan against looking at every window with the formula as it is written, and what it must not be fooled by."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wakimizu.engines.evidence.scanning import FEWEST, Stopped, neighbours, scan, together

LINE = neighbours([32.8] * 6, [130.70, 130.71, 130.72, 130.73, 130.74, 130.75], 3)


def best_by_hand(table, near, longest, share=0.5):
    """Every window, one after the other: (score, districts, weeks, cases, expected)."""
    total, weeks = int(table.sum()), table.shape[1]
    best = (0.0, (), 0, 0, 0.0)
    for centre in near:
        for size in range(1, len(centre) + 1):
            for length in range(1, min(longest, weeks - 1) + 1):
                inside = centre[:size]
                c = int(table[inside, weeks - length :].sum())
                e = table[inside].sum() * table[:, weeks - length :].sum() / total
                if c < FEWEST or c <= e or c > max(int(share * total), FEWEST) or e <= 0:
                    continue
                score = c * log(c / e) + ((total - c) * log((total - c) / (total - e)) if c < total else 0.0)
                if score > best[0] + 1e-9:
                    best = (score, tuple(inside.tolist()), length, c, e)
    return best


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 1.5))
def test_the_best_window_is_that_of_the_formula(seed, rate):
    table = np.random.default_rng(seed).poisson(rate, (6, 8))
    score, _districts, _weeks, _cases, _expected = best_by_hand(table, LINE, 4)
    found = scan(table[None], LINE, replications=1, longest=4)
    if score == 0:
        assert found == []
        return
    assert found[0].score == pytest.approx(score)
    inside = list(found[0].districts)
    assert found[0].cases == table[inside, 8 - found[0].weeks :].sum()
    assert found[0].expected == pytest.approx(table[inside].sum() * table[:, 8 - found[0].weeks :].sum() / table.sum())


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_p_value_is_the_rank_among_shuffled_weeks(seed):
    """The replications are drawn again here, in the same order, and each is looked at by hand."""
    table = np.random.default_rng(seed).poisson(0.4, (6, 8))
    found = scan(table[None], LINE, replications=30, longest=3, seed=seed)
    if not found:
        return
    district = np.repeat(np.arange(6), table.sum(axis=1))
    back = 7 - np.concatenate([np.repeat(np.arange(8), row) for row in table])
    chance = np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0])
    shuffled = chance.permuted(np.broadcast_to(back, (30, len(back))), axis=1)
    scores = []
    for row in shuffled:
        again = np.zeros((6, 8), dtype=int)
        np.add.at(again, (district, 7 - row), 1)
        scores.append(best_by_hand(again, LINE, 3)[0])
    assert found[0].p == (1 + sum(each >= found[0].score - 1e-6 for each in scores)) / 31


def test_a_need_that_emerges_is_found_where_and_since_when():
    chance = np.random.default_rng(5)
    street = neighbours([32.8] * 20, np.linspace(130.6, 130.8, 20), 5)
    counts = chance.poisson(0.3, (4, 20, 30))
    counts[2, 1:3, 27:] += 3
    first = scan(counts, street, replications=199)[0]
    assert first.topic == 2
    assert {1, 2} <= set(first.districts) <= {0, 1, 2, 3}
    assert first.weeks == 3
    assert first.p == 1 / 200
    assert first.times > 2


def test_a_district_that_always_speaks_up_and_a_week_in_which_all_do_are_no_alarm():
    counts = np.ones((1, 6, 20), dtype=int)
    counts[0, 3] = 9  # always
    counts[0, :, -1] *= 4  # everywhere
    assert all(each.p > 0.2 for each in scan(counts, LINE, replications=99))


def test_under_chance_alone_p_values_are_spread_evenly():
    counts = np.random.default_rng(8).poisson(0.5, (200, 6, 12))
    p = np.array([each.p for each in scan(counts, LINE, replications=99, longest=4)])
    below = [(p <= level).sum() / 200 for level in (0.05, 0.1, 0.25, 0.5)]
    assert below[0] < 0.1
    assert below[1] < 0.16
    assert 0.15 < below[2] < 0.35
    assert 0.38 < below[3] < 0.62
    assert together(scan(counts, LINE, replications=99, longest=4), 0.01) == []


def test_the_same_seed_tells_the_same_whatever_the_threads():
    counts = np.random.default_rng(2).poisson(0.5, (5, 6, 12))
    assert scan(counts, LINE, replications=50, threads=1) == scan(counts, LINE, replications=50, threads=3)
    assert scan(counts, LINE, replications=50, seed=1) != scan(counts, LINE, replications=50, seed=2)


def test_it_tells_how_far_it_is_and_can_be_stopped():
    counts = np.random.default_rng(2).poisson(0.5, (5, 6, 12))
    told: list[float] = []
    scan(counts, LINE, replications=10, tell=told.append)
    assert told == [0.2, 0.4, 0.6, 0.8, 1.0]
    with pytest.raises(Stopped):
        scan(counts, LINE, replications=10, stop=lambda: True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"counts": np.ones((2, 3))}, "topic × district × week"),
        ({"counts": -np.ones((1, 6, 4), dtype=int)}, "whole numbers from 0"),
        ({"counts": np.ones((1, 6, 4))}, "whole numbers from 0"),
        ({"replications": 0}, "needs a replication"),
    ],
)
def test_what_cannot_be_scanned_is_named(wrong, said):
    given_ = {"counts": np.ones((1, 6, 4), dtype=int), **wrong}
    with pytest.raises(ValueError, match=said):
        scan(given_.pop("counts"), LINE, **given_)


def test_nothing_heard_is_nothing_found():
    assert scan(np.zeros((3, 6, 4), dtype=int), LINE) == []
    assert scan(np.full((1, 6, 1), 5), LINE) == []  # one week has no before


def test_neighbours_are_nearest_first_and_oneself_before_all():
    assert neighbours([0, 0, 0], [0, 2, 1], 3).tolist() == [[0, 2, 1], [1, 2, 0], [2, 0, 1]]
    assert neighbours([5, 5], [7, 7], 2)[1].tolist() == [1, 0]  # two at the same place


def test_many_topics_are_allowed_for():
    from wakimizu.engines.evidence.scanning import Cluster

    rows = [Cluster(n, (0,), 1, 5, 1.0, 3.0, p) for n, p in enumerate([0.001, 0.02, 0.03, 0.6])]
    assert [each.topic for each in together(rows, 0.05)] == [0, 1, 2]
    assert [each.topic for each in together(rows, 0.01)] == [0]
    assert together([], 0.05) == []
