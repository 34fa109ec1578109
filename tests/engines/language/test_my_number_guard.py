"""My Numbers are found however they are written, and ordinary numbers of a ward office are left alone."""

import random
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wakimizu.engines.language import Span, find_my_numbers, mask_my_numbers

VALID = "123456789018"
WRONG = "123456789012"
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "written",
    [
        VALID,
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４５６７８９０１８",
        "１２３４－５６７８－９０１８",
        "１２３４ー５６７８ー９０１８",
        "１２３４　５６７８　９０１８",
        "1234‐5678–9018",
        "1234 - 5678 - 9018",
        "1234\n5678\n9018",
        "1234\r\n5678\r\n9018",
        "1234567\n89018",
        "1234-5678-\n9018",
        "123456 789018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1234\u200b56789018",
        "一二三四五六七八九〇一八",
        "一二三四五六七八九○一八",
        "一二三四 五六七八 九〇一八",
        "１2三四５678九〇1八",
        "①②③④⑤⑥⑦⑧⑨⓪①⑧",
        "❶❷❸❹❺❻❼❽❾⓿❶❽",
        "1234.5678.9018",
        "1234・5678・9018",
        "１２３４／５６７８／９０１８",
        "1234_5678_9018",
        "1234~5678～9018",
        "1234一5678一9018",
        "1234-\n  5678-\n  9018",
        "1234\n> 5678\n> 9018",
        "1\u00ad2\u200b3\u20604 5678 9018",
        "1\u03012\u03013\u03014 5678 9018",
        "1\ufe0f\u20e32345678901\ufe0f\u20e38",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "番号は{}です", "No.{}、", "3丁目\n\n{}\n以上", "1,{},東区", "2026-11-23  {}"])
def test_a_my_number_is_found_however_it_is_written(written: str, frame: str) -> None:
    text = frame.format(written)
    start = text.index(written)
    assert find_my_numbers(text) == [Span(start, start + len(written), certain=True)]


