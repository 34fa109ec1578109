"""Files out: the catalogue in the national form, standards, what offices offer, what was observed.

The rules:
1. What goes out comes in again: the file, taken in as it is, changes nothing (`imports`, docs/services.md).
2. Rows are made as they are read, so that a file of any size can be sent line by line: `csv_lines(services(book))`.
   A workbook is put together in memory: `workbook([services(book)])` of shared.workbooks.
3. A last day (終了日, 公開終了日) is the last day on which the row holds.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.exports import BOM, clock, csv_line
from wakimizu.apps.city.models import Office
from wakimizu.apps.services.models import Observation, Offering, Service, Standard
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.national.form import CONTACT, NATIONAL, contact_of, units_of
from wakimizu.apps.services.workflow import COUNTERS, Decided, Level
from wakimizu.shared.tables import header_key
from wakimizu.shared.workbooks import Sheet, Value

LEVELS = {Level.FULL: "全部", Level.REFERRAL: "取次", Level.NONE: "なし"}
DECIDED = {Decided.COUNTER: "窓口", Decided.HQ: "本庁"}
STANDARDS = (
    "制度番号", "開始日", "終了日", "区役所", "総合出張所", "出張所", "まちづくりセンター", "コンビニ", "待ち時間", "処理日数",
    "決定", "必要書類", "開始時刻", "終了時刻", "理由",
)  # fmt: skip
OFFERINGS = (
    "制度番号", "施設番号", "取扱", "決定", "必要書類", "曜日", "開始時刻", "終了時刻", "開始日", "終了日", "備考",
)  # fmt: skip
OBSERVATIONS = ("制度番号", "施設番号", "年月", "件数", "平均待ち時間(分)", "平均処理日数")


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """A table as CSV in UTF-8, line by line, with the mark by which spreadsheets know it."""
    yield BOM + csv_line(sheet.columns)
    for row in sheet.rows:
        yield csv_line([_text(value) for value in row])


def _text(value: Value) -> str:
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def services(book: Directory, day: date | None = None) -> Sheet:
    """The whole catalogue, or that of a day, in the columns of GIF 451-4; ours, and columns of yours, come after them."""
    found = list(Service.objects.select_related("owner", "base", "ward"))
    rows = [service for service in found if day is None or service.valid_on(day)]
    national = [column.name for column in gif.COLUMNS]
    others = sorted({name for row in rows for name in row.columns} - set(NATIONAL.values()) - {CONTACT})
    columns = [*national, *(column.name for column in gif.OUR_COLUMNS), *others]
    units = units_of(book)
    return Sheet("制度", columns, (_service(row, units, columns) for row in rows))


def _service(service: Service, units: Mapping[str, Sequence[Office]], columns: Sequence[str]) -> list[Value]:
    alone = len(units.get(header_key(service.owner.name), ())) == 1
    ours: dict[str, Value] = {
        "owner": service.owner.name if alone else service.owner.code,
        "base": service.base.code if service.base else "",
        "ward": service.ward.name if service.ward else "",
        "documents": _listed(service.documents),
        "documents_en": _listed(service.documents_en),
        "beneficiaries": _listed(service.beneficiaries),
        "contact": service.columns.get(CONTACT) or contact_of(service.owner),
        "valid_to": _last_day(service.valid_to),
    }
    fields = {column.name: column.field for column in (*gif.COLUMNS, *gif.OUR_COLUMNS) if column.field}
    return [
        ours.get(fields[name], getattr(service, fields[name], "")) if name in fields else service.columns.get(name, "")
        for name in columns
    ]


def standards() -> Sheet:
    """Every version of every standard, oldest first within a service."""
    rows = Standard.objects.order_by("service__code", "valid_from").select_related("service").iterator(2000)
    return Sheet("基準", STANDARDS, (_standard(row) for row in rows))


def _standard(row: Standard) -> list[Value]:
    return [
        row.service.code,
        row.valid_from,
        _last_day(row.valid_to),
        *(LEVELS[Level(row.levels.get(kind) or Level.NONE)] for kind in COUNTERS),
        row.wait_minutes,
        row.lead_days,
        DECIDED.get(row.decided, ""),  # type: ignore[call-overload]
        _own_documents(row.documents),
        clock(row.opens),
        clock(row.closes),
        row.because,
    ]


def offerings(offices: Collection[int] | None = None) -> Sheet:
    """What offices offer and have offered; all of them, or those of some numbers."""
    rows = Offering.objects.order_by("service__code", "office__code", "valid_from").select_related("service", "office")
    if offices is not None:
        rows = rows.filter(office_id__in=offices)
    return Sheet("取扱", OFFERINGS, (_offering(row) for row in rows.iterator(2000)))


def _offering(row: Offering) -> list[Value]:
    return [
        row.service.code,
        row.office.code,
        LEVELS[Level(row.level)],
        DECIDED.get(row.decided, ""),  # type: ignore[call-overload]
        _own_documents(row.documents),
        row.days,
        clock(row.opens),
        clock(row.closes),
        row.valid_from,
        _last_day(row.valid_to),
        row.note,
    ]


def observations(since: date | None = None, until: date | None = None, offices: Collection[int] | None = None) -> Sheet:
    """Months of services at offices, oldest first; from a month to a month, of some offices, or all."""
    rows: Any = Observation.objects.order_by("month", "service__code", "office__code")
    limits: dict[str, Any] = {"month__gte": since, "month__lte": until, "office_id__in": offices}
    rows = rows.filter(**{name: limit for name, limit in limits.items() if limit is not None})
    cells = rows.values_list("service__code", "office__code", "month", "volume", "wait_minutes", "lead_days")
    written = ((code, office, f"{month:%Y-%m}", *counted) for code, office, month, *counted in cells.iterator(5000))
    return Sheet("実績", OBSERVATIONS, written)


def _last_day(ends: date | None) -> date | None:
    return ends - timedelta(days=1) if ends else None


def _listed(words: Sequence[str]) -> str:
    return ";".join(word.replace(";", "、") for word in words)


def _own_documents(words: Sequence[str] | None) -> str:
    return "" if words is None else _listed(words) or "なし"
