"""Search in Japanese without a dictionary: overlapping pairs of characters, made here, the same for every database.

水前寺公園 is written to the index as 水前 前寺 寺公 公園 園, and a query is the same pairs as a phrase, so whatever a
text contains can be found in it. The last character stands alone: it keeps runs apart and answers queries of one.
SQLite: `fts5(words, content='', tokenize="unicode61 remove_diacritics 0")`. PostgreSQL: `to_tsvector('simple', words)`
and `to_tsquery('simple', query)`; it keeps positions up to 16,383, so phrases are exact in the first 16,000 tokens.
"""

import re
from operator import add

from .spelling import HIRAGANA, KANJI, KATAKANA, fold

LONGEST_QUERY = 100
MOST_QUERY_WORDS = 10
LONGEST_WORD = 64

_JAPANESE = f"{HIRAGANA}{KATAKANA}{KANJI}"
_RUNS = re.compile(rf"([{_JAPANESE}]+)|[^\W_{_JAPANESE}]+")


def index_words(text: str) -> str:
    """The tokens of a text in its order, separated by spaces; they hold letters and digits only."""
    tokens: list[str] = []
    for run in _RUNS.finditer(fold(text)):
        tokens += _tokens(run)
    return " ".join(tokens)


def fts5_query(query: str) -> str | None:
    """A query for SQLite's FTS5 that asks for all words typed; None if there is nothing to look for. Never raises."""
    phrases = [f'"{" ".join(tokens)}"{"*" if prefix else ""}' for tokens, prefix in _phrases(query)]
    return " ".join(phrases) or None


def tsquery(query: str) -> str | None:
    """The same for PostgreSQL's `to_tsquery('simple', …)`."""
    phrases = [" <-> ".join(tokens) + (":*" if prefix else "") for tokens, prefix in _phrases(query)]
    return " & ".join(phrases) or None


def _tokens(run: re.Match[str]) -> list[str]:
    word = run[0]
    if not run[1]:
        return [word[:LONGEST_WORD]]
    return [*map(add, word, word[1:]), word[-1]]


def _phrases(query: str) -> list[tuple[list[str], bool]]:
    """For each word typed its tokens, and whether the last of them is only a beginning."""
    phrases = []
    for word in fold(query[:LONGEST_QUERY])[:LONGEST_QUERY].split()[:MOST_QUERY_WORDS]:
        runs = list(_RUNS.finditer(word))
        tokens = [token for run in runs for token in _tokens(run)]
        if not tokens:
            continue
        ends_in_pair = bool(runs[-1][1]) and len(runs[-1][0]) > 1
        phrases.append((tokens[:-1] if ends_in_pair else tokens, not ends_in_pair))
    return phrases
