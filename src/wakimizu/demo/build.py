"""Builds the demo city from the readable files in demo/kumamoto: places, offices, people, routing."""

import json
import tomllib
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

from shapely import MultiPoint, Point, voronoi_polygons
from shapely.geometry import mapping

from wakimizu.apps.city.directory import DRAWN, directory
from wakimizu.apps.city.models import Area, City, Coverage, Office, User
from wakimizu.apps.city.operations import appoint, draw_outlines, found_city, renew
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.voices.imports import import_routing, rows_of
from wakimizu.shared.scoping import in_city

FILES = files("wakimizu.demo") / "kumamoto"
PASSWORD = "wakimizu-demo"  # noqa: S105  printed at every start; demo mode only
REACH = 0.035  # degrees around a district's centre beyond which its drawn outline ends (about 3.5 km)


def read(name: str) -> str:
    return (FILES / name).read_text()


def phrases() -> dict[str, Any]:
    return tomllib.loads(read("phrases.toml"))


def build_city(now: datetime) -> City:
    """The fourteen municipalities, and Kumamoto with all its areas, offices, people and routing."""
    cities = [_city(row) for row in rows_of(read("region.csv"))]
    city = cities[0]
    for each in cities:
        found_city(system_actor(each.pk, now), city=each)
    with in_city(city.pk):
        _areas(city)
        _offices(city)
        renew(city.pk)
        city.refresh_from_db()
        _outlines(city, now)
        city.refresh_from_db()
        _people(city, now)
        import_routing(
            system_actor(city.pk, now),
            city,
            directory(city),
            read("topics.csv"),
            read("routing.csv"),
            read("routing_examples.csv"),
        )
        city.refresh_from_db()
    return city


def _city(row: dict[str, str]) -> City:
    return City.objects.create(
        code=row["code"],
        host=row["name_en"].lower().split()[0],
        name=row["name"],
        name_en=row["name_en"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
    )


def _areas(city: City) -> None:
    known: dict[str, Area] = {}
    for row in rows_of(read("areas.csv")):
        known[row["code"]] = Area.objects.create(
            city=city,
            kind=row["kind"],
            code=row["code"],
            name=row["name"],
            kana=row["kana"],
            name_en=row["name_en"],
            parent=known.get(row["parent"]),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            valid_from=_day(row["valid_from"]),
            source="demo/kumamoto/areas.csv",
        )


def _offices(city: City) -> None:
    areas = {area.code: area for area in Area.objects.all()}
    known: dict[str, Office] = {}
    for row in rows_of(read("offices.csv")):
        known[row["code"]] = Office.objects.create(
            city=city,
            code=row["code"],
            kind=row["kind"],
            name=row["name"],
            kana=row["kana"],
            name_en=row["name_en"],
            parent=known.get(row["parent"]),
            ward=areas.get(row["ward"]),
            address=row["address"],
            lat=_degrees(row["lat"]),
            lon=_degrees(row["lon"]),
            phone=row["phone"],
            days=row["days"],
            opens=_hour(row["opens"]),
            closes=_hour(row["closes"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            note=row["note"] or "",
        )
    Coverage.objects.bulk_create(
        [
            Coverage(city=city, office=known[row["office"]], area=areas[row["area"]])
            for row in rows_of(read("serves.csv"))
        ]
    )


def _outlines(city: City, now: datetime) -> None:
    """Districts drawn around their centres, which says just what "nearest centre" says, and can be seen on a map."""
    districts = list(Area.objects.filter(kind=Area.Kind.DISTRICT))
    centres = [Point(area.lon, area.lat) for area in districts]
    cells = voronoi_polygons(MultiPoint(centres), ordered=True).geoms
    outlines = {}
    for area, centre, cell in zip(districts, centres, cells, strict=True):
        shape = cell.intersection(centre.buffer(REACH, quad_segs=6)).simplify(0.0002)
        outlines[area.pk] = json.dumps(mapping(_rounded(shape)))
    draw_outlines(system_actor(city.pk, now), outlines=outlines, source=f"{DRAWN}: nearest centre")


def _rounded(shape: Any) -> Any:
    from shapely import set_precision

    return set_precision(shape, 0.0001)


def _people(city: City, now: datetime) -> None:
    offices = directory(city).office_by_code
    actor = system_actor(city.pk, now)
    hashed = User()
    hashed.set_password(PASSWORD)
    for row in rows_of(read("posts.csv")):
        user = User.objects.create(
            email=row["email"], name=row["name"], name_en=row["name_en"], password=hashed.password
        )
        appoint(actor, user=user, office=offices[row["office"]], role=row["role"], since=date(2024, 4, 1))


def log_ins() -> list[tuple[str, str, str]]:
    """(role, address, office code) of one person for each role, for the demo's welcome."""
    first: dict[str, tuple[str, str, str]] = {}
    for row in rows_of(read("posts.csv")):
        first.setdefault(row["role"], (row["role"], row["email"], row["office"]))
    return list(first.values())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _degrees(text: str) -> float | None:
    return float(text) if text else None
