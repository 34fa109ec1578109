"""Numbers looked at: a refusal names the number, where it stands, and what to do.

people is -3 in area 2 (東区), women, age 85–89: below zero. Correct the table it came from.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Refused, Words, joined

Array = NDArray[np.float64]
Names = Mapping[str, Sequence[str]]
AXES = ("period", "area", "sex", "age")
_SEXES = (Words("men"), Words("women"))
_NO_NUMBERS: Mapping[str, Words | str] = {"nan": Words("nan"), "inf": Words("inf"), "-inf": Words("-inf")}
_AXES_SAID = {
    "period": Words("period"),
    "area": Words("area"),
    "ward": Words("ward"),
    "sex": Words("sex"),
    "age": Words("age"),
    "fertile age": Words("fertile age"),
    "type": Words("type of household"),
    "place": Words("place"),
    "demand": Words("demand"),
    "site": Words("site"),
    "role": Words("role of an office"),
    "service": Words("service"),
    "rider": Words("group of travellers"),
    "cell": Words("cell"),
}


def axis_said(axis: str) -> Words:
    return _AXES_SAID[axis]


def finite(values: Array, what: Words, axes: Sequence[str] = (), names: Names | None = None) -> Array:
    if values.size and not np.isfinite(values.sum()) and not np.isfinite(values).all():
        gap = Words("not a number. Fill the gap or leave the row out.")
        refuse(values, ~np.isfinite(values), what, gap, axes, names)
    return values


def at_least_zero(values: Array, what: Words, axes: Sequence[str] = (), names: Names | None = None) -> Array:
    if values.size and not values.min() >= 0:  # also true when there is a NaN
        finite(values, what, axes, names)
        refuse(values, values < 0, what, Words("below zero. Correct the table it came from."), axes, names)
    if values.size and values.max() == np.inf:
        finite(values, what, axes, names)
    return values


def shares(values: Array, what: Words, axes: Sequence[str] = (), names: Names | None = None) -> Array:
    """Numbers from 0 to 1, as survival or headship is."""
    if not values.size or (values.min() >= 0 and values.max() <= 1):
        return values
    at_least_zero(values, what, axes, names)
    hint = Words("above one. It is a share of people, so at most 1; is it in per cent, or per thousand?")
    refuse(values, values > 1, what, hint, axes, names)
    return values


def refuse(
    values: Array,
    bad: NDArray[np.bool_],
    what: Words,
    because: Words,
    axes: Sequence[str] = (),
    names: Names | None = None,
) -> None:
    """Raises Refused about the first bad value, and says how many more there are."""
    first = np.unravel_index(int(np.argmax(bad)), bad.shape)
    spot, text = place([int(i) for i in first], bad.shape, axes, names), f"{values[first]:g}"
    value = _NO_NUMBERS.get(text, text)
    if spot:
        found = Words(
            "%(what)s is %(value)s in %(place)s: %(because)s", what=what, value=value, place=spot, because=because
        )
    else:
        found = Words("%(what)s is %(value)s: %(because)s", what=what, value=value, because=because)
    refuse_many(found, int(bad.sum()))


def refuse_many(first: Words, count: int) -> None:
    """Raises Refused with what is wrong first, and how many are like it."""
    raise Refused(Words("%(first)s %(more)s more like it.", first=first, more=count - 1) if count > 1 else first)


def place(
    at: Sequence[int], shape: Sequence[int], axes: Sequence[str] = (), names: Names | None = None
) -> Words | None:
    """Where a value stands: period 1, area 2 (東区), women, age 85–89. An axis that all share is left out."""
    axes = axes or AXES[-len(at) :] if len(at) <= len(AXES) else axes
    words = []
    for axis, number, length in zip(axes, at, shape, strict=False):
        known = (names or {}).get(axis, ())
        name = known[number] if length == len(known) else ""
        if axis == "sex" and length == len(_SEXES):
            words.append(_SEXES[number])
        elif name and axis == "age":
            words.append(Words("age %(name)s", name=name))
        elif name:
            words.append(Words("%(axis)s %(number)s (%(name)s)", axis=_AXES_SAID[axis], number=number, name=name))
        elif length > 1:
            words.append(Words("%(axis)s %(number)s", axis=_AXES_SAID[axis], number=number))
    return joined(words) if words else None


def spread(values: Array, shape: Sequence[int], what: Words, axes: Sequence[str]) -> Array:
    """A view broadcast to a shape; Refused if it does not fit. A length of 1 stands for all."""
    if values.shape == tuple(shape):
        return values
    try:
        return np.broadcast_to(values, shape)
    except ValueError:
        wanted = [
            Words("%(length)s × %(axis)s", length=n, axis=_AXES_SAID[axis]) for n, axis in zip(shape, axes, strict=True)
        ]
        raise Refused(
            "%(what)s has the shape %(shape)s, which does not fit %(wanted)s. Each axis has that length, or 1 for all.",
            what=what, shape=str(values.shape), wanted=joined(wanted),
        ) from None  # fmt: skip
