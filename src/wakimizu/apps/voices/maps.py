"""Maps without an outside server: the city's own outlines as GeoJSON for the browser, and drawn as SVG on the server."""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import cos, radians
from string import ascii_uppercase
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.city.queries import regional_hubs
from wakimizu.apps.voices.models import Need
from wakimizu.shared.words import named

WIDTH = 800.0
LetteredHub = tuple[str, Area, Area | None]  # its letter, itself, its ward


def base(book: Directory, today: date) -> dict[str, Any]:
    """Outlines of districts, or of wards where districts have none, and hubs as points: a GeoJSON FeatureCollection."""
    outlined = [
        {
            "type": "Feature",
            "properties": {"name": named(area), "kind": area.kind},
            "geometry": json.loads(area.outline),
        }
        for area in [*book.districts, *book.wards]
        if area.outline
    ]
    hubs = [
        {
            "type": "Feature",
            "properties": {
                "name": named(hub),
                "kind": hub.kind,
                "letter": letter,
                "label": str(hub.get_kind_display()),
                "where": named(ward) if ward else "",
            },
            "geometry": {"type": "Point", "coordinates": [hub.lon, hub.lat]},
        }
        for letter, hub, ward in hubs_of(book, today)
    ]
    return {"type": "FeatureCollection", "features": [*outlined, *hubs]}


def hubs_of(book: Directory, today: date) -> list[LetteredHub]:
    """The regional hubs, each with the letter by which map and list name it (numbers count needs) and its ward."""
    hubs = regional_hubs(book, today)
    return [(_letter(place), hub, book.ward_of(hub)) for place, hub in enumerate(hubs)]


def _letter(place: int) -> str:
    """A … Z, AA, AB …"""
    before, last = divmod(place, len(ascii_uppercase))
    return (_letter(before - 1) if before else "") + ascii_uppercase[last]


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


Box = tuple[float, float, float, float]  # west, south, east, north


def _box(book: Directory, aside: float = 0.03, above: float = 0.025) -> Box | None:
    placed = [(a.lat, a.lon) for a in book.districts or book.wards if a.lat is not None and a.lon is not None]
    if not placed:
        return None
    lats, lons = zip(*placed, strict=True)
    return min(lons) - aside, min(lats) - above, max(lons) + aside, max(lats) + above


def _paper(book: Directory) -> Box | None:
    """What the drawing shows: it has no padding of its own around the outlines, as the browser's map has."""
    return _box(book, aside=0.04, above=0.04)


def drawing(book: Directory, needs: Sequence[Need] = (), hubs: Sequence[LetteredHub] = ()) -> SafeString:
    """The map as SVG, for browsers without JavaScript or WebGL and for paper.

    Needs are counted by district. Hubs carry their letter in the list beside it: names would not be legible.
    """
    box = _paper(book)
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
        '<g transform="translate({} {})"><title>{}: {}</title><circle cy="-{}" r="{}" class="map-need"/>'
        '<text y="{}" class="map-count">{}</text></g>',
        (
            _circle(area, counts[area.pk], project)
            for area in book.districts
            if area.pk in counts and area.lat and area.lon
        ),
    )
    diamonds = format_html_join(
        "",
        '<g transform="translate({} {})"><title>{}</title><path d="M0 0 24 24 0 48-24 24z" class="map-hub"/>'
        '<text y="32" class="map-letter">{}</text></g>',
        ((*_rounded(project(hub.lon, hub.lat)), named(hub), letter) for letter, hub, _ward in hubs),
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        int(WIDTH),
        int(height),
        _("Map of %(city)s") % {"city": named(book.city)},
        shapes,
        diamonds,
        circles,
    )


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)


def _circle(area: Area, count: int, project: Any) -> tuple[Any, ...]:
    """Standing on its place, as a hub hangs below its own: near each other both can be read."""
    radius = round(min(14 + 2 * count**0.5, 30), 1)
    return *_rounded(project(area.lon, area.lat)), named(area), count, radius, radius, round(7 - radius, 1), count


def _projection(box: Box) -> Any:
    west, south, east, north = box
    scale = WIDTH / (east - west)
    tall = scale / cos(radians((south + north) / 2))
    return lambda lon, lat: ((lon - west) * scale, (north - lat) * tall)


@lru_cache(maxsize=64)
def _cached_outlines(key: tuple[int, int], box: Box, geometries: tuple[str, ...]) -> tuple[float, SafeString]:
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
    box = _paper(book) or (0.0, 0.0, 1.0, 1.0)
    geometries = tuple(area.outline for area in (book.districts or book.wards) if area.outline)
    return _cached_outlines((city, revision), box, geometries)
