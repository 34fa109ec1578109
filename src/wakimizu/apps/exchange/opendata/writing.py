"""Rows as CSV, JSON and GeoJSON, page by page, so that memory stays the same for ten rows and for ten million.

Nothing is held open between two pages: each is read in the city's scope for itself, and a slow reader holds up nobody.
"""

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from wakimizu.apps.exchange.opendata.table import Asked, Column, Dataset, Pages, Row, Value
from wakimizu.shared.scoping import in_city
from wakimizu.shared.tables import FORMULAS, safe_cell

BOM = "\ufeff"  # so that a spreadsheet takes it for UTF-8
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
}
GZIP = 31  # zlib's window bits for a gzip stream


def read(pages: Pages, city: int) -> Iterator[Sequence[Row]]:
    """The pages, each read within the city and with Japanese words, whatever the thread does in between."""
    while True:
        with in_city(city), override("ja"):
            page = next(pages, None)
        if page is None:
            return
        yield page


def csv_chunks(pages: Iterator[Sequence[Row]], columns: Sequence[Column], bom: bool = False) -> Iterator[str]:
    yield (BOM if bom else "") + _lines([[column.name for column in columns]])
    for page in pages:
        yield _lines(
            # Most cells are texts that no spreadsheet computes: of a million rows each call that is spared counts.
            [value if value.__class__ is str and value[:1] not in FORMULAS else cell(value) for value in row]
            for row in page
        )


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def cell(value: Value) -> str:
    """A value as CSV has it: ISO 8601 days, a point in decimals, 1 and 0 for yes and no, nothing for nothing."""
    if isinstance(value, str):
        return safe_cell(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def json_chunks(pages: Iterator[Sequence[Row]], columns: Sequence[Column]) -> Iterator[str]:
    """A list of objects, one a line."""
    keys = [column.key for column in columns]
    yield from _listed(pages, lambda row: dict(zip(keys, row, strict=True)), "[", "]\n")


def geojson_chunks(pages: Iterator[Sequence[Row]], columns: Sequence[Column], place: tuple[int, int]) -> Iterator[str]:
    """A FeatureCollection (RFC 7946), one feature a line; what has no place has no geometry."""
    keys = [column.key for column in columns]

    def feature(row: Row) -> dict[str, Any]:
        lat, lon = row[place[0]], row[place[1]]
        point = None if lat in (None, "") or lon in (None, "") else [float(str(lon)), float(str(lat))]
        facts = {key: value for at, (key, value) in enumerate(zip(keys, row, strict=True)) if at not in place}
        return {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point} if point else None,
            "properties": facts,
        }

    yield from _listed(pages, feature, '{"type": "FeatureCollection", "features": [', "]}\n")


def _listed(pages: Iterator[Sequence[Row]], made: Callable[[Row], Any], first: str, last: str) -> Iterator[str]:
    yield first
    between = "\n"
    for page in pages:
        lines = (json.dumps(made(row), ensure_ascii=False, default=_plain) for row in page)
        yield between + ",\n".join(lines)
        between = ",\n"
    yield "\n" + last


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)  # words that are translated when they are read


def chunks(dataset: Dataset, kind: str, asked: Asked, bom: bool = False) -> Iterator[str]:
    """A data set in one of its formats."""
    pages = read(dataset.pages(asked), asked.book.city_id)
    if kind == "geojson" and dataset.place:
        return geojson_chunks(pages, dataset.columns, dataset.place)
    return json_chunks(pages, dataset.columns) if kind == "json" else csv_chunks(pages, dataset.columns, bom)


def encoded(texts: Iterator[str], packed: bool) -> Iterator[bytes]:
    """As bytes; packed: as one gzip stream, for clients that take it."""
    if not packed:
        yield from (text.encode() for text in texts)
        return
    packer = zlib.compressobj(level=1, wbits=GZIP)
    for text in texts:
        yield packer.compress(text.encode()) or b""
    yield packer.flush()
