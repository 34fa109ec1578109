"""Japanese text as a ward office meets it: found however spelled, compared with a reason, understood, free of My Numbers.

Learning itself is in `wakimizu.engines.language.learning`; it needs scikit-learn, all else NumPy at most.
"""

from .classify import Classifier, Guess, guess
from .features import columns, columns_of, rarity
from .grouping import groups, in_common, name_of
from .meaning import Space, closeness, nearest_cells, place
from .model import Heard, Model, from_bytes, hear, to_bytes
from .mynumber import Span, find_my_numbers, mask_my_numbers
from .searchkeys import fts5_query, index_words, tsquery
from .similarity import bigrams, shared_words, similarity
from .spelling import fold
from .tokenizing import Lexicon, Word, lexicon, tokens
from .tokenizing import words as words_of
from .words import contains, matching_words

__all__ = [
    "Classifier",
    "Guess",
    "Heard",
    "Lexicon",
    "Model",
    "Space",
    "Span",
    "Word",
    "bigrams",
    "closeness",
    "columns",
    "columns_of",
    "contains",
    "find_my_numbers",
    "fold",
    "from_bytes",
    "fts5_query",
    "groups",
    "guess",
    "hear",
    "in_common",
    "index_words",
    "lexicon",
    "mask_my_numbers",
    "matching_words",
    "name_of",
    "nearest_cells",
    "place",
    "rarity",
    "shared_words",
    "similarity",
    "to_bytes",
    "tokens",
    "tsquery",
    "words_of",
]
