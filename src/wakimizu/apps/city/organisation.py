"""A city laid out from our own readable tables: areas, offices, who serves where, closing days.

This is how a new installation gets its wards, districts, bureaus and divisions (demo/kumamoto/*.csv show the forms).
Rows name their parents by code, parents first. A row is known by its code; the same file again changes nothing.
"""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.models import Area, City, Coverage, Office
from wakimizu.apps.city.operations import close_days, cover_areas, take_tree_in
from wakimizu.apps.ledger.actor import Actor
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, Table, number_in

AREA_COLUMNS = ("kind", "code", "name", "kana", "name_en", "parent", "lat", "lon", "valid_from", "valid_to")
PEOPLE_COLUMNS = ("people", "people_source")
MOST_PEOPLE = 100_000_000
OFFICE_COLUMNS = (*AREA_COLUMNS, "ward", "address", "phone", "days", "opens", "closes", "note")
Read = Callable[[dict[str, str], dict[str, Any]], Model]


def import_areas(actor: Actor, city: City, content: bytes, source: str = "") -> Report:
    """Wards, districts, hubs: kind, code, name, …, parent; `people` who live there, if the file has that column."""
    table = Table(content, dict.fromkeys((*AREA_COLUMNS, *PEOPLE_COLUMNS), ()), ("kind", "code", "name"))

    def read(cells: dict[str, str], known: dict[str, Any]) -> Area:
        area = known.get(cells["code"]) or Area(city=city, code=cells["code"])
        area.kind, area.parent = _one_of(cells["kind"], Area.Kind.values), _named(cells["parent"], known)
        area.source = source
        if "people" in table.has:
            area.figures = _with_people(area.figures, cells)
        return area

    return _tree(actor, city, table, Area, read)


def _with_people(figures: dict[str, Any], cells: dict[str, str]) -> dict[str, Any]:
    """An area's figures with the people of a row; an empty cell takes them out."""
    kept = {name: value for name, value in figures.items() if name not in PEOPLE_COLUMNS}
    if not cells["people"]:
        return kept
    count = number_in(cells["people"], 0, MOST_PEOPLE)
    if count is None or count != int(count):
        raise BadInput(_("“%(text)s” is not a number of people.") % {"text": cells["people"]})
    return {**kept, "people": int(count), "people_source": cells["people_source"]}


def import_organisation(actor: Actor, city: City, content: bytes) -> Report:
    """Bureaus, divisions, ward offices, branches, centres: kind, code, name, …, parent, ward."""
    wards = {area.code: area for area in Area.objects.filter(kind=Area.Kind.WARD)}

    def read(cells: dict[str, str], known: dict[str, Any]) -> Office:
        office = known.get(cells["code"]) or Office(city=city, code=cells["code"])
        office.kind, office.parent = _one_of(cells["kind"], Office.Kind.values), _named(cells["parent"], known)
        office.ward = _named(cells["ward"], wards)
        for name in ("address", "phone", "days", "note"):
            setattr(office, name, cells[name])
        office.opens, office.closes = _hour(cells["opens"]), _hour(cells["closes"])
        if office.opens and office.closes and office.closes <= office.opens:
            raise BadInput(_("It would close before it opens."))
        return office

    return _tree(actor, city, Table(content, dict.fromkeys(OFFICE_COLUMNS, ()), ("kind", "code", "name")), Office, read)


def _tree(actor: Actor, city: City, table: Table, model: Any, read: Read) -> Report:
    report = Report()
    known = {row.code: row for row in model.objects.all()}
    before = {code: _values(row) for code, row in known.items()}
    rows, fates, seen = [], [], set()
    for line, cells in table.rows(report):
        try:
            if cells["code"] in seen or not cells["code"] or not cells["name"]:
                raise BadInput(_("Its code or name is missing, or the code stands in the file twice."))
            row: Any = read(cells, known)
            row.name, row.kana, row.name_en = cells["name"], cells["kana"], cells["name_en"]
            row.lat, row.lon = _degrees(cells["lat"], 20, 50), _degrees(cells["lon"], 120, 155)
            row.valid_from, row.valid_to = _day(cells["valid_from"]), _day(cells["valid_to"])
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        seen.add(row.code)
        known[row.code] = row
        fate = "added" if row.code not in before else "changed" if _values(row) != before[row.code] else "unchanged"
        fates.append((line, fate))
        if fate != "unchanged":
            rows.append(row)
    take_tree_in(actor, city=city, rows=rows, refused=report.counts["refused"], file_digest=report.file_digest)
    for line, fate in fates:
        report.tell(line, fate)  # type: ignore[arg-type]
    return report


def _values(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def import_coverage(actor: Actor, city: City, content: bytes) -> Report:
    """Which office serves which area: office, area (codes)."""
    report = Report()
    offices = {office.code: office for office in Office.objects.all()}
    areas = {area.code: area for area in Area.objects.exclude(kind__in=[Area.Kind.BLOCK, Area.Kind.MESH])}
    known = set(Coverage.objects.values_list("office__code", "area__code"))
    new = []
    for line, cells in Table(content, {"office": (), "area": ()}, ("office", "area")).rows(report):
        pair = (cells["office"], cells["area"])
        if pair in known:
            report.tell(line, "unchanged")
        elif pair[0] not in offices or pair[1] not in areas:
            report.tell(line, "refused", _("There is no office or area with this code."))
        else:
            known.add(pair)
            new.append(Coverage(city=city, office=offices[pair[0]], area=areas[pair[1]]))
            report.tell(line, "added")
    cover_areas(actor, city=city, added=new, file_digest=report.file_digest)
    return report


def import_closures(actor: Actor, city: City, content: bytes) -> Report:
    """Days on which the city's offices are closed beyond the general rule: day, name."""
    report = Report()
    days = []
    for line, cells in Table(content, {"day": ("日付",), "name": ("名称",)}, ("day",)).rows(report):
        try:
            days.append((parse_day(cells["day"]), cells["name"][:60]))
        except ValueError:
            report.tell(line, "refused", _("This is not a day. Write it as 2026-12-01."))
        else:
            report.tell(line, "added")
    close_days(actor, days=days)
    return report


def _named(code: str, known: dict[str, Any]) -> Any:
    if code and code not in known:
        raise BadInput(_("“%(code)s” does not stand before this row.") % {"code": code})
    return known.get(code)


def _one_of(text: str, kinds: list[str]) -> str:
    if text not in kinds:
        raise BadInput(
            _("The kind “%(kind)s” is not known. Use one of: %(kinds)s.") % {"kind": text, "kinds": ", ".join(kinds)}
        )
    return text


def _degrees(text: str, least: float, most: float) -> float | None:
    value = number_in(text, least, most) if text else None
    if text and value is None:
        raise BadInput(_("“%(text)s” is not a place in Japan in degrees.") % {"text": text})
    return value


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise BadInput(_("This is not a day. Write it as 2026-12-01.")) from None


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text.zfill(5)) if text else None
    except ValueError:
        raise BadInput(_("“%(text)s” is not a time. Write it as 08:30.") % {"text": text}) from None
