"""Every row hangs from a city, and every query names it.

A scoped model's `objects` refuses to work outside `in_city(...)` and, inside it, sees that city's rows only. Commands
that work over all cities (sealing, benchmarks) say so with `all_cities()`.
"""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

from django_scopes import scope, scopes_disabled
from django_scopes.manager import DisabledQuerySet

if TYPE_CHECKING:
    from django.db import models

    _Row = TypeVar("_Row", bound=models.Model, covariant=True)

    class ScopedManager(models.Manager[_Row]):
        """What the type checker sees of django_scopes' manager."""

        def __init__(self, **scopes: str) -> None: ...
else:
    from django_scopes import ScopedManager

# What django_scopes leaves open outside a city, and would show the rows of all.
_LEFT_OPEN = (
    "alias contains defer difference distinct exclude exists explain extra in_bulk intersection prefetch_related "
    "select_related bulk_update"
)
for _name in _LEFT_OPEN.split():
    setattr(DisabledQuerySet, _name, DisabledQuerySet.error)

__all__ = ["ScopedManager", "all_cities", "in_city"]


def in_city(city_id: int) -> AbstractContextManager[None]:
    return scope(city=city_id)


def all_cities() -> AbstractContextManager[None]:
    return scopes_disabled()
