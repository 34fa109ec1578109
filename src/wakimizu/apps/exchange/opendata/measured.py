"""Open data of what is measured: public indicators and their values, read as the public pages show them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wakimizu.apps.exchange.opendata.table import (
    ADDRESS,
    CODE,
    DAY,
    NUMBER,
    WHOLE,
    Asked,
    Column,
    Dataset,
    Pages,
    Row,
    at_once,
    by_key,
)
from wakimizu.apps.monitoring import periods, queries
from wakimizu.apps.monitoring.models import Indicator, Observation

UNIT = Column("単位", "unit", _("What it is counted in"), CODE, "percent")
CODED = Column("指標コード", "indicator", _("Code of the indicator"), CODE, "answered-in-time")
NAMED = Column("指標名", "indicator_name", _("Name of the indicator"), example="期限内回答率")
INDICATORS = (
    CODED, NAMED, Column("英語名", "indicator_name_en", _("Name in English"), example="Answered in time"),
    Column("分子", "numerator", _("What is counted"), example="期限内に回答したニーズ"),
    Column("分母", "denominator", _("Of what; empty: the value is a count or a mean by itself"), example="回答したニーズ"),
    UNIT, Column("向き", "direction", _("Whether more is better (up) or less (down)"), CODE, "up"),
    Column("頻度", "cadence", _("How often it is observed: month, quarter, year"), CODE, "month"),
    Column("所管", "owner", _("Office that answers for it"), example="広聴課"),
    Column("取得方法", "source", _("Where its numbers come from"), CODE, "computed"),
    Column("備考", "note", _("How it is measured"), example=""),
    Column("URL", "url", _("Its page"), ADDRESS, "https://city.example.jp/indicators/answered-in-time/"),
)  # fmt: skip
VALUES = (
    CODED, NAMED, Column("期間", "period", _("Month, quarter or fiscal year"), example="2026-10"),
    Column("開始日", "begins", _("First day of the period"), DAY, "2026-10-01"),
    Column("地域・施設コード", "place", _("Code of the area or office; empty: the whole city"), CODE, "43101"),
    Column("地域・施設名", "place_name", _("Its name"), example="中央区"),
    Column("分子", "numerator", _("What was counted"), NUMBER, "182"), Column("分母", "denominator", _("Of how many"), NUMBER, "201"),
    Column("値", "value", _("The value"), NUMBER, "90.5", _("as the column of units says")), UNIT,
    Column("下限", "low", _("Lower end of the 95 % interval, where there is one"), NUMBER, "86.1"),
    Column("上限", "high", _("Upper end of it"), NUMBER, "94.0"),
    Column("回答数", "answers", _("Answers, of a survey"), WHOLE, ""),
    Column("取得方法", "source", _("Where the number comes from"), CODE, "computed"),
    Column("出典", "said_by", _("The same in words"), example=""),
)  # fmt: skip
CHANGES = ("keep_indicator", "observe", "keep_observations", "withdraw_observation", "keep_computed", "publish_survey")


def _indicators(asked: Asked) -> Pages:
    yield from at_once(
        (
            row.code, row.name, row.name_en, row.numerator, row.denominator, row.unit, row.direction, row.cadence,
            row.owner.name, row.source, row.note, f"{asked.root}/indicators/{row.code}/",
        )
        for row in queries.indicators(public=True)
    )  # fmt: skip


def _values(asked: Asked) -> Pages:
    known = {each.pk: each for each in queries.indicators(public=True)}
    for page in by_key(Observation.objects.filter(indicator__public=True)):
        yield [_value(row, known[row.indicator_id], asked) for row in page if row.indicator_id in known]


def _value(row: Observation, of: Indicator, asked: Asked) -> Row:
    place = asked.book.area(row.area_id) or asked.book.office(row.office_id)
    return (
        of.code, of.name, periods.written(row.begins, of.cadence), row.begins, place.code if place else None,
        place.name if place else None, row.numerator, row.denominator, row.value, of.unit, row.low, row.high, row.answers,
        row.source, row.said_by,
    )  # fmt: skip


def datasets() -> Iterator[Dataset]:
    yield Dataset(
        "indicators", _("Indicators"), _("something the city measures again and again"), "GOVE", "IRREG", INDICATORS,
        _indicators, CHANGES, lambda: Indicator.objects.filter(public=True).count(),
    )  # fmt: skip
    yield Dataset(
        "indicator-values", _("Values of the indicators"), _("an indicator's value for a place and a period"), "GOVE", "MONTHLY",
        VALUES, _values, CHANGES, lambda: Observation.objects.filter(indicator__public=True).count(),
    )  # fmt: skip
