"""Open data of people: the national form 地域・年齢別人口 of the count that the public pages rest upon.

The rules:
1. The count that speaks now (`population.queries`) goes out, for the city, its wards and its districts. A district whose
   ages are not known has them withheld, as its table has them.
2. A count without five-year ages does not fit the form and stays out.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.models import Area
from wakimizu.apps.exchange.opendata.table import (
    CODE,
    DAY,
    NUMBER,
    TEXT,
    Asked,
    Column,
    Dataset,
    Pages,
    Row,
    Words,
    at_once,
)
from wakimizu.apps.population import exports, queries
from wakimizu.shared.errors import BadInput

MEANT: dict[str, tuple[Words, Words, str]] = {
    "全国地方公共団体コード": (_("Code of the municipality with its check digit"), CODE, "431001"),
    "地域コード": (_("Code of the area"), CODE, "43101"),
    "地方公共団体名": (_("Name of the municipality"), "", "熊本市"),
    "調査年月日": (_("Day of the count"), DAY, "2026-10-01"),
    "地域名": (_("Name of the area"), "", "中央区"),
    "世帯数": (_("Households"), NUMBER, "101203"),
    "備考": (_("Observed, estimated or projected"), "", "観測"),
}
PEOPLE: tuple[Words, Words, str] = (_("People; X where it is withheld"), NUMBER, "4210")
KINDS = (Area.Kind.CITY, Area.Kind.WARD, Area.Kind.DISTRICT)


def _column(name: str) -> Column:
    meaning, kind, example = MEANT.get(name, PEOPLE)
    return Column(name, name, meaning, kind or TEXT, example, _("people") if name not in MEANT else "")


def _people(asked: Asked) -> Pages:
    yield from at_once(list(_rows(asked)))


def _rows(asked: Asked) -> Iterator[Row]:
    known = queries.speaking()
    for kind in KINDS:
        layer = known.now(kind, asked.today)
        if layer is None:
            continue
        try:
            yield from exports.national(layer.table, asked.book, layer.where).rows
        except BadInput:  # without five-year ages
            continue


def datasets() -> Iterator[Dataset]:
    yield Dataset(
        "population", _("People by area and age"), _("an area on the day of a count"), "SOCI", "ANNUAL",
        [_column(name) for name in exports.NATIONAL], _people, ("keep_table",),
        form="自治体標準オープンデータセット 地域・年齢別人口",
    )  # fmt: skip
