"""Households from people: headship rates, the share of each sex and age who head a household (of a type).

    households(type) = Σ people(sex, age) · rate(type, sex, age)

Source: United Nations, Methods of Projecting Households and Families, Manual VII, 1973; IPSS, 日本の世帯数の将来推計.
"""

import numpy as np
from numpy.typing import ArrayLike

from .ages import Array
from .refusals import Names, at_least_zero, refuse, shares, spread

_AXES = ("type", "sex", "age")


def headship_rates(heads: ArrayLike, people: ArrayLike, names: Names | None = None) -> Array:
    """Heads of households per person: heads (types, …, 2, ages) by people (…, 2, ages). Where nobody lives, 0.

    ValueError: more heads than people, of any one type or of all types together.
    """
    leading = at_least_zero(np.asarray(heads, dtype=float), "heads of households", names=names)
    living = at_least_zero(np.asarray(people, dtype=float), "people", names=names)
    if leading.ndim != living.ndim + 1 or leading.shape[1:] != living.shape:
        raise ValueError(
            f"Heads have the shape (types, …, 2, ages): here (types, *{living.shape}), not {leading.shape}."
        )
    rates = np.divide(leading, living, out=np.zeros_like(leading), where=living > 0)
    more = (leading.sum(axis=0) > living * (1 + 1e-9)) | (leading.any(axis=0) & (living == 0))
    if more.any():
        refuse(leading.sum(axis=0), more, "heads of households", "more than there are people.", (), names)
    return rates


def households(people: ArrayLike, rates: ArrayLike, names: Names | None = None) -> Array:
    """Households by type: people (…, 2, ages), rates (types, 2, ages) or (types, areas, 2, ages); result (types, …).

    Rates of one type over all axes must not exceed 1, nor may the types together: nobody heads two households.
    """
    living = at_least_zero(np.asarray(people, dtype=float), "people", names=names)
    given = shares(
        np.asarray(rates, dtype=float),
        "headship rate",
        ("type", *(("area",) if np.ndim(rates) == 4 else ()), *_AXES[1:]),
    )
    if given.ndim < 3 or living.ndim < 2:
        raise ValueError(f"Headship rates have the shape (types, 2, ages), not {given.shape}; people (…, 2, ages).")
    together = given.sum(axis=0)
    if (together > 1 + 1e-9).any():
        refuse(together, together > 1 + 1e-9, "headship rate of all types together", "above one.", (), names)
    wide = given.reshape(given.shape[0], *(1,) * (living.ndim - given.ndim + 1), *given.shape[1:])
    axes = tuple(f"axis {number}" for number in range(living.ndim - 1))
    wide = spread(wide, (len(given), *living.shape), "headship rates", ("type", *axes, "age"))
    return np.asarray(np.einsum("...sa,t...sa->t...", living, wide))
