"""What a text means, as 64 small numbers: texts that say the same lie close, whatever words they use.

Latent semantic analysis: words that occur in the same texts point the same way. Space is cut into cells around centres, so
that the nearest of a million texts are found by looking into the few cells around a text: a thousand cells for a million. Needs numpy only.
Source: Deerwester et al. 1990, doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .features import Columns, Floats, weighed

DIMENSIONS = 64
SCALE = 127  # a vector of length one, as whole numbers of a byte

Vector = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Space:
    """`axes` (columns, 64) turn weighed words into a place; `centres` (cells, 64) are of length one."""

    axes: npt.NDArray[np.float16]
    centres: Floats


def place(space: Space, rare: Floats, found: Columns) -> Vector:
    """Where a text lies: 64 whole numbers -127 … 127, all zero for a text whose words were never seen."""
    return shortened(weighed(found, rare) @ space.axes[found].astype(np.float32))


def shortened(vector: Floats) -> Vector:
    length = float(np.linalg.norm(vector))
    return np.rint(vector / length * SCALE).astype(np.int8) if length > 1e-6 else np.zeros(len(vector), np.int8)


def nearest_cells(space: Space, at: Vector, most: int = 1) -> list[int]:
    """The numbers of the cells whose centres are nearest, nearest first."""
    closeness = space.centres @ at.astype(np.float32)
    return [int(cell) for cell in np.argsort(-closeness, kind="stable")[:most]]


def closeness(at: Vector, others: npt.NDArray[np.int8]) -> Floats:
    """The cosine between a place and others (n, 64): 1 the same, 0 nothing in common. Shape (n,)."""
    return others.astype(np.float32) @ at.astype(np.float32) / np.float32(SCALE**2)
