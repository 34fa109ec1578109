"""Which of a rule's words occur in a text, however they are spelled: the reason a need is routed where it is."""

from collections.abc import Sequence
from functools import lru_cache

from .spelling import fold

_folded_word = lru_cache(maxsize=8192)(fold)


def matching_words(text: str, words: Sequence[str]) -> list[str]:
    """Those of the words that the text contains, in their own spelling and order."""
    folded = fold(text)
    return [word for word in words if contains(folded, word)]


def contains(folded_text: str, word: str) -> bool:
    """Whether a text already folded contains a word not yet folded; DV is not in "advice": Latin words are whole."""
    key = _folded_word(word).strip()
    start = folded_text.find(key) if key else -1
    while start >= 0:
        if not (_inside_latin(folded_text, start) or _inside_latin(folded_text, start + len(key))):
            return True
        start = folded_text.find(key, start + 1)
    return False


def _inside_latin(text: str, position: int) -> bool:
    around = text[max(position - 1, 0) : position + 1]
    return len(around) == 2 and position > 0 and around.isascii() and around.isalnum()
