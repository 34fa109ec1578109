"""Files in: municipalities, facilities, blocks, mesh cells, outlines. What is taken and refused, and why, line by line.

The rules, beside those of every table (shared.tables):
1. A row is known by its code: a facility by its ID (else by its name and address), a block by its ward and name, a mesh
   cell by its JIS X 0410 code. The same file again changes nothing.
2. Cells that are empty keep what is known. Values that cannot be read are left out with a remark; a row that would be
   wrong, of another municipality, or there twice, is refused.
3. Each import is one transaction and one ledger entry.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, time
from hashlib import sha256
from math import cos, radians
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from shapely import unary_union
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.validation import make_valid

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.directory import KM_PER_DEGREE, Directory
from wakimizu.apps.city.hours import weekdays
from wakimizu.apps.city.mesh import square
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.city.operations import change_city, draw_outlines, enter_city, take_areas_in, take_offices_in
from wakimizu.apps.ledger.actor import SYSTEM, Actor
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import ROUNDED, Report, Table, decode, municipality_code, number_in, plain

JAPAN_LAT, JAPAN_LON = (20.0, 46.0), (122.0, 154.0)
FARTHEST_KM = 100.0  # a city may own a lodge in the mountains, but not one across the sea
MOST_ID = 36


@dataclass(slots=True)
class Taken:
    """Rows of a file on their way in: a row's line, what is in it, and remarks."""

    report: Report
    added: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    fates: list[tuple[int, str, str]] = field(default_factory=list)

    def compare(self, line: int, known: Model | None, row: Model, remark: str = "") -> None:
        """Sort a row among the new, the changed and the unchanged."""
        if known is None:
            self.added.append(row)
            self.fates.append((line, "added", remark))
        elif any(getattr(known, name) != getattr(row, name) for name in _columns(row)):
            self.changed.append(row)
            self.fates.append((line, "changed", remark))
        else:
            self.fates.append((line, "unchanged", remark))

    def tell(self) -> Report:
        """Once the rows are in: say what became of each line, in the file's order."""
        for line, fate, remark in self.fates:
            self.report.tell(line, fate, remark)  # type: ignore[arg-type]
        self.report.told.sort(key=lambda told: told.number)
        return self.report


def _columns(row: Model) -> list[str]:
    return [each.attname for each in row._meta.concrete_fields]


def import_cities(at: datetime, content: bytes) -> Report:
    """Municipalities: code, name, name_en, lat, lon. The address of each is its English name's first word."""
    columns = {
        "code": ["全国地方公共団体コード", "団体コード"],
        "name": ["市区町村名", "名称"],
        "name_en": ["英語名", "名称_英語"],
        "lat": ["緯度"],
        "lon": ["経度"],
    }
    report = Report()
    table = Table(content, columns, required=["code", "name", "name_en"])
    cities = {city.code: city for city in City.objects.all()}
    hosts = {city.host: city.code for city in cities.values()}
    seen: set[str] = set()
    for line, cells in table.rows(report):
        try:
            city = _city(cells, cities, hosts, seen)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        seen.add(city.code)
        known = cities.get(city.code)
        if known is None:
            hosts[city.host] = city.code
            enter_city(at, city)
            report.tell(line, "added")
        elif any(getattr(known, name) != getattr(city, name) for name in _columns(city)):
            change_city(Actor(city_id=city.pk, at=at, role=SYSTEM), city=city)
            report.tell(line, "changed")
        else:
            report.tell(line, "unchanged")
    return report


