"""Lists that go on: the number an address names, the address of the page that follows, or how many there are in all."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet, Window
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
T = TypeVar("T")


class Beginning(list[T]):
    """The first rows of a list and how many it has in all; `parts/beginning.html` says so where there are more."""

    def __init__(self, rows: Iterable[T], total: int) -> None:
        super().__init__(rows)
        self.total = total


def beginning(rows: "QuerySet[Row, Any]", most: int) -> Beginning[Row]:
    """The first rows of a query that finds few; counted in the same statement, so that all that it finds is read."""
    found = list(rows.annotate(in_all=Window(Count("pk")))[:most])
    return Beginning(found, found[0].in_all if found else 0)  # type: ignore[attr-defined]


def number_asked(request: HttpRequest, name: str = "before") -> int | None:
    """A row's number in the address; None when there is none, or none that any database could hold."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def older_url(request: HttpRequest, last: int | None, name: str = "before") -> str:
    """The address of the rows before the last one shown, all else as it was asked; "" where there are none.

    name: of the number in the address; a page of two lists gives each its own.
    """
    if last is None:
        return ""
    asked = request.GET.copy()
    asked[name] = str(last)
    return f"?{asked.urlencode()}"
