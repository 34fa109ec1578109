"""Why each item is in or out: every number the same as from trying all choices."""

import pytest
from hypothesis import given, settings

from tests.engines.portfolio.brute import best, choices, questions
from wakimizu.engines.portfolio import Item, Kind, Question, Status, Why, choose, reasons
from wakimizu.engines.portfolio.reasons import EASED


@settings(max_examples=60)
@given(questions(most=5))
def test_what_the_other_way_would_cost_is_exact(question):
    answer = choose(question)
    if answer.status != Status.OPTIMAL:
        assert reasons(question, answer) == {}
        return
    for n, item in enumerate(question.items):
        said = reasons(question, answer)[item.name]
        other = best(question, where=lambda chosen, n=n, said=said: (n in chosen) != said.chosen)
        assert said.chosen == (item.name in answer.chosen)
        if other is None:
            assert said.why in (Why.NEEDED, Why.CANNOT)
            assert said.loss is None
        else:
            assert said.loss == pytest.approx(answer.value - float(other))
            assert said.near == (said.loss <= 0.01 * answer.value)
        if not said.chosen:
            assert said.more == by_how_much(question, n, answer.value)


def by_how_much(question, n, value):
    """The least rise of the item's limits so that it is in and no less is served; None: no rise helps."""
    eased = [rule for rule in question.rules() if rule.kind in EASED and n in rule.weights]
    others = [rule for rule in question.rules() if rule not in eased]
    rises = (
        max(rule.broken_by(chosen) for rule in eased)
        for chosen, served in choices(question, others)
        if n in chosen and served >= value
    )
    return min(rises, default=None)


@pytest.fixture
def question():
    items = [
        Item("lamps", 40, 90, "north"),
        Item("path", 30, 60, "north"),
        Item("hall", 30, 20, "south"),
        Item("signs", 30, 59, "north"),
    ]
    return Question(items, 100, ward_least={"south": 30})


def test_a_wards_minimum_is_named_as_the_reason(question):
    answer = choose(question)
    told = reasons(question, answer)
    assert set(answer.chosen) == {"lamps", "path", "hall"}
    assert told["hall"].why == Why.NEEDED
    assert [(rule.kind, rule.about) for rule in told["hall"].held_by] == [(Kind.WARD_LEAST, ("south",))]
    assert (told["lamps"].why, told["lamps"].instead) == (Why.SERVES, ("signs",))


def test_of_two_that_could_meet_a_minimum_the_better_is_in_because_of_it(question):
    two = Question([*question.items, Item("bench", 30, 19, "south")], question.ceiling, ward_least={"south": 30})
    told = reasons(two, choose(two))
    assert told["hall"].why == Why.MINIMUM
    assert told["hall"].instead == ("bench",)


def test_what_is_out_says_whose_place_it_would_take_and_how_much_more_it_needs(question):
    said = reasons(question, choose(question), ["signs"])["signs"]
    assert (said.why, said.displaces, said.loss, said.near) == (Why.DISPLACES, ("path",), 1.0, True)
    assert said.more == 30
    assert [rule.kind for rule in said.limits] == [Kind.CEILING]


def test_what_cannot_be_in_says_what_is_in_the_way(question):
    tight = Question(question.items, 100, ward_ceilings={"south": 10})
    said = reasons(tight, choose(tight))["hall"]
    assert said.why == Why.CANNOT
    assert [(rule.kind, rule.about) for rule in said.held_by] == [(Kind.WARD_CEILING, ("south",))]
    assert said.more == 30  # the south needs 20 more, all together 30: the limits rise alike
    assert [rule.kind for rule in said.limits] == [Kind.CEILING, Kind.WARD_CEILING]
