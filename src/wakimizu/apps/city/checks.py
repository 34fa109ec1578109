"""`wakimizu check`: what an installation could have wrong without anybody noticing."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City


@register(Tags.security)
def keys_differ(**options: Any) -> list[CheckMessage]:
    if settings.SECRET_KEY not in settings.CONTACT_KEYS:
        return []
    return [
        Error(
            "The key of sessions also encrypts residents' contact details.",
            hint="Set WAKIMIZU_SECRET_KEY to another secret than WAKIMIZU_CONTACT_KEY.",
            id="city.E001",
        )
    ]


@register(Tags.security)
def hosts_are_named(**options: Any) -> list[CheckMessage]:
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "The addresses this installation answers to are not named.",
            hint="Set WAKIMIZU_HOSTS, for example: .voices.city.example.jp",
            id="city.E002",
        )
    ]


@register(Tags.database)
def receipts_are_on_disk(databases: Any = None, **options: Any) -> list[CheckMessage]:
    """SQLite with synchronous below FULL may lose the last commits in a power failure."""
    faults: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            level = cursor.fetchone()[0]
        if level < 2:
            faults.append(
                Warning(
                    "A power failure may lose voices whose receipts have been given out.",
                    hint="Unset WAKIMIZU_SQLITE_SYNCHRONOUS, or set it to FULL.",
                    id="city.W001",
                )
            )
    return faults


@register(Tags.database)
def nothing_is_its_own_parent(databases: Any = None, **options: Any) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    if not databases:
        return faults
    try:
        books = [directory(city) for city in City.objects.filter(in_use=True)]
    except DatabaseError:  # before this version's migrations there is nothing to check
        return faults
    for book in books:
        rows: Mapping[int, Any]
        for rows in (book.areas, book.offices):
            faults += [
                Error(
                    f"{book.city}: {rows[number]} stands above itself.", hint="Give it another parent.", id="city.E003"
                )
                for number in sorted(in_circles({row.pk: row.parent_id for row in rows.values()}))
            ]
    return faults


def in_circles(parents: Mapping[int, int | None]) -> set[int]:
    """Those who meet themselves again when they climb from parent to parent."""
    circles = set()
    for start in parents:
        above, seen = parents[start], set()
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if start in seen:
            circles.add(start)
    return circles
