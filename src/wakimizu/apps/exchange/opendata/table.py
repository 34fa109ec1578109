"""What a table of open data is: its words, its columns, and where its rows come from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Func, QuerySet, TextField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory

Words = str | Promise
Value = str | int | float | bool | Decimal | date | datetime | time | None
Row = Sequence[Value]
PAGE = 5_000  # rows read at once: no transaction is held open between two pages

CODE, TEXT, WHOLE, NUMBER, DAY, MOMENT, FLAG, ADDRESS = (
    _("code"), _("text"), _("whole number"), _("number"), _("day (ISO 8601)"), _("moment (ISO 8601)"), _("1 or 0"), _("web address"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` heads it in CSV, `key` names it in JSON and GeoJSON."""

    name: str
    key: str
    meaning: Words
    kind: Words = TEXT
    example: str = ""
    unit: Words = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom rows are read: the city's directory, the day, and how its addresses begin (https://city.example.jp)."""

    book: Directory
    today: date
    root: str = ""


Pages = Iterator[Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table of open data.

    pages: reads the rows some thousands at a time, public ones only. count: how many there are, where that is cheap.
    often: how often it changes, as the EU's frequency list names it (DCAT). changed_by: the operations that change it.
    place: the numbers of the columns with latitude and longitude, for GeoJSON. form: the national form it follows.
    """

    name: str
    title: Words
    row: Words
    theme: str
    often: str
    columns: Sequence[Column]
    pages: Callable[[Asked], Pages]
    changed_by: Sequence[str]
    count: Callable[[], int] | None = None
    place: tuple[int, int] | None = None
    form: str = ""
    more: Sequence[str] = field(default=())  # formats beyond those that every table has

    @property
    def formats(self) -> list[str]:
        return ["csv", "json", *(["geojson"] if self.place else []), *self.more]


class Moment(Func):
    """A moment as ISO 8601 text in Japan's time, made by the database: for rows by the million."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="strftime('%%Y-%%m-%%dT%%H:%%M:%%S+09:00', %(expressions)s, '+9 hours')"
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        form = "to_char(%(expressions)s AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+09:00\"')"
        return self.as_sql(compiler, connection, template=form)


def by_key(rows: QuerySet[Any, Any], *columns: str | Func) -> Iterator[list[Any]]:
    """Rows in the order of their numbers, a page at a time; with columns, tuples that begin with the number."""
    found, after = rows.order_by("pk"), 0
    found = found.values_list("pk", *columns) if columns else found
    while page := list(found.filter(pk__gt=after)[:PAGE]):
        yield page
        after = page[-1][0] if columns else page[-1].pk


def at_once(rows: Iterable[Row]) -> Pages:
    """Rows that are few or lie in memory, cut into pages."""
    rest = iter(rows)
    while page := list(islice(rest, PAGE)):
        yield page
