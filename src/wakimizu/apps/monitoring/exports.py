"""Files out, in the forms that `imports` takes: indicators, the tree of plans, values."""

from collections.abc import Iterator, Sequence

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.exports import BOM, csv_line
from wakimizu.apps.monitoring import periods
from wakimizu.apps.monitoring.models import Indicator, Observation, PlanItem
from wakimizu.apps.monitoring.queries import code_of
from wakimizu.apps.monitoring.scans import Emerged
from wakimizu.apps.monitoring.series import place
from wakimizu.shared.workbooks import Sheet, Value

VALUES = (
    "指標コード", "指標名", "期間", "開始日", "地域コード", "地域名", "分子", "分母", "値", "単位", "下限", "上限", "回答数",
    "取得方法", "出典",
)  # fmt: skip
INDICATORS = (
    "指標コード", "指標名", "英語名", "分子", "分子（英語）", "分母", "分母（英語）", "単位", "向き", "頻度", "所管", "取得方法", "計算",
    "備考", "公開", "備考（英語）", "意味のある変化",
)  # fmt: skip
EMERGED = (
    "番号",
    "分類コード",
    "分類",
    "地域コード",
    "地域名",
    "週数",
    "始まり",
    "声の数",
    "期待値",
    "倍率",
    "p値",
    "際立つ",
)
PLAN = ("コード", "上位コード", "種別", "順序", "名称", "英語名", "出典", "区コード", "所管", "期限", "状態", "進捗率")


def values(indicators: list[Indicator], book: Directory) -> Sheet:
    """Every value, one a line, read as it is written."""
    known = {each.pk: each for each in indicators}
    rows = Observation.objects.filter(indicator__in=list(known)).order_by("indicator__code", "begins", "pk")
    return Sheet("values", VALUES, (_value(row, known[row.indicator_id], book) for row in rows.iterator(1000)))


def _value(row: Observation, indicator: Indicator, book: Directory) -> list[Value]:
    where = book.area(row.area_id) or book.office(row.office_id)
    return [
        indicator.code, indicator.name, _period(row, indicator), row.begins, code_of(place(row), book),
        where.name if where else book.city.name, row.numerator, row.denominator, row.value, indicator.unit, row.low, row.high,
        row.answers, row.source, row.said_by,
    ]  # fmt: skip


def _period(row: Observation, indicator: Indicator) -> str:
    return periods.written(row.begins, indicator.cadence)


def indicators() -> Sheet:
    rows = Indicator.objects.select_related("owner")
    return Sheet("indicators", INDICATORS, (_indicator(row) for row in rows.iterator(500)))


def _indicator(row: Indicator) -> list[Value]:
    return [*_words(row), "1" if row.public else "", row.note_en, row.worth]


def _words(row: Indicator) -> Iterator[Value]:
    yield from (row.code, row.name, row.name_en, row.numerator, row.numerator_en, row.denominator, row.denominator_en)
    yield from (row.unit, row.direction, row.cadence, row.owner.code, row.source, row.computation, row.note)


def plan() -> Sheet:
    """Parents before their parts."""
    items = list(PlanItem.objects.select_related("owner", "ward"))
    codes = {item.pk: item.code for item in items}
    below: dict[int | None, list[PlanItem]] = {}
    for item in items:
        below.setdefault(item.parent_id, []).append(item)

    def walk(parent: int | None) -> Iterator[list[Value]]:
        for item in below.get(parent, []):
            yield [
                item.code, codes.get(item.parent_id or 0, ""), item.kind, item.order, item.name, item.name_en, item.source,
                item.ward.code if item.ward else "", item.owner.code if item.owner else "", item.due, item.state, item.percent,
            ]  # fmt: skip
            yield from walk(item.pk)

    return Sheet("plan", PLAN, walk(None))


def emerged(found: Sequence[Emerged]) -> Sheet:
    """What a scan found, one cluster a line."""
    return Sheet("emerging", EMERGED, (_emerged(each) for each in found))


def _emerged(each: Emerged) -> list[Value]:
    codes, names = ";".join(area.code for area in each.areas), ";".join(area.name for area in each.areas)
    topic = each.topic.name if each.topic else ""
    return [
        each.number, each.topic_code, topic, codes, names, each.weeks, each.since, each.voices, each.expected,
        round(each.times, 2), each.p, "1" if each.stands_out else "",
    ]  # fmt: skip


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """A table as CSV in UTF-8, line by line, with the mark by which spreadsheets know it."""
    yield BOM + csv_line(sheet.columns)
    for row in sheet.rows:
        yield csv_line([_text(value) for value in row])


def _text(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
