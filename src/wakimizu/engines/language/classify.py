"""Which label fits a text, how sure that is, and which of its words decided. Needs numpy only; learning is in learning.py."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .features import Floats, column, columns_of, says_what, weighed
from .tokenizing import Word

MOST_WORDS = 4
SHARE_SHOWN = 0.15  # a word is shown when it has at least this share of what speaks for the label


@dataclass(frozen=True)
class Classifier:
    """A linear model: `weights` (columns, labels), `bias` (labels,), and by how much its scores are too sure of themselves."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.float16]
    bias: Floats
    temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """A label, how often such a guess is right (0 … 1), and the text's words that decided, the weightiest first."""

    label: str
    confidence: float
    words: list[str]


def guess(model: Classifier, rare: Floats, found: Sequence[Word]) -> Guess:
    """The likeliest label of a text's words. A text without words gets the label that is likeliest anyway, unsure."""
    at = columns_of(found)
    weights = weighed(at, rare)
    shares = model.weights[at].astype(np.float32) * weights[:, None]
    likely = probabilities(shares.sum(axis=0)[None] + model.bias, model.temperature)[0]
    best = int(likely.argmax())
    speaks_for = shares[:, best] - shares.mean(axis=1)
    by_column = dict(zip(at.tolist(), speaks_for.tolist(), strict=True))
    return Guess(model.labels[best], float(likely[best]), _deciding(found, by_column))


def probabilities(scores: Floats, temperature: float) -> Floats:
    """Scores (texts, labels) as probabilities of the same shape."""
    scaled = scores / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(scaled / scaled.sum(axis=1, keepdims=True), dtype=np.float32)


def _deciding(found: Sequence[Word], by_column: dict[int, float]) -> list[str]:
    """What speaks for the label, summed over the pieces of each word that a reader would call one."""
    said: dict[str, dict[int, float]] = {}
    for word in found:
        if word.surface and says_what(word):
            at = column(word.key)
            said.setdefault(word.surface, {})[at] = by_column[at]
    sums = {surface: sum(parts.values()) for surface, parts in said.items()}
    total = sum(value for value in by_column.values() if value > 0)
    ranked = sorted(sums, key=lambda surface: -sums[surface])
    return [surface for surface in ranked if sums[surface] > SHARE_SHOWN * total][:MOST_WORDS]
