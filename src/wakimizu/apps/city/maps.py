"""The city on paper: its outlines drawn as SVG, for browsers without JavaScript or WebGL, and for print."""

import json
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.shared.words import named

WIDTH = 800.0
Box = tuple[float, float, float, float]  # west, south, east, north


def box_of(book: Directory, aside: float = 0.03, above: float = 0.025) -> Box | None:
    """West, south, east, north of the city's centres, with a margin in degrees; None where nothing has a place."""
    placed = [(a.lat, a.lon) for a in book.districts or book.wards if a.lat is not None and a.lon is not None]
    if not placed:
        return None
    lats, lons = zip(*placed, strict=True)
    return min(lons) - aside, min(lats) - above, max(lons) + aside, max(lats) + above


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet `WIDTH` units wide that shows a box of degrees, true to scale at its middle."""

    box: Box

    @property
    def height(self) -> int:
        return int(self.at(self.box[1], self.box[0])[1])

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies on the sheet, x to the right and y down, to a tenth."""
        west, south, east, north = self.box
        scale = WIDTH / (east - west)
        return round((lon - west) * scale, 1), round((north - lat) * scale / cos(radians((south + north) / 2)), 1)

    def shows(self, lat: float | None, lon: float | None) -> bool:
        west, south, east, north = self.box
        return lat is not None and lon is not None and south < lat < north and west < lon < east

    def outline(self, geometry: str) -> str:
        """A GeoJSON polygon or several, as the `d` of an SVG path."""
        shape = json.loads(geometry)
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = ([self.at(lat, lon) for lon, lat, *_height in ring] for polygon in polygons for ring in polygon)
        return "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)


def paper(book: Directory) -> Paper | None:
    """The sheet the whole city fits on: wider than the browser's map, for it has no padding around the outlines."""
    box = box_of(book, aside=0.04, above=0.04)
    return Paper(box) if box else None


def drawing(book: Directory, sheet: Paper | None, *marks: SafeString) -> SafeString:
    """The city's outlines with marks upon them; nothing where nothing has a place."""
    if sheet is None:
        return mark_safe("")
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        int(WIDTH),
        sheet.height,
        _("Map of %(city)s") % {"city": named(book.city)},
        _outlines(sheet, tuple(area.outline for area in (book.districts or book.wards) if area.outline)),
        format_html_join("", "{}", ((mark,) for mark in marks)),
    )


@lru_cache(maxsize=64)
def _outlines(sheet: Paper, geometries: tuple[str, ...]) -> SafeString:
    return format_html_join("", '<path d="{}" class="map-area"/>', ((sheet.outline(each),) for each in geometries))
