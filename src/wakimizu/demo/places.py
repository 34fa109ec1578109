"""Schools and centres at their real places: a published list of sites, matched by name with what the demo city has.

The rules:
1. 一新小学校 is the centre of 一新校区; a school's name without 小学校 and a district's without 校区 are the same, in one ward.
2. 秋津まちづくりセンター・公民館 places both the centre and the hall called 秋津: they share a building. So does a list's
   交流室 (a centre's counter in a hall), and a name in brackets.
3. Junior high schools and other kinds of sites are counted as unchanged. What should match and does not is refused, by name.
4. The same file again changes nothing.
"""

import re
from collections.abc import Sequence
from copy import copy

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.city.operations import take_areas_in, take_offices_in
from wakimizu.apps.ledger.actor import Actor
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, Table, number_in

COLUMNS = {
    "kind": ["種別"],
    "ward": ["区名", "市区町村コード"],
    "name": ["名称", "施設名"],
    "lat": ["緯度", "latitude"],
    "lon": ["経度", "longitude", "lng"],
}
SCHOOL, CENTRE = "elementary", "machisen_or_kominkan"
CENTRE_KINDS = (Office.Kind.COMMUNITY_CENTRE, Office.Kind.PUBLIC_HALL)
BRACKETED = re.compile(r".*\((.+)\)")
WHAT_IT_IS = re.compile(r"(まちづくりセンター|交流室|公民館|[・\s])+$")
Placed = Area | Office
Key = tuple[str, int | None, str]  # the kind of site, the ward, the bare name


def place_schools_and_centres(
    actor: Actor, city: City, book: Directory, content: bytes, source: str
) -> tuple[Report, list[str]]:
    """Move districts and centres to the places a list gives. Returns the report, and who stands in no line."""
    report = Report()
    ours = _by_name(book)
    waiting = dict(ours)
    changed: list[Placed] = []
    fates: list[tuple[int, bool]] = []
    for line, cells in Table(content, COLUMNS, required=list(COLUMNS)).rows(report):
        if cells["kind"] not in (SCHOOL, CENTRE):
            fates.append((line, False))
            continue
        try:
            key = _key(cells, book)
            point = _point(cells)
            if key not in ours:
                raise BadInput(_("Nothing in %(city)s belongs to “%(name)s”.") % {"city": city, "name": cells["name"]})
            if key not in waiting:
                raise BadInput(_("“%(name)s” stands in the file twice.") % {"name": cells["name"]})
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        moved = [_moved(row, point, source) for row in waiting.pop(key) if (row.lat, row.lon) != point]
        changed += moved
        fates.append((line, bool(moved)))
    _take_in(actor, city, changed, report)
    for line, has_moved in fates:
        report.tell(line, "changed" if has_moved else "unchanged")
    return report, sorted(row.name for rows in waiting.values() for row in rows)


def _by_name(book: Directory) -> dict[Key, list[Placed]]:
    rows: dict[Key, list[Placed]] = {}
    for district in book.districts:
        rows.setdefault((SCHOOL, district.parent_id, district.name.removesuffix("校区")), []).append(district)
    for office in book.offices.values():
        if office.kind in CENTRE_KINDS:
            rows.setdefault((CENTRE, office.ward_id, bare(office.name)), []).append(office)
    return rows


def _key(cells: dict[str, str], book: Directory) -> Key:
    ward = next((ward for ward in book.wards if cells["ward"] in (ward.code, ward.name)), None)
    if ward is None:
        raise BadInput(_("There is no ward “%(text)s” in %(city)s.") % {"text": cells["ward"], "city": book.city})
    name = cells["name"].removesuffix("小学校") if cells["kind"] == SCHOOL else bare(cells["name"])
    return cells["kind"], ward.pk, name


def bare(name: str) -> str:
    """A centre's or hall's name without the words for what it is."""
    bracketed = BRACKETED.fullmatch(name)
    return WHAT_IT_IS.sub("", bracketed[1] if bracketed else name)


def _point(cells: dict[str, str]) -> tuple[float, float]:
    lat, lon = number_in(cells["lat"], 20, 46), number_in(cells["lon"], 122, 154)
    if lat is None or lon is None:
        shown = {"lat": cells["lat"] or "―", "lon": cells["lon"] or "―"}
        raise BadInput(_("%(lat)s, %(lon)s is not a place in Japan in degrees.") % shown)
    return lat, lon


def _moved(row: Placed, point: tuple[float, float], source: str) -> Placed:
    moved = copy(row)  # the directory's own rows stay as they are until it is read anew
    moved.lat, moved.lon = point
    if isinstance(moved, Area):
        moved.source = source
    return moved


def _take_in(actor: Actor, city: City, changed: Sequence[Placed], report: Report) -> None:
    areas = [row for row in changed if isinstance(row, Area)]
    offices = [row for row in changed if isinstance(row, Office)]
    refused, digest = report.counts["refused"], report.file_digest
    take_areas_in(
        actor, city=city, kind=Area.Kind.DISTRICT, added=[], changed=areas, refused=refused, file_digest=digest
    )
    take_offices_in(actor, city=city, added=[], changed=offices, refused=refused, file_digest=digest)
