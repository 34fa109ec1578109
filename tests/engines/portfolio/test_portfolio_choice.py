"""The best choice under ceilings and minimums, against all choices tried one by one."""

import pytest
from hypothesis import given, settings

from tests.engines.portfolio.brute import best, choices, questions
from wakimizu.engines.portfolio import Item, Kind, Question, Status, choose


def check(question):
    answer, right = choose(question), best(question)
    if right is None:
        assert answer.status == Status.INFEASIBLE
        assert not answer.chosen
        return
    at = question.numbers()
    chosen = {at[name]: yen for name, yen in answer.chosen.items()}
    assert answer.status == Status.OPTIMAL
    assert not any(rule.broken_by(chosen) for rule in question.rules())
    assert answer.value == pytest.approx(float(right), abs=1e-6)
    assert answer.bound == answer.value
    cheapest = min(sum(given.values()) for given, value in choices(question) if value == right)
    assert answer.spent == pytest.approx(cheapest, abs=1 if any(item.least for item in question.items) else 0)


@settings(max_examples=150)
@given(questions())
def test_whole_or_nothing_it_is_the_best_there_is_and_the_cheapest_of_those(question):
    check(question)


@settings(max_examples=80)
@given(questions(parts=True, most=5))
def test_what_may_be_given_in_part_is_given_best(question):
    check(question)


@settings(max_examples=120)
@given(questions(most=5))
def test_a_conflict_is_one_and_no_rule_of_it_is_spare(question):
    answer = choose(question)
    if answer.status != Status.INFEASIBLE:
        assert not answer.conflict
        return
    rules = list(answer.conflict)
    assert best(question, rules) is None
    for rule in rules:
        assert best(question, [each for each in rules if each is not rule]) is not None


def test_minimums_above_the_ceiling_are_the_conflict():
    items = [Item(str(n), 6_000_000, 5, ward) for n, ward in enumerate("aabbc")]
    answer = choose(Question(items, 10_000_000, ward_least={"a": 6_000_000, "b": 6_000_000, "c": 0}))
    assert [(rule.kind, rule.about) for rule in answer.conflict] == [
        (Kind.CEILING, ()),
        (Kind.WARD_LEAST, ("a",)),
        (Kind.WARD_LEAST, ("b",)),
    ]


def test_yen_are_exact_where_a_solver_would_round():
    """One yen over the ceiling is over it, among amounts of billions."""
    items = [Item("a", 3_000_000_001, 10), Item("b", 2_000_000_000, 9), Item("c", 1_000_000_000, 1)]
    assert set(choose(Question(items, 5_000_000_000)).chosen) == {"a"} | {"c"}
    assert set(choose(Question(items, 5_000_000_001)).chosen) == {"a", "b"}


def test_nothing_asked_is_answered_with_nothing():
    assert choose(Question([], 5)).status == Status.OPTIMAL
    assert choose(Question([], 5, ward_least={"a": 1})).conflict[0].kind == Kind.WARD_LEAST


def test_what_serves_nothing_is_left_even_where_nothing_else_is_chosen():
    items = [Item("a", 1, 0), Item("b", 1, 0)]
    assert not choose(Question(items, 2)).chosen
    assert not choose(Question(items, 2, requires=[("b", "a")])).chosen


def test_what_is_settled_beforehand_stays():
    items = [Item("a", 5, 9), Item("b", 5, 1)]
    assert set(choose(Question(items, 5, keep=["b"])).chosen) == {"b"}
    assert set(choose(Question(items, 5, leave=["a"])).chosen) == {"b"}


def test_stopped_at_once_it_says_so():
    items = [Item(str(n), 1000 + 37 * n % 91, 500 + 53 * n % 97) for n in range(200)]
    answer = choose(Question(items, 100_000), seconds=0)
    assert answer.status in (Status.UNKNOWN, Status.FEASIBLE)
    assert answer.gap > 0


@pytest.mark.parametrize("wrong", [
    {"items": [Item("a", 1, 1), Item("a", 2, 2)]}, {"items": [Item("a", 0, 1)]}, {"items": [Item("a", 1, -1)]},
    {"items": [Item("a", 5, 1, least=6)]}, {"items": [Item("a", 5, 1)], "requires": [("a", "b")]},
    {"items": [Item("a", 5, 1)], "keep": ["x"]},
])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"name|cost|part|item"):
        Question(**{"ceiling": 5, **wrong})
