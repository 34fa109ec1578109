"""What the language engine is asked: to learn, and what it hears in a text."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wakimizu.apps.voices.learning.models import LanguageModel, NeedReading, Reading
from wakimizu.engines import language
from wakimizu.engines.language import Model

TOPIC, OFFICE = "topic", "office"
Sorted = tuple[str, str, str]  # a voice's text, the code of its topic, its target


def model_from(kept: bytes) -> Model:
    return language.from_bytes(kept)


def reading_of(model: Model, row: LanguageModel, text: str) -> Reading:
    """What a model says of a voice's words, not yet its voice's and not saved."""
    heard = language.hear(model, text)
    topic, office = heard.guesses[TOPIC], heard.guesses[OFFICE]
    return Reading(
        city_id=row.city_id, version=row.version,
        topic=topic.label, topic_sure=round(topic.confidence, 4), topic_words=topic.words,
        target=office.label, target_sure=round(office.confidence, 4), target_words=office.words,
        space=row.space, cell=heard.cell, vector=heard.at.tobytes(),
    )  # fmt: skip


def need_reading_of(model: Model, row: LanguageModel, need: int, text: str) -> NeedReading:
    """Where a need lies, not yet saved."""
    heard = language.hear(model, text)
    return NeedReading(
        city_id=row.city_id, need_id=need, space=row.space, cell=heard.cell, vector=heard.at.tobytes()
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learned:
    """A new version: its bytes, and what was measured of it and of the one in use on the same voices."""

    kept: bytes
    own_space: bool
    voices: int  # how many the city had
    figures: dict[str, Any]
    shares: dict[str, float]
    shares_before: dict[str, float]


def learn(
    taught: Sequence[Sorted],
    aside: Sequence[Sorted],
    examples: Sequence[Sorted],
    each_counts: float,
    names: Iterable[str],
    terms: Iterable[str],
    *,
    before: Model | None,
    keep_space: bool,
    voices: int,
    seed: int,
    tell: Callable[[float], None] = lambda done: None,
) -> Learned:
    """Learn from sorted voices and the tables' examples; measure on the voices aside.

    `each_counts`: as how many voices an example counts; `voices`: how many the city has.
    """
    from wakimizu.engines.language import learning  # with it comes scikit-learn: only the work itself needs that

    known = language.lexicon(names, terms)
    texts = [language.columns(text, known) for text, _topic, _target in [*taught, *examples]]
    tell(0.3)
    rare = before.rare if before and keep_space else language.rarity(texts)
    rows = learning.matrix(texts, rare)
    unseen = learning.matrix([language.columns(text, known) for text, _topic, _target in aside], rare)
    counts = [1.0] * len(taught) + [each_counts] * len(examples)
    classifiers, figures, shares = {}, {}, {}
    for name, at in ((TOPIC, 1), (OFFICE, 2)):
        truth = [row[at] for row in aside]
        model = learning.learn(rows, [row[at] for row in [*taught, *examples]], counts)
        scores = learning.scores(model, unseen)
        classifiers[name] = learning.calibrated(model, scores, truth)
        found = learning.measured(classifiers[name], scores, truth)
        figures[name] = _figures(found, Counter(row[at] for row in taught), truth)
        shares[name] = found.accuracy
        tell(0.3 + 0.25 * at)
    space = before.space if before and keep_space else learning.learn_space(rows[: len(taught)], voices, seed)
    kept = language.to_bytes(Model(known, rare, classifiers, space))
    shares_before = _shares(before, aside) if before else {}
    return Learned(kept, space is not (before and before.space), voices, figures, shares, shares_before)


def _figures(found: Any, counts: Counter[str], truth: Sequence[str]) -> dict[str, Any]:
    commonest = counts.most_common(1)[0][0]
    return {
        "voices": found.texts,
        "accuracy": round(found.accuracy, 4),
        "commonest": round(sum(label == commonest for label in truth) / max(len(truth), 1), 4),
        "calibration_error": round(found.calibration_error, 4),
        "by_label": {label: list(counted) for label, counted in found.by_label.items()},
        "confused": [list(each) for each in found.confused],
    }


def _shares(model: Model, aside: Sequence[Sorted]) -> dict[str, float]:
    """How often a model that is there is right on these voices."""
    right: Counter[str] = Counter()
    for text, topic, target in aside:
        guesses = language.hear(model, text).guesses
        right[TOPIC] += guesses[TOPIC].label == topic
        right[OFFICE] += guesses[OFFICE].label == target
    return {name: right[name] / max(len(aside), 1) for name in (TOPIC, OFFICE)}


def cells_around(model: Model, vector: bytes, most: int) -> list[int]:
    """The numbers of the cells nearest to where a text lies, nearest first."""
    return language.nearest_cells(model.space, np.frombuffer(vector, np.int8), most)


def closest(vector: bytes, others: Sequence[tuple[int, bytes]], most: int, at_least: float) -> list[tuple[int, float]]:
    """Of rows (number, vector), those that lie closest, closest first, each with its closeness."""
    if not others or not any(vector):
        return []
    lie = np.frombuffer(b"".join(each for _number, each in others), np.int8).reshape(len(others), -1)
    close = language.closeness(np.frombuffer(vector, np.int8), lie)
    best = np.argsort(-close, kind="stable")[:most]
    return [(others[at][0], float(close[at])) for at in best if close[at] >= at_least]


def same_words(text: str, others: Iterable[tuple[int, str]], at_least: float) -> list[int]:
    """Of texts by number, those whose words are nearly all the same, the likest first."""
    grams = language.bigrams(text)
    found = [(language.similarity(grams, language.bigrams(other)), number) for number, other in others]
    return [number for likeness, number in sorted(found, reverse=True) if likeness >= at_least]


def belong_together(vectors: Sequence[bytes], near: Callable[[int, int], bool]) -> list[list[int]]:
    """Groups of rows that mean the same and are near each other, by their places in the list."""
    if not vectors:
        return []
    lie = np.frombuffer(b"".join(bytes(each) for each in vectors), np.int8).reshape(len(vectors), -1)
    rows = range(len(vectors))
    return language.groups(lie, np.array([[near(one, other) for other in rows] for one in rows]))


def in_common(model: Model, text: str, other: str) -> list[str]:
    """The words of a text that another has too: why they look alike."""
    return language.in_common(text, other, model.known)


def shared_name(texts: Sequence[str], model: Model) -> list[str]:
    """The words most of the texts share."""
    return language.name_of(texts, model.known)
