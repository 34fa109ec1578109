"""Maps without an outside server: the city's own outlines as GeoJSON for the browser, and drawn as SVG on the server."""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import cos, radians
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.voices.models import Need
from wakimizu.shared.words import named

WIDTH = 800.0


def base(book: Directory) -> dict[str, Any]:
    """Outlines of districts, or of wards where districts have none, as a GeoJSON FeatureCollection."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": named(area), "kind": area.kind},
                "geometry": json.loads(area.outline),
            }
            for area in [*book.districts, *book.wards]
            if area.outline
        ],
    }


def points(needs: Sequence[Need], book: Directory, today: date) -> dict[str, Any]:
    """Needs as GeoJSON points with what the map shows of each."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "title": need.title,
                    "url": reverse("need_public", args=[need.pk]),
                    "label": str(need.get_state_display()) if need.due >= today else _("Overdue"),
                    "tone": need.tone if need.due >= today else "late",
                    "where": named(book.area(need.district_id)) if need.district_id else "",
                },
                "geometry": {"type": "Point", "coordinates": [need.lon, need.lat]},
            }
            for need in needs
        ],
    }


def bounds(book: Directory) -> str:
    """West, south, east, north of the city's centres, with a margin, as the map wants it."""
    box = _box(book)
    return ",".join(f"{value:.4f}" for value in box) if box else ""


def _box(book: Directory) -> tuple[float, float, float, float] | None:
    placed = [(a.lat, a.lon) for a in book.districts or book.wards if a.lat is not None and a.lon is not None]
    if not placed:
        return None
    lats, lons = zip(*placed, strict=True)
    return min(lons) - 0.03, min(lats) - 0.025, max(lons) + 0.03, max(lats) + 0.025


def drawing(book: Directory, needs: Sequence[Need] = ()) -> SafeString:
    """The map as SVG, for browsers without JavaScript or WebGL and for paper. Needs are counted by district."""
    box = _box(book)
    if box is None:
        return mark_safe("")
    height, shapes = _outlines(book.city.pk, book.city.revision, book)
    counts: dict[int, int] = {}
    for need in needs:
        if need.district_id:
            counts[need.district_id] = counts.get(need.district_id, 0) + 1
    project = _projection(box)
    circles = format_html_join(
        "",
        '<g><title>{}: {}</title><circle cx="{}" cy="{}" r="{}" class="map-need"/>'
        '<text x="{}" y="{}" class="map-count">{}</text></g>',
        (
            _circle(area, counts[area.pk], project)
            for area in book.districts
            if area.pk in counts and area.lat and area.lon
        ),
    )
    name = _("Map of %(city)s") % {"city": named(book.city)}
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>', int(WIDTH), int(height), name, shapes, circles
    )


def _circle(area: Area, count: int, project: Any) -> tuple[Any, ...]:
    x, y = project(area.lon, area.lat)
    return named(area), count, *(round(v, 1) for v in (x, y, min(10 + 2 * count**0.5, 26), x, y + 5)), count


def _projection(box: tuple[float, float, float, float]) -> Any:
    west, south, east, north = box
    scale = WIDTH / (east - west)
    tall = scale / cos(radians((south + north) / 2))
    return lambda lon, lat: ((lon - west) * scale, (north - lat) * tall)


@lru_cache(maxsize=64)
def _cached_outlines(
    key: tuple[int, int], box: tuple[float, float, float, float], geometries: tuple[str, ...]
) -> tuple[float, SafeString]:
    project = _projection(box)
    height = project(box[0], box[1])[1]
    paths = []
    for text in geometries:
        geometry = json.loads(text)
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        rings = [ring for polygon in polygons for ring in polygon]
        d = "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (project(*point[:2]) for point in ring)) + "Z"
            for ring in rings
        )
        paths.append((d,))
    return height, format_html_join("", '<path d="{}" class="map-area"/>', paths)


def _outlines(city: int, revision: int, book: Directory) -> tuple[float, SafeString]:
    box = _box(book) or (0.0, 0.0, 1.0, 1.0)
    geometries = tuple(area.outline for area in (book.districts or book.wards) if area.outline)
    return _cached_outlines((city, revision), box, geometries)
