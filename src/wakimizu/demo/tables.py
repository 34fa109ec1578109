"""The demo on real tables (--data DIR): ward outlines, schools and centres, blocks, census cells; voices as people live."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from wakimizu.apps.city import imports
from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.population.shops import import_shops
from wakimizu.demo.build import draw_districts
from wakimizu.demo.network import ask_anew
from wakimizu.demo.places import place_schools_and_centres
from wakimizu.demo.population import use_population_tables
from wakimizu.shared.scoping import in_city
from wakimizu.shared.tables import Report

MOST_TOLD = 8  # lines of a file that are told one by one
PEOPLE = "T001101001"  # total population of a cell, census 2020


def use_tables(city: City, folder: Path, now: datetime, say: Callable[[str], object]) -> dict[int, float]:
    """Import what the folder has, telling what was taken; returns how many people live in each district."""
    actor = system_actor(city.pk, now)

    def take(path: str, load: Callable[[bytes, str], Report]) -> None:
        file = folder / path
        if not file.exists():
            say(f"  {path}: not there")
            return
        report = load(file.read_bytes(), file.name)
        say(f"  {path}: {report.summary()}")
        for line in report.told[:MOST_TOLD]:
            say(f"    line {line.number}: {line.sentence}")

    nowhere: list[str] = []

    def places(content: bytes, name: str) -> Report:
        report, left = place_schools_and_centres(actor, city, _book(city), content, name)
        if report.counts["changed"]:
            draw_districts(city, now)  # around their new centres
        nowhere.extend(left)
        return report

    with in_city(city.pk):
        take(
            "places/kumamoto_wards.geojson",
            lambda content, name: imports.import_outlines(actor, _book(city), content, f"loaded: {name}"),
        )
        take("places/kumamoto_schools_centres.csv", places)
        if nowhere:
            say(f"    in no line of it: {'、'.join(nowhere)}")
        take(
            "places/kumamoto_machiaza.csv",
            lambda content, name: imports.import_blocks(actor, city, _book(city), content, source=name),
        )
        take(
            "population/kumamoto_mesh500_census2020.csv",
            lambda content, name: imports.import_mesh(actor, city, _book(city), content, source=name),
        )
        take(
            "places/kumamoto_city_konbini_2013.csv",
            lambda content, name: import_shops(
                actor, city, content, source=f"{name}: convenience stores, February 2013"
            ),
        )
        _book(city)
        use_population_tables(city, folder, now, say)
        asked = ask_anew(city, now)
        say(
            f"  {len(asked)} studies of which offices the city should have wait for the worker, after the travel times."
        )
        return people_by_district(_book(city))


def _book(city: City) -> Directory:
    city.refresh_from_db()
    return directory(city)


def people_by_district(book: Directory) -> dict[int, float]:
    """The census population of the cells whose centre lies in each district."""
    people: dict[int, float] = {}
    for cell in Area.objects.filter(kind=Area.Kind.MESH).only("lat", "lon", "figures"):
        count = cell.figures.get(PEOPLE)
        place = book.locate(cell.lat, cell.lon) if count and cell.lat is not None and cell.lon is not None else None
        if place and place.district:
            people[place.district.pk] = people.get(place.district.pk, 0.0) + float(count)
    return people
