"""What was learned from a city's sorted voices, in one piece: kept as bytes, read back, asked about a text.

The bytes are NumPy's own form (npz), read without pickle, so that a copied model can run no code. They hold no word of any
voice (see features.py); the lexicon in them is the city's own tables.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from wakimizu.engines.words import Refused

from .classify import Classifier, Guess, guess
from .features import COLUMNS, Floats, columns_of
from .meaning import Space, Vector, nearest_cells, place
from .tokenizing import Lexicon, lexicon, words


@dataclass(frozen=True)
class Model:
    """`names`, `terms`: the lexicon's words; `rare`: what each column tells; a classifier for each thing that is suggested."""

    known: Lexicon
    rare: Floats
    classifiers: Mapping[str, Classifier]
    space: Space


@dataclass(frozen=True, slots=True)
class Heard:
    """What a model says of a text: a guess for each thing, where the text lies, and the number of its cell."""

    guesses: dict[str, Guess]
    at: Vector
    cell: int


def hear(model: Model, text: str) -> Heard:
    """Read a text once for all that is suggested of it."""
    found = words(text, model.known)
    at = place(model.space, model.rare, columns_of(found))
    guesses = {name: guess(each, model.rare, found) for name, each in model.classifiers.items()}
    return Heard(guesses, at, nearest_cells(model.space, at)[0])


def to_bytes(model: Model) -> bytes:
    told = {
        "names": sorted(model.known.names),
        "terms": sorted(model.known.terms),
        "labels": {name: list(each.labels) for name, each in model.classifiers.items()},
        "temperatures": {name: each.temperature for name, each in model.classifiers.items()},
    }
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "told": np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8),
        "rare": model.rare,
        "centres": model.space.centres,
        **_packed("axes", model.space.axes),
    }
    for name, each in model.classifiers.items():
        arrays |= {**_packed(f"weights_{name}", each.weights), f"bias_{name}": each.bias}
    into = io.BytesIO()
    np.savez_compressed(into, **arrays)  # type: ignore[arg-type]
    return into.getvalue()


def _packed(name: str, matrix: npt.NDArray[np.float16]) -> dict[str, npt.NDArray[np.generic]]:
    """A matrix by the rows that say anything: most columns were never seen."""
    seen = np.flatnonzero(matrix.any(axis=1))
    return {name: matrix[seen], f"{name}_seen": seen.astype(np.int32)}


def _unpacked(name: str, arrays: Mapping[str, npt.NDArray[np.float16]]) -> npt.NDArray[np.float16]:
    kept = arrays[name]
    matrix = np.zeros((COLUMNS, kept.shape[1]), np.float16)
    matrix[arrays[f"{name}_seen"]] = kept
    return matrix


def from_bytes(kept: bytes) -> Model:
    """Raises Refused for bytes that are not what `to_bytes` made."""
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            told = json.loads(arrays["told"].tobytes())
            classifiers = {
                name: Classifier(
                    tuple(labels),
                    _unpacked(f"weights_{name}", arrays),
                    arrays[f"bias_{name}"],
                    told["temperatures"][name],
                )
                for name, labels in told["labels"].items()
            }
            space = Space(_unpacked("axes", arrays), arrays["centres"])
            return Model(lexicon(told["names"], told["terms"]), arrays["rare"], classifiers, space)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as fault:
        raise Refused(
            "This is not a model that was learned here, or it is broken. Learn from the voices again."
        ) from fault
