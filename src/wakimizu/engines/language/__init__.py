"""Japanese text as a ward office meets it: found however spelled, compared with a reason, free of My Numbers."""

from .mynumber import Span, find_my_numbers, mask_my_numbers
from .searchkeys import fts5_query, index_words, tsquery
from .similarity import bigrams, shared_words, similarity
from .spelling import fold
from .words import contains, matching_words

__all__ = [
    "Span",
    "bigrams",
    "contains",
    "find_my_numbers",
    "fold",
    "fts5_query",
    "index_words",
    "mask_my_numbers",
    "matching_words",
    "shared_words",
    "similarity",
    "tsquery",
]