def _city(cells: dict[str, str], cities: Mapping[str, City], hosts: Mapping[str, str], seen: set[str]) -> City:
    code = municipality_code(cells["code"], cities.keys())
    if not code or not cells["name"]:
        raise BadInput(_("This line has no municipality code or no name."))
    if code in seen:
        raise BadInput(_("This row stands in the file twice."))
    words = re.findall(r"[a-z]+", cells["name_en"].lower())
    host = "-".join(word for word in words if word not in ("city", "town", "village"))
    known = cities.get(code)
    if not known and not host:
        raise BadInput(_("An English name is needed: the city's address is made from it."))
    if not known and hosts.get(host):
        raise BadInput(_("The address “%(host)s” belongs to %(code)s already.") % {"host": host, "code": hosts[host]})
    lat, lon, _remark = _point(cells["lat"], cells["lon"])
    city = copy(known) if known else City(code=code, host=host)
    _fill(city, {"name": cells["name"], "name_en": cells["name_en"], "lat": lat, "lon": lon})
    return city


def _fill(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value not in ("", None):
            setattr(row, name, value)


NOW_CALLED = {"建物名等(方書)": "方書"}  # the newer form's name of a column → what an office may know it by
FACILITY_COLUMNS: dict[str, Sequence[str]] = {
    "municipality_code": [
        "全国地方公共団体コード",
        "都道府県コード又は市区町村コード",
        "市区町村コード",
        "自治体コード",
    ],
    "municipality": ["地方公共団体名", "市区町村名"],
    "id": ["ID", "NO"],
    "name": ["名称"],
    "kana": ["名称_カナ"],
    "name_en": ["名称_英語", "名称_英字"],
    "address": ["所在地_連結表記", "所在地_連結標記", "住所", "所在地"],
    "lat": ["緯度"],
    "lon": ["経度"],
    "phone": ["電話番号"],
    "days": ["利用可能曜日"],
    "opens": ["開始時間", "利用開始時間"],
    "closes": ["終了時間", "利用終了時間"],
    "note": ["利用可能日時特記事項", "利用可能日時特記", "利用可能時間特記事項"],
}
NOT_KEPT = {"都道府県名"}
KIND_BY_POI = {
    "1301": Office.Kind.HQ_BUREAU,
    "1302": Office.Kind.HQ_BUREAU,
    "1303": Office.Kind.WARD_OFFICE,
    "1304": Office.Kind.BRANCH,
    "1307": Office.Kind.PUBLIC_HALL,
}
KIND_BY_NAME = [  # the first that the name contains
    ("まちづくりセンター", Office.Kind.COMMUNITY_CENTRE),
    ("公民館", Office.Kind.PUBLIC_HALL),
    ("総合出張所", Office.Kind.GENERAL_BRANCH),
    ("出張所", Office.Kind.BRANCH),
]
ADDRESS_PARTS = ["所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下"]


def import_facilities(actor: Actor, city: City, book: Directory, content: bytes) -> Report:
    """Public facilities 公共施設一覧, in the old column list or the one of the 自治体標準オープンデータセット."""
    report = Report()
    table = Table(content, FACILITY_COLUMNS, required=["name"], keep_rest=True)
    taken = Taken(report)
    seen: dict[str, int] = {}
    for line, cells in table.rows(report):
        try:
            office, remarks = _facility(cells, city, book)
            refuse_my_number_in(office)
            if office.code in seen:
                sentence = _("ID %(id)s stands in the file already, in line %(line)d.")
                raise BadInput(sentence % {"id": cells["id"] or office.name, "line": seen[office.code]})
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        seen[office.code] = line
        taken.compare(line, book.office_by_code.get(office.code), office, " ".join(remarks))
    take_offices_in(
        actor,
        city=city,
        added=taken.added,
        changed=taken.changed,
        refused=report.counts["refused"],
        file_digest=report.file_digest,
    )
    return taken.tell()


def _facility(cells: dict[str, str], city: City, book: Directory) -> tuple[Office, list[str]]:
    remarks = _leave_out_rounded(cells)
    if not cells["name"]:
        raise BadInput(_("This line has no name."))
    _check_municipality(cells, city, book)
    address = cells["address"] or "".join(plain(cells.get(part)) for part in ADDRESS_PARTS)
    code = _facility_code(cells, address, book)
    known = book.office_by_code.get(code)
    office = copy(known) if known else Office(city=city, code=code)
    opens, closes, about_hours = _hours(cells["opens"], cells["closes"])
    lat, lon, about_point = _point(cells["lat"], cells["lon"])
    _check_distance(lat, lon, city)
    if lat is None and office.lat is not None:
        about_point = ""
    remarks += [remark for remark in (about_hours, about_point) if remark]
    if known is None or code.startswith("f-"):
        office.kind = _kind(cells)
    ours = known is not None and not code.startswith("f-")
    ward = known.ward if known is not None and ours and known.ward else _facility_ward(cells, address, lat, lon, book)
    values = {
        name: cells[name]
        for name in ("name", "kana", "name_en", "phone", "days", "note")
        if not _says_the_same(name, getattr(office, name), cells[name])
    }
    if _says_the_same("address", office.address, address):
        address = office.address
    _fill(office, values | {"address": address, "lat": lat, "lon": lon, "opens": opens, "closes": closes, "ward": ward})
    rest = {
        NOW_CALLED.get(name, name) if NOW_CALLED.get(name, name) in office.columns else name: cell
        for name, cell in cells.items()
        if cell and name not in FACILITY_COLUMNS and name not in NOT_KEPT
    }
    office.columns = {**office.columns, **rest}
    for each in ("name", "kana", "name_en", "address", "phone", "days"):
        most = getattr(Office._meta.get_field(each), "max_length", None) or 0
        if len(getattr(office, each)) > most:
            raise BadInput(
                _("“%(text)s…” is longer than %(most)d characters.")
                % {"text": getattr(office, each)[:20], "most": most}
            )
    return office, remarks


def _says_the_same(name: str, known: str, given: str) -> bool:
    """Whether a file only writes otherwise what is known: 月火水木金 for mon-fri, other widths of letters."""
    if plain(known) == given:
        return True
    return name == "days" and bool(given) and weekdays(known) is not None and weekdays(known) == weekdays(given)


def _leave_out_rounded(cells: dict[str, str]) -> list[str]:
    """Empty what a spreadsheet has rounded away; say where."""
    rounded = [name for name, cell in cells.items() if ROUNDED.fullmatch(plain(cell))]
    remarks = []
    for name in rounded:
        shown = FACILITY_COLUMNS[name][0] if name in FACILITY_COLUMNS else name
        sentence = _("%(column)s was left out: a spreadsheet has rounded it to %(text)s.")
        remarks.append(sentence % {"column": shown, "text": cells[name]})
        cells[name] = ""
    return remarks


def _check_municipality(cells: dict[str, str], city: City, book: Directory) -> None:
    ours = {city.code, *(ward.code for ward in book.wards)}
    given = cells["municipality_code"]
    code = municipality_code(given, ours)
    if given and not code:
        raise BadInput(_("“%(code)s” is not a municipality's code.") % {"code": given})
    prefecture_only = code.endswith("000")
    if code and code not in ours and not prefecture_only:
        name = cells["municipality"] or code
        raise BadInput(_("This row belongs to %(other)s, not to %(city)s.") % {"other": name, "city": city})
    if not code or prefecture_only:
        named = cells["municipality"]
        if named and not named.endswith(city.name) and city.name not in named:
            raise BadInput(_("This row belongs to %(other)s, not to %(city)s.") % {"other": named, "city": city})


def _facility_code(cells: dict[str, str], address: str, book: Directory) -> str:
    number = cells["id"]
    if len(number) > MOST_ID:
        raise BadInput(_("“%(text)s…” is longer than %(most)d characters.") % {"text": number[:20], "most": MOST_ID})
    if number:
        return number if number in book.office_by_code else f"f-{number}"
    return "f-" + sha256(f"{cells['name']}|{address}".encode()).hexdigest()[:16]


def _kind(cells: Mapping[str, str]) -> str:
    by_poi = KIND_BY_POI.get(plain(cells.get("POIコード"))[:4])
    return by_poi or next((kind for word, kind in KIND_BY_NAME if word in cells["name"]), Office.Kind.FACILITY)


def _facility_ward(
    cells: Mapping[str, str], address: str, lat: float | None, lon: float | None, book: Directory
) -> Area | None:
    """By the point; else by the address's code; else by the ward that the address names."""
    place = book.locate(lat, lon) if lat is not None and lon is not None else None
    if place and place.ward:
        return place.ward
    by_code = {ward.code: ward for ward in book.wards}
    given = cells.get("所在地_全国地方公共団体コード") or cells["municipality_code"]
    found = by_code.get(municipality_code(given, by_code)) if given else None
    return found or next((ward for ward in book.wards if book.city.name + ward.name in address), None)


def _check_distance(lat: float | None, lon: float | None, city: City) -> None:
    if lat is None or lon is None or city.lat is None or city.lon is None:
        return
    north, east = lat - city.lat, (lon - city.lon) * cos(radians(city.lat))
    km = (north**2 + east**2) ** 0.5 * KM_PER_DEGREE
    if km > FARTHEST_KM:
        sentence = _("The point %(lat)s, %(lon)s lies %(km)d km away from %(city)s.")
        raise BadInput(sentence % {"lat": lat, "lon": lon, "km": km, "city": city})


def _point(lat: str, lon: str) -> tuple[float | None, float | None, str]:
    """A point in Japan in degrees, and a remark. BadInput when it is none."""
    if (not lat and not lon) or {lat, lon} <= {"0", "0.0"}:
        return None, None, _("It has no coordinates.")
    point = number_in(lat, *JAPAN_LAT), number_in(lon, *JAPAN_LON)
    if None not in point:
        return *point, ""
    swapped = number_in(lon, *JAPAN_LAT), number_in(lat, *JAPAN_LON)
    if None not in swapped:
        return *swapped, _("Latitude and longitude stood in each other's place.")
    raise BadInput(_("%(lat)s, %(lon)s is not a place in Japan in degrees.") % {"lat": lat or "―", "lon": lon or "―"})


_TIME = re.compile(r"(\d{1,2})(?:[:.時](\d{1,2})?分?(?::\d\d)?)?|(\d\d)(\d\d)")
END_OF_DAY = time(23, 59)


def _hours(opens: str, closes: str) -> tuple[time | None, time | None, str]:
    """Opening hours and a remark about what could not be read. BadInput when they end before they begin."""
    begin, end = _clock(opens), _clock(closes)
    unread = [text for text, minutes in ((opens, begin), (closes, end)) if text and minutes is None]
    remark = (
        _("The hours “%(text)s” could not be read and were left out.") % {"text": "、".join(unread)} if unread else ""
    )
    if begin is not None and begin >= 24 * 60:
        begin = 0
    if end == 0:
        end = 24 * 60  # 0:00 as an end is midnight
    if begin is not None and end is not None and end <= begin:
        raise BadInput(
            _("The hours end at %(closes)s, before they begin at %(opens)s.") % {"opens": opens, "closes": closes}
        )
    return _time(begin), END_OF_DAY if end == 24 * 60 else _time(end), remark


def _clock(text: str) -> int | None:
    """Minutes after midnight of 9:00, 9時, 9時30分, 9:00:00, 0900; None when it is no time. 24:00 is midnight."""
    found = _TIME.fullmatch(text.replace(" ", ""))
    if not found:
        return None
    minutes = int(found[1] or found[3]) * 60 + int(found[2] or found[4] or 0)
    return minutes if minutes <= 24 * 60 and int(found[2] or found[4] or 0) < 60 else None


def _time(minutes: int | None) -> time | None:
    return None if minutes is None else time(minutes // 60, minutes % 60)


def import_blocks(actor: Actor, city: City, book: Directory, content: bytes, source: str = "") -> Report:
    """Blocks 町丁目 by their points: ward, name, latitude, longitude. A block named twice lies between its points."""
    columns = {
        "ward": ["区名", "市区町村名"],
        "name": ["町丁目名", "大字町丁目名"],
        "lat": ["緯度", "latitude"],
        "lon": ["経度", "longitude", "lng"],
    }
    report = Report()
    blocks: dict[tuple[int, str], list[tuple[int, float, float, str]]] = {}
    for line, cells in Table(content, columns, required=list(columns)).rows(report):
        try:
            ward = _ward_named(cells["ward"], book)
            lat, lon, remark = _point(cells["lat"], cells["lon"])
            if not cells["name"] or lat is None or lon is None:
                raise BadInput(_("This line has no name or no coordinates."))
            _check_distance(lat, lon, city)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        blocks.setdefault((ward.pk, cells["name"]), []).append((line, lat, lon, remark))
    taken, known = Taken(report), _known(Area.Kind.BLOCK)
    for (ward_id, name), points in blocks.items():
        row = _block(book.areas[ward_id], name, points, book, source)
        before = known.get(row.code)
        line, _lat, _lon, remark = points[0]
        taken.compare(line, before, _upon(before, row), remark)
        for other, _lat, _lon, _remark in points[1:]:
            sentence = _("%(name)s stands in line %(line)d too; its place is the mean of both.")
            taken.fates.append((other, "unchanged", sentence % {"name": name, "line": line}))
    return _take_areas(actor, city, Area.Kind.BLOCK, taken)


def _ward_named(text: str, book: Directory) -> Area:
    bare = text.removeprefix(book.city.name)
    found = next((ward for ward in book.wards if bare in (ward.name, ward.code)), None)
    if found is None:
        raise BadInput(_("There is no ward “%(text)s” in %(city)s.") % {"text": text, "city": book.city})
    return found


def _block(ward: Area, name: str, points: list[tuple[int, float, float, str]], book: Directory, source: str) -> Area:
    lat = round(sum(point[1] for point in points) / len(points), 6)
    lon = round(sum(point[2] for point in points) / len(points), 6)
    place = book.locate(lat, lon)
    district = place.district if place and place.ward == ward else None
    digest = sha256(f"{ward.code}|{name}".encode()).hexdigest()
    return Area(
        city_id=ward.city_id,
        kind=Area.Kind.BLOCK,
        code=f"{ward.code}-{digest[:12]}",
        name=name,
        parent=district or ward,
        lat=lat,
        lon=lon,
        source=source,
    )


def import_mesh(actor: Actor, city: City, book: Directory, content: bytes, source: str = "") -> Report:
    """Census counts by grid square: the code, and counts by their national codes (T001101001 …).

    `*` is a suppressed count: it is kept as nothing, with the square (HTKSAKI) to whose count it was added.
    """
    columns = {
        "code": ["mesh500", "KEY_CODE", "メッシュコード", "mesh"],
        "ward": ["ward_by_centroid", "市区町村コード"],
        "lat": ["緯度"],
        "lon": ["経度"],
    }
    report = Report()
    taken, known = Taken(report), _known(Area.Kind.MESH)
    seen: set[str] = set()
    wards = {ward.code: ward for ward in book.wards}
    for line, cells in Table(content, columns, required=["code"], keep_rest=True).rows(report):
        try:
            row = _cell(cells, city, book, wards, source)
            if row.code in seen:
                raise BadInput(_("This row stands in the file twice."))
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        seen.add(row.code)
        before = known.get(row.code)
        taken.compare(line, before, _upon(before, row))
    return _take_areas(actor, city, Area.Kind.MESH, taken)


def _cell(cells: dict[str, str], city: City, book: Directory, wards: Mapping[str, Area], source: str) -> Area:
    code = cells["code"]
    try:
        bounds = square(code)
    except ValueError:
        raise BadInput(_("“%(code)s” is not the code of a grid square (JIS X 0410).") % {"code": code}) from None
    lat, lon = bounds.centre
    if cells["lat"] or cells["lon"]:
        given = number_in(cells["lat"], *JAPAN_LAT), number_in(cells["lon"], *JAPAN_LON)
        if given[0] is None or given[1] is None or not bounds.holds(given[0], given[1]):
            sentence = _("Grid square %(code)s lies at %(lat)s, %(lon)s, but the line says %(given)s.")
            raise BadInput(
                sentence % {"code": code, "lat": lat, "lon": lon, "given": f"{cells['lat']}, {cells['lon']}"}
            )
    _check_distance(lat, lon, city)
    return Area(
        city=city,
        kind=Area.Kind.MESH,
        code=code,
        name=code,
        parent=_ward_of_cell(cells["ward"], lat, lon, book, wards),
        lat=lat,
        lon=lon,
        figures={name: _figure(name, cell) for name, cell in cells.items() if name.isascii() and name[:1].isupper()},
        source=source,
    )


def _ward_of_cell(ward: str, lat: float, lon: float, book: Directory, wards: Mapping[str, Area]) -> Area | None:
    if not ward:
        place = book.locate(lat, lon)
        return place.ward if place else None
    found = wards.get(municipality_code(ward, wards))
    if found is None and municipality_code(ward, [book.city.code]) != book.city.code:
        raise BadInput(_("There is no ward “%(text)s” in %(city)s.") % {"text": ward, "city": book.city})
    return found


def _figure(name: str, cell: str) -> int | str | None:
    """A count, or None where it is suppressed (*) or not given; the square it was added to stays a code."""
    text = plain(cell).replace(",", "")
    if name == "HTKSAKI":
        return text or None
    if text in ("", "*", "-", "X"):
        return None
    if not re.fullmatch(r"-?\d+", text):
        raise BadInput(_("%(column)s is “%(text)s”, which is not a count.") % {"column": name, "text": cell})
    return int(text)


def _known(kind: str) -> dict[str, Area]:
    return {area.code: area for area in Area.objects.filter(kind=kind)}


def _upon(known: Area | None, row: Area) -> Area:
    """The row as it will be: what the file says, upon what is known."""
    if known is None:
        return row
    area = copy(known)
    for name in ("name", "parent_id", "lat", "lon", "figures"):
        setattr(area, name, getattr(row, name))
    area.source = row.source or known.source
    return area


def _take_areas(actor: Actor, city: City, kind: str, taken: Taken) -> Report:
    take_areas_in(
        actor,
        city=city,
        kind=kind,
        added=taken.added,
        changed=taken.changed,
        refused=taken.report.counts["refused"],
        file_digest=taken.report.file_digest,
    )
    return taken.tell()


OUTLINE_CODES = ("code", "N03_007", "コード", "KEY_CODE")
OUTLINE_NAMES = ("name", "N03_005", "N03_004", "名称", "A27_004", "S_NAME")
DEGREES = re.compile(r"CRS84|4326|4612|6668", re.I)


def import_outlines(actor: Actor, book: Directory, content: bytes, source: str) -> Report:
    """Outlines of areas from GeoJSON in degrees. Several features of one area (islands) make one outline."""
    report = Report(file_digest=sha256(content).hexdigest())
    found: dict[int, tuple[int, list[Any], str]] = {}
    by_code, by_name = _areas_to_outline()
    for number, feature in enumerate(_features(content), 1):
        try:
            area = _area_of(feature.get("properties") or {}, by_code, by_name)
            polygons, remark = _polygons(feature.get("geometry"))
        except BadInput as refusal:
            report.tell(number, "refused", str(refusal))
            continue
        if area.pk in found:
            found[area.pk][1].extend(polygons)
            report.tell(
                number, "unchanged", _("Joined with feature %(n)d, of the same area.") % {"n": found[area.pk][0]}
            )
        else:
            found[area.pk] = (number, polygons, remark)
    areas = {area.pk: area for area in by_code.values()}
    outlines: dict[int, str] = {}
    for number, (line, polygons, remark) in ((pk, each) for pk, each in found.items()):
        outline = json.dumps(mapping(unary_union(polygons)), separators=(",", ":"))
        area = areas[number]
        if area.outline == outline and area.outline_source == source:
            report.tell(line, "unchanged", remark)
            continue
        outlines[number] = outline
        report.tell(line, "changed" if area.outline else "added", remark)
    if outlines:
        draw_outlines(actor, outlines=outlines, source=source)
    report.told.sort(key=lambda told: told.number)
    return report


def _features(content: bytes) -> Iterable[dict[str, Any]]:
    try:
        document = json.loads(decode(content))
        features = document["features"] if document["type"] == "FeatureCollection" else [document]
        system = ((document.get("crs") or {}).get("properties") or {}).get("name", "CRS84")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(_("This file is not GeoJSON. Export it as GeoJSON and send it again.")) from None
    if not DEGREES.search(str(system)):
        raise BadInput(
            _("The coordinates are in %(system)s. Export them in degrees (EPSG:4326 or 6668).") % {"system": system}
        )
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise BadInput(_("This file is not GeoJSON. Export it as GeoJSON and send it again."))
    return features


def _areas_to_outline() -> tuple[dict[str, Area], dict[str, list[Area]]]:
    by_code: dict[str, Area] = {}
    by_name: dict[str, list[Area]] = {}
    for area in Area.objects.exclude(kind=Area.Kind.MESH):
        by_code[area.code] = area
        by_name.setdefault(area.name, []).append(area)
    return by_code, by_name


def _area_of(properties: Mapping[str, Any], by_code: Mapping[str, Area], by_name: Mapping[str, list[Area]]) -> Area:
    codes = [plain(str(properties[key])) for key in OUTLINE_CODES if properties.get(key)]
    names = [plain(str(properties[key])) for key in OUTLINE_NAMES if properties.get(key)]
    for code in codes:
        area = by_code.get(code) or by_code.get(municipality_code(code, by_code))
        if area:
            return area
    for name in names:
        namesakes = by_name.get(name, [])
        if len(namesakes) == 1:
            return namesakes[0]
        if namesakes:
            raise BadInput(_("Several areas are called “%(name)s”. Give the feature a code.") % {"name": name})
    shown = "、".join(codes + names) or "―"
    raise BadInput(_("There is no area with the code or name “%(shown)s”.") % {"shown": shown})


def _polygons(geometry: Any) -> tuple[list[Any], str]:
    """A geometry's polygons, mended if need be, and a remark about that. BadInput when it encloses nothing in Japan."""
    try:
        whole = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise BadInput(_("This feature has no geometry that can be read.")) from None
    mended = whole if whole.is_valid else make_valid(whole)
    polygons = [part for part in _parts(mended) if part.geom_type == "Polygon" and not part.is_empty]
    if not polygons:
        raise BadInput(_("This feature is not a polygon."))
    west, south, east, north = MultiPolygon(polygons).bounds
    inside = JAPAN_LAT[0] <= south <= north <= JAPAN_LAT[1] and JAPAN_LON[0] <= west <= east <= JAPAN_LON[1]
    if not inside:
        raise BadInput(_("This outline does not lie in Japan. Are longitude and latitude in this order, in degrees?"))
    return polygons, "" if mended is whole else _("The outline crossed itself and was mended.")


def _parts(geometry: Any) -> Iterator[Any]:
    for part in getattr(geometry, "geoms", [geometry]):
        if hasattr(part, "geoms"):
            yield from _parts(part)
        else:
            yield part
