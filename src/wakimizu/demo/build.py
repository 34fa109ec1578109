"""Builds the demo city from the readable files in demo/kumamoto: places, offices, people, routing."""

import json
import tomllib
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from shapely import MultiPoint, Point, voronoi_polygons
from shapely.geometry import mapping

from wakimizu.apps.city import organisation
from wakimizu.apps.city.directory import DRAWN, directory
from wakimizu.apps.city.imports import import_cities
from wakimizu.apps.city.models import Area, City, User
from wakimizu.apps.city.operations import appoint, draw_outlines
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.services import imports
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.navigator.guides import import_guides
from wakimizu.apps.services.operations import put_in_force
from wakimizu.apps.voices.imports import import_routing, rows_of
from wakimizu.demo.counters import make_counters
from wakimizu.demo.network import make_scenarios
from wakimizu.demo.population import make_population
from wakimizu.shared.scoping import in_city

FILES = files("wakimizu.demo") / "kumamoto"
PASSWORD = "wakimizu-demo"  # noqa: S105  printed at every start; demo mode only
KUMAMOTO = "43100"
REACH = 0.035  # degrees around a district's centre beyond which its drawn outline ends (about 3.5 km)


def read(name: str) -> str:
    return (FILES / name).read_text()


def phrases() -> dict[str, Any]:
    return tomllib.loads(read("phrases.toml"))


def build_city(now: datetime) -> City:
    """The fourteen municipalities, and Kumamoto with all its areas, offices, people and routing."""
    import_cities(now, read("region.csv").encode())
    city = City.objects.get(code=KUMAMOTO)
    with in_city(city.pk):
        actor = system_actor(city.pk, now)
        organisation.import_areas(actor, city, read("areas.csv").encode(), source="demo/kumamoto/areas.csv")
        organisation.import_organisation(actor, city, read("offices.csv").encode())
        organisation.import_coverage(actor, city, read("serves.csv").encode())
        city.refresh_from_db()
        draw_districts(city, now)
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
        _counters(city, now)
        city.refresh_from_db()
        import_guides(system_actor(city.pk, now), city, FILES / "navigator")
        city.refresh_from_db()
        _duties(city, now)
        make_population(city, now)
        city.refresh_from_db()
        make_scenarios(city, now)
    return city


def _counters(city: City, now: datetime) -> None:
    """The catalogue and its standards; what offices offer and have counted is made up."""
    actor, book = system_actor(city.pk, now), directory(city)
    imports.import_services(actor, city, book, read("services.csv").encode())
    imports.import_standards(actor, city, book, read("standards.csv").encode())
    city.refresh_from_db()
    make_counters(city, directory(city), counters(city), now)


def _duties(city: City, now: datetime) -> None:
    """Who holds which duty: as it is today, as the paper proposes, and with ward mayors of their own."""
    actor, book = system_actor(city.pk, now), directory(city)
    allotments.import_duties(actor, city, read("duties.csv").encode())
    for code in ("today", "proposal", "sogoku"):
        allotments.import_allotment(actor, book, read(f"allotment-{code}.csv").encode(), code)
    put_in_force(actor, allotment=next(each for each in allotments.all_allotments() if each.code == "today"))


def draw_districts(city: City, now: datetime) -> None:
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
