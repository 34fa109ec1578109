"""Cases like a need, by what they say and by where they were: the language engine's only caller in this room.

The rules:
1. What the need says is compared with each sentence of a case: its title, what was the matter, what was tried.
2. A case counts when a sentence is alike enough, or when they share a word of two characters or more.
3. Among those, the like of it stand first; a district of about the same age (within five points of those 65 or more) or
   size (half to double) counts in their favour, and so does that it worked. Every reason is said in words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wakimizu.apps.community.models import Case
from wakimizu.apps.community.workflow import Outcome
from wakimizu.engines import language

ALIKE, WORD, AGED, SIZED, WORKED = 0.2, 0.12, 0.08, 0.04, 0.02
POINTS, TIMES = 0.05, 2.0


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
    found = [like for case in cases if (like := _like(text, grams, case, figure)) is not None]
    return sorted(found, key=lambda like: (-like.score, like.case.pk))[:most]


def _like(text: str, grams: frozenset[str], case: Case, figure: Any) -> Like | None:
    sentences = [case.title, *re.split("[。.]", f"{case.problem}。{case.tried}")]
    meaning = max(language.similarity(grams, language.bigrams(each)) for each in sentences)
    words = language.shared_words(text, f"{case.title} {case.problem} {case.tried}")
    if meaning < ALIKE and not words:
        return None
    aged = _near(case.share65, figure.share65 if figure else None)
    sized = _about_as_many(case.people, figure.total if figure else None)
    worked = case.outcome == Outcome.WORKED
    score = meaning + WORD * len(words) + AGED * aged + SIZED * sized + WORKED * worked
    return Like(case, score, words, aged, sized)


def _near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= POINTS


def _about_as_many(one: int | None, other: float | None) -> bool:
    return bool(one and other and 1 / TIMES <= one / other <= TIMES)
