"""Observations as series: which is which, which differ, what is kept."""

from collections.abc import Collection
from datetime import date
from math import isclose

from wakimizu.apps.monitoring.models import Observation

Key = tuple[int, int | None, int | None, date]  # indicator, area, office, first day
Place = tuple[int | None, int | None]  # area, office; neither: the whole city
NUMBERS = ("numerator", "denominator", "value", "low", "high", "answers")
CITY: Place = (None, None)


def key(observation: Observation) -> Key:
    return observation.indicator_id, observation.area_id, observation.office_id, observation.begins


def place(observation: Observation) -> Place:
    return observation.area_id, observation.office_id


def differs(one: Observation, other: Observation) -> bool:
    """Whether two observations of the same say something else; the last digits of a float do not count."""
    if (one.source, one.said_by) != (other.source, other.said_by):
        return True
    return any(not _alike(getattr(one, name), getattr(other, name)) for name in NUMBERS)


def _alike(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def kept(indicators: Collection[int]) -> dict[Key, Observation]:
    """All that is kept of some indicators. One statement."""
    rows = Observation.objects.filter(indicator__in=indicators)
    return {key(each): each for each in rows.iterator(2000)}
