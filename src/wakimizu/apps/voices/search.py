"""The full-text index over public words: one table with the same two columns on both databases (migration 0002)."""

from typing import TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from wakimizu.apps.voices.analysis import search_query, search_words

Row = TypeVar("Row", bound=Model)
MATCH = {"sqlite": "{table} MATCH %s", "postgresql": "words @@ to_tsquery('simple', %s)"}
# The words of all cities stand in one table: each match is looked at, newest first, until there are enough of the rows asked for.
FIND = (
    "SELECT rowid FROM {table} WHERE {match} AND rowid < %s AND EXISTS ({rows}) ORDER BY rowid DESC LIMIT %s OFFSET %s"
)
ADD = {
    "sqlite": "INSERT INTO {table} (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {table} (rowid, words) VALUES (%s, to_tsvector('simple', %s))",
}
REMOVE = {
    "sqlite": "INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', %s, %s)",
    "postgresql": "DELETE FROM {table} WHERE rowid = %s AND %s::text IS NOT NULL",
}
NO_LIMIT = 2**62
SOME_NEEDS = 500  # found at once: asked for fewer, PostgreSQL reads all titles for a word that is in none of them


class Index:
    """The words of one kind of row, found newest first."""

    def __init__(self, table: str) -> None:
        self.table = table

    def add(self, number: int, text: str) -> None:
        self._run(ADD, number, search_words(text))

    def remove(self, number: int, text: str) -> None:
        """Take a row out; `text` must be what was added (the index keeps no copy of its own)."""
        self._run(REMOVE, number, search_words(text))

    def newest(
        self, rows: "QuerySet[Row]", query: str, *, most: int, before: int | None = None, skip: int = 0
    ) -> "QuerySet[Row]":
        """The newest of the rows that contain every word of the query. Nothing searchable finds nothing.

        rows: all that may be found, filtered already: what is filtered afterwards makes a page come up short.
        """
        phrase = search_query(query)
        if phrase is None:
            return rows.none()
        this_row = rows.filter(pk=RawSQL(f"{self.table}.rowid", ())).order_by().values("pk")  # noqa: S611
        try:
            its_rows, values = this_row.query.sql_with_params()
        except EmptyResultSet:
            return rows.none()
        match = MATCH[connection.vendor].format(table=self.table)
        with connection.cursor() as cursor:
            statement = FIND.format(table=self.table, match=match, rows=its_rows)
            cursor.execute(statement, [phrase, before or NO_LIMIT, *values, most, skip])
            return rows.filter(pk__in=[number for (number,) in cursor.fetchall()])

    def _run(self, statements: dict[str, str], number: int, words: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statements[connection.vendor].format(table=self.table), [number, words])


PUBLIC_VOICES = Index("voices_publicwords")
NEEDS = Index("voices_needwords")
