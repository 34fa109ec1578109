"""How the engine says no: a ValueError whose sentence names the number, where it stands, and what to do.

people is -3 in area 2 (東区), women, age 85–89: nobody can be fewer than nobody. Correct the table.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Names = Mapping[str, Sequence[str]]
AXES = ("period", "area", "sex", "age")
_SEX_NAMES = ("men", "women")


def finite(values: Array, what: str, axes: Sequence[str] = (), names: Names | None = None) -> Array:
    if values.size and not np.isfinite(values.sum()) and not np.isfinite(values).all():
        refuse(values, ~np.isfinite(values), what, "not a number. Fill the gap or leave the row out.", axes, names)
    return values


def at_least_zero(values: Array, what: str, axes: Sequence[str] = (), names: Names | None = None) -> Array:
    if values.size and not values.min() >= 0:  # also true when there is a NaN
        finite(values, what, axes, names)
        refuse(values, values < 0, what, "below zero. Correct the table it came from.", axes, names)
    if values.size and values.max() == np.inf:
        finite(values, what, axes, names)
    return values


def shares(values: Array, what: str, axes: Sequence[str] = (), names: Names | None = None) -> Array:
    """Numbers from 0 to 1, as survival or headship is."""
    if not values.size or (values.min() >= 0 and values.max() <= 1):
        return values
    at_least_zero(values, what, axes, names)
    hint = "above one. It is a share of people, so at most 1; is it in per cent, or per thousand?"
    refuse(values, values > 1, what, hint, axes, names)
    return values


def refuse(
    values: Array, bad: NDArray[np.bool_], what: str, because: str, axes: Sequence[str] = (), names: Names | None = None
) -> None:
    """Raises ValueError about the first bad value, and says how many more there are."""
    first = np.unravel_index(int(np.argmax(bad)), bad.shape)
    count = int(bad.sum())
    more = f" {count - 1} more like it." if count > 1 else ""
    spot = place([int(i) for i in first], bad.shape, axes, names)
    raise ValueError(f"{what} is {values[first]:g}{spot}: {because}{more}")


def place(at: Sequence[int], shape: Sequence[int], axes: Sequence[str] = (), names: Names | None = None) -> str:
    """Where a value stands, in words: " in period 1, area 2 (東区), women, age 85–89". An axis that all share is left out."""
    axes = axes or AXES[-len(at) :] if len(at) <= len(AXES) else axes
    words = []
    for axis, number, length in zip(axes, at, shape, strict=False):
        known = (names or {}).get(axis, _SEX_NAMES if axis == "sex" and length == 2 else ())
        name = known[number] if length == len(known) else ""
        if axis == "sex" and name:
            words.append(name)
        elif name:
            words.append(f"age {name}" if axis == "age" else f"{axis} {number} ({name})")
        elif length > 1:
            words.append(f"{axis} {number}")
    return f" in {', '.join(words)}" if words else ""


def spread(values: Array, shape: Sequence[int], what: str, axes: Sequence[str]) -> Array:
    """A view broadcast to a shape; ValueError in words if it does not fit. A length of 1 stands for all."""
    if values.shape == tuple(shape):
        return values
    try:
        return np.broadcast_to(values, shape)
    except ValueError:
        wanted = " × ".join(
            f"{length} {axis}s" if axis != "sex" else "2 sexes" for axis, length in zip(axes, shape, strict=True)
        )
        raise ValueError(
            f"{what} has the shape {values.shape}, which does not fit {wanted}. Each axis has that length, or 1 for all."
        ) from None
