"""The language engine, as voices use it: search keys, the My Number guard, words that decide, likeness with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from wakimizu.apps.city.analysis import has_my_number as has_my_number
from wakimizu.apps.voices.models import Need
from wakimizu.engines import language

LIKE = 0.22  # below this, two needs share words by chance more often than not (measured on the demo's needs)


_folded = lru_cache(maxsize=2)(language.fold)  # a voice is compared with every topic's words: fold it once


def words_in(text: str, words: Sequence[str]) -> list[str]:
    """Those of the words that a text contains, however either is spelled."""
    folded = _folded(text)
    return [word for word in words if language.contains(folded, word)]


def search_words(text: str) -> str:
    return language.index_words(text)


def search_query(query: str) -> str | None:
    """The query in the database's own language, or None when nothing in it can be searched."""
    return language.tsquery(query) if connection.vendor == "postgresql" else language.fts5_query(query)


def without_my_number(text: str) -> str:
    """The text with every My Number masked beyond recovery."""
    return language.mask_my_numbers(text)[0]


@dataclass(frozen=True, slots=True)
class Alike:
    need: Need
    likeness: float
    words: list[str]


def most_alike(text: str, needs: Iterable[Need], most: int = 5) -> list[Alike]:
    """Needs whose titles and words resemble a text, best first, each with the words they share."""
    grams = language.bigrams(text)
    found = [Alike(need, language.similarity(grams, language.bigrams(need.title)), []) for need in needs]
    best = sorted((alike for alike in found if alike.likeness >= LIKE), key=lambda alike: -alike.likeness)[:most]
    return [Alike(a.need, a.likeness, language.shared_words(text, a.need.title)) for a in best]
