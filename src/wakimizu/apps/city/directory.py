"""A city's slow-changing facts in memory: areas, offices, closing days, and which district a point lies in.

One directory per city revision. Operations that change areas or offices raise the revision, so every process sees the
change at its next request, and a page asks the database for the city's row only.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from math import cos, radians
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.models import Area, City, Closure, Coverage, Office
from wakimizu.shared.scoping import in_city

KM_PER_DEGREE = 111.32
FARTHEST_KM = 6.0  # beyond this from every centre, a point is taken to lie outside the city
HOW = {
    "outline": _("by the outline that is loaded"),
    "nearest": _("by the nearest centre; no outline is loaded"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies, and how that was found out."""

    district: Area | None
    ward: Area | None
    how: Literal["outline", "nearest"]

    @property
    def explanation(self) -> str:
        return str(HOW[self.how])


@dataclass(frozen=True, eq=False)
class Directory:
    city: City
    areas: dict[int, Area]
    offices: dict[int, Office]
    closures: frozenset[date]
    coverages: list[Coverage]  # of every date

    @property
    def city_id(self) -> int:
        return self.city.pk

    def area(self, number: int | None) -> Area | None:
        return self.areas.get(number) if number else None

    def office(self, number: int | None) -> Office | None:
        return self.offices.get(number) if number else None

    @cached_property
    def wards(self) -> list[Area]:
        return self._of_kind(Area.Kind.WARD)

    @cached_property
    def districts(self) -> list[Area]:
        return self._of_kind(Area.Kind.DISTRICT)

    @cached_property
    def hubs(self) -> list[Area]:
        return self._of_kind(Area.Kind.HUB)

    def _of_kind(self, kind: str) -> list[Area]:
        return sorted((area for area in self.areas.values() if area.kind == kind), key=lambda area: area.code)

    @cached_property
    def area_by_code(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas.values()}

    @cached_property
    def office_by_code(self) -> dict[str, Office]:
        return {office.code: office for office in self.offices.values()}

    def ward_of(self, area: Area | None) -> Area | None:
        """The ward an area lies in, climbing its parents; a ward is its own."""
        while area is not None and area.kind != Area.Kind.WARD:
            area = self.area(area.parent_id)
        return area

    def serving(self, day: date) -> dict[int, frozenset[int]]:
        """Area → offices that serve it on a day."""
        found: dict[int, set[int]] = {}
        for row in self.coverages:
            if row.valid_on(day):
                found.setdefault(row.area_id, set()).add(row.office_id)
        return {area: frozenset(offices) for area, offices in found.items()}

    def districts_of(self, ward_id: int) -> list[Area]:
        return [district for district in self.districts if district.parent_id == ward_id]

    def offices_in_ward(self, ward_id: int | None) -> list[Office]:
        return [office for office in self.offices.values() if office.ward_id == ward_id]

    def offices_of_ward(self, ward_id: int) -> list[Office]:
        """The offices whose matters are the ward's own; those of HQ only stand in it."""
        return [office for office in self.offices.values() if office.led_ward_id == ward_id]

    def locate(self, lat: float, lon: float) -> Place | None:
        """The district and ward of a point, or None outside the city (docs/glossary.md, "locate")."""
        ward = self._ward_shapes.at(lat, lon) if self._ward_shapes else None
        district = self._district_shapes.at(lat, lon) if self._district_shapes else None
        if district:
            return Place(district, ward or self.ward_of(district), "outline")
        if self._ward_shapes and ward is None:
            return None
        nearest, km = self._nearest(lat, lon, [d for d in self.districts if ward is None or d.parent_id == ward.pk])
        if ward:
            return Place(nearest, ward, "nearest")
        return Place(nearest, self.ward_of(nearest), "nearest") if nearest and km <= FARTHEST_KM else None

    @staticmethod
    def _nearest(lat: float, lon: float, among: Iterable[Area]) -> tuple[Area | None, float]:
        east = cos(radians(lat))
        best: tuple[Area | None, float] = (None, float("inf"))
        for area in among:
            if area.lat is not None and area.lon is not None:
                square = (area.lat - lat) ** 2 + ((area.lon - lon) * east) ** 2
                if square < best[1]:
                    best = (area, square)
        return best[0], best[1] ** 0.5 * KM_PER_DEGREE

    @cached_property
    def _ward_shapes(self) -> "Shapes | None":
        return Shapes.of(self.wards)

    @cached_property
    def _district_shapes(self) -> "Shapes | None":
        return Shapes.of(self.districts)


class Shapes:
    """The loaded outlines of areas, indexed to find the one around a point."""

    def __init__(self, areas: list[Area]) -> None:
        from shapely import STRtree, prepare
        from shapely.geometry import shape

        self.areas = areas
        self.shapes: list[Any] = [shape(json.loads(area.outline)) for area in areas]
        for each in self.shapes:
            prepare(each)
        self.tree = STRtree(self.shapes)

    @classmethod
    def of(cls, areas: list[Area]) -> "Shapes | None":
        """Only outlines that were loaded count; those we drew around centres say no more than the centres do."""
        loaded = [area for area in areas if area.outline and not area.outline_source.startswith(DRAWN)]
        return cls(loaded) if loaded else None

    def at(self, lat: float, lon: float) -> Area | None:
        from shapely import Point

        point = Point(lon, lat)
        found = [i for i in self.tree.query(point) if self.shapes[i].covers(point)]
        return self.areas[min(found)] if found else None


DRAWN = "drawn"


def directory(city: City) -> Directory:
    """The city as it stands at its revision. `city` must be freshly read."""
    return _load(city.pk, city.revision)


@lru_cache(maxsize=64)
def _load(city_id: int, revision: int) -> Directory:
    with in_city(city_id):
        return Directory(
            city=City.objects.get(pk=city_id),
            areas={
                area.pk: area
                for area in Area.objects.exclude(kind__in=[Area.Kind.MESH, Area.Kind.BLOCK]).order_by("code")
            },
            offices={office.pk: office for office in Office.objects.order_by("code")},
            closures=frozenset(Closure.objects.values_list("day", flat=True)),
            coverages=list(Coverage.objects.order_by("pk")),
        )
