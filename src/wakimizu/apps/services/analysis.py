"""What the services room asks of the engines."""

from collections.abc import Sequence
from dataclasses import dataclass

from wakimizu.apps.city.models import Area
from wakimizu.engines import evidence


@dataclass(frozen=True, slots=True)
class WardValue:
    """A figure of a ward, and how many people live there, if that is known."""

    ward: Area
    value: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the wards are apart. `weighted`: by their people; else each ward counts the same."""

    mean: float
    gini: float
    theil: float
    distance: float
    lowest: WardValue
    highest: WardValue
    weighted: bool


def spread(values: Sequence[WardValue]) -> Spread | None:
    """The spread of a figure between wards; nothing for less than two wards.

    Weighted by people only when every ward's are known: otherwise a ward without a figure would count for nothing.
    """
    if len(values) < 2:
        return None
    known = [each.people for each in values if each.people]
    weights = known if len(known) == len(values) else None
    figures = [each.value for each in values]
    return Spread(
        mean=evidence.weighted_mean(figures, weights),
        gini=evidence.gini(figures, weights),
        theil=evidence.theil(figures, weights),
        distance=evidence.distance(figures, weights),
        lowest=min(values, key=lambda each: (each.value, each.ward.code)),
        highest=max(values, key=lambda each: (each.value, each.ward.code)),
        weighted=weights is not None,
    )
