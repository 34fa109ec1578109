"""Offices on the city's own outlines, as SVG: for browsers without JavaScript or WebGL, and for paper."""

import json
from collections.abc import Sequence
from functools import lru_cache
from math import cos, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.shared.words import named

WIDTH = 800.0
Box = tuple[float, float, float, float]


def box_of(book: Directory) -> Box | None:
    """West, south, east, north of the city's centres, with a margin."""
    placed = [(a.lat, a.lon) for a in book.districts or book.wards if a.lat is not None and a.lon is not None]
    if not placed:
        return None
    lats, lons = zip(*placed, strict=True)
    return min(lons) - 0.03, min(lats) - 0.025, max(lons) + 0.03, max(lats) + 0.025


def drawing(book: Directory, offices: Sequence[Office]) -> SafeString:
    box = box_of(book)
    if box is None:
        return mark_safe("")
    height, outlines = _outlines(box, tuple(area.outline for area in (book.districts or book.wards) if area.outline))
    dots = format_html_join(
        "",
        '<g><title>{}</title><circle cx="{}" cy="{}" r="7" class="map-need"/></g>',
        ((named(office), *_at(box, office.lon, office.lat)) for office in offices if _inside(box, office)),
    )
    name = _("Map of %(city)s") % {"city": named(book.city)}
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>', int(WIDTH), int(height), name, outlines, dots
    )


def _inside(box: Box, office: Office) -> bool:
    west, south, east, north = box
    return office.lat is not None and office.lon is not None and south < office.lat < north and west < office.lon < east


def _at(box: Box, lon: Any, lat: Any) -> tuple[float, float]:
    west, south, east, north = box
    scale = WIDTH / (east - west)
    return round((lon - west) * scale, 1), round((north - lat) * scale / cos(radians((south + north) / 2)), 1)


@lru_cache(maxsize=64)
def _outlines(box: Box, geometries: tuple[str, ...]) -> tuple[float, SafeString]:
    paths = []
    for geometry in map(json.loads, geometries):
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        rings = [[_at(box, *point[:2]) for point in ring] for polygon in polygons for ring in polygon]
        paths.append(("".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings),))
    return _at(box, box[0], box[1])[1], format_html_join("", '<path d="{}" class="map-area"/>', paths)
