"""One spelling for each word: what Japanese writers treat as the same is made the same.

1. Full width, half width and case do not matter (NFKC, casefold); invisible characters do not count.
2. Katakana and hiragana are one: ごみ = ゴミ = ｺﾞﾐ.
3. Okurigana may be left out: 引っ越し = 引越し = 引越. A kana of the i or e row (or っ) standing alone between a kanji
   and anything that is not hiragana is okurigana. Where hiragana follows (引っ越しの) it stays: a shorter query still
   finds it there, and words written in hiragana (区みどり課) stay whole. Katakana never is okurigana (区イベント).
4. Some endings have two kana (問い合わせ = 問合せ), some kana begin a word (し尿), some kanji are variants (髙 = 高):
   the three tables below.
"""

import re
from unicodedata import normalize

LONG_ENDINGS = (
    "合わせ 積もり 落とし 当たり 曲がり 下がり 上がり 終わり 関わり 係わり 変わり 代わり 替わり 割わり 決まり 集まり "
    "泊まり 止まり 締まり 生まれ 知らせ 起こし 聞こえ 預かり 助かり 明かり 向かい"
)
WORDS_BEGINNING_IN_KANA = "し尿 い草 き損 き裂 き然 ち密 し好"
VARIANT_KANJI = (
    "髙高 﨑崎 邉辺 邊辺 濵浜 濱浜 德徳 澤沢 齋斎 齊斉 廣広 國国 櫻桜 嶋島 嶌島 藪薮 籠篭 〆締 箇か ヶか ヵか"
)

HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
KANJI = "々〆〇〻ヶ\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9" + (  # and what Unicode 14 has beyond
    "\U00020000-\U0002a6df\U0002a700-\U0002b738\U0002b740-\U0002b81d\U0002b820-\U0002cea1"
    "\U0002ceb0-\U0002ebe0\U0002f800-\U0002fa1d\U00030000-\U0003134a"
)

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]+"
)
_OKURIGANA = re.compile(
    rf"(?:(?<=[{KANJI}])(?!{WORDS_BEGINNING_IN_KANA.replace(' ', '|')})[いきぎしじちみびりえけげせぜねめべれっ]"
    rf"|{'|'.join(f'(?<={word[0]}){word[1:]}' for word in LONG_ENDINGS.split())})(?![{HIRAGANA}])"
)
_MARKS = dict.fromkeys([*range(0x300, 0x370), *range(0x20D0, 0x2100), 0x3099, 0x309A])
_KANA = {code: code - 0x60 for code in [*range(0x30A1, 0x30F7), 0x30FD, 0x30FE]}
_ONE_SPELLING = _MARKS | _KANA | {ord(pair[0]): pair[1] for pair in VARIANT_KANJI.split()}


def without_okurigana(text: str) -> str:
    """The text in normal width with visible characters only and okurigana dropped; katakana and case are kept."""
    return _OKURIGANA.sub("", normalize("NFKC", _INVISIBLE.sub("", text)))


def fold(text: str) -> str:
    """The key under which every usual spelling of a Japanese text is the same.

    Fold a text once, never a key again. Works on any string, lone surrogates and control characters included.
    """
    return fold_visible(without_okurigana(text))


def fold_visible(text: str) -> str:
    """The same for a piece of a text that `without_okurigana` has read already."""
    return text.casefold().translate(_ONE_SPELLING)
