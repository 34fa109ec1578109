"""Learning from texts that people have sorted. Needs scikit-learn, so it is imported by the work itself and by nothing else."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from .classify import Classifier, probabilities
from .features import COLUMNS, Columns, Floats, weighed
from .meaning import DIMENSIONS, Space

STRENGTH = 3.0  # how far the weights follow the texts (the inverse of the penalty on their squares)
ROUNDS = 30  # more of them only follow the noise: 60 were no better on voices held back
TEXTS_A_COLUMN = 20_000  # of so many texts at least one must have a column for it to count
MOST_FOR_SPACE = 40_000
CELLS_PER_ROOT = 1.0
TEMPERATURES = np.geomspace(1, 8, 31)  # never below 1: texts held back may be copies of what was learned


@dataclass(frozen=True, slots=True)
class Measured:
    """How a classifier did on texts it had not seen: shares 0 … 1; `by_label`: (texts, right); `confused`: (true, guessed, n)."""

    texts: int
    accuracy: float
    calibration_error: float
    by_label: dict[str, tuple[int, int]]
    confused: list[tuple[str, str, int]]


def matrix(texts: Sequence[Columns], rare: Floats) -> csr_matrix:
    """The weighed texts as a sparse matrix (texts, 65,536)."""
    ends = np.cumsum([0, *(len(each) for each in texts)])
    values = np.concatenate([weighed(each, rare) for each in texts]) if texts else np.zeros(0, np.float32)
    at = np.concatenate(texts) if texts else np.zeros(0, np.int64)
    return csr_matrix((values, at.astype(np.int32), ends), shape=(len(texts), COLUMNS))


def learn(rows: csr_matrix, labels: Sequence[str], counts: Sequence[float] | None = None) -> Classifier:
    """A linear model of at least two labels by multinomial logistic regression; `counts`: how often each text counts."""
    seen = _seen(rows)
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):  # to stop after ROUNDS is meant
        fitted = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=1e-3).fit(rows[:, seen], labels, counts)
    found, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # scikit-learn keeps one row for two classes
        found, bias = np.vstack([-found, found]) / 2, np.hstack([-bias, bias]) / 2
    weights = np.zeros((COLUMNS, len(fitted.classes_)), np.float16)
    weights[seen] = found.T
    return Classifier(tuple(map(str, fitted.classes_)), weights, bias.astype(np.float32))


def _seen(rows: csr_matrix) -> npt.NDArray[np.intp]:
    """The columns that tell anything: most of the 65,536 never occur, or too seldom, and cost time."""
    return np.flatnonzero(np.bincount(rows.indices, minlength=COLUMNS) > rows.shape[0] // TEXTS_A_COLUMN)


def scores(model: Classifier, rows: csr_matrix) -> Floats:
    """The scores (texts, labels) of many texts at once."""
    return np.asarray(rows @ model.weights.astype(np.float32) + model.bias, dtype=np.float32)


def calibrated(model: Classifier, found: Floats, truth: Sequence[str]) -> Classifier:
    """The model with the temperature that makes its confidence true on texts it was not learned from, or says less.

    Texts may lower what the regression says of itself, never raise it: where those held back nearly repeat those learned,
    they would make it sure of anything.
    Source: Guo et al. 2017, On calibration of modern neural networks, arXiv:1706.04599.
    """
    known = [(row, model.labels.index(label)) for row, label in enumerate(truth) if label in model.labels]
    if not known:
        return model
    at, right = np.array([row for row, _ in known]), np.array([label for _, label in known])
    losses = [-np.log(probabilities(found[at], heat)[np.arange(len(at)), right] + 1e-9).mean() for heat in TEMPERATURES]
    return Classifier(model.labels, model.weights, model.bias, float(TEMPERATURES[int(np.argmin(losses))]))


def measured(model: Classifier, found: Floats, truth: Sequence[str]) -> Measured:
    """How the model does on texts it was not learned from, whose labels people gave."""
    likely = probabilities(found, model.temperature)
    guessed = [model.labels[best] for best in likely.argmax(axis=1)]
    right = np.array([one == other for one, other in zip(guessed, truth, strict=True)])
    by_label: dict[str, tuple[int, int]] = {}
    confused: dict[tuple[str, str], int] = {}
    for one, other, same in zip(truth, guessed, right, strict=True):
        n, good = by_label.get(one, (0, 0))
        by_label[one] = (n + 1, good + bool(same))
        if not same:
            confused[one, other] = confused.get((one, other), 0) + 1
    ranked = sorted(confused.items(), key=lambda item: -item[1])
    return Measured(
        len(truth),
        float(right.mean()) if len(right) else 0.0,
        _calibration_error(likely.max(axis=1), right),
        by_label,
        [(one, other, n) for (one, other), n in ranked[:20]],
    )


def _calibration_error(sure: Floats, right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """By how much confidence and the share that was right differ, on average over ten bands of confidence."""
    band = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[band == n].mean() - right[band == n].mean()) * (band == n).sum() for n in set(band.tolist())]
    return float(sum(gaps) / len(sure)) if len(sure) else 0.0


def learn_space(rows: csr_matrix, texts_expected: int, seed: int) -> Space:
    """The axes of meaning from a sample of the texts, and as many cells as the root of the texts they will hold."""
    chance = np.random.default_rng(seed)
    if rows.shape[0] > MOST_FOR_SPACE:
        rows = rows[np.sort(chance.choice(rows.shape[0], MOST_FOR_SPACE, replace=False))]
    seen = _seen(rows)
    most = min(DIMENSIONS, rows.shape[0] - 1, len(seen) - 1)
    found = TruncatedSVD(most, n_iter=4, random_state=seed).fit(rows[:, seen])
    axes = np.zeros((COLUMNS, DIMENSIONS), np.float32)
    axes[seen, :most] = found.components_.T
    places = np.asarray(rows @ axes)
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    places = places[lengths[:, 0] > 1e-6] / lengths[lengths[:, 0] > 1e-6]
    cells = max(1, min(int(CELLS_PER_ROOT * texts_expected**0.5), len(places) // 8))
    found_cells = MiniBatchKMeans(cells, init="random", max_iter=10, random_state=seed, n_init=1, batch_size=4096)
    centres = found_cells.fit(places).cluster_centers_
    centres = centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-6)
    return Space(axes.astype(np.float16), centres.astype(np.float32))
