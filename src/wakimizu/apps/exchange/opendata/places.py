"""Open data of offices and counters: two national lists of facilities, the service catalogue, parity.

The rules:
1. Offices that are open on the day are listed; people never are (`city.exports`).
2. The older form 公共施設一覧 (推奨データセット) goes out beside the newer: many portals still read that one only.
3. Parity says what each counter must do, what it does and where it falls short; never how many cases it had, for at a
   small counter that would tell of single people.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city import exports as city_exports
from wakimizu.apps.exchange.opendata.table import CODE, FLAG, Asked, Column, Dataset, Pages, Row, at_once
from wakimizu.apps.services import exports as service_exports
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.parity.audit import Audit, audit
from wakimizu.apps.services.workflow import Fault, Level

OLDER = (
    "都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "名称_カナ", "名称_通称", "POIコード", "住所", "方書",
    "緯度", "経度", "電話番号", "内線番号", "法人番号", "団体名", "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項", "説明",
    "バリアフリー情報", "URL", "備考",
)  # fmt: skip
RENAMED = {
    "都道府県コード又は市区町村コード": "全国地方公共団体コード", "NO": "ID", "都道府県名": "所在地_都道府県",
    "市区町村名": "地方公共団体名", "住所": "所在地_連結表記", "方書": "建物名等(方書)",
}  # fmt: skip
MEANT = {
    "全国地方公共団体コード": _("Code of the municipality with its check digit"),
    "ID": _("The facility's number; it stays"),
    "地方公共団体名": _("Name of the municipality"),
    "名称": _("Name"),
    "名称_カナ": _("Name in katakana"),
    "名称_英語": _("Name in English"),
    "所在地_連結表記": _("Address"),
    "緯度": _("Latitude (WGS 84); empty without a place"),
    "経度": _("Longitude (WGS 84); empty without a place"),
    "電話番号": _("Telephone"),
    "利用可能曜日": _("Days on which it is open, as 月火水木金"),
    "開始時間": _("Opens at"),
    "終了時間": _("Closes at"),
    "利用可能日時特記事項": _("Remarks on its hours"),
}
AS_DEFINED = _("As the national form defines it; empty where the city has nothing to say")
OFFICES = ("open_office", "change_office", "close_office", "take_offices_in", "take_tree_in")


def _facilities(asked: Asked) -> Pages:
    yield from at_once(
        city_exports.cells(office, asked.book) for office in city_exports.listed(asked.book, asked.today)
    )


def _older(asked: Asked) -> Pages:
    at = [city_exports.COLUMNS.index(RENAMED.get(name, name)) for name in OLDER]
    for page in _facilities(asked):
        yield [[row[number] for number in at] for row in page]


def _placed(columns: tuple[str, ...]) -> tuple[int, int]:
    return columns.index("緯度"), columns.index("経度")


def _national(names: tuple[str, ...]) -> list[Column]:
    return [Column(name, name, MEANT.get(RENAMED.get(name, name), AS_DEFINED)) for name in names]


# ── services ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SERVICES = [
    *(Column(column.name, column.name, _("Field of GIF 451-4")) for column in gif.COLUMNS),
    *(Column(column.name, column.name, _("Our own, beside the national fields")) for column in gif.OUR_COLUMNS),
]


def _services(asked: Asked) -> Pages:
    """Columns that a city keeps beside these stay inside."""
    sheet = service_exports.services(asked.book, asked.today)
    yield from at_once([str(value or "") for value in row[: len(SERVICES)]] for row in sheet.rows)


# ── parity ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PARITY = (
    Column("施設コード", "office", _("Code of the office"), CODE, "b-kawachi"),
    Column("施設名", "office_name", _("Name of the office"), example="河内出張所"),
    Column("施設種別", "office_kind", _("Kind of the office"), CODE, "branch"),
    Column("区コード", "ward", _("Code of the ward"), CODE, "43103"),
    Column("制度番号", "service", _("Code of the service"), CODE, "juminhyo"),
    Column("制度名", "service_name", _("Name of the service"), example="住民票の写し"),
    Column("基準コード", "demanded", _("How far the standard demands it to be handled, as a code; empty without a standard"), CODE, "full"),
    Column("基準", "demanded_name", _("The same in words"), example="全部"),
    Column("取扱コード", "level", _("How far it is handled, as a code"), CODE, "referral"),
    Column("取扱", "level_name", _("The same in words"), example="取次"),
    Column("基準達成", "met", _("Whether all that the standard demands is met; empty where nothing is demanded"), FLAG, "0"),
    Column("不足コード", "faults", _("What falls short, as codes with ; between them"), CODE, "below;hours"),
    Column("不足", "faults_names", _("The same in words"), example="取次のみ；開庁時間が短い"),
)  # fmt: skip


def _parity(asked: Asked) -> Pages:
    found = audit(asked.book.city, asked.today)
    yield from at_once(_judged(found))


def _judged(found: Audit) -> Iterator[Row]:
    levels, faults = dict(Level.choices), dict(Fault.choices)
    for office in found.offices:
        ward = found.book.area(office.ward_id)
        head = (office.code, office.name, office.kind, ward.code if ward else None)
        for service in found.services:
            cell = found.cell(office, service)
            short = [finding.fault for finding in cell.shortfalls]
            demanded = (cell.demanded, str(levels[cell.demanded])) if cell.has_standard else (None, None)
            yield (
                *head, service.code, service.name, *demanded, cell.level, str(levels[cell.level]),
                cell.is_met if cell.is_demanded else None, ";".join(short), "；".join(str(faults[each]) for each in short),
            )  # fmt: skip


def datasets() -> Iterator[Dataset]:
    yield Dataset(
        "facilities", _("Public facilities"), _("an office or facility that is open today"), "GOVE", "IRREG",
        _national(city_exports.COLUMNS), _facilities, OFFICES, place=_placed(city_exports.COLUMNS),
        form="自治体標準オープンデータセット 公共施設一覧",
    )  # fmt: skip
    yield Dataset(
        "facilities-2020", _("Public facilities (older form)"), _("an office or facility that is open today"), "GOVE", "IRREG",
        _national(OLDER), _older, OFFICES, place=_placed(OLDER), form="推奨データセット 公共施設一覧",
    )  # fmt: skip
    yield Dataset(
        "service-catalogue", _("Services of the counters"), _("a procedure or service of the city, as it holds today"), "GOVE",
        "IRREG", SERVICES, _services, ("enter_service", "change_service", "take_services_in"), form="GIF 451-4",
    )  # fmt: skip
    yield Dataset(
        "parity", _("Parity of the counters"), _("a service at an office, against the standard of today"), "GOVE", "IRREG",
        PARITY, _parity, (*OFFICES, "set_standard", "offer_service", "withdraw_offering", "take_offerings_in", "note_observations"),
    )  # fmt: skip
