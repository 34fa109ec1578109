"""Households from people: headship rates, the share of each sex and age who head a household (of a type).

    households(type) = Σ people(sex, age) · rate(type, sex, age)

Source: United Nations, Methods of Projecting Households and Families, Manual VII, 1973; IPSS, 日本の世帯数の将来推計.
"""

import numpy as np
from numpy.typing import ArrayLike

from wakimizu.engines.words import Refused, Words

from .ages import Array
from .refusals import Names, at_least_zero, refuse, shares, spread

_AXES = ("type", "sex", "age")


def headship_rates(heads: ArrayLike, people: ArrayLike, names: Names | None = None) -> Array:
    """Heads of households per person: heads (types, …, 2, ages) by people (…, 2, ages). Where nobody lives, 0.

    Refused: more heads than people, of any one type or of all types together.
    """
    leading = at_least_zero(np.asarray(heads, dtype=float), Words("heads of households"), names=names)
    living = at_least_zero(np.asarray(people, dtype=float), Words("number of people"), names=names)
    if leading.ndim != living.ndim + 1 or leading.shape[1:] != living.shape:
        raise Refused(
            "Heads have the shape (types, …, 2, ages): people have %(people)s, heads %(heads)s.",
            people=living.shape,
            heads=leading.shape,
        )
    rates = np.divide(leading, living, out=np.zeros_like(leading), where=living > 0)
    more = (leading.sum(axis=0) > living * (1 + 1e-9)) | (leading.any(axis=0) & (living == 0))
    if more.any():
        refuse(
            leading.sum(axis=0),
            more,
            Words("heads of households"),
            Words("more than there are people. Correct the table it came from."),
            (),
            names,
        )
    return rates


def households(people: ArrayLike, rates: ArrayLike, names: Names | None = None) -> Array:
    """Households by type: people (…, 2, ages), rates (types, 2, ages) or (types, areas, 2, ages); result (types, …).

    Rates of one type over all axes must not exceed 1, nor may the types together: nobody heads two households.
    """
    living = at_least_zero(np.asarray(people, dtype=float), Words("number of people"), names=names)
    given = shares(
        np.asarray(rates, dtype=float),
        Words("headship rate"),
        ("type", *(("area",) if np.ndim(rates) == 4 else ()), *_AXES[1:]),
    )
    if given.ndim < 3 or living.ndim < 2:
        raise Refused(
            "Headship rates have the shape (types, 2, ages), not %(shape)s; people (…, 2, ages).", shape=given.shape
        )
    together = given.sum(axis=0)
    if (together > 1 + 1e-9).any():
        refuse(
            together,
            together > 1 + 1e-9,
            Words("headship rate of all types together"),
            Words("above one: nobody heads two households. Correct the rates."),
            (),
            names,
        )
    wide = given.reshape(given.shape[0], *(1,) * (living.ndim - given.ndim + 1), *given.shape[1:])
    axes = ("place",) * (living.ndim - 1)
    wide = spread(wide, (len(given), *living.shape), Words("headship rate"), ("type", *axes, "age"))
    return np.asarray(np.einsum("...sa,t...sa->t...", living, wide))
