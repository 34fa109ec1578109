"""Texts that say the same at about the same place and time, and a name for them made of their own words."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .features import says_what
from .meaning import SCALE
from .spelling import fold
from .tokenizing import NO_LEXICON, Lexicon, words

CLOSE = 0.5  # the mean cosine to those in a group from which on a text belongs to it
FEWEST_LETTERS = 2


def groups(places: npt.NDArray[np.int8], near: npt.NDArray[np.bool_], close: float = CLOSE) -> list[list[int]]:
    """Rows that belong together, each in one group, in the order they come; groups of one are left out.

    places: (n, 64) as `place` gives them; near: (n, n), which rows are near each other in space and time. A row joins the
    group whose rows it is closest to on average, if it is near at least one of them.
    """
    as_floats = places.astype(np.float32) / SCALE
    alike = as_floats @ as_floats.T
    found: list[list[int]] = []
    for row in range(len(places)):
        means = [float(alike[row, each].mean()) if near[row, each].any() else -1.0 for each in found]
        best = int(np.argmax(means)) if means else -1
        if best >= 0 and means[best] >= close:
            found[best].append(row)
        else:
            found.append([row])
    return [each for each in found if len(each) > 1]


def name_of(texts: Sequence[str], known: Lexicon = NO_LEXICON, most: int = 3) -> list[str]:
    """The words that most of the texts share, those of most texts first, the longest first where as many share them."""
    shared: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text in texts:
        said = {fold(word.surface): word.surface for word in words(text, known) if word.surface and says_what(word)}
        shared.update(key for key in said if len(key) >= FEWEST_LETTERS or len(said[key]) >= FEWEST_LETTERS)
        spelled = {**said, **spelled}
    ranked = sorted(shared, key=lambda key: (-shared[key], -len(key), key))
    return [spelled[key] for key in ranked if shared[key] * 2 > len(texts)][:most]


def in_common(text: str, other: str, known: Lexicon = NO_LEXICON, most: int = 5) -> list[str]:
    """The words of a text, as they stand in it, of which another text has at least two letters too, the longest first.

    Names of places and offices do not count. 街灯 and 街路灯 have two kanji in common, 交換 and 交通 but one.
    """
    there = {word.key for word in words(other, known) if says_what(word)}
    letters: dict[str, set[str]] = {}
    for word in words(text, known):
        if word.surface and word.key in there and says_what(word):
            letters.setdefault(word.surface, set()).update(word.key)
    found = [surface for surface, common in letters.items() if len(common) >= FEWEST_LETTERS]
    return sorted(found, key=len, reverse=True)[:most]