@pytest.mark.parametrize(
    "text",
    [
        "096-328-2111",
        "電話 090-1234-5678 / 0963282111",
        "+81-90-1234-5678 +819012345678",
        "2026年11月23日 12:30",
        "2026-11-23 12:30:59",
        "2026-11-23 1230",
        "〒862-0950 熊本市中央区水前寺6-16-35",
        "1,234,567,890,123円",
        f"事業費 {VALID}円",
        f"¥{VALID}",
        "法人番号 9000020431001",
        "法人番号 1-2345-6789-0186",
        f"法人番号 5{VALID}",
        f"{VALID}1",
        "カード 1234-5678-9018-3456",
        "カード 1234 5678 9018 3456",
        f"受付番号 W{VALID}",
        f"{VALID}K7",
        f"130.{VALID} 0.{VALID}",
        "2026 2027 2028",
        "第一回から三回、二〇二六年十一月二十三日",
        WRONG,
        "000000000001",
        "192.168.100.200",
        "2026/2027/2028",
        "1234/5678/9018/1111",
        f"運転免許証番号 {VALID}",
        "追跡番号:1234-5678-9018",
        "法人番号 1 1234 5678 9018",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_my_numbers(text) == []
    assert mask_my_numbers(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        (f"マイナンバーは{WRONG}です", 1),
        (f"ﾏｲﾅﾝﾊﾞｰ {WRONG}", 1),
        (f"個人番号：{WRONG}", 1),
        (f"通知カードの番号 {WRONG}", 1),
        (f"My Number: {WRONG}", 1),
        (f"mynumber{WRONG}", 1),
        ("マイナンバー 1234-5678-9012", 1),
        ("マイナンバー 12 345 67 89012", 1),
        ("マイナンバー 一二三四五六七八九〇一二", 1),
        (f"マイナンバー{'の' * 20}{WRONG}", 1),
        (f"マイナンバー{'の' * 21}{WRONG}", 0),
        (f"{WRONG}はマイナンバー", 1),
        (f"{WRONG}（マイナンバー）", 1),
        (f"{WRONG} my number", 1),
        (f"{WRONG}の件とマイナンバーの件", 0),
        (f"受付{WRONG} マイナンバーカードの更新", 0),
        (f"マイナンバ {WRONG}", 1),
        (f"マイナンパー {WRONG}", 1),
        (f"My numbr is {WRONG}", 1),
        (f"個人No {WRONG}", 1),
        ("マイナンバー 123,456,789,012", 1),
        ("個人番号 千二百三十四の五千六百七十八の九千十二", 1),
        ("個人番号 千二百三十四億五千六百七十八万九千十二", 1),
        ("個人番号の件で二十三日に十時から十二人", 0),
        ("マイナンバーの窓口 096-328-2111 10時", 0),
        (f"マイナンバー事業費 {WRONG}円", 0),
        (f"マイナンバー {WRONG}3", 0),
    ],
)
def test_context_words_make_a_wrong_check_digit_suspicious(text: str, hits: int) -> None:
    assert [span.certain for span in find_my_numbers(text)] == [False] * hits


def test_several_are_found_in_order() -> None:
    text = f"{VALID.translate(KANJI)}と{VALID}、{VALID.translate(FULL_WIDTH)} {VALID}"
    assert [text[span.start : span.end] for span in find_my_numbers(text)] == [
        VALID.translate(KANJI), VALID, VALID.translate(FULL_WIDTH), VALID,
    ]  # fmt: skip


def test_masking_keeps_all_but_the_digits() -> None:
    assert mask_my_numbers("番号1234-5678-9018です") == ("番号＊＊＊＊-＊＊＊＊-＊＊＊＊です", 1)


def test_masking_takes_what_stood_beside_a_masked_number_too() -> None:
    masked, count = mask_my_numbers("マイナンバー 1234 5678 9012 1234 5678 9018")
    assert (masked, count) == ("マイナンバー ＊＊＊＊ ＊＊＊＊ ＊＊＊＊ ＊＊＊＊ ＊＊＊＊ ＊＊＊＊", 2)


@pytest.mark.parametrize("seed", range(3))
def test_one_in_ten_of_random_twelve_digits_is_a_false_alarm(seed: int) -> None:
    chance = random.Random(seed)
    alarms = sum(bool(find_my_numbers(f"管理番号 {chance.randrange(10**12):012}")) for _ in range(5000))
    assert 0.085 < alarms / 5000 < 0.115


@pytest.mark.parametrize("seed", range(3))
def test_no_false_alarm_in_telephones_dates_and_money(seed: int) -> None:
    chance = random.Random(seed)
    digits = lambda count: "".join(chance.choices("0123456789", k=count))  # noqa: E731
    for _ in range(2000):
        text = (
            f"℡096-{digits(3)}-{digits(4)} 携帯090-{digits(4)}-{digits(4)} +81-90-{digits(4)}-{digits(4)} "
            f"2026-{chance.randint(10, 12)}-{chance.randint(10, 28)} {digits(2)}:{digits(2)} 〒862-{digits(4)} "
            f"{chance.randrange(10**12):,}円 {chance.randrange(10**11, 10**12)}円 法人番号{digits(13)}"
        )
        assert find_my_numbers(text) == []


@given(st.integers(0, 10**12 - 1).map("{:012}".format))
def test_check_digit_agrees_with_python_stdnum(digits: str) -> None:
    oracle = pytest.importorskip("stdnum.jp.in_")
    assert bool(find_my_numbers(digits)) == oracle.is_valid(digits)


texts = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.text("0123456789０１８ 　-－ー\n", max_size=20),
        st.text("〇一二三八九 -", max_size=20),
        st.sampled_from([VALID, WRONG, "1234-5678-9018", "1234 5678 9018", "マイナンバー", " ", "-", "円", "1"]),
    )
).map("".join)


@given(texts)
@example("マイナンバー 1234 5678 9012 1234 5678 9018")
def test_nothing_is_found_after_masking(text: str) -> None:
    masked, count = mask_my_numbers(text)
    assert find_my_numbers(masked) == []
    assert len(masked) == len(text)
    assert masked.count("＊") == text.count("＊") + 12 * count


@given(texts)
def test_spans_are_twelve_digits_of_the_original_text(text: str) -> None:
    spans = find_my_numbers(text)
    for span in spans:
        cut = text[span.start : span.end]
        assert sum(character.isdigit() or character in "〇零○◯一二三四五六七八九壱弐参" for character in cut) >= 12
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "unit",
    ["街灯が暗い。", "1 ", "1-", "12345678901-", "1", "1234 5678 9018 ", "1- - ", "一 ", "①", "1. \n> ", "マイナンバー", "個人番号1234",
     "個人番号千", "一十百千", "1\u200b\u200b", "123456789018 ", "123456789018マイナンバー"],
)  # fmt: skip
def test_long_texts_take_no_more_than_their_share(unit: str) -> None:
    """Ten times the text takes about ten times the processor, never a hundred: no pattern makes the guard stall."""

    def cost(length: int) -> float:
        text = (unit * length)[:length]
        times = []
        for _again in range(5):
            start = process_time()
            find_my_numbers(text)
            times.append(process_time() - start)
        return min(times)

    assert cost(100_000) < 100 * cost(4_000) + 0.02


@pytest.mark.parametrize("unit", ["1234 5678 9018 ", "123456789018", "1234-5678-9018-", "一二三四 五六七八 九〇一八 "])
def test_masking_a_row_of_numbers_ends_soon_and_leaves_none(unit: str) -> None:
    text = (unit * 8000)[:100_000]
    start = process_time()
    masked, _count = mask_my_numbers(text)
    assert process_time() - start < 10
    assert find_my_numbers(masked) == []
