"""Lists for machines: a page of items, and the cursor that goes on after them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import Field

T = TypeVar("T")
MOST, USUAL = 200, 50

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=16, pattern="^[0-9a-z]+$", description="The `next` of the page before. Left out: the first page."),
]
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Listed(Schema, Generic[T]):
    """A page of a list, newest first; `next` is empty on the last one."""

    items: list[T]
    next: str | None = Field(description="Send it as `after` for the page that follows.")


def cursor_to(number: int) -> str:
    """A number in base 36: short, and nobody is tempted to count with it."""
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def number_at(cursor: str | None) -> int | None:
    """The number a cursor stands for; beyond what a database can hold it stands for the end of all rows."""
    return min(int(cursor, 36), 2**62) if cursor else None


def listed(rows: "QuerySet[Any]", shape: Callable[[Any], Any], *, after: str | None, limit: int) -> dict[str, Any]:
    """A page of a query, newest first by number. One statement, whatever the page."""
    before = number_at(after)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows.order_by("-pk")[: limit + 1])
    return {
        "items": [shape(row) for row in found[:limit]],
        "next": cursor_to(found[limit - 1].pk) if len(found) > limit else None,
    }


def whole(rows: Iterable[Any], shape: Callable[[Any], Any]) -> dict[str, Any]:
    """A list so short that it always comes whole."""
    return {"items": [shape(row) for row in rows], "next": None}


def part_of(rows: Sequence[Any], shape: Callable[[Any], Any], *, after: str | None, limit: int) -> dict[str, Any]:
    """A page of rows that lie in memory, in their own order; the cursor counts them."""
    first = number_at(after) or 0
    found = rows[first : first + limit]
    return {"items": [shape(row) for row in found], "next": cursor_to(first + limit) if rows[first + limit :] else None}
