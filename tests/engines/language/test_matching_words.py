"""A routing rule's words are recognised however the resident spells them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.engines.language import contains, fold, matching_words


@pytest.mark.parametrize(
    ("text", "words", "matching"),
    [
        ("引越しの手続を教えて", ["引っ越し", "転入", "手続き"], ["引っ越し", "手続き"]),
        ("生ゴミの出し方", ["ごみ", "ゴミ"], ["ごみ", "ゴミ"]),
        ("ｄｖの相談", ["DV"], ["DV"]),
        ("advice", ["DV"], []),
        ("DV2件", ["DV"], []),
        ("DVadDV", ["DV"], []),
        ("adDV、DV相談", ["DV"], ["DV"]),
        ("市いじめ相談", ["いじめ"], ["いじめ"]),
        ("街灯", ["", " ", "　"], []),
        ("", ["街灯"], []),
        ("街灯", [], []),
    ],
)
def test_matching_words(text: str, words: list[str], matching: list[str]) -> None:
    assert matching_words(text, words) == matching


def test_contains_takes_a_text_folded_once() -> None:
    assert contains(fold("引っ越しました"), "引越し")


@given(st.text(), st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1), st.text())
def test_a_word_of_kanji_matches_wherever_it_stands(before: str, word: str, after: str) -> None:
    assert matching_words(before + word + after, [word]) == [word]
