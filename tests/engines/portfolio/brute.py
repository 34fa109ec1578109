"""Choices by trying all of them: what the engine must not do better or worse than."""

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from wakimizu.engines.portfolio import Item, Question

WARDS, FUNDS = ("north", "south"), ("own", "state")


@st.composite
def questions(draw, parts=False, most=6):
    count = draw(st.integers(1, most))
    items = []
    for n in range(count):
        cost = draw(st.integers(1, 9 if not parts else 4))
        least = draw(st.none() | st.integers(1, cost)) if parts else None
        value, ward, fund = (
            draw(st.integers(0, 12)),
            draw(st.sampled_from(["", *WARDS])),
            draw(st.sampled_from(FUNDS)),
        )
        items.append(Item(str(n), cost, value, ward, fund, least))
    total = sum(item.cost for item in items)
    yen = st.integers(0, total)
    pair = st.tuples(*[st.sampled_from([item.name for item in items])] * 2).filter(lambda two: two[0] != two[1])
    pairs = st.lists(pair, max_size=2) if count > 1 else st.just([])
    return Question(
        items,
        draw(yen),
        ward_ceilings=draw(st.dictionaries(st.sampled_from(WARDS), yen)),
        ward_least=draw(st.dictionaries(st.sampled_from(WARDS), st.integers(0, 6))),
        fund_ceilings=draw(st.dictionaries(st.sampled_from(FUNDS), yen)),
        excludes=draw(pairs),
        requires=draw(pairs),
    )


def amounts(item):
    """What may be given of an item: nothing, or whole units from its least part on."""
    return [0, *range(item.least or item.cost, item.cost + 1)]


def choices(question, rules=None):
    """Every choice that keeps the rules, as number → yen, with its value."""
    kept = question.rules() if rules is None else rules
    for given in product(*(amounts(item) for item in question.items)):
        chosen = {n: yen for n, yen in enumerate(given) if yen}
        if not any(rule.broken_by(chosen) for rule in kept):
            yield chosen, worth(question, chosen)


def worth(question, chosen):
    return sum(
        (Fraction(question.items[n].value * yen, question.items[n].cost) for n, yen in chosen.items()), Fraction(0)
    )


def best(question, rules=None, where=lambda chosen: True):
    """The most value, or None where nothing is possible."""
    return max((value for chosen, value in choices(question, rules) if where(chosen)), default=None)
