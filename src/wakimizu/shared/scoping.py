"""Every row hangs from a city, and every query names it.

A scoped model's `objects` refuses to work outside `in_city(...)` and, inside it, sees that city's rows only. Commands
that work over all cities (sealing, benchmarks) say so with `all_cities()`.
"""

from contextlib import AbstractContextManager

from django_scopes import ScopedManager, scope, scopes_disabled

__all__ = ["ScopedManager", "all_cities", "in_city"]


def in_city(city_id: int) -> AbstractContextManager[None]:
    return scope(city=city_id)


def all_cities() -> AbstractContextManager[None]:
    return scopes_disabled()
