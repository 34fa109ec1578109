"""Words of Japanese and English texts; what is learned from labelled ones; what lies close; what belongs together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.engines import language
from wakimizu.engines.language import learning
from wakimizu.engines.words import Refused

KNOWN = language.lexicon(["北部総合出張所", "総合出張所", "水前寺公園"], ["待ち時間", "ごみ"])


def keys(text, known=KNOWN):
    return language.tokens(text, known)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引越し", "引っ越し"),
        ("ｺﾝﾋﾞﾆ", "コンビニ"),
        ("ゴミ", "ごみ"),
        ("令和6年4月", "2024年4月"),
        ("令和６年４月", "R6.4"),
        ("平成元年", "1989年"),
        ("street lights", "Street light"),
        ("waiting", "waited"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert keys(one)[0] == keys(other)[0]


def test_a_citys_own_names_stay_whole():
    assert keys("北部総合出張所の窓口")[0] == "name:北部総合出張所"
    assert keys("南の総合出張所")[-1] == "name:総合出張所"


def test_a_name_says_nothing_of_what_is_in_it():
    assert set(language.columns("水前寺公園のごみ", KNOWN)) == set(language.columns("ごみ", KNOWN))


def test_a_term_also_counts_by_its_parts():
    assert "待時間" in keys("待ち時間が長い") and "時間" in keys("待ち時間が長い")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert all(word.key for word in language.words_of(text, KNOWN))


SAID = {
    "road": ["道路の舗装が割れている", "歩道に段差がある", "道路に穴がある", "舗装の穴を直して", "the road has a hole"],
    "waste": [
        "ごみの収集が来ない",
        "カラスがごみを散らかす",
        "分別の仕方を知りたい",
        "収集の日を教えて",
        "no garbage pickup",
    ],
    "tax": ["固定資産税が高い", "納税の窓口はどこ", "税の通知が来た", "納付書をなくした", "my tax bill is wrong"],
}


@pytest.fixture(scope="module")
def model():
    labelled = [(text, label) for label, texts in SAID.items() for text in texts]
    texts = [language.columns(text, KNOWN) for text, _label in labelled]
    rare = language.rarity(texts)
    rows = learning.matrix(texts, rare)
    topic = learning.learn(rows, [label for _text, label in labelled])
    return language.Model(KNOWN, rare, {"topic": topic}, learning.learn_space(rows, 100, seed=1))


@pytest.mark.parametrize(
    ("text", "label", "word"),
    [("舗装がひどい", "road", "舗装"), ("納税の相談", "tax", "納税"), ("The garbage smells", "waste", "garbage")],
)
def test_a_guess_names_the_words_that_decided(model, text, label, word):
    guess = language.hear(model, text).guesses["topic"]
    assert guess.label == label and word in guess.words and 1 / 3 < guess.confidence <= 1


def test_a_text_of_unknown_words_is_not_sure_and_lies_nowhere(model):
    heard = language.hear(model, "😀😀")
    assert heard.guesses["topic"].confidence < 0.5 and not heard.at.any() and heard.guesses["topic"].words == []


def test_what_was_learned_survives_being_kept_and_holds_no_words_of_texts(model):
    kept = language.to_bytes(model)
    again = language.hear(language.from_bytes(kept), "舗装の穴")
    assert again.guesses == language.hear(model, "舗装の穴").guesses
    assert (again.at == language.hear(model, "舗装の穴").at).all()
    assert "散らかす".encode() not in kept


@pytest.mark.parametrize("broken", [b"", b"PK", b"cos\nsystem\n(S'true'\ntR."])
def test_other_bytes_are_no_model(broken):
    with pytest.raises(Refused):
        language.from_bytes(broken)


def test_what_means_the_same_lies_closer(model):
    road, hole, tax = (language.hear(model, text).at for text in ("舗装の穴", "道路に穴", "納税の通知"))
    near, far = language.closeness(road, np.array([hole, tax]))
    assert near > 0.25 > abs(far)


def test_calibration_cools_what_is_too_sure():
    made = language.Classifier(("a", "b"), np.zeros((65536, 2), np.float16), np.zeros(2, np.float32))
    scores = np.array([[4.0, 0.0]] * 10, np.float32)  # 98 % sure, right in seven of ten
    truth = ["a"] * 7 + ["b"] * 3
    cooled = learning.calibrated(made, scores, truth)
    assert cooled.temperature > 1
    assert (
        learning.measured(cooled, scores, truth).calibration_error
        < learning.measured(made, scores, truth).calibration_error
    )


def test_copies_of_what_was_learned_make_nothing_surer_than_the_regression_says():
    made = language.Classifier(("a", "b"), np.zeros((65536, 2), np.float16), np.zeros(2, np.float32))
    scores = np.array([[1.0, 0.0]] * 10, np.float32)  # 73 % sure, and right in all ten
    assert learning.calibrated(made, scores, ["a"] * 10).temperature == 1


def test_what_was_measured_counts_right_and_wrong_by_label():
    made = language.Classifier(("a", "b"), np.zeros((65536, 2), np.float16), np.zeros(2, np.float32))
    found = learning.measured(made, np.array([[1, 0], [1, 0], [0, 1]], np.float32), ["a", "b", "b"])
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.by_label == {"a": (1, 1), "b": (2, 1)} and found.confused == [("b", "a", 1)]


def test_groups_need_meaning_and_nearness():
    def at(*values):
        place = np.zeros(64)
        place[: len(values)] = values
        return np.rint(place / np.linalg.norm(place) * 127).astype(np.int8)

    places = np.array([at(1, 0), at(1, 0.2), at(1, 0.1), at(0, 1)])
    near = np.ones((4, 4), bool)
    near[2, :2] = near[:2, 2] = False
    assert language.groups(places, near) == [[0, 1]]
    assert language.groups(places, np.ones((4, 4), bool)) == [[0, 1, 2]]


def test_a_groups_name_is_what_most_of_it_say():
    assert language.name_of(["道路の陥没が怖い", "陥没した道路", "陥没を直して"])[0] == "陥没"


@pytest.mark.parametrize(
    ("text", "other", "common"),
    [
        ("街灯が消えて暗い", "切れた街路灯の早い交換", ["街灯"]),
        ("交通の便が悪い", "交換してほしい", []),  # one kanji is not enough
        ("碩台校区の街灯", "碩台校区：桜の枝", []),  # a place is no reason
        ("ゴミ置き場のカラス", "カラスがごみを散らす", ["カラス", "ゴミ"]),
        ("The street lights are out", "street light", ["street", "lights"]),
        ("", "街灯", []),
    ],
)
def test_words_in_common_are_those_of_the_text_without_its_place(text, other, common):
    assert sorted(language.in_common(text, other, language.lexicon(["碩台校区"]))) == sorted(common)
