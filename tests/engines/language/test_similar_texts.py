"""Texts about one thing look alike, and the words they share say why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.engines.language import bigrams, shared_words, similarity

LAMP = "水前寺公園の前の街灯が切れて夜道が暗いです。ＬＥＤにしてください。"
SAME_LAMP = "夜道が暗い。水前寺公園前の街灯が切れているので直してほしい（LED希望）"
GARBAGE = "ゴミ集積所にカラスが来て困っています。ネットを貸してください。"


def alike(a: str, b: str) -> float:
    return similarity(bigrams(a), bigrams(b))


def test_the_same_matter_is_far_more_alike_than_another() -> None:
    assert alike(LAMP, SAME_LAMP) > 0.4
    assert alike(LAMP, GARBAGE) < 0.1


@pytest.mark.parametrize(
    ("a", "b"), [("ごみの引っ越し", "ゴミの引越し"), ("ＬＥＤ街灯", "LED街灯"), ("道が暗いです", "道が暗いです。")]
)
def test_spelling_makes_no_difference(a: str, b: str) -> None:
    assert alike(a, b) == 1


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "街灯"), ("しています", "してください")])
def test_grammar_alone_is_nothing_in_common(a: str, b: str) -> None:
    assert alike(a, b) == 0


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_between_0_and_1(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)
    assert 0 <= alike(a, b) <= 1


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        (LAMP, SAME_LAMP, ["水前寺公園", "LED", "街灯", "夜道"]),
        ("水前寺公園", "水前寺駅", ["水前寺"]),
        ("ゴミ置き場", "ゴミ置場の件", ["置場", "ゴミ"]),
        ("センターの前", "コミュニティセンター", ["センター"]),
        ("センサー", "サービス", []),
        ("LED", "needled", []),
        ("ありがとうございます", "ありがとうございます", []),
        ("2026年", "2026回", []),
        ("", "街灯", []),
    ],
)
def test_shared_words_are_the_reason(a: str, b: str, shared: list[str]) -> None:
    assert shared_words(a, b) == shared


def test_only_so_many_reasons_as_asked_for() -> None:
    assert shared_words(LAMP, SAME_LAMP, limit=1) == ["水前寺公園"]


@given(st.text("水前寺公園街灯のがセンターLEDabc12 "), st.text("水前寺公園街灯のがセンターLEDabc12 "))
def test_shared_words_occur_in_both_texts(a: str, b: str) -> None:
    for word in shared_words(a, b):
        assert len(word) >= 2
        assert word in a
        assert word.lower() in b.lower()
