"""The full-text index over public words: one table with the same two columns on both databases (migration 0002)."""

from django.db import connection

from wakimizu.apps.voices.analysis import search_query, search_words

MATCH = {
    "sqlite": "SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": (
        "SELECT rowid FROM {table} WHERE words @@ to_tsquery('simple', %s) AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    ),
}
ADD = {
    "sqlite": "INSERT INTO {table} (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {table} (rowid, words) VALUES (%s, to_tsvector('simple', %s))",
}
REMOVE = {
    "sqlite": "INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', %s, %s)",
    "postgresql": "DELETE FROM {table} WHERE rowid = %s AND %s::text IS NOT NULL",
}
NO_LIMIT = 2**62


class Index:
    """The words of one kind of row, found newest first."""

    def __init__(self, table: str) -> None:
        self.table = table

    def add(self, number: int, text: str) -> None:
        self._run(ADD, number, search_words(text))

    def remove(self, number: int, text: str) -> None:
        """Take a row out; `text` must be what was added (the index keeps no copy of its own)."""
        self._run(REMOVE, number, search_words(text))

    def find(self, query: str, *, before: int | None = None, most: int = 21) -> list[int]:
        """Numbers of rows that contain every word of the query, newest first. Nothing searchable finds nothing."""
        phrase = search_query(query)
        if phrase is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(MATCH[connection.vendor].format(table=self.table), [phrase, before or NO_LIMIT, most])
            return [number for (number,) in cursor.fetchall()]

    def _run(self, statements: dict[str, str], number: int, words: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statements[connection.vendor].format(table=self.table), [number, words])


PUBLIC_VOICES = Index("voices_publicwords")
NEEDS = Index("voices_needwords")
