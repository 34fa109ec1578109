"""A text as numbers: which of 65,536 columns its words fall into.

A word's column is a checksum of its spelling, so nothing that was learned holds a word anybody said: what was learned can be
kept, copied and shown when the voices it came from have been erased. Two words in one column are rare and cost little.
Words that tell when and where (dates, names of places and offices) do not count: the same need arises in every district.
Source: Weinberger et al. 2009, Feature hashing for large scale multitask learning, doi:10.1145/1553374.1553516.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from .tokenizing import DATE_MARK, NAME_MARK, NO_LEXICON, Lexicon, Word, words

COLUMNS = 1 << 16

Columns = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@lru_cache(maxsize=1 << 15)
def column(key: str) -> int:
    """The column of a word's key, 0 … 65,535."""
    return crc32(key.encode("utf-8", "surrogatepass")) % COLUMNS


_WHEN_AND_WHERE = (DATE_MARK, NAME_MARK)


def says_what(word: Word) -> bool:
    return not word.key.startswith(_WHEN_AND_WHERE)


def columns(text: str, known: Lexicon = NO_LEXICON) -> Columns:
    """The columns of a text's words, each once, in rising order; empty when it has none."""
    return columns_of(words(text, known))


def columns_of(found: Iterable[Word]) -> Columns:
    return np.array(
        sorted({column(word.key) for word in found if not word.key.startswith(_WHEN_AND_WHERE)}), dtype=np.int64
    )


def rarity(texts: Sequence[Columns]) -> Floats:
    """How much a column tells, from the texts it occurs in: ln((1 + n) / (1 + n with it)) + 1. Shape (65,536,)."""
    seen = np.zeros(COLUMNS)
    for each in texts:
        seen[each] += 1
    return (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)


def weighed(found: Columns, rare: Floats) -> Floats:
    """The weights of a text's columns, of length one together. Shape as `found`."""
    weights = rare[found].astype(np.float32)
    length = float(np.linalg.norm(weights))
    return weights / length if length else weights
