"""Files out: the city's offices as open data, in the national form 公共施設一覧 and as GeoJSON.

The rules:
1. Offices that are open on the day are listed, divisions at HQ too; those closed in the past are not. People are never
   listed.
2. The columns are the national ones. What came in under them goes out as it came, so that the file, read in again,
   changes nothing. Days written in our own short form (mon-fri) are written out as the form wants them (月火水木金).
3. A facility that came in with the number 0012 goes out with it.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.hours import ENGLISH, JAPANESE, MIDNIGHT, weekdays
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.shared.tables import header_key

FORMULAS = frozenset("=+-@\t\r")
BOM = "\ufeff"  # so that a spreadsheet takes it for UTF-8
# 公共施設一覧 of the 自治体標準オープンデータセット. The block of a facility is the one its published sister lists have.
COLUMNS = (
    "全国地方公共団体コード",
    "ID",
    "地方公共団体名",
    "名称",
    "名称_カナ",
    "名称_英語",
    "名称_通称",
    "POIコード",
    "所在地_全国地方公共団体コード",
    "町字ID",
    "所在地_連結表記",
    "所在地_都道府県",
    "所在地_市区町村",
    "所在地_町字",
    "所在地_番地以下",
    "建物名等(方書)",
    "緯度",
    "経度",
    "高度の種別",
    "高度の値",
    "電話番号",
    "内線番号",
    "連絡先メールアドレス",
    "連絡先FormURL",
    "連絡先備考（その他、SNSなど）",
    "郵便番号",
    "法人番号",
    "団体名",
    "利用可能曜日",
    "開始時間",
    "終了時間",
    "利用可能日時特記事項",
    "説明",
    "バリアフリー情報",
    "URL",
    "画像",
    "画像_ライセンス",
    "備考",
)
BEFORE = {"建物名等(方書)": "方書"}  # what the older form calls it


def listed(book: Directory, day: date) -> list[Office]:
    """The offices of a day, by code."""
    return [office for office in book.offices.values() if office.valid_on(day)]


def offices_csv(book: Directory, day: date) -> Iterator[str]:
    """The national list, line by line."""
    yield BOM + csv_line(COLUMNS)
    for office in listed(book, day):
        yield csv_line(cells(office, book))


def csv_line(cells: Any) -> str:
    """A line of CSV. A text that a spreadsheet would take for a formula is set off by a blank, which readers drop."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(f" {cell}" if _computed(cell) else cell for cell in cells)
    return text.getvalue()


def _computed(cell: str) -> bool:
    """Whether a spreadsheet would compute it: Japanese ones take ＝ for = too."""
    return unicodedata.normalize("NFKC", cell[:1])[:1] in FORMULAS


def cells(office: Office, book: Directory) -> list[str]:
    """An office in the order of COLUMNS."""
    ours = {
        "全国地方公共団体コード": six_digits(book.city),
        "ID": public_id(office, book),
        "地方公共団体名": book.city.name,
        "名称": office.name,
        "名称_カナ": office.kana,
        "名称_英語": office.name_en,
        "所在地_連結表記": office.address,
        "緯度": _degrees(office.lat),
        "経度": _degrees(office.lon),
        "電話番号": office.phone,
        "利用可能曜日": national_days(office.days),
        "開始時間": clock(office.opens),
        "終了時間": clock(office.closes),
        "利用可能日時特記事項": office.note if office.note == public_note(office) else "",
    }
    rest = {header_key(name): str(cell) for name, cell in office.columns.items()}
    return [
        ours.get(name) or rest.get(header_key(name)) or rest.get(header_key(BEFORE.get(name, name)), "")
        for name in COLUMNS
    ]


def six_digits(city: City) -> str:
    """The code with its check digit: 11 − (6a+5b+4c+3d+2e mod 11), its last digit (JIS X 0402:2020)."""
    if len(city.code) != 5:
        return city.code
    total = sum(int(digit) * weight for digit, weight in zip(city.code, (6, 5, 4, 3, 2), strict=True))
    return city.code + str((11 - total % 11) % 10 if total >= 11 else 11 - total)


def public_id(office: Office, book: Directory) -> str:
    """The number a facility came with; our own code for an office that is ours."""
    number = office.code.removeprefix("f-")
    return office.code if number in book.office_by_code else number


def public_note(office: Office) -> str:
    """A note without its parts for planners (must_stay_until=2028-04-01)."""
    return (
        ";".join(part.strip() for part in office.note.split(";") if "=" not in part)
        if "=" in office.note
        else office.note
    )


def national_days(text: str) -> str:
    """月火水木金 of mon-fri; what is written in Japanese stays as it is."""
    known = weekdays(text)
    if known is None or not any(name in text.lower() for name in ENGLISH):
        return text
    return "".join(JAPANESE[day] for day in sorted(known.days))


def clock(at: time | None) -> str:
    return "" if at is None else "24:00" if at == MIDNIGHT else f"{at:%H:%M}"


def _degrees(value: float | None) -> str:
    return "" if value is None else str(value)


def offices_geojson(book: Directory, day: date) -> Iterator[str]:
    """The same offices as GeoJSON (RFC 7946), one feature a line; an office without a place has no geometry."""
    yield '{"type": "FeatureCollection", "features": ['
    for n, office in enumerate(listed(book, day)):
        yield (",\n" if n else "\n") + json.dumps(_feature(office, book), ensure_ascii=False)
    yield "\n]}\n"


def _feature(office: Office, book: Directory) -> dict[str, Any]:
    ward: Area | None = book.area(office.ward_id)
    facts = {
        "id": public_id(office, book),
        "kind": office.kind,
        "name": office.name,
        "kana": office.kana,
        "name_en": office.name_en,
        "ward": ward.name if ward else "",
        "ward_code": ward.code if ward else "",
        "address": office.address,
        "phone": office.phone,
        "days": national_days(office.days),
        "opens": clock(office.opens),
        "closes": clock(office.closes),
        "note": public_note(office),
    }
    placed = office.lat is not None and office.lon is not None
    point = {"type": "Point", "coordinates": [office.lon, office.lat]} if placed else None
    kept = {name: value for name, value in facts.items() if value}
    return {"type": "Feature", "geometry": point, "properties": kept}
