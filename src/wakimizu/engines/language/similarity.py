"""How alike two texts are, and the words that make them so."""

import re
from collections.abc import Iterator
from operator import add

from .spelling import HIRAGANA, KANJI, KATAKANA, fold, without_okurigana

_PIECES = re.compile(rf"[{HIRAGANA}{KATAKANA}{KANJI}]+|[^\W_{HIRAGANA}{KATAKANA}{KANJI}]+")
_GRAMMAR = (
    "です ます まし した して てい いる いま ない ませ せん こと とが ある あり りま ので のに から まで よう "
    "うに たい など ため くだ ださ さい でき きま きる れる られ とい いう って とて ても もら らい いた ただ "
    "だき たの もの のよ うな なの には では とは にも でも への らは ほし しい いで すか すが すの った れて "
    "れま せて する"
)
_CONTENT_RUNS = re.compile(rf"(?P<kanji>[{KANJI}]+)|(?P<katakana>[{KATAKANA}]+)|(?P<latin>[A-Za-z0-9]+)")
GRAMMAR_PAIRS = frozenset(_GRAMMAR.split())
_LONGEST_RUN = 40


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of the folded text but for mere grammar; Latin words are whole."""
    pairs: set[str] = set()
    for piece in _PIECES.findall(fold(text)):
        if piece[0] < "\u3005":
            pairs.add(piece)
        else:
            pairs.update(map(add, piece, piece[1:]))
    return frozenset(pairs - GRAMMAR_PAIRS)


def similarity(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice's coefficient of two sets of bigrams: 0 for nothing in common, 1 for the same.

    Dice and not overlap, since overlap calls a short text ("暗い") identical to every long one that contains it.
    Two empty texts have nothing in common. Source: Dice 1945, doi:10.2307/1932409.
    """
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def shared_words(a: str, b: str, limit: int = 5) -> list[str]:
    """The longest words two texts share, longest first, spelled as in `a` without okurigana: why they look alike.

    Kanji may be part of a longer compound (水前寺 of 水前寺公園), katakana must be one whole word of either text, Latin
    of both. Hiragana and bare numbers are no reason.
    """
    there = _content_words(without_okurigana(b))
    compounds = {part for word in there["kanji"] for part in _parts(word)}
    here = _content_words(without_okurigana(a))
    found = [part for word in here["kanji"] for part in _longest_parts(word, compounds)]
    found += [_shorter(x, y) for x in here["katakana"] for y in there["katakana"] if x in y or y in x]
    latin = {word.lower() for word in there["latin"] if not word.isdigit()}
    found += [word for word in here["latin"] if word.lower() in latin]
    return _without_contained(sorted(dict.fromkeys(found), key=len, reverse=True))[:limit]


def _content_words(text: str) -> dict[str, list[str]]:
    words: dict[str, dict[str, None]] = {"kanji": {}, "katakana": {}, "latin": {}}
    for run in _CONTENT_RUNS.finditer(text):
        if run.lastgroup and len(run[0]) > 1:
            words[run.lastgroup][run[0][:_LONGEST_RUN]] = None
    return {kind: list(found) for kind, found in words.items()}


def _parts(word: str) -> Iterator[str]:
    return (word[start:end] for start in range(len(word) - 1) for end in range(start + 2, len(word) + 1))


def _longest_parts(word: str, known: set[str]) -> Iterator[str]:
    for start in range(len(word) - 1):
        end = next((end for end in range(len(word), start + 1, -1) if word[start:end] in known), None)
        if end:
            yield word[start:end]


def _shorter(x: str, y: str) -> str:
    return min(x, y, key=len)


def _without_contained(words: list[str]) -> list[str]:
    """Of words sorted longest first, those that are not part of one before them."""
    kept: list[str] = []
    for word in words:
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept
