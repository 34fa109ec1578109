"""Cases like a need, by what they say and by where they were: the language engine's only caller in this room.

The rules:
1. What the need says is compared with each sentence of a case: its title, what was the matter, what was tried.
2. A case counts when a sentence is alike enough, or when they share a word of two characters or more. Where not even a pair
   of characters is shared there is no such word: it is not looked for.
3. Among those, the like of it stand first; a district of about the same age (within five points of those 65 or more) or
   size (half to double) counts in their favour, and so does that it worked. Every reason is said in words.

What a case's sentences are made of is kept in memory by their words: only what was changed is taken apart anew.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from typing import Any

from wakimizu.apps.community.models import Case
from wakimizu.apps.community.workflow import Outcome
from wakimizu.engines import language

ALIKE, WORD, AGED, SIZED, WORKED = 0.2, 0.12, 0.08, 0.04, 0.02
POINTS, TIMES = 0.05, 2.0
MOST_WORDS = 5  # shared words that count


@dataclass(frozen=True, slots=True)
class Like:
    """A case and why it is shown. aged, sized: that its district is of about the same age or size."""

    case: Case
    score: float
    words: list[str] = field(default_factory=list)
    aged: bool = False
    sized: bool = False


def cases_like(text: str, cases: Iterable[Case], figure: Any = None, most: int = 3) -> list[Like]:
    """The cases that resemble a need, best first. figure: people of its district (`population.queries.Figure`) or None."""
    grams = language.bigrams(text)
    guesses = sorted((_guess(grams, case, figure) for case in cases), key=lambda guess: (-guess.at_most, guess.case.pk))
    found: list[Like] = []
    for guess in guesses:
        if len(found) == most and found[-1].score > guess.at_most:
            break  # none that follows can be more alike
        like = _like(text, guess)
        if like is not None:
            found = sorted([*found, like], key=lambda like: (-like.score, like.case.pk))[:most]
    return found


@dataclass(frozen=True, slots=True)
class _Guess:
    """A case before its words were compared one by one; at_most: no score of it can be higher."""

    case: Case
    meaning: float
    pairs: int  # of characters that it shares with the need
    aged: bool
    sized: bool
    beside: float  # what speaks for it but for its words

    @property
    def at_most(self) -> float:
        return self.score(min(self.pairs, MOST_WORDS))

    def score(self, words: int) -> float:
        """Rounded: what is alike to the last digit that means anything stands in one order, however it was added up."""
        return round(self.meaning + WORD * words + self.beside, 9)


def _guess(grams: frozenset[str], case: Case, figure: Any) -> _Guess:
    sentences = _sentences(case.title, case.problem, case.tried)
    meaning = max(language.similarity(grams, each) for each in sentences)
    shared = frozenset().union(*(grams & each for each in sentences)) if meaning else ()
    aged = _near(case.share65, figure.share65 if figure else None)
    sized = _about_as_many(case.people, figure.total if figure else None)
    beside = AGED * aged + SIZED * sized + WORKED * (case.outcome == Outcome.WORKED)
    return _Guess(case, meaning, len(shared), aged, sized, beside)


@lru_cache(maxsize=2000)
def _sentences(title: str, problem: str, tried: str) -> tuple[frozenset[str], ...]:
    """The pairs of characters of each sentence of a case."""
    sentences = [title, *re.split("[。.]", f"{problem}。{tried}")]
    return tuple(frozenset(map(intern, language.bigrams(each))) for each in sentences if each.strip())


def _like(text: str, guess: _Guess) -> Like | None:
    case = guess.case
    words = language.shared_words(text, f"{case.title} {case.problem} {case.tried}", MOST_WORDS) if guess.pairs else []
    if guess.meaning < ALIKE and not words:
        return None
    return Like(case, guess.score(len(words)), words, guess.aged, guess.sized)


def _near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= POINTS


def _about_as_many(one: int | None, other: float | None) -> bool:
    return bool(one and other and 1 / TIMES <= one / other <= TIMES)
