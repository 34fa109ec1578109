"""Any My Number in any usual writing is found and masked whole; other numbers are not taken for one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.mynumber import OTHER_NUMBERS, SPELLINGS, false_alarms, miss_rate, my_number
from wakimizu.engines.language import find_my_numbers, mask_my_numbers


def three_years(number: str) -> bool:
    """1998 2004 2011 is read as what it looks like."""
    return all(number[at : at + 2] in ("19", "20") for at in (0, 4, 8))


numbers = st.integers(0, 10**11 - 1).map("{:011}".format).map(my_number).filter(lambda number: not three_years(number))


@given(numbers, st.sampled_from(sorted(SPELLINGS)), st.randoms(use_true_random=False))
def test_any_my_number_is_found_in_any_writing(number: str, spelling: str, chance: random.Random) -> None:
    written = SPELLINGS[spelling](number, chance)
    text = f"申請します。{written}\nお願いします"
    assert find_my_numbers(text), (spelling, written)
    masked, _count = mask_my_numbers(text)
    assert not find_my_numbers(masked)
    assert len(masked) == len(text)


@pytest.mark.parametrize("kind", sorted(OTHER_NUMBERS))
def test_a_number_of_another_kind_is_hardly_ever_taken_for_one(kind: str) -> None:
    assert false_alarms(each=400, seed=7)[kind] <= 0.005


def test_twelve_digits_of_no_kind_are_one_in_ten() -> None:
    assert 0.08 < false_alarms(each=3000, seed=5)["bare_twelve"] < 0.12


def test_none_is_missed_in_a_large_sample() -> None:
    assert miss_rate(each=300, seed=11)["overall"] <= 0.0002
